"""Compiles shapes to SPARQL: one query for each shape, constraint and target, over all focus nodes at once.

The queries are plain SPARQL 1.1 SELECTs without extension functions, so that any engine can run them. They avoid
what engines answer differently: a path that may be empty is never left to start from an unbound variable, terms are
compared by sameTerm, and nothing depends on a blank node's label.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from kg.shacl.components.base import Check, Constraint, Context, Finder, unless
from kg.shacl.components.shape_based import Property
from kg.shacl.conditions import ALWAYS, Condition, every
from kg.shacl.graph import Subject
from kg.shacl.shapes import Shapes
from kg.shacl.targets import patterns


class Scope:
    """One query in the making: its variables, and the shapes that it may refer to.

    Args:
        shapes: all of the shapes graph.
    """

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self._variables = 0

    def fresh(self) -> str:
        """A variable that the query does not have yet."""
        self._variables += 1
        return f"?v{self._variables}"

    def conforms(self, node: Subject, focus: str) -> Condition:
        """That the node in a variable conforms to a shape (3.4.2)."""
        shape = self.shapes[node]
        if shape.deactivated:
            return ALWAYS
        return every(constraint.holds(focus, shape, self) for constraint in shape.constraints)

    def violations(self, node: Subject, context: Context) -> Iterator[Finder | Check]:
        """The queries that find every result of a shape for the focus nodes of a context (3.4.1)."""
        shape = self.shapes[node]
        if shape.deactivated:
            return
        light = [constraint for constraint in shape.constraints if not self._heavy(constraint)]
        found = tuple(chain.from_iterable(one.violations(context, shape, self) for one in light))
        if len(found) < 2:
            yield from found
        else:
            holds = every(constraint.holds(context.focus, shape, self) for constraint in light)
            yield Check(f"ASK {{ {context.pattern} {unless(holds)} }}", shape, found)
        for constraint in shape.constraints:
            if constraint not in light:
                yield from constraint.violations(context, shape, self)

    def _heavy(self, constraint: Constraint) -> bool:
        if isinstance(constraint, Property):
            return any(map(self._heavy, self.shapes[constraint.shape].constraints))
        return constraint.heavy


def compiled(shapes: Shapes) -> Iterator[Finder | Check]:
    """The queries that find every result of every shape with a target (3.4), in a fixed order."""
    for node in sorted(shapes, key=str):
        for pattern in patterns(shapes[node].targets, "?focus"):
            yield from Scope(shapes).violations(node, Context(pattern, "?focus"))
