"""OWL class expressions and property expressions, read from the triples that spell them out.

Follows tables 11 to 14 of the mapping from RDF graphs to OWL 2 (https://www.w3.org/TR/owl2-mapping-to-rdf/).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import InputError
from kg.iris import PREFIXES, compact
from kg.store.base import Term

OWL = PREFIXES["owl"]
RDF = PREFIXES["rdf"]
RDFS = PREFIXES["rdfs"]
XSD = PREFIXES["xsd"]

THING = OWL + "Thing"
NOTHING = OWL + "Nothing"
TYPE = RDF + "type"

_LITERAL_TYPES = frozenset(
    {RDFS + "Literal", RDF + "PlainLiteral", RDF + "langString", RDF + "XMLLiteral", OWL + "real", OWL + "rational"}
)
_SYNTAX = frozenset(
    OWL + name
    for name in (
        "onProperty",
        "onProperties",
        "intersectionOf",
        "unionOf",
        "complementOf",
        "datatypeComplementOf",
        "oneOf",
        "onDatatype",
        "inverseOf",
        "members",
        "distinctMembers",
        "sourceIndividual",
        "annotatedSource",
    )
) | {RDF + "first"}
"""The properties that only a piece of OWL syntax has."""

_DEEPEST = 60  # levels of nesting; far beyond what anyone writes, far below Python's own limit


@dataclass(frozen=True, slots=True)
class Property:
    """A property, or the inverse of one."""

    iri: str
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A class by its name."""

    iri: str


@dataclass(frozen=True, slots=True)
class Datatype:
    """A datatype by its name."""

    iri: str


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts (owl:intersectionOf)."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of the parts (owl:unionOf)."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What is outside of the part (owl:complementOf, owl:datatypeComplementOf)."""

    part: Expression


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of the members named (owl:oneOf)."""

    members: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Has a value that is one of the filler (owl:someValuesFrom)."""

    role: Property
    filler: Expression


@dataclass(frozen=True, slots=True)
class Only:
    """Has no value but such of the filler (owl:allValuesFrom)."""

    role: Property
    filler: Expression


@dataclass(frozen=True, slots=True)
class Has:
    """Has this very value (owl:hasValue)."""

    role: Property
    value: Term


@dataclass(frozen=True, slots=True)
class Self:
    """Is a value of its own (owl:hasSelf)."""

    role: Property


@dataclass(frozen=True, slots=True)
class Count:
    """Has `min`, `max` or `exactly` so many values of the filler (the cardinality restrictions)."""

    role: Property
    bound: str
    number: int
    filler: Expression


@dataclass(frozen=True, slots=True)
class Facets:
    """The values of a datatype within bounds (owl:onDatatype, owl:withRestrictions)."""

    datatype: Datatype
    bounds: tuple[tuple[str, Term], ...]


Expression = Named | Datatype | And | Or | Not | OneOf | Some | Only | Has | Self | Count | Facets

_COUNTS = {
    "minCardinality": "min",
    "maxCardinality": "max",
    "cardinality": "exactly",
    "minQualifiedCardinality": "min",
    "maxQualifiedCardinality": "max",
    "qualifiedCardinality": "exactly",
}


class Index:
    """Triples by subject and predicate, and what they say as expressions.

    Raises (every reading method):
        InputError: the triples do not spell out an OWL expression.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._objects: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        rows: list[tuple[Triple, Term, str, Term]] = []
        for triple in dict.fromkeys(triples):
            subject, name, value = triple.subject, triple.predicate.value, triple.object
            if isinstance(subject, Triple) or isinstance(value, Triple):
                continue  # a statement on a statement: OWL has no such thing
            self._objects[subject][name].append(value)
            rows.append((triple, subject, name, value))
        self.rows = tuple(rows)
        self.datatypes = self.declared(RDFS + "Datatype")
        self.data_roles = self.declared(OWL + "DatatypeProperty")

    def declared(self, kind: str) -> frozenset[str]:
        """The names that are declared to be of a kind, such as owl:ObjectProperty."""
        wanted = NamedNode(kind)
        return frozenset(
            subject.value
            for _, subject, name, value in self.rows
            if name == TYPE and value == wanted and isinstance(subject, NamedNode)
        )

    def objects(self, subject: Term, predicate: str) -> list[Term]:
        """The values of one property of one thing."""
        return self._objects[subject][predicate] if subject in self._objects else []

    def predicates(self, subject: Term) -> tuple[str, ...]:
        """The properties that one thing has."""
        return tuple(self._objects[subject]) if subject in self._objects else ()

    def closure(self, triple: Triple) -> tuple[Triple, ...]:
        """The triple with all that spells out the blank nodes at its ends: one axiom as it was written."""
        found = {triple: None}
        waiting = [end for end in (triple.subject, triple.object) if isinstance(end, BlankNode) and self._spelled(end)]
        done = set(waiting)
        while waiting:
            node = waiting.pop()
            for name, values in self._objects[node].items():
                for value in values:
                    found[Triple(node, NamedNode(name), value)] = None
                    if isinstance(value, BlankNode) and value not in done and self._spelled(value):
                        done.add(value)
                        waiting.append(value)
        return tuple(found)

    def _spelled(self, node: BlankNode) -> bool:
        """Whether a blank node is a piece of OWL syntax, and not an individual without a name."""
        names = self._objects.get(node, ())
        return any(name in _SYNTAX or name.startswith(XSD) for name in names)

    def members(self, head: Term) -> tuple[Term, ...]:
        """The members of an rdf:List, in order."""
        members: list[Term] = []
        visited: set[Term] = set()
        while head != NamedNode(RDF + "nil"):
            first, rest = self.objects(head, RDF + "first"), self.objects(head, RDF + "rest")
            if len(first) != 1 or len(rest) != 1 or head in visited:
                raise InputError("an RDF list is broken", expected="each cell has one rdf:first and one rdf:rest")
            visited.add(head)
            members.append(first[0])
            head = rest[0]
        return tuple(members)

    def role(self, node: Term) -> Property:
        """The property that a node stands for."""
        if isinstance(node, NamedNode):
            return Property(node.value)
        inverse = self.objects(node, OWL + "inverseOf")
        if len(inverse) == 1 and isinstance(inverse[0], NamedNode):
            return Property(inverse[0].value, inverse=True)
        raise InputError(
            f"{_short(node)} is not a property", expected="name one, or write [ owl:inverseOf ex:property ]"
        )

    def expression(self, node: Term, depth: int = 0) -> Expression:
        """The class expression or data range that a node stands for."""
        if isinstance(node, NamedNode):
            return Datatype(node.value) if self.is_datatype(node.value) else Named(node.value)
        return self.form(node, depth)

    def form(self, node: Term, depth: int = 0) -> Expression:
        """The class expression that a node is the head of, whether it has a name or not."""
        if depth > _DEEPEST:
            raise InputError("a class expression is nested too deeply, or contains itself")
        if self.objects(node, OWL + "onProperty") or self.objects(node, OWL + "onProperties"):
            return self._restriction(node, depth)
        for name, kind in (("intersectionOf", And), ("unionOf", Or)):
            for head in self.objects(node, OWL + name):
                return kind(tuple(self.expression(part, depth + 1) for part in self.members(head)))
        for head in self.objects(node, OWL + "oneOf"):
            return OneOf(self.members(head))
        for name in ("complementOf", "datatypeComplementOf"):
            for part in self.objects(node, OWL + name):
                return Not(self.expression(part, depth + 1))
        for datatype in self.objects(node, OWL + "onDatatype"):
            return self._facets(node, datatype)
        raise InputError(
            f"{_short(node)} is not a class", expected="name a class, or write an OWL class expression in brackets"
        )

    def is_datatype(self, iri: str) -> bool:
        """Whether an IRI names a datatype."""
        return iri.startswith(XSD) or iri in _LITERAL_TYPES or iri in self.datatypes

    def _restriction(self, node: Term, depth: int) -> Expression:
        on = self.objects(node, OWL + "onProperty")
        if len(on) != 1:
            raise InputError("a restriction is on none or several properties", expected="one owl:onProperty each")
        role = self.role(on[0])
        for filler in self.objects(node, OWL + "someValuesFrom"):
            return Some(role, self.expression(filler, depth + 1))
        for filler in self.objects(node, OWL + "allValuesFrom"):
            return Only(role, self.expression(filler, depth + 1))
        for value in self.objects(node, OWL + "hasValue"):
            return Has(role, value)
        if self.objects(node, OWL + "hasSelf"):
            return Self(role)
        for name, bound in _COUNTS.items():
            for number in self.objects(node, OWL + name):
                return Count(role, bound, _natural(number), self._qualifier(node, role, depth))
        raise InputError(
            f"the restriction on {_short(on[0])} says nothing of its values",
            expected="owl:someValuesFrom, owl:allValuesFrom, owl:hasValue, owl:hasSelf or a cardinality",
        )

    def _qualifier(self, node: Term, role: Property, depth: int) -> Expression:
        for name in ("onClass", "onDataRange"):
            for filler in self.objects(node, OWL + name):
                return self.expression(filler, depth + 1)
        return Datatype(RDFS + "Literal") if role.iri in self.data_roles else Named(THING)

    def _facets(self, node: Term, datatype: Term) -> Facets:
        if not isinstance(datatype, NamedNode):
            raise InputError(f"{_short(datatype)} is not a datatype", expected="owl:onDatatype names one")
        bounds = [
            (name, value)
            for head in self.objects(node, OWL + "withRestrictions")
            for cell in self.members(head)
            for name in self.predicates(cell)
            for value in self.objects(cell, name)
        ]
        return Facets(Datatype(datatype.value), tuple(bounds))


def _natural(number: Term) -> int:
    if isinstance(number, Literal) and number.value.isascii() and number.value.isdigit():
        return int(number.value)
    raise InputError(f"{number} is not a cardinality", expected='a whole number such as "1"^^xsd:nonNegativeInteger')


def _short(node: Term) -> str:
    return compact(node.value) if isinstance(node, NamedNode) else str(node)
