"""A SPARQL SELECT as the triple patterns that it is made of, and in which of its groups each one stands.

Only what decides which triples can have a say in an answer is kept: of expressions, the EXISTS in them.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.shacl.paths import Path


class NotUnderstood(Exception):
    """The query has something that is not known here."""


class Changing(NotUnderstood):
    """The query gives another answer each time that it is asked."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern: `?name` for a variable, else the term as SPARQL writes it.

    Args:
        subject: of the pattern.
        path: None for any property, as a variable and a negated property set have it.
        value: the object.
    """

    subject: str
    path: Path | None
    value: str


@dataclass(frozen=True, slots=True)
class Union:
    """One of several groups; a group in braces is a union of one."""

    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Optional:
    """A group that may have no solution."""

    group: Group


@dataclass(frozen=True, slots=True)
class Values:
    """Variables that stand for terms written in the query: for constants, or for what another variable stands for.

    Args:
        names: the variables.
        source: the other variable; None for constants.
    """

    names: tuple[str, ...]
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What stands between two braces.

    Args:
        elements: in their order, without filters.
        exists: the groups of every EXISTS and NOT EXISTS in its filters.
    """

    elements: tuple[Element, ...]
    exists: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Select:
    """A whole query, or a sub-query.

    Args:
        group: its pattern.
        columns: what it returns, each with the variable inside whose value it is, None for a computed one; None
            for all variables.
        keys: the variables of GROUP BY; empty where all solutions are one group; None without grouping.
    """

    group: Group
    columns: dict[str, str | None] | None
    keys: tuple[str, ...] | None


Element = Pattern | Union | Optional | Values | Select
