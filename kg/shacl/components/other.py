"""Other constraint components (SHACL 4.8): closed, hasValue, in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.shacl.components.base import (
    Constraint,
    Context,
    Finder,
    FocusConstraint,
    ValueConstraint,
    leads,
    reaches,
    values,
)
from kg.shacl.conditions import Condition, exists, opposite, some, sure
from kg.shacl.graph import Subject
from kg.shacl.names import XSD_STRING, sh
from kg.shacl.paths import Path
from kg.store.base import Term

if TYPE_CHECKING:
    from kg.shacl.compile import Scope
    from kg.shacl.read import Reader
    from kg.shacl.shapes import Shape


@dataclass(frozen=True, slots=True)
class Closed(Constraint):
    """sh:closed with sh:ignoredProperties (4.8.1): value nodes have no other properties than those allowed."""

    component = sh("ClosedConstraintComponent")
    allowed: tuple[NamedNode, ...]

    def holds(self, focus: str, shape: Shape, scope: Scope) -> Condition:
        """No value node has another property."""
        if shape.path is None:
            return opposite(exists(self._others(focus, scope)[0]))
        value = scope.fresh()
        return opposite(leads(focus, shape.path, value, scope, exists(self._others(value, scope)[0])))

    def violations(self, context: Context, shape: Shape, scope: Scope) -> Iterator[Finder]:
        """One violation for each triple with another property, which is the result path."""
        for pattern, value in values(context, shape.path, scope):
            others, path, object_ = self._others(value, scope)
            apart = () if value == context.focus else (value,)
            yield Finder(f"{pattern} {others}", context, shape, self, value=object_, path=path, apart=apart)

    def _others(self, value: str, scope: Scope) -> tuple[str, str, str]:
        path, object_ = scope.fresh(), scope.fresh()
        allowed = f"FILTER({path} NOT IN ({', '.join(map(str, self.allowed))}))" if self.allowed else ""
        return f"{value} {path} {object_} {allowed}", path, object_

    def describe(self) -> str:
        """What is wrong."""
        return "The shape is closed and does not allow this property."


@dataclass(frozen=True, slots=True)
class HasValue(FocusConstraint):
    """sh:hasValue (4.8.2): one of the value nodes is this very term."""

    component = sh("HasValueConstraintComponent")
    term: NamedNode | Literal

    def holds(self, focus: str, shape: Shape, scope: Scope) -> Condition:
        """The term is among the value nodes."""
        return reaches(focus, shape.path, str(self.term), scope)

    def describe(self) -> str:
        """What is wrong."""
        return f"The value {self.term} is missing."


@dataclass(frozen=True, slots=True)
class In(ValueConstraint):
    """sh:in (4.8.3): each value node is a member of the list, as a term."""

    component = sh("InConstraintComponent")
    terms: tuple[NamedNode | Literal, ...]

    def test(self, value: str, focus: str, scope: Scope) -> Condition:
        """The value is a member."""
        plain = [term for term in self.terms if isinstance(term, NamedNode) or term.datatype == XSD_STRING]
        others = [term for term in self.terms if term not in plain]
        ways = []
        if plain:  # of these alone, = means the same term
            ways.append(sure(f"{value} IN ({', '.join(map(str, plain))})"))
        if others:
            other = scope.fresh()
            listed = f"VALUES {other} {{ {' '.join(map(str, others))} }}"
            ways.append(exists(f"{listed} FILTER(sameTerm({value}, {other}))"))
        return some(ways)

    def describe(self) -> str:
        """What is wrong."""
        return "The value is not one of those allowed."


def read(reader: Reader, node: Subject, path: Path | None) -> Iterator[Constraint]:
    """The constraints of this section that a shape declares."""
    ignored = reader.members(node, sh("ignoredProperties")) or ()
    if not all(isinstance(one, NamedNode) for one in ignored):
        reader.problem(node, sh("ignoredProperties"), "the members of the list must be IRIs")
    if reader.flag(node, sh("closed")):
        own = (
            path
            for shape in reader.graph.objects(node, sh("property"))
            for path in reader.graph.objects(shape, sh("path"))
        )
        allowed = {one for one in (*own, *ignored) if isinstance(one, NamedNode)}
        yield Closed(tuple(sorted(allowed, key=str)))
    for term in reader.graph.objects(node, sh("hasValue")):
        yield HasValue(_named(reader, node, sh("hasValue"), term))
    members = reader.members(node, sh("in"))
    if members is not None:
        yield In(tuple(_named(reader, node, sh("in"), term) for term in members))


def _named(reader: Reader, node: Subject, parameter: NamedNode, term: Term) -> NamedNode | Literal:
    if isinstance(term, BlankNode):
        reader.limit(node, parameter, "a blank node cannot be named in a query; give it an IRI")
        return NamedNode("urn:x-blank")
    return term
