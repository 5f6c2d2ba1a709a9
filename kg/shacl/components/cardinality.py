"""Cardinality constraint components (SHACL 4.2): how many value nodes there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.shacl.components.base import Check, Constraint, Context, Finder, FocusConstraint, leads, only
from kg.shacl.conditions import ALWAYS, NEVER, Condition, atom, every, opposite
from kg.shacl.graph import Subject
from kg.shacl.names import sh
from kg.shacl.paths import Path, nullable, sparql

if TYPE_CHECKING:
    from kg.shacl.compile import Scope
    from kg.shacl.read import Reader
    from kg.shacl.shapes import Shape

_NESTED = 3
"""Up to so many values are told apart by nested patterns, of which n! may be tried; more are counted if possible."""
_ORDERED = 6
"""Beyond so many, values that cannot be counted are put into an order; then 2^n patterns may be tried."""


@dataclass(frozen=True, slots=True)
class MinCount(FocusConstraint):
    """sh:minCount (4.2.1)."""

    component = sh("MinCountConstraintComponent")
    count: int

    def holds(self, focus: str, shape: Shape, scope: Scope) -> Condition:
        """There are so many value nodes."""
        return at_least(self.count, focus, shape.path, scope)

    def violations(self, context: Context, shape: Shape, scope: Scope) -> Iterator[Finder | Check]:
        """One violation for each focus node with too few."""
        if self.heavy:
            return counted(self, context, shape, scope, f"< {self.count}")
        return FocusConstraint.violations(self, context, shape, scope)

    @property
    def heavy(self) -> bool:
        """Whether there are many values to tell apart."""
        return self.count > _NESTED

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
        """One violation for each focus node with too many."""
        if self.heavy:
            return counted(self, context, shape, scope, f"> {self.count}")
        return FocusConstraint.violations(self, context, shape, scope)

    @property
    def heavy(self) -> bool:
        """Whether there are many values to tell apart."""
        return self.count >= _NESTED

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
    values = [scope.fresh() for _ in range(count)]
    found = ALWAYS
    for number in reversed(range(count)):
        value = values[number]
        apart = [atom(f"!sameTerm({other}, {value})") for other in values[:number]]
        if number and count > _ORDERED:
            # Any different terms can be put into this order, so that each set of them is tried once, not in all orders.
            apart.insert(0, atom(f"COALESCE(STR({values[number - 1]}) <= STR({value}), true)"))
        found = leads(focus, path, value, scope, every([*apart, meets(value), found]))
    return found


def counted(
    constraint: FocusConstraint,
    context: Context,
    shape: Shape,
    scope: Scope,
    wrong: str,
    meets: Callable[[str], Condition] = lambda value: ALWAYS,
) -> Iterator[Finder | Check]:
    """The focus nodes with a wrong number of value nodes, found by counting; for numbers too high to nest.

    Args:
        constraint: whose violations these are.
        context: where the focus nodes come from.
        shape: a property shape.
        scope: of the query.
        wrong: the comparison that a wrong number satisfies.
        meets: the condition that a value node must meet to count.
    """
    if shape.path is None or nullable(shape.path):
        yield from FocusConstraint.violations(constraint, context, shape, scope)
        return
    value = scope.fresh()
    counting = f"{context.focus} {sparql(shape.path)} {value} . {only(meets(value))}"
    after = f"GROUP BY {' '.join((*context.before, context.focus))} HAVING (COUNT(DISTINCT {value}) {wrong})"
    yield Finder(f"{context.pattern} OPTIONAL {{ {counting} }}", context, shape, constraint, after=after)


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
