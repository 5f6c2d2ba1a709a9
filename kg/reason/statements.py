"""The statements of OWL 2, as values: what an axiom or a fact says, apart from the triples that spell it out.

Follows section 9 of the OWL 2 structural specification (https://www.w3.org/TR/owl2-syntax/#Axioms).
"""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Triple

from kg.reason.expressions import Expression, Property
from kg.store.base import Term


@dataclass(frozen=True, slots=True)
class SubClass:
    """Whatever is the one is the other."""

    sub: Expression
    sup: Expression


@dataclass(frozen=True, slots=True)
class EquivalentClass:
    """The two have the same members."""

    first: Expression
    second: Expression


@dataclass(frozen=True, slots=True)
class DisjointClasses:
    """No two of them share a member."""

    members: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class DisjointUnion:
    """The whole is made up of the parts, which share no member."""

    whole: Expression
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """Things of the class that agree in these properties are one thing."""

    of: Expression
    roles: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class SubProperty:
    """Whatever is related by the one is related by the other."""

    sub: Property
    sup: Property


@dataclass(frozen=True, slots=True)
class Chain:
    """Whatever is related by the links, one after the other, is related by the property."""

    links: tuple[Property, ...]
    sup: Property


@dataclass(frozen=True, slots=True)
class EquivalentProperty:
    """The two relate the same things."""

    first: Property
    second: Property


@dataclass(frozen=True, slots=True)
class InverseOf:
    """The one relates the same things as the other, the other way round."""

    first: Property
    second: Property


@dataclass(frozen=True, slots=True)
class DisjointProperties:
    """No two of them relate the same things."""

    members: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Domain:
    """What has the property is of the class."""

    role: Property
    of: Expression


@dataclass(frozen=True, slots=True)
class Range:
    """What is a value of the property is of the class."""

    role: Property
    of: Expression


@dataclass(frozen=True, slots=True)
class Characteristic:
    """A property is transitive, symmetric, functional, …: `name` is OWL's, such as `TransitiveProperty`."""

    role: Property
    name: str
    of_data: bool


@dataclass(frozen=True, slots=True)
class Same:
    """The members are one thing."""

    members: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Different:
    """The members are different things."""

    members: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Denial:
    """One thing is not related to another (owl:NegativePropertyAssertion)."""

    subject: Term
    role: Property
    value: Term


@dataclass(frozen=True, slots=True)
class ClassFact:
    """A thing is of a class."""

    subject: Term
    of: Expression


@dataclass(frozen=True, slots=True)
class PropertyFact:
    """A thing has a value."""

    subject: Term
    role: Property
    value: Term


Statement = (
    SubClass
    | EquivalentClass
    | DisjointClasses
    | DisjointUnion
    | Key
    | SubProperty
    | Chain
    | EquivalentProperty
    | InverseOf
    | DisjointProperties
    | Domain
    | Range
    | Characteristic
    | Same
    | Different
    | Denial
    | ClassFact
    | PropertyFact
)


@dataclass(frozen=True, slots=True)
class Axiom:
    """A statement and the triples that spell it out; the first one is where it stands in its file."""

    statement: Statement
    triples: tuple[Triple, ...]
