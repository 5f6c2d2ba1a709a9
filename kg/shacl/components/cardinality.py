"""Cardinality constraint components (SHACL 4.2): how many value nodes there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from kg.shacl.components.base import Check, Constraint, Context, Finder, FocusConstraint, reach
from kg.shacl.conditions import ALWAYS, NEVER, Condition, exists, opposite
from kg.shacl.graph import Subject
from kg.shacl.names import sh
from kg.shacl.paths import Path, nullable

if TYPE_CHECKING:
    from kg.shacl.compile import Scope
    from kg.shacl.read import Reader
    from kg.shacl.shapes import Shape

_JOINED = 3
"""Up to so many values are told apart by joining them; more are counted."""


@dataclass(frozen=True, slots=True)
class MinCount(FocusConstraint):
    """sh:minCount (4.2.1)."""

    component = sh("MinCountConstraintComponent")
    count: int

    def holds(self, focus: str, shape: Shape, scope: Scope) -> Condition:
        """There are so many value nodes."""
        return at_least(self.count, focus, shape.path, scope)

    def describe(self) -> str:
        """What is wrong."""
        return f"There are fewer than {self.count} values."


@dataclass(frozen=True, slots=True)
class MaxCount(FocusConstraint):
    """sh:maxCount (4.2.2)."""

    component = sh("MaxCountConstraintComponent")
    count: int

    def holds(self, focus: str, shape: Shape, scope: Scope) -> Condition:
        """There is no value node beyond so many."""
        return opposite(at_least(self.count + 1, focus, shape.path, scope))

    def violations(self, context: Context, shape: Shape, scope: Scope) -> Iterator[Finder | Check]:
        """One violation for each focus node with too many; counted, since any number may be allowed."""
        if self.count < _JOINED or shape.path is None or nullable(shape.path):
            yield from FocusConstraint.violations(self, context, shape, scope)
            return
        value = scope.fresh()
        yield Finder(
            f"{context.pattern} {reach(context.focus, shape.path, value)}",
            context,
            shape,
            self,
            after=f"GROUP BY {' '.join((*context.before, context.focus))} "
            f"HAVING (COUNT(DISTINCT {value}) > {self.count})",
        )

    def describe(self) -> str:
        """What is wrong."""
        return f"There are more than {self.count} values."


def at_least(
    count: int,
    focus: str,
    path: Path | None,
    scope: Scope,
    meets: Callable[[str], Condition] = lambda value: ALWAYS,
) -> Condition:
    """That at least so many different value nodes meet a condition.

    Args:
        count: how many; none needs nothing.
        focus: the variable of the focus node.
        path: None where the focus node is its own and only value node.
        scope: of the query.
        meets: the condition on the variable of a value node.
    """
    if count <= 0:
        return ALWAYS
    if path is None:
        return meets(focus) if count == 1 else NEVER
    if count > _JOINED:
        value = scope.fresh()
        return exists(
            f"SELECT {focus} WHERE {{ {reach(focus, path, value)} {_only(meets(value))} }} "
            f"GROUP BY {focus} HAVING (COUNT(DISTINCT {value}) >= {count})"
        )
    values = [scope.fresh() for _ in range(count)]
    found = " ".join(f"{reach(focus, path, value)} {_only(meets(value))}" for value in values)
    apart = " && ".join(f"!sameTerm({one}, {other})" for one, other in combinations(values, 2))
    return exists(f"{found} FILTER({apart})" if apart else found)


def _only(condition: Condition) -> str:
    return "" if condition == ALWAYS else f"FILTER({condition.text})"


def read(reader: Reader, node: Subject, path: Path | None) -> Iterator[Constraint]:
    """The constraints of this section that a shape declares."""
    least, most = reader.count(node, sh("minCount")), reader.count(node, sh("maxCount"))
    for name, count in (("minCount", least), ("maxCount", most)):
        if count is not None and path is None:
            reader.problem(node, sh(name), "a node shape cannot have it; only a property shape can")
    if least is not None:
        yield MinCount(least)
    if most is not None:
        yield MaxCount(most)
