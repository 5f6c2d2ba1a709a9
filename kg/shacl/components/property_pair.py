"""Property pair constraint components (SHACL 4.5): the value nodes against the values of another property."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.shacl.components.base import Constraint, Context, Finder, ValueConstraint, leads, reach, reaches, unless, values
from kg.shacl.components.value_range import compared
from kg.shacl.conditions import Condition, every, opposite
from kg.shacl.graph import Subject
from kg.shacl.names import sh
from kg.shacl.paths import Path

if TYPE_CHECKING:
    from kg.shacl.compile import Scope
    from kg.shacl.read import Reader
    from kg.shacl.shapes import Shape


@dataclass(frozen=True, slots=True)
class Equals(Constraint):
    """sh:equals (4.5.1): the value nodes are the same set as the values of the other property."""

    component = sh("EqualsConstraintComponent")
    other: NamedNode

    def holds(self, focus: str, shape: Shape, scope: Scope) -> Condition:
        """Neither set has what the other lacks."""
        extra = scope.fresh()
        lacking = opposite(reaches(focus, shape.path, extra, scope))
        missing = leads(focus, self.other, extra, scope, lacking)
        if shape.path is None:
            return every([reaches(focus, self.other, focus, scope), opposite(missing)])
        value = scope.fresh()
        surplus = leads(focus, shape.path, value, scope, opposite(reaches(focus, self.other, value, scope)))
        return every([opposite(surplus), opposite(missing)])

    def violations(self, context: Context, shape: Shape, scope: Scope) -> Iterator[Finder]:
        """One violation for each node that is in one set and not in the other."""
        for pattern, value in values(context, shape.path, scope):
            where = f"{pattern} {unless(reaches(context.focus, self.other, value, scope))}"
            yield Finder(where, context, shape, self, value=value)
        extra = scope.fresh()
        pattern = f"{context.pattern} {reach(context.focus, self.other, extra)}"
        among = reaches(context.focus, shape.path, extra, scope)
        yield Finder(f"{pattern} {unless(among)}", context, shape, self, value=extra)

    def describe(self) -> str:
        """What is wrong."""
        return f"The values are not the same as those of {self.other}."


@dataclass(frozen=True, slots=True)
class Disjoint(ValueConstraint):
    """sh:disjoint (4.5.2): no value node is a value of the other property."""

    component = sh("DisjointConstraintComponent")
    other: NamedNode

    def test(self, value: str, focus: str, scope: Scope) -> Condition:
        """The other property does not have the value."""
        return opposite(reaches(focus, self.other, value, scope))

    def describe(self) -> str:
        """What is wrong."""
        return f"The value is also a value of {self.other}."


@dataclass(frozen=True, slots=True)
class LessThan(Constraint):
    """sh:lessThan and sh:lessThanOrEquals (4.5.3, 4.5.4): each value node against each value of the other property."""

    component: NamedNode
    operator: str
    path: Path
    other: NamedNode

    def holds(self, focus: str, shape: Shape, scope: Scope) -> Condition:
        """No value node fails to be less than some value of the other property."""
        value, bound = scope.fresh(), scope.fresh()
        wrong = leads(focus, self.other, bound, scope, opposite(compared(value, self.operator, bound)))
        return opposite(leads(focus, self.path, value, scope, wrong))

    def violations(self, context: Context, shape: Shape, scope: Scope) -> Iterator[Finder]:
        """One violation for each pair that is not in order or cannot be compared."""
        for pattern, value in values(context, self.path, scope):
            bound = scope.fresh()
            where = (
                f"{pattern} {reach(context.focus, self.other, bound)} {unless(compared(value, self.operator, bound))}"
            )
            yield Finder(where, context, shape, self, value=value, apart=(bound,))

    def describe(self) -> str:
        """What is wrong."""
        return f"The value is not {self.operator} every value of {self.other}."


def read(reader: Reader, node: Subject, path: Path | None) -> Iterator[Constraint]:
    """The constraints of this section that a shape declares."""
    for other in reader.iris(node, sh("equals")):
        yield Equals(other)
    for other in reader.iris(node, sh("disjoint")):
        yield Disjoint(other)
    for name, operator in (("lessThan", "<"), ("lessThanOrEquals", "<=")):
        for other in reader.iris(node, sh(name)):
            if path is None:
                reader.problem(node, sh(name), "a node shape cannot have it; only a property shape can")
            else:
                yield LessThan(sh(f"{name[0].upper()}{name[1:]}ConstraintComponent"), operator, path, other)
