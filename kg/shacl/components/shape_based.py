"""Shape-based constraint components (SHACL 4.7): node, property, qualified value shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.shacl.components.base import Check, Constraint, Context, Finder, FocusConstraint, ValueConstraint, values
from kg.shacl.components.cardinality import at_least, counted
from kg.shacl.conditions import Condition, every, opposite
from kg.shacl.graph import Subject
from kg.shacl.names import sh
from kg.shacl.paths import Path

if TYPE_CHECKING:
    from kg.shacl.compile import Scope
    from kg.shacl.read import Reader
    from kg.shacl.shapes import Shape


@dataclass(frozen=True, slots=True)
class Node(ValueConstraint):
    """sh:node (4.7.1): each value node conforms to the shape."""

    component = sh("NodeConstraintComponent")
    shape: Subject

    def test(self, value: str, focus: str, scope: Scope) -> Condition:
        """The value conforms."""
        return scope.conforms(self.shape, value)

    def describe(self) -> str:
        """What is wrong."""
        return f"The value does not conform to the shape {self.shape}."

    @property
    def uses(self) -> tuple[Subject, ...]:
        """The shape."""
        return (self.shape,)


@dataclass(frozen=True, slots=True)
class Property(ValueConstraint):
    """sh:property (4.7.2): each value node is validated against the property shape, whose results are reported."""

    component = sh("PropertyShapeComponent")
    shape: Subject

    def test(self, value: str, focus: str, scope: Scope) -> Condition:
        """The value conforms to the property shape."""
        return scope.conforms(self.shape, value)

    def violations(self, context: Context, shape: Shape, scope: Scope) -> Iterator[Finder | Check]:
        """Those of the property shape, for each value node as the focus node."""
        for pattern, value in values(context, shape.path, scope):
            before = context.before if value == context.focus else (*context.before, context.focus)
            yield from scope.violations(self.shape, Context(pattern, value, before, (*context.above, shape.node)))

    def describe(self) -> str:
        """What is wrong; never asked for, since the property shape reports its own results."""
        return "The value does not conform to the property shape."

    @property
    def uses(self) -> tuple[Subject, ...]:
        """The property shape."""
        return (self.shape,)


@dataclass(frozen=True, slots=True)
class Qualified(FocusConstraint):
    """sh:qualifiedValueShape (4.7.3) with sh:qualifiedMinCount or sh:qualifiedMaxCount.

    Args:
        component: sh:QualifiedMinCountConstraintComponent or its counterpart.
        shape: what the counted value nodes conform to.
        siblings: the shapes that they must not conform to, where the shapes are disjoint.
        count: the number.
        most: whether it is the highest allowed, not the lowest.
    """

    component: NamedNode
    shape: Subject
    siblings: tuple[Subject, ...]
    count: int
    most: bool

    def holds(self, focus: str, shape: Shape, scope: Scope) -> Condition:
        """So many value nodes conform, and no more."""
        count = self.count + 1 if self.most else self.count
        enough = at_least(count, focus, shape.path, scope, partial(self._meets, scope))
        return opposite(enough) if self.most else enough

    def violations(self, context: Context, shape: Shape, scope: Scope) -> Iterator[Finder | Check]:
        """One violation for each focus node with too few or too many."""
        wrong = f"{'>' if self.most else '<'} {self.count}"
        return counted(self, context, shape, scope, wrong, partial(self._meets, scope))

    @property
    def heavy(self) -> bool:
        """Whether there may be many values to tell apart."""
        return True

    def _meets(self, scope: Scope, value: str) -> Condition:
        others = (opposite(scope.conforms(sibling, value)) for sibling in self.siblings)
        return every([scope.conforms(self.shape, value), *others])

    def describe(self) -> str:
        """What is wrong."""
        return f"{'More' if self.most else 'Fewer'} than {self.count} values conform to the qualified shape."

    @property
    def uses(self) -> tuple[Subject, ...]:
        """The shape and its siblings."""
        return (self.shape, *self.siblings)


def read(reader: Reader, node: Subject, path: Path | None) -> Iterator[Constraint]:
    """The constraints of this section that a shape declares."""
    for shape in reader.shapes(node, sh("node")):
        yield Node(shape)
    for shape in reader.shapes(node, sh("property")):
        if not reader.graph.objects(shape, sh("path")):
            reader.problem(node, sh("property"), f"{shape} has no sh:path, and so is no property shape")
        yield Property(shape)
    yield from _qualified(reader, node)


def _qualified(reader: Reader, node: Subject) -> Iterator[Qualified]:
    least, most = reader.count(node, sh("qualifiedMinCount")), reader.count(node, sh("qualifiedMaxCount"))
    disjoint = reader.flag(node, sh("qualifiedValueShapesDisjoint"))
    shapes = reader.shapes(node, sh("qualifiedValueShape"))
    if len(shapes) > 1:
        reader.problem(node, sh("qualifiedValueShape"), "has more than one value")
    for shape in shapes:
        siblings = _siblings(reader, node, shape) if disjoint else ()
        if least is not None:
            yield Qualified(sh("QualifiedMinCountConstraintComponent"), shape, siblings, least, most=False)
        if most is not None:
            yield Qualified(sh("QualifiedMaxCountConstraintComponent"), shape, siblings, most, most=True)


def _siblings(reader: Reader, node: Subject, shape: Subject) -> tuple[Subject, ...]:
    """The sibling shapes (4.7.3): the qualified value shapes of all properties of the parent shapes but this one's."""
    found = {
        value
        for parent, child in reader.graph.pairs(sh("property"))
        if child == node
        for sibling in reader.graph.objects(parent, sh("property"))
        for value in reader.graph.objects(sibling, sh("qualifiedValueShape"))
        if isinstance(value, Subject) and value != shape
    }
    return tuple(sorted(found, key=str))
