"""Logical constraint components (SHACL 4.6): not, and, or, xone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pyoxigraph import NamedNode

from kg.shacl.components.base import ValueConstraint
from kg.shacl.conditions import Condition, every, just_one, opposite, some
from kg.shacl.graph import Subject
from kg.shacl.names import sh
from kg.shacl.paths import Path

if TYPE_CHECKING:
    from kg.shacl.compile import Scope
    from kg.shacl.read import Reader

Operator = Literal["and", "or", "xone"]

_JOIN: dict[Operator, Callable[[list[Condition]], Condition]] = {"and": every, "or": some, "xone": just_one}
_WRONG: dict[Operator, str] = {
    "and": "The value does not conform to every shape of the list.",
    "or": "The value conforms to no shape of the list.",
    "xone": "The value does not conform to just one shape of the list.",
}


@dataclass(frozen=True, slots=True)
class Not(ValueConstraint):
    """sh:not (4.6.1): no value node conforms to the shape."""

    component = sh("NotConstraintComponent")
    shape: Subject

    def test(self, value: str, focus: str, scope: Scope) -> Condition:
        """The value does not conform."""
        return opposite(scope.conforms(self.shape, value))

    def describe(self) -> str:
        """What is wrong."""
        return "The value conforms to a shape that it must not conform to."

    @property
    def uses(self) -> tuple[Subject, ...]:
        """The shape."""
        return (self.shape,)


@dataclass(frozen=True, slots=True)
class Choice(ValueConstraint):
    """sh:and, sh:or, sh:xone (4.6.2 to 4.6.4): each value node against a list of shapes."""

    component: NamedNode
    operator: Operator
    shapes: tuple[Subject, ...]

    def test(self, value: str, focus: str, scope: Scope) -> Condition:
        """The value conforms to all, to at least one, or to just one of the shapes."""
        each = [scope.conforms(shape, value) for shape in self.shapes]
        return _JOIN[self.operator](each)

    def describe(self) -> str:
        """What is wrong."""
        return _WRONG[self.operator]

    @property
    def uses(self) -> tuple[Subject, ...]:
        """The shapes of the list."""
        return self.shapes


def read(reader: Reader, node: Subject, path: Path | None) -> Iterator[ValueConstraint]:
    """The constraints of this section that a shape declares."""
    for shape in reader.shapes(node, sh("not")):
        yield Not(shape)
    for operator in _JOIN:
        for members in reader.lists(node, sh(operator)):
            shapes = tuple(member for member in members if isinstance(member, Subject))
            if len(shapes) != len(members):
                reader.problem(node, sh(operator), "the members of the list must be shapes, not literals")
            yield Choice(sh(f"{operator.capitalize()}ConstraintComponent"), operator, shapes)
