"""From axioms to rules: each axiom becomes a few SPARQL queries that name its classes and properties.

A rule table of OWL 2 RL (https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules)
joins the facts with the axioms each time it runs. Here the axioms are worked in beforehand, so that every pattern of
a query has a constant that the store has an index for. The names of the table's rules are in the docstrings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, product

from pyoxigraph import Literal, NamedNode

from kg.reason.expressions import (
    NOTHING,
    OWL,
    RDFS,
    THING,
    TYPE,
    And,
    Count,
    Datatype,
    Expression,
    Facets,
    Has,
    Named,
    Not,
    OneOf,
    Only,
    Or,
    Property,
    Self,
    Some,
)
from kg.reason.statements import (
    Chain,
    Characteristic,
    ClassFact,
    DisjointUnion,
    Domain,
    EquivalentClass,
    EquivalentProperty,
    InverseOf,
    Key,
    Range,
    Same,
    Statement,
    SubClass,
    SubProperty,
)

EXISTENCE = "it says that something exists, not which thing"
CHOICE = "it leaves open which of several holds"
IDENTITY = "two names for one thing would follow, and owl:sameAs is not used"
CONDITION = "its condition is outside of OWL 2 RL"

_ISA = f"<{TYPE}>"
_TOPS = frozenset({f"<{OWL}topObjectProperty>", f"<{OWL}topDataProperty>"})


@dataclass(frozen=True, slots=True)
class Atom:
    """A triple pattern, each part as SPARQL writes it."""

    subject: str
    predicate: str
    value: str

    @property
    def key(self) -> str:
        """What a triple must have for the pattern to match it: the class where it gives a type, else the property."""
        return f"a {self.value}" if self.predicate == _ISA else self.predicate

    def __str__(self) -> str:
        return f"{self.subject} {self.predicate} {self.value} ."


@dataclass(frozen=True, slots=True)
class Body:
    """What must hold: patterns, and variables that stand for one of a few terms."""

    atoms: tuple[Atom, ...] = ()
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __add__(self, other: Body) -> Body:
        return Body(self.atoms + other.atoms, self.choices + other.choices)


@dataclass(frozen=True, slots=True)
class Rule:
    """If the body holds, the head does."""

    head: Atom
    body: Body

    @property
    def needs(self) -> frozenset[str]:
        """The keys of the body."""
        return frozenset(atom.key for atom in self.body.atoms)

    @property
    def where(self) -> str:
        """Where the body holds and the head is not in the store yet, as the pattern of a query."""
        where = [str(atom) for atom in self.body.atoms]
        where += [f"VALUES {variable} {{ {' '.join(terms)} }}" for variable, terms in self.body.choices]
        return f"{' '.join(where)} FILTER NOT EXISTS {{ {self.head} }}"


@dataclass(frozen=True, slots=True)
class Compiled:
    """The rules of one axiom, and why some of what it says is in none of them."""

    rules: tuple[Rule, ...]
    gaps: tuple[str, ...]


class _Beyond(Exception):
    """A condition that no rule can test; its argument says why."""


def compile_axiom(statement: Statement) -> Compiled:
    """The rules for one axiom. Disjointness, denials and the like only test: they make no rule and leave no gap."""
    compiler = _Compiler()
    compiler.read(statement)
    return Compiled(tuple(dict.fromkeys(compiler.rules)), tuple(dict.fromkeys(compiler.gaps)))


class _Compiler:
    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.gaps: list[str] = []
        self._numbers = count()

    def read(self, statement: Statement) -> None:
        match statement:
            case SubClass(sub, sup):
                self._imply(sub, sup)
            case EquivalentClass(Datatype(), _):
                pass  # the definition of a datatype
            case EquivalentClass(first, second):
                self._imply(first, second)
                self._imply(second, first)
            case DisjointUnion(whole, parts):
                self._imply(Or(parts), whole)
                self._imply(whole, Or(parts))
            case Domain(role, of):
                self._domain(role, of)
            case Range(role, of):
                self._range(role, of)
            case SubProperty(sub, sup):
                self._subproperty(sub, sup)
            case EquivalentProperty(first, second):
                self._subproperty(first, second)
                self._subproperty(second, first)
            case InverseOf(first, second):
                self._inverse(first, second)
            case Chain(links, sup):
                self._chain(links, sup)
            case Characteristic():
                self._characteristic(statement)
            case ClassFact(NamedNode() as subject, of) if not isinstance(of, Named):
                self._conclude(of, str(subject), Body())
            case Key() | Same():
                self.gaps.append(IDENTITY)

    def _imply(self, sub: Expression, sup: Expression) -> None:
        """cax-sco, cax-eqc1, cax-eqc2: whatever is `sub` is `sup`, both of any form."""
        try:
            bodies = list(self._conditions(sub, "?x"))
        except _Beyond as beyond:
            self.gaps.append(str(beyond))
            return
        for body in bodies:
            self._conclude(sup, "?x", body)

    def _domain(self, role: Property, of: Expression) -> None:
        """prp-dom."""
        self._conclude(of, "?x", Body((_atom(role, "?x", "?y"),)))

    def _range(self, role: Property, of: Expression) -> None:
        """prp-rng."""
        self._conclude(of, "?y", Body((_atom(role, "?x", "?y"),)))

    def _subproperty(self, sub: Property, sup: Property) -> None:
        """prp-spo1, prp-eqp1, prp-eqp2."""
        self._add(_atom(sup, "?x", "?y"), Body((_atom(sub, "?x", "?y"),)))

    def _inverse(self, first: Property, second: Property) -> None:
        """prp-inv1, prp-inv2."""
        self._add(_atom(second, "?y", "?x"), Body((_atom(first, "?x", "?y"),)))
        self._add(_atom(first, "?y", "?x"), Body((_atom(second, "?x", "?y"),)))

    def _chain(self, links: tuple[Property, ...], sup: Property) -> None:
        """prp-spo2."""
        body = Body(tuple(_atom(link, f"?x{place}", f"?x{place + 1}") for place, link in enumerate(links)))
        self._add(_atom(sup, "?x0", f"?x{len(links)}"), body)

    def _characteristic(self, statement: Characteristic) -> None:
        """prp-trp, prp-symp; prp-fp and prp-ifp would conclude owl:sameAs, and prp-irp and prp-asyp only test."""
        role = statement.role
        match statement.name:
            case "TransitiveProperty":
                self._chain((role, role), role)
            case "SymmetricProperty":
                self._add(_atom(role, "?y", "?x"), Body((_atom(role, "?x", "?y"),)))
            case "FunctionalProperty" | "InverseFunctionalProperty" if not statement.of_data:
                self.gaps.append(IDENTITY)
            case "ReflexiveProperty":
                self.gaps.append(CONDITION)

    def _conditions(self, expression: Expression, term: str) -> Iterator[Body]:
        """cls-int1, cls-uni, cls-svf1, cls-svf2, cls-hv2, cls-oo: the ways in which `term` can be seen to be such."""
        match expression:
            case Named(iri) if iri == THING:
                yield Body()
            case Named(iri) if iri == NOTHING:
                return
            case Named(iri):
                yield Body((Atom(term, _ISA, f"<{iri}>"),))
            case And(parts):
                for bodies in product(*(tuple(self._conditions(part, term)) for part in parts)):
                    yield sum(bodies, Body())
            case Or(parts):
                for part in parts:
                    yield from self._conditions(part, term)
            case OneOf(members):
                yield Body((), ((term, tuple(map(str, members))),))
            case Has(role, value):
                yield Body((_atom(role, term, str(value)),))
            case Self(role):
                yield Body((_atom(role, term, term),))
            case Some(role, filler) | Count(role, "min", 1, filler):
                other = self._variable()
                for body in self._conditions(filler, other):
                    yield Body((_atom(role, term, other),)) + body
            case Datatype(iri) if iri == RDFS + "Literal":
                yield Body()
            case _:
                raise _Beyond(CONDITION)

    def _conclude(self, expression: Expression, term: str, body: Body) -> None:
        """cls-int2, cls-hv1, cls-avf: what `term` is told to be; cls-com, cls-maxc1, cax-dw and the like only test."""
        match expression:
            case _ if _only_tests(expression):
                pass
            case Named(iri):
                self._add(Atom(term, _ISA, f"<{iri}>"), body)
            case And(parts) | Or((_,) as parts):
                for part in parts:
                    self._conclude(part, term, body)
            case Has(role, value) | Some(role, OneOf((value,))):
                self._add(_atom(role, term, str(value)), body)
            case Self(role):
                self._add(_atom(role, term, term), body)
            case Only(role, filler):
                other = self._variable()
                self._conclude(filler, other, body + Body((_atom(role, term, other),)))
            case Some() | Count(_, "min" | "exactly", _, _):
                self.gaps.append(EXISTENCE)
            case OneOf((_,)) | Count():
                self.gaps.append(IDENTITY)
            case _:
                self.gaps.append(CHOICE)

    def _add(self, head: Atom, body: Body) -> None:
        """A rule unless nothing new can come of it; a gap where it would name a blank node or hold of everything."""
        if head in body.atoms or head.predicate in _TOPS:
            return
        terms = {part for atom in (head, *body.atoms) for part in (atom.subject, atom.value)}
        terms |= {term for _, choice in body.choices for term in choice}
        bound = {part for atom in body.atoms for part in (atom.subject, atom.value)} | {
            name for name, _ in body.choices
        }
        loose = any(part.startswith("?") and part not in bound for part in (head.subject, head.value))
        if loose or any(term.startswith("_:") for term in terms):
            self.gaps.append(CONDITION)
        else:
            self.rules.append(Rule(head, body))

    def _variable(self) -> str:
        return f"?v{next(self._numbers)}"


def _atom(role: Property, subject: str, value: str) -> Atom:
    return Atom(value, f"<{role.iri}>", subject) if role.inverse else Atom(subject, f"<{role.iri}>", value)


def _only_tests(expression: Expression) -> bool:
    """Whether to be told so can only contradict something: nothing new about any thing follows."""
    match expression:
        case Named(iri):
            return iri in (THING, NOTHING)
        case Datatype() | Facets() | Not():
            return True
        case And(parts) | Or(parts):
            return all(map(_only_tests, parts))
        case OneOf(members):
            return all(isinstance(member, Literal) for member in members)
        case Only(_, filler):
            return _only_tests(filler)
        case Count(_, _, 0, _) | Count(_, "max", _, Datatype() | Facets()):
            return True
        case _:
            return False
