"""Reads what HermiT prints: the class and property hierarchies, and what holds of the named individuals."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kg.reason.expressions import NOTHING, OWL, THING, TYPE

_LINE = re.compile(r"^(\w+)\( (.*) \)$", re.MULTILINE)
_PAIRS = re.compile(r"^<([^>]+)> \(known instances: (.*?) \| possible instances:", re.MULTILINE)
_PAIR = re.compile(r"\(<([^>]+)>, <([^>]+)>\)")
# HermiT opens the later names of an EquivalentDataProperties with `>` where it means `<`.
_NAME = re.compile(r"(ObjectInverseOf\( )?[<>]([^<>\s]+)>")
_TOPS = frozenset({THING, OWL + "topObjectProperty", OWL + "topDataProperty"})

Entity = tuple[bool, str]
"""A class or property by its IRI, and before it whether the inverse of the property is meant."""


class Order:
    """What is above what, and what is the same, among classes or among properties."""

    def __init__(self) -> None:
        self.parents: dict[Entity, set[Entity]] = defaultdict(set)
        self.peers: dict[Entity, set[Entity]] = defaultdict(set)

    def above(self, entity: Entity) -> frozenset[Entity]:
        """The class or property itself, what is equivalent to it, and all that is above it; but for the topmost."""
        found = {entity}
        waiting = [entity]
        while waiting:
            low = waiting.pop()
            new = (self.parents.get(low, set()) | self.peers.get(low, set())) - found
            found |= new
            waiting += new
        return frozenset(entity for entity in found if entity[1] not in _TOPS)


class Taxonomy:
    """What HermiT found; every name is an IRI."""

    def __init__(self) -> None:
        self._classes = Order()
        self._roles = Order()
        self._types: dict[str, set[str]] = defaultdict(set)
        self._pairs: dict[str, set[tuple[str, str]]] = defaultdict(set)

    @property
    def unsatisfiable(self) -> tuple[str, ...]:
        """The classes that can have no member, sorted."""
        return tuple(sorted(iri for _, iri in self._classes.peers.get((False, NOTHING), ())))

    def hierarchy(self, classes: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """The classes and what is directly above each, sorted; the first name of those that are equivalent is used.

        Args:
            classes: all there are; HermiT is silent on those that have nothing above and nothing below.
        """
        direct = {
            (self._first(low), self._first(high)) for low, above in self._classes.parents.items() for high in above
        }
        placed = {low for low, _ in direct} | set(self.unsatisfiable)
        top = {self._first((False, iri)) for iri in classes} - placed - {THING, NOTHING}
        return tuple(sorted(direct | {(iri, THING) for iri in top}))

    def _first(self, entity: Entity) -> str:
        return min(iri for _, iri in {entity} | self._classes.peers.get(entity, set()))

    @property
    def equivalent(self) -> tuple[tuple[str, ...], ...]:
        """The groups of classes that mean the same, sorted; those that can have no member are in none."""
        groups = {frozenset({entity, *peers}) for entity, peers in self._classes.peers.items() if peers}
        named = (sorted(iri for _, iri in group) for group in groups if (False, NOTHING) not in group)
        return tuple(sorted(tuple(names) for names in named))

    def facts(self, asserted: Iterable[Triple]) -> Iterator[Triple]:
        """The types and values of named individuals; such that are literals as far as the asserted ones imply them."""
        for individual, kinds in self._types.items():
            for _, name in frozenset().union(*(self._classes.above((False, kind)) for kind in kinds)):
                yield Triple(NamedNode(individual), NamedNode(TYPE), NamedNode(name))
        for role, pairs in self._pairs.items():
            for inverse, name in self._roles.above((False, role)):
                for first, second in pairs:
                    subject, value = (second, first) if inverse else (first, second)
                    yield Triple(NamedNode(subject), NamedNode(name), NamedNode(value))
        for triple in asserted:
            if isinstance(triple.object, Literal):
                for _, name in self._roles.above((False, triple.predicate.value)):
                    yield Triple(triple.subject, NamedNode(name), triple.object)

    def read(self, text: str) -> Taxonomy:
        """Takes in what HermiT printed; returns itself."""
        for relation, arguments in _LINE.findall(text):
            entities = [(bool(inverse), iri) for inverse, iri in _NAME.findall(arguments)]
            order = self._classes if relation in ("SubClassOf", "EquivalentClasses") else self._roles
            if relation == "Type":
                self._types[entities[0][1]].add(entities[1][1])
            elif relation.startswith("Sub"):
                order.parents[entities[0]].add(entities[1])
            else:
                for entity in entities:
                    order.peers[entity] |= set(entities) - {entity}
        for role, pairs in _PAIRS.findall(text):
            self._pairs[role] |= {pair for pair in _PAIR.findall(pairs) if not any(map(_is_anonymous, pair))}
        return self


def _is_anonymous(iri: str) -> bool:
    """Whether it is a name of HermiT's own for a thing that has none."""
    return iri.startswith("internal:")
