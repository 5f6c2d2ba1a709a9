"""A graph held in memory for reading shapes: looked up by subject and predicate, in one fixed order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, NamedNode, Triple

from kg.shacl.names import RDF_FIRST, RDF_NIL, RDF_REST
from kg.store.base import Store, Term

Subject = NamedNode | BlankNode


class ListError(ValueError):
    """A node that should be a SHACL list is not one: it loops, branches, or does not end in rdf:nil."""


class ReadGraph:
    """The triples of one graph, indexed for reading shapes.

    Args:
        triples: in any order; every answer is sorted by the terms' N-Triples form.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._objects: dict[tuple[Subject, NamedNode], list[Term]] = defaultdict(list)
        self._subjects: dict[NamedNode, list[tuple[Subject, Term]]] = defaultdict(list)
        self._predicates: dict[Subject, list[NamedNode]] = defaultdict(list)
        self._above: dict[Term, tuple[Subject, NamedNode]] = {}
        for triple in sorted(triples, key=str):
            subject, predicate, value = triple.subject, triple.predicate, triple.object
            if isinstance(subject, Triple) or isinstance(value, Triple):
                continue
            if (subject, predicate) not in self._objects:
                self._predicates[subject].append(predicate)
            self._objects[subject, predicate].append(value)
            self._subjects[predicate].append((subject, value))
            self._above.setdefault(value, (subject, predicate))

    def objects(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """The values of a property, sorted."""
        return [] if not isinstance(subject, Subject) else self._objects.get((subject, predicate), [])

    def pairs(self, predicate: NamedNode) -> list[tuple[Subject, Term]]:
        """The subjects and values of a property, sorted."""
        return self._subjects.get(predicate, [])

    def predicates(self, subject: Term) -> list[NamedNode]:
        """The properties that a node has values for, sorted."""
        return [] if not isinstance(subject, Subject) else self._predicates.get(subject, [])

    def subjects(self) -> Iterator[Subject]:
        """Every node that has a property, in no promised order."""
        return iter(self._predicates)

    def above(self, node: Term) -> tuple[Subject, NamedNode] | None:
        """The first triple that has the node as its object: where a blank node hangs."""
        return self._above.get(node)

    def is_list(self, node: Term) -> bool:
        """Whether the node is rdf:nil or the head of a list, well-formed or not."""
        return node == RDF_NIL or bool(self.objects(node, RDF_FIRST)) or bool(self.objects(node, RDF_REST))

    def members(self, node: Term) -> tuple[Term, ...]:
        """The members of a SHACL list (SHACL 1.2.1.3, "SHACL list").

        Raises:
            ListError: the node is not a well-formed list without loops.
        """
        found: list[Term] = []
        seen: set[Term] = set()
        while node != RDF_NIL:
            first, rest = self.objects(node, RDF_FIRST), self.objects(node, RDF_REST)
            if len(first) != 1 or len(rest) != 1 or node in seen:
                raise ListError("is not a well-formed list")
            seen.add(node)
            found.append(first[0])
            node = rest[0]
        return tuple(found)


def triples(store: Store, graphs: Iterable[str]) -> tuple[Triple, ...]:
    """The union of some named graphs of a store."""
    return store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", graphs=graphs)
