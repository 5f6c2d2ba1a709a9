"""Statements and class expressions as a person reads them: the Manchester syntax with prefixed names.

Follows https://www.w3.org/TR/owl2-manchester-syntax/, with each axiom on one line.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.iris import compact
from kg.reason import statements as st
from kg.reason.expressions import (
    XSD,
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
from kg.store.base import Term

_FACETS = {
    "minInclusive": ">=",
    "maxInclusive": "<=",
    "minExclusive": ">",
    "maxExclusive": "<",
    "minLength": "minLength",
    "maxLength": "maxLength",
    "length": "length",
    "pattern": "pattern",
}


def axiom(statement: st.Statement) -> str:
    """One statement on one line."""
    match statement:
        case st.SubClass(sub, sup):
            return f"{expression(sub)} SubClassOf {expression(sup)}"
        case st.EquivalentClass(first, second):
            return f"{expression(first)} EquivalentTo {expression(second)}"
        case st.DisjointClasses(members):
            return _disjoint("Classes", [expression(member) for member in members])
        case st.DisjointUnion(whole, parts):
            return f"{expression(whole)} DisjointUnionOf {_list(map(expression, parts))}"
        case st.Key(of, roles):
            return f"{expression(of)} HasKey {_list(map(role, roles))}"
        case st.SubProperty(sub, sup):
            return f"{role(sub)} SubPropertyOf {role(sup)}"
        case st.Chain(links, sup):
            return f"{' o '.join(map(role, links))} SubPropertyOf {role(sup)}"
        case st.EquivalentProperty(first, second):
            return f"{role(first)} EquivalentTo {role(second)}"
        case st.InverseOf(first, second):
            return f"{role(first)} InverseOf {role(second)}"
        case st.DisjointProperties(members):
            return _disjoint("Properties", [role(member) for member in members])
        case st.Domain(on, of):
            return f"{role(on)} Domain {expression(of)}"
        case st.Range(on, of):
            return f"{role(on)} Range {expression(of)}"
        case st.Characteristic(on, name, _):
            return f"{role(on)} Characteristics {name.removesuffix('Property')}"
        case st.Same(members):
            return " SameAs ".join(map(term, members))
        case st.Different(members):
            return " DifferentFrom ".join(map(term, members))
        case st.Denial(subject, on, value):
            return f"not {term(subject)} {role(on)} {term(value)}"
        case st.ClassFact(subject, of):
            return f"{term(subject)} Type {expression(of)}"
        case st.PropertyFact(subject, on, value):
            return f"{term(subject)} {role(on)} {term(value)}"


def expression(value: Expression) -> str:
    """A class expression or data range."""
    match value:
        case Named(iri) | Datatype(iri):
            return compact(iri)
        case And(parts):
            return " and ".join(map(_inner, parts))
        case Or(parts):
            return " or ".join(map(_inner, parts))
        case Not(part):
            return f"not {_inner(part)}"
        case OneOf(members):
            return _list(map(term, members))
        case Some(on, filler):
            return f"{role(on)} some {_inner(filler)}"
        case Only(on, filler):
            return f"{role(on)} only {_inner(filler)}"
        case Has(on, thing):
            return f"{role(on)} value {term(thing)}"
        case Self(on):
            return f"{role(on)} Self"
        case Count(on, bound, number, filler):
            return f"{role(on)} {bound} {number} {_inner(filler)}"
        case Facets(datatype, bounds):
            facets = ", ".join(f"{_FACETS.get(name.removeprefix(XSD), name)} {term(limit)}" for name, limit in bounds)
            return f"{compact(datatype.iri)}[{facets}]"


def role(value: Property) -> str:
    """A property or the inverse of one."""
    return f"inverse {compact(value.iri)}" if value.inverse else compact(value.iri)


def term(value: Term) -> str:
    """A thing or a literal."""
    if isinstance(value, NamedNode):
        return compact(value.value)
    if isinstance(value, Literal) and value.datatype.value.startswith(XSD) and not value.language:
        name = value.datatype.value.removeprefix(XSD)
        if name in ("integer", "boolean", "decimal"):
            return value.value
        return str(value) if name == "string" else f"{Literal(value.value)}^^xsd:{name}"
    return str(value) if isinstance(value, Literal | BlankNode) else ""


def _inner(value: Expression) -> str:
    """In brackets unless it is a single name or list."""
    text = expression(value)
    return text if isinstance(value, Named | Datatype | OneOf | Facets) else f"({text})"


def _disjoint(kind: str, members: list[str]) -> str:
    if len(members) == 2:
        return f"{members[0]} DisjointWith {members[1]}"
    return f"Disjoint{kind} {', '.join(members)}"


def _list(members: Iterable[str]) -> str:
    return "{" + ", ".join(members) + "}"
