"""The names that statements use, and the declarations that they imply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kg.reason.expressions import OWL, TYPE, Datatype, Facets, Has, Index, Named, Only, Property, Some
from kg.reason.statements import EquivalentProperty, InverseOf, Range, Statement, SubProperty

_KINDS = tuple(OWL + kind for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty"))
_OBJECT, _DATA, _ = _KINDS


def names(statement: Statement) -> frozenset[str]:
    """The classes, properties and individuals that a statement names; OWL's own are left out."""
    found = {part.iri for part in _parts(statement) if isinstance(part, Named | Property)}
    found |= {part.value for part in _parts(statement) if isinstance(part, NamedNode)}
    return frozenset(name for name in found if not name.startswith(OWL))


def declarations(triples: Iterable[Triple], statements: Iterable[Statement]) -> Iterator[Triple]:
    """Declares every class and property that the axioms name, with the kind that they give it.

    OWL 2 DL wants each name declared (https://www.w3.org/TR/owl2-syntax/#Entity_Declarations_and_Typing). HermiT
    does not complain where one is not: it takes the axiom for an annotation and passes over it.
    """
    index = Index(triples)
    statements = tuple(statements)
    parts = [part for statement in statements for part in (statement, *_parts(statement))]
    kinds = {name: kind for kind in reversed(_KINDS) for name in index.declared(kind)}
    roles = {part.iri for part in parts if isinstance(part, Property)} - kinds.keys()
    kinds |= dict.fromkeys(roles & {role for part in parts for role in _of_data(part)}, _DATA)
    links = [link for statement in statements for link in _links(statement)]
    while spread := {one: kinds[other] for one, other in links if other in kinds and one not in kinds}:
        kinds |= spread
    for iri in sorted({part.iri for part in parts if isinstance(part, Named)}):
        yield _declare(iri, OWL + "Class")
    for iri in sorted(roles):
        yield _declare(iri, kinds.get(iri, _OBJECT))


def _declare(iri: str, kind: str) -> Triple:
    return Triple(NamedNode(iri), NamedNode(TYPE), NamedNode(kind))


def _parts(value: object) -> Iterator[object]:
    """All that stands in a statement or expression, at any depth."""
    children = value if isinstance(value, tuple) else ()
    if is_dataclass(value):
        children = tuple(getattr(value, field.name) for field in fields(value))
    for child in children:
        yield child
        yield from _parts(child)


def _of_data(part: object) -> Iterator[str]:
    """The property that this statement or restriction shows to have literals for values."""
    match part:
        case Some(role, Datatype() | Facets()) | Only(role, Datatype() | Facets()) | Range(role, Datatype() | Facets()):
            yield role.iri
        case Has(role, Literal()):
            yield role.iri


def _links(statement: Statement) -> Iterator[tuple[str, str]]:
    """Properties that must be of one kind."""
    match statement:
        case SubProperty(first, second) | EquivalentProperty(first, second) | InverseOf(first, second):
            yield first.iri, second.iri
            yield second.iri, first.iri
