"""Nothing in the data is of two classes that the ontology declares disjoint.

A stand-in for the reasoner, which takes longer and needs Java.
"""

from __future__ import annotations

from pyoxigraph import NamedNode, Triple

from kg import reason
from kg.iris import CG, ONTOLOGY_GRAPH, PREFIXES
from kg.store import EmbeddedStore
from tests.ontology.modules import MODULES, ONTOLOGY, everything


def disjoint() -> set[tuple[str, str]]:
    """Every pair of classes that a module declares disjoint."""
    sets = [ONTOLOGY.members(members) for _, members in ONTOLOGY.pairs(NamedNode(PREFIXES["owl"] + "members"))]
    sets += ONTOLOGY.pairs(NamedNode(PREFIXES["owl"] + "disjointWith"))
    return {(str(one), str(other)) for classes in sets for one in classes for other in classes if str(one) < str(other)}


def clashes(store: EmbeddedStore) -> set[tuple[str, str, str]]:
    """The things of two disjoint classes, each with the two."""
    return {
        (row["thing"].value, one, other)
        for one, other in disjoint()
        for row in store.select(f"SELECT ?thing WHERE {{ ?thing a {one}, {other} }}")
    }


def test_nothing_is_of_two_disjoint_classes() -> None:
    assert len(disjoint()) > 30
    assert clashes(everything()) == set()


def test_a_thing_of_two_disjoint_classes_is_found() -> None:
    store = EmbeddedStore()
    store.add(ONTOLOGY_GRAPH, (triple for triples in MODULES.values() for triple in triples))
    one, other, offered_by = NamedNode("urn:one"), NamedNode("urn:other"), NamedNode(CG + "offeredBy")
    store.add("urn:test", [Triple(one, offered_by, other), Triple(other, offered_by, one)])
    assert clashes(store) == set()
    reason.materialise(store)  # what offers is a vendor, and what is offered a service
    assert {thing for thing, _, _ in clashes(store)} == {"urn:one", "urn:other"}
