"""The values that travel between the parts: what is needed, what is handed over, what is found."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from kg.findings import Finding, Waiver

ANY = "*"
"""In the place of a property: every one."""

COMMON = ""
"""In the place of a file's name: the built-in files and all others that every file depends on."""

Fact = tuple[str, str]
"""What statements of one file say of a node of another: its IRI, or `_:` and its label; and a class which it is of."""


@dataclass(frozen=True, slots=True)
class Given:
    """A rule whose conclusions are handed over.

    Args:
        where: its condition, as SPARQL.
        giver: the variable of the node that it is asked of.
        thing: the variable of the node that it says something about.
        of: the IRI of the class that this is of.
    """

    where: str
    giver: str
    thing: str
    of: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is needed beside the descriptions of the nodes that walks come to.

    Args:
        backwards: the properties, as `<IRI>`, that are walked from object to subject; ANY for all.
        anywhere: the properties, or classes as `a <IRI>`, of which all triples are needed; ANY for all.
        given: the rules whose conclusions are handed over.
        changing: whether some answer is another one each time, so that none may be kept.
    """

    backwards: frozenset[str] = frozenset()
    anywhere: frozenset[str] = frozenset()
    given: tuple[Given, ...] = ()
    changing: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """The IRIs of a file, as numbers; blank nodes never leave their file, and what is built in is left out.

    Args:
        described: those that are subjects.
        mentioned: those that are objects and no subjects.
        used: those that are predicates only.
        exposed: those of `mentioned` that the file points to by a property that is walked backwards.
        common: whether what it states may be needed by every file.
    """

    described: array[int]
    mentioned: array[int]
    used: array[int]
    exposed: array[int]
    common: bool


@dataclass(frozen=True, slots=True)
class Builtin:
    """The IRIs of the built-in files, and those written in queries, as numbers.

    Args:
        named: all of them; and what is stated to be of which class.
        described: those that are subjects.
    """

    named: frozenset[int] = frozenset()
    described: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for one file, or for all that is common.

    Args:
        findings: those about its nodes.
        waivers: those that it describes; their places by the names of the files.
        gives: what it hands over to others.
    """

    findings: tuple[Finding, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    gives: frozenset[Fact] = frozenset()
