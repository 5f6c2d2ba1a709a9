"""Value type constraint components (SHACL 4.1): class, datatype, node kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.shacl.components.base import ValueConstraint, leads, reaches
from kg.shacl.components.lexical import well_formed
from kg.shacl.conditions import Condition, atom, every
from kg.shacl.graph import Subject
from kg.shacl.names import RDF_TYPE, RDFS_SUBCLASS, sh
from kg.shacl.paths import Path, ZeroOrMore

if TYPE_CHECKING:
    from kg.shacl.compile import Scope
    from kg.shacl.read import Reader

_KINDS = {
    sh("IRI"): ("isIRI({0})", "an IRI"),
    sh("BlankNode"): ("isBlank({0})", "a blank node"),
    sh("Literal"): ("isLiteral({0})", "a literal"),
    sh("BlankNodeOrIRI"): ("!isLiteral({0})", "a blank node or an IRI"),
    sh("BlankNodeOrLiteral"): ("!isIRI({0})", "a blank node or a literal"),
    sh("IRIOrLiteral"): ("!isBlank({0})", "an IRI or a literal"),
}


@dataclass(frozen=True, slots=True)
class Class(ValueConstraint):
    """sh:class (4.1.1): each value node is an instance of the class or of a subclass."""

    component = sh("ClassConstraintComponent")
    of: NamedNode

    def test(self, value: str, focus: str, scope: Scope) -> Condition:
        """The value has a type that leads to the class."""
        kind = scope.fresh()
        below = reaches(kind, ZeroOrMore(RDFS_SUBCLASS), str(self.of), scope)
        return leads(value, RDF_TYPE, kind, scope, below)

    def describe(self) -> str:
        """What is wrong."""
        return f"The value is not an instance of {self.of}."


@dataclass(frozen=True, slots=True)
class Datatype(ValueConstraint):
    """sh:datatype (4.1.2): each value node is a well-formed literal of the datatype."""

    component = sh("DatatypeConstraintComponent")
    of: NamedNode

    def test(self, value: str, focus: str, scope: Scope) -> Condition:
        """The value is a literal, of the datatype, and its lexical form is in the datatype's lexical space."""
        return every([atom(f"isLiteral({value})"), well_formed(value, self.of)])

    def describe(self) -> str:
        """What is wrong."""
        return f"The value is not a well-formed literal of the datatype {self.of}."


@dataclass(frozen=True, slots=True)
class NodeKind(ValueConstraint):
    """sh:nodeKind (4.1.3): each value node is an IRI, a blank node, a literal, or one of two of these."""

    component = sh("NodeKindConstraintComponent")
    kind: NamedNode

    def test(self, value: str, focus: str, scope: Scope) -> Condition:
        """The value is of the kind."""
        return atom(_KINDS[self.kind][0].format(value))

    def describe(self) -> str:
        """What is wrong."""
        return f"The value is not {_KINDS[self.kind][1]}."


def read(reader: Reader, node: Subject, path: Path | None) -> Iterator[ValueConstraint]:
    """The constraints of this section that a shape declares."""
    for of in reader.iris(node, sh("class")):
        yield Class(of)
    datatype = reader.iri(node, sh("datatype"))
    if datatype is not None:
        yield Datatype(datatype)
    kind = reader.iri(node, sh("nodeKind"))
    if kind in _KINDS:
        yield NodeKind(kind)
    elif kind is not None:
        reader.problem(node, sh("nodeKind"), f"{kind} is not one of the six node kinds")
