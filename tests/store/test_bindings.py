"""Variables replaced by terms, in every place where SPARQL lets a variable stand."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import QueryError
from kg.store import EmbeddedStore, Solutions
from kg.store.bindings import bind

A, B, P = NamedNode("urn:a"), NamedNode("urn:b"), NamedNode("urn:p")


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    store = EmbeddedStore()
    store.add("urn:g", [Triple(A, P, Literal(1)), Triple(A, P, Literal(2)), Triple(B, P, Literal(3))])
    return store


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("SELECT ?s ?o { ?s <urn:p> ?o } ORDER BY ?o", ["a 1", "a 2"]),
        ("SELECT ?s ?o { $s <urn:p> ?o } ORDER BY DESC(?s) ?s ?o LIMIT 1", ["a 1"]),
        ("SELECT * { ?s <urn:p> ?s2 } ORDER BY ?s2", ["a 1", "a 2"]),
        ("SELECT*WHERE{?s<urn:p>?s2}ORDER BY ?s2", ["a 1", "a 2"]),
        ("SELECT DISTINCT ?s { ?s <urn:p> ?o }", ["a"]),
        ("SELECT ?t { ?t <urn:p> 1 FILTER(?t=?s) }", ["a"]),
        ("SELECT ?t { ?t <urn:p> 3 FILTER(?t!=?s) }", ["b"]),
        ("SELECT ?t { ?t <urn:p> 3 FILTER(STR(?s)<STR(?t)) }", ["b"]),
        ("SELECT ?s (COUNT(*) AS ?n) { ?s <urn:p> ?o } GROUP BY ?s ORDER BY ?s", ["a 2"]),
        ("SELECT ?s (SUM(?o) AS ?n) { ?s <urn:p> ?o } GROUP BY ?s HAVING(?s = <urn:a>)", ["a 3"]),
        ("SELECT ?s (COUNT(*) AS ?n) { ?s <urn:q> ?o } GROUP BY ?s", []),
        ("SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }", ["2"]),
        ("SELECT ?n { { SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o } } }", ["2"]),
        ("SELECT ?s ?n { { SELECT ?s (COUNT(*) AS ?n) { ?s <urn:p> ?o } GROUP BY ?s } }", ["a 2"]),
        ("SELECT ?s { { SELECT DISTINCT ?s { ?s <urn:p> ?o } } }", ["a"]),
        ("SELECT ?s { { SELECT DISTINCT ?s WHERE { ?s <urn:p> ?o } ORDER BY ?s } }", ["a"]),
        ("SELECT ?s ?o { { SELECT * { ?s <urn:p> ?o } } } ORDER BY ?o", ["a 1", "a 2"]),
        ("SELECT ?s { FILTER EXISTS { ?s <urn:p> 1 } }", ["a"]),
        ("SELECT ?s { FILTER NOT EXISTS { ?s <urn:p> 1 } }", []),
        ("SELECT ?o { { ?s <urn:p> ?o FILTER(?o > 1) } UNION { ?o <urn:p> ?s } }", ["2"]),
        ("SELECT ?o { OPTIONAL { ?s <urn:p> ?o FILTER(?o = 2) } }", ["2"]),
        ("SELECT ?o { ?t <urn:p> ?o FILTER(!BOUND(?s) || ?t = ?s) } ORDER BY ?o", ["1", "2"]),
        ("SELECT ?o { VALUES (?o) { (1) (3) } ?s <urn:p> ?o }", ["1"]),
        ("SELECT ?o { VALUES ?o { 1 3 } ?s <urn:p> ?o }", ["1"]),
        ("SELECT ?o { ?s <urn:p> ?o } VALUES ?o { 1 3 }", ["1"]),
        ("SELECT ?x { BIND(STR(?s) AS ?x) }", ["urn:a"]),
        ("SELECT (STR(?s) AS ?x) {}", ["urn:a"]),
        ("SELECT ?o { ?s <urn:p> ?o MINUS { ?t <urn:p> ?o FILTER(?o = 1) } }", ["2"]),
        ("SELECT ?o { GRAPH ?g { ?s <urn:p> ?o } } ORDER BY ?o", ["1", "2"]),
        ("# ?s 'in a comment'\nSELECT ?o { ?s <urn:p> ?o FILTER(STR(?o) != \"?s\") } ORDER BY ?o", ["1", "2"]),
    ],
)  # fmt: skip
def test_a_bound_variable(store: EmbeddedStore, text: str, rows: list[str]) -> None:
    found = store.select(text, bindings={"s": A})
    cells = [[str(row[name].value).removeprefix("urn:") for name in sorted(row, reverse=False)] for row in found]
    expected = [row.split() for row in rows]
    assert [sorted(row) for row in cells] == [
        sorted("urn:a".removeprefix("urn:") if cell == "urn:a" else cell for cell in row) for row in expected
    ]


def test_columns_stay_in_their_order(store: EmbeddedStore) -> None:
    found = store.select("SELECT ?o ?s ?p { ?s ?p ?o }", bindings={"s": A, "p": P})
    assert found.variables == ("o", "s", "p")
    assert all(row["s"] == A and row["p"] == P for row in found)


def test_select_star_gives_the_bound_ones_too(store: EmbeddedStore) -> None:
    found = store.select("SELECT * { { ?s <urn:p> ?o } UNION { ?s <urn:q> ?o } }", bindings={"s": A, "o": Literal(2)})
    assert [dict(row) for row in found] == [{"s": A, "o": Literal(2)}]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT * { BIND(1 AS ?s) }", "gives \\?s a value"),
        ("SELECT (1 AS ?s) {}", "gives \\?s a value"),
        ("SELECT * { ?x ?y ?z } GROUP BY (1 AS ?s)", "gives \\?s a value"),
        ("SELECT * { VALUES ?s { 1 } }", "gives \\?s a value"),
        ("SELECT * { VALUES (?x ?s) { (1 2) } }", "gives \\?s a value"),
        ("SELECT * { ?x ?y ?z } VALUES ?s { 1 }", "gives \\?s a value"),
        ("SELECT * { ?s ?y ?z MINUS { ?s ?p 1 } }", "stands in MINUS"),
        ("SELECT * { ?x ?y ?z MINUS { ?x ?p 1 FILTER EXISTS { ?x ?q ?s } } }", "stands in MINUS"),
        ("SELECT * { ?x ?y ?z }", "no variable \\?s to bind"),
    ],
)
def test_what_cannot_be_bound(store: EmbeddedStore, text: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        store.select(text, bindings={"s": A})


def test_a_blank_node_cannot_be_bound(store: EmbeddedStore) -> None:
    with pytest.raises(QueryError, match=r"\?s cannot be bound to a blank node \(an IRI or a literal\)"):
        store.ask("ASK { ?s ?p ?o }", bindings={"s": BlankNode("b")})


def test_lines_stay_and_shifted_columns_are_not_told(store: EmbeddedStore) -> None:
    with pytest.raises(QueryError) as caught:
        store.ask("ASK {\n ?s ?p ?o .\n ?s ?p }", bindings={"s": A})
    assert (caught.value.line, caught.value.column) == (3, None)


def test_construct_templates_and_describe(store: EmbeddedStore) -> None:
    made = store.construct("CONSTRUCT { ?s <urn:q> ?o } WHERE { ?s <urn:p> ?o }", bindings={"s": A})
    assert {(triple.subject, triple.predicate) for triple in made} == {(A, NamedNode("urn:q"))}
    assert {triple.subject for triple in store.construct("DESCRIBE ?s", bindings={"s": B})} == {B}


def test_without_bindings_the_text_is_untouched() -> None:
    assert bind("not even SPARQL", None) == bind("not even SPARQL", {}) == "not even SPARQL"


def test_terms_are_set_off_from_their_neighbours(store: EmbeddedStore) -> None:
    assert isinstance(store.query("SELECT * {?x ?y ?z FILTER(?z<?s)}", bindings={"s": Literal(2)}), Solutions)
    assert len(store.select("SELECT ?z {?x ?y ?z FILTER(?s<?z)}", bindings={"s": Literal(2)})) == 1
