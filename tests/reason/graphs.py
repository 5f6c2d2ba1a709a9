"""Small graphs in Turtle, and what the rules make of them."""

from collections.abc import Iterable

from pyoxigraph import RdfFormat, Triple, parse

from kg.iris import GRAPH, INFERRED_GRAPH, ONTOLOGY_GRAPH, PREFIXES
from kg.reason import materialise
from kg.reason.expressions import OWL
from kg.store import EmbeddedStore

EX = "http://example.org/"
PROLOGUE = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()) + f"@prefix : <{EX}> .\n"


def turtle(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(PROLOGUE + text, RdfFormat.TURTLE)]


def loaded(ontology: Iterable[Triple], data: Iterable[Triple] = ()) -> EmbeddedStore:
    store = EmbeddedStore()
    store.add(ONTOLOGY_GRAPH, ontology)
    store.add(GRAPH + "data", data)
    return store


def inferred(store: EmbeddedStore) -> set[Triple]:
    """What the rules put into the inferred graph, which they are run for."""
    count = materialise(store)
    found = store.construct("CONSTRUCT WHERE { ?s ?p ?o }", graphs=[INFERRED_GRAPH])
    assert count == len(found) == store.count(INFERRED_GRAPH)
    return set(found)


def follows(ontology: str, data: str = "") -> set[Triple]:
    return inferred(loaded(turtle(ontology), turtle(data)))


def without_thing(triples: Iterable[Triple]) -> set[Triple]:
    return {triple for triple in triples if not str(triple.object).startswith(f"<{OWL}")}
