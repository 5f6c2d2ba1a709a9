from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kg.store import EmbeddedStore
from kg.store.dataset import with_dataset

A, B, C = (NamedNode(f"https://example.org/{name}") for name in "abc")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT *  FROM <A> FROM NAMED <B> { ?s ?p ?o }"),
        ("SELECT (1 + (2) AS ?x) WHERE {}", "SELECT (1 + (2) AS ?x)  FROM <A> FROM NAMED <B> WHERE {}"),
        ("SELECT (EXISTS { ?s ?p 1 } AS ?x) {}", "SELECT (EXISTS { ?s ?p 1 } AS ?x)  FROM <A> FROM NAMED <B> {}"),
        ("ASK{}", "ASK FROM <A> FROM NAMED <B> {}"),
        ("CONSTRUCT { ?s ?p [ ?q 1 ] } WHERE {}", "CONSTRUCT { ?s ?p [ ?q 1 ] }  FROM <A> FROM NAMED <B> WHERE {}"),
        ("CONSTRUCT WHERE { ?s ?p 1 }", "CONSTRUCT  FROM <A> FROM NAMED <B> WHERE { ?s ?p 1 }"),
        ("DESCRIBE <x> LIMIT 1", "DESCRIBE <x>  FROM <A> FROM NAMED <B> LIMIT 1"),
        ("DESCRIBE <x> # all", "DESCRIBE <x> FROM <A> FROM NAMED <B>  # all"),
        ("PREFIX ask: <y:> ASK FROM <C>\nFROM NAMED\n<D> {}", "PREFIX ask: <y:> ASK \n\n  FROM <A> FROM NAMED <B> {}"),
    ],
)
def test_clauses_take_the_place_of_those_of_the_query(query: str, expected: str) -> None:
    changed = with_dataset(query, [NamedNode("a:A")], [NamedNode("b:B")])
    assert changed == expected.replace("<A>", "<a:A>").replace("<B>", "<b:B>")
    assert changed.count("\n") == query.count("\n")


@pytest.fixture
def store() -> EmbeddedStore:
    store = EmbeddedStore()
    for graph in (A, B, C):
        store.add(graph.value, [Triple(graph, NamedNode("https://example.org/is"), Literal("here"))])
    return store


def ask(store: EmbeddedStore, query: str, default: list[NamedNode], named: list[NamedNode]) -> set[str]:
    rows = store.select(with_dataset(query, default, named))
    return {row["s"].value.rpartition("/")[2] for row in rows}


def test_default_graph_is_the_union_of_what_is_named_for_it(store: EmbeddedStore) -> None:
    assert ask(store, "SELECT ?s { ?s ?p ?o }", [A, B], []) == {"a", "b"}
    assert ask(store, "SELECT ?s { GRAPH ?g { ?s ?p ?o } }", [A, B], []) == set()


def test_named_graphs_leave_the_default_graph_empty(store: EmbeddedStore) -> None:
    assert ask(store, "SELECT ?s { ?s ?p ?o }", [], [B]) == set()
    assert ask(store, "SELECT ?s { GRAPH ?g { ?s ?p ?o } }", [], [B]) == {"b"}


def test_dataset_of_the_request_comes_before_that_of_the_query(store: EmbeddedStore) -> None:
    assert ask(store, "SELECT ?s FROM <https://example.org/c> { ?s ?p ?o }", [A], [B]) == {"a"}
