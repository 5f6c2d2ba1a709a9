"""The axioms that triples state: one `Axiom` for each statement of OWL 2, with the triples that spell it out.

Follows tables 16 to 18 of the mapping from RDF graphs to OWL 2 (https://www.w3.org/TR/owl2-mapping-to-rdf/).
Declarations and annotations are no axioms here: nothing follows from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from kg.errors import InputError
from kg.iris import compact
from kg.reason.expressions import NOTHING, OWL, RDF, RDFS, TYPE, Index, Named, Property
from kg.reason.statements import (
    Axiom,
    Chain,
    Characteristic,
    ClassFact,
    Denial,
    Different,
    DisjointClasses,
    DisjointProperties,
    DisjointUnion,
    Domain,
    EquivalentClass,
    EquivalentProperty,
    InverseOf,
    Key,
    PropertyFact,
    Range,
    Same,
    Statement,
    SubClass,
    SubProperty,
)
from kg.store.base import Term

CHARACTERISTICS = frozenset(
    OWL + name + "Property"
    for name in (
        "Functional",
        "InverseFunctional",
        "Transitive",
        "Symmetric",
        "Asymmetric",
        "Reflexive",
        "Irreflexive",
    )
)

_CLASS_FORMS = frozenset(OWL + name for name in ("intersectionOf", "unionOf", "oneOf", "complementOf"))
_VOCABULARY = (OWL, RDF, RDFS)


def axioms(triples: Iterable[Triple]) -> Iterator[Axiom]:
    """The axioms of the ontology and the facts that the triples state, in the order in which they come.

    Raises:
        InputError: a statement is not OWL; the message names its subject.
    """
    index = Index(triples)
    facts = index.declared(OWL + "ObjectProperty") | index.data_roles
    for triple, subject, name, value in index.rows:
        try:
            if name == TYPE:
                statement = _typing(index, subject, value)
            elif name in facts:
                statement = PropertyFact(subject, Property(name), value)
            else:
                statement = _relation(index, subject, name, value)
        except InputError as error:
            owner = compact(subject.value) if isinstance(subject, NamedNode) else "an axiom without a name"
            raise InputError(f"{owner}, {compact(name)}: {error.message}", expected=error.expected) from error
        if statement is not None:
            yield Axiom(statement, index.closure(triple))


def _relation(index: Index, subject: Term, name: str, value: Term) -> Statement | None:
    """What `subject name value` says; None where it annotates or belongs to the syntax of another axiom."""
    match name.removeprefix(RDFS).removeprefix(OWL):
        case "subClassOf":
            return SubClass(index.expression(subject), index.expression(value))
        case "equivalentClass":
            return EquivalentClass(index.expression(subject), index.expression(value))
        case "disjointWith":
            return DisjointClasses((index.expression(subject), index.expression(value)))
        case "disjointUnionOf":
            return DisjointUnion(index.expression(subject), tuple(map(index.expression, index.members(value))))
        case "hasKey":
            return Key(index.expression(subject), tuple(map(index.role, index.members(value))))
        case "subPropertyOf":
            return SubProperty(index.role(subject), index.role(value))
        case "propertyChainAxiom":
            return Chain(tuple(map(index.role, index.members(value))), index.role(subject))
        case "equivalentProperty":
            return EquivalentProperty(index.role(subject), index.role(value))
        case "inverseOf" if isinstance(subject, NamedNode):
            return InverseOf(index.role(subject), index.role(value))
        case "propertyDisjointWith":
            return DisjointProperties((index.role(subject), index.role(value)))
        case "domain":
            return Domain(index.role(subject), index.expression(value))
        case "range":
            return Range(index.role(subject), index.expression(value))
        case "sameAs":
            return Same((subject, value))
        case "differentFrom":
            return Different((subject, value))
    if name in _CLASS_FORMS and isinstance(subject, NamedNode):
        return EquivalentClass(Named(subject.value), index.form(subject))
    return None


def _typing(index: Index, subject: Term, value: Term) -> Statement | None:
    """What `subject a value` says; None where it declares a term or belongs to the syntax of another axiom."""
    kind = value.value if isinstance(value, NamedNode) else ""
    if kind in CHARACTERISTICS:
        role = index.role(subject)
        return Characteristic(role, kind.removeprefix(OWL), role.iri in index.data_roles)
    match kind.removeprefix(OWL):
        case "AllDisjointClasses":
            return DisjointClasses(tuple(map(index.expression, _members(index, subject))))
        case "AllDisjointProperties":
            return DisjointProperties(tuple(map(index.role, _members(index, subject))))
        case "AllDifferent":
            return Different(_members(index, subject))
        case "NegativePropertyAssertion":
            return _denial(index, subject)
    if kind.startswith(_VOCABULARY) and kind != NOTHING:
        return None
    return ClassFact(subject, index.expression(value))


def _members(index: Index, node: Term) -> tuple[Term, ...]:
    heads = index.objects(node, OWL + "members") + index.objects(node, OWL + "distinctMembers")
    if len(heads) != 1:
        raise InputError("the members are not given once", expected="one owl:members ( … )")
    return index.members(heads[0])


def _denial(index: Index, node: Term) -> Denial:
    sources, roles = index.objects(node, OWL + "sourceIndividual"), index.objects(node, OWL + "assertionProperty")
    values = index.objects(node, OWL + "targetIndividual") + index.objects(node, OWL + "targetValue")
    if not len(sources) == len(roles) == len(values) == 1:
        raise InputError("a negative assertion is incomplete", expected="one source, one property and one target")
    return Denial(sources[0], index.role(roles[0]), values[0])
