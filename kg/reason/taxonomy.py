"""Reads what HermiT prints: the class and property hierarchies, and what holds of the named individuals."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from kg.reason.expressions import NOTHING, OWL, THING, TYPE

_LINE = re.compile(r"^(\w+)\( (.*) \)$", re.MULTILINE)
_PAIRS = re.compile(r"^<([^>]+)> \(known instances: (.*?) \| possible instances:", re.MULTILINE)
_PAIR = re.compile(r"\(<([^>]+)>, <([^>]+)>\)")
# HermiT opens the later names of an EquivalentDataProperties with `>` where it means `<`.
_NAME = re.compile(r"(ObjectInverseOf\( )?[<>]([^<>\s]+)>")

Entity = tuple[bool, str]
"""A class or property by its name, and before it whether the inverse of the property is meant."""

_NOTHING: Entity = (False, NOTHING)
_TOPS = frozenset({THING, OWL + "topObjectProperty", OWL + "topDataProperty"})


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """What HermiT found; every name is an IRI.

    Args:
        parents: what is directly above a class or property, each by one of its names.
        peers: what is equivalent to a class or property.
        types: the most specific classes of each individual.
        pairs: the subjects and values of each property, as far as no property below it has them.
    """

    parents: dict[Entity, set[Entity]] = field(default_factory=lambda: defaultdict(set))
    peers: dict[Entity, set[Entity]] = field(default_factory=lambda: defaultdict(set))
    types: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    pairs: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))

    @property
    def unsatisfiable(self) -> tuple[str, ...]:
        """The classes that can have no member, sorted."""
        return tuple(sorted(iri for _, iri in self.peers.get(_NOTHING, ())))

    def above(self, entity: Entity) -> frozenset[Entity]:
        """The class or property itself, what is equivalent to it, and all that is above it."""
        found = {entity}
        waiting = [entity]
        while waiting:
            low = waiting.pop()
            new = (self.parents.get(low, set()) | self.peers.get(low, set())) - found
            found |= new
            waiting += new
        return frozenset(found)

    def facts(self, asserted: Iterable[Triple]) -> Iterator[Triple]:
        """All types and values of named individuals; values that are literals as far as the asserted ones imply them."""
        kinds = {iri: self._names_above(iri) for types in self.types.values() for iri in types}
        for individual, types in self.types.items():
            for name in frozenset().union(*(kinds[iri] for iri in types)):
                yield Triple(NamedNode(individual), NamedNode(TYPE), NamedNode(name))
        for role, pairs in self.pairs.items():
            for inverse, name in self.above((False, role)):
                if name not in _TOPS:
                    for pair in pairs:
                        subject, value = reversed(pair) if inverse else pair
                        yield Triple(NamedNode(subject), NamedNode(name), NamedNode(value))
        for triple in asserted:
            if isinstance(triple.object, Literal):
                for name in self._names_above(triple.predicate.value):
                    yield Triple(triple.subject, NamedNode(name), triple.object)

    def _names_above(self, iri: str) -> frozenset[str]:
        return frozenset(name for _, name in self.above((False, iri))) - _TOPS


def read(text: str) -> Taxonomy:
    """The taxonomy that HermiT printed."""
    taxonomy = Taxonomy()
    for relation, arguments in _LINE.findall(text):
        entities = [(bool(inverse), iri) for inverse, iri in _NAME.findall(arguments)]
        match relation, entities:
            case "Type", [(_, individual), (_, name)]:
                taxonomy.types[individual].add(name)
            case ("SubClassOf" | "SubObjectPropertyOf" | "SubDataPropertyOf"), [low, high]:
                taxonomy.parents[low].add(high)
            case _:
                for entity in entities:
                    taxonomy.peers[entity] |= set(entities) - {entity}
    for role, pairs in _PAIRS.findall(text):
        taxonomy.pairs[role] |= set(_PAIR.findall(pairs))
    return taxonomy
