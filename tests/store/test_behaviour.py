"""One suite for every store: the same calls give the same answers, in memory, on disk, over HTTP, and in real engines.

`make test-remote` names the real engines, after it has started them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from kg.errors import ParameterError, QueryError, StoreError
from kg.iris import CG
from kg.store import EmbeddedStore, RemoteStore, Solutions, Store, Term
from tests.remote import engines
from tests.store.sparql_server import serving

A, B, C = (NamedNode(f"https://example.org/{name}") for name in "abc")
NAME, KNOWS = NamedNode(CG + "name"), NamedNode(CG + "knows")
ONE, TWO = "https://example.org/graph/1", "https://example.org/graph/2"
SPACE = "https://example.org/space"
BLANK = BlankNode("keptlabel")
FIRST = [
    Triple(A, NAME, Literal("Anna")),
    Triple(A, KNOWS, B),
    Triple(B, NAME, Literal("Björn", language="sv")),
    Triple(BLANK, NAME, Literal('a "quoted"\nline \\ and a tab\t')),
]
SECOND = [Triple(A, NAME, Literal("Anna")), Triple(B, KNOWS, C)]


@pytest.fixture(params=["memory", "disk", "remote", *map(engines.marked, engines.REAL)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "remote":
        with serving() as server:
            yield _filled(RemoteStore(server.url, space=SPACE))
    elif request.param in engines.REAL:
        remote = RemoteStore(engines.REAL[request.param], space=SPACE)
        remote.clear()
        try:
            yield _filled(remote)
        finally:
            remote.clear()
    else:
        yield _filled(EmbeddedStore(tmp_path / "store" if request.param == "disk" else None))


def _filled(store: Store) -> Store:
    store.add(ONE, FIRST)
    store.add(TWO, iter(SECOND))
    return store


def _column(solutions: Solutions, name: str) -> list[Term | None]:
    return [row.get(name) for row in solutions]


def test_a_select_gives_variables_rows_and_terms(store: Store) -> None:
    found = store.select("SELECT ?who ?name { ?who cg:name ?name FILTER(isIRI(?who)) } ORDER BY ?who")
    assert found.variables == ("who", "name")
    assert found.rows == (
        {"who": A, "name": Literal("Anna")},
        {"who": B, "name": Literal("Björn", language="sv")},
    )
    assert len(found) == 2


def test_what_follows_is_added_where_it_lies(store: Store) -> None:
    store.insert(TWO, f"?whom {KNOWS} ?who .", f"?who {KNOWS} ?whom FILTER NOT EXISTS {{ ?whom {KNOWS} ?who }}")
    store.insert(ONE, f"?node {KNOWS} ?node .", f"?node {NAME} ?name FILTER(isBlank(?node))")
    assert set(store.construct("CONSTRUCT WHERE { ?s cg:knows ?o }", graphs=[TWO])) == {
        Triple(B, KNOWS, A),
        Triple(B, KNOWS, C),
        Triple(C, KNOWS, B),
    }
    assert store.ask("ASK { ?blank cg:knows ?blank ; cg:name ?name }")
    assert (store.count(ONE), store.count(TWO)) == (5, 4)


def test_an_unbound_variable_is_absent(store: Store) -> None:
    found = store.select("SELECT ?who ?whom { ?who cg:name ?name OPTIONAL { ?who cg:knows ?whom } }")
    assert sorted("whom" in row for row in found) == [False, True, True]


def test_a_triple_in_two_graphs_counts_once(store: Store) -> None:
    assert _column(store.select('SELECT ?who { ?who cg:name "Anna" }'), "who") == [A]
    assert store.count() == 6
    assert (store.count(ONE), store.count(TWO), store.count("https://example.org/none")) == (4, 2, 0)


def test_graph_names(store: Store) -> None:
    assert store.graphs() == (ONE, TWO)
    found = store.select('SELECT ?g { GRAPH ?g { ?who cg:name "Anna" } } ORDER BY ?g')
    assert _column(found, "g") == [NamedNode(ONE), NamedNode(TWO)]


def test_terms_survive(store: Store) -> None:
    values: list[Literal | NamedNode] = [
        Literal(""),
        Literal("æøå 😀 \u0001 \\u0041 '''\"\"\""),
        Literal("x", datatype=NamedNode("https://example.org/type")),
        Literal("y", language="da"),
        Literal("2021-06-30", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")),
        NamedNode("https://example.org/å?q=1#x(y)"),
    ]
    store.add(ONE, [Triple(C, NAME, value) for value in values])
    found = store.select("SELECT ?value { ?who cg:name ?value }", bindings={"who": C})
    assert set(_column(found, "value")) == set(values)


def test_a_blank_node_is_one_node_across_triples(store: Store) -> None:
    node = BlankNode("n1")
    store.add(ONE, [Triple(C, KNOWS, node), Triple(node, NAME, Literal("nested"))])
    assert store.ask('ASK { ?c cg:knows ?n . ?n cg:name "nested" }')
    assert store.ask('ASK { GRAPH ?g { ?c cg:knows ?n . ?n cg:name "nested" } }')


def test_ask(store: Store) -> None:
    assert store.ask("ASK { ?who cg:knows ?whom }") is True
    assert store.ask("ASK { ?who cg:owns ?whom }") is False


def test_construct_and_describe_give_no_triple_twice(store: Store) -> None:
    text = "CONSTRUCT { ?who a cg:Person } WHERE { ?who cg:name ?name ; cg:knows ?whom }"
    person = Triple(A, NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), NamedNode(CG + "Person"))
    assert [triple for triple in store.construct(text) if triple.subject == A] == [person]
    assert set(store.construct(f"DESCRIBE {A}")) == set(FIRST[:2])


def test_query_gives_the_form_by_its_type(store: Store) -> None:
    assert isinstance(store.query("SELECT * { ?s ?p ?o }"), Solutions)
    assert store.query("ASK { ?s ?p ?o }") is True
    assert isinstance(store.query("CONSTRUCT WHERE { ?s ?p ?o }"), tuple)


@pytest.mark.parametrize("wrong", ["SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <urn:x>"])
def test_ask_wants_an_ask(store: Store, wrong: str) -> None:
    with pytest.raises(QueryError, match="this query is a"):
        store.ask(wrong)


def test_select_and_construct_want_their_own_form(store: Store) -> None:
    with pytest.raises(QueryError, match=r"this query is a ASK.*a SELECT"):
        store.select("ASK {}")
    with pytest.raises(QueryError, match=r"this query is a SELECT.*a CONSTRUCT or DESCRIBE"):
        store.construct("SELECT * {}")


def test_bindings_reach_everything(store: Store) -> None:
    text = """SELECT ?who ?n { ?who cg:knows ?whom FILTER EXISTS { ?who cg:name ?name }
              { SELECT ?who (COUNT(*) AS ?n) { ?who cg:name ?any } GROUP BY ?who } }"""
    found = store.select(text, bindings={"who": A})
    assert [dict(row) for row in found] == [{"who": A, "n": Literal(1)}]


def test_a_hostile_literal_stays_a_literal(store: Store) -> None:
    evil = Literal('" } ; DROP ALL #\n\\')
    assert store.ask("ASK { ?who cg:name ?name }", bindings={"name": evil}) is False
    store.add(ONE, [Triple(C, NAME, evil)])
    assert store.ask("ASK { ?who cg:name ?name }", bindings={"name": evil}) is True


def test_graphs_restrict_the_query(store: Store) -> None:
    knows = "SELECT ?whom { ?who cg:knows ?whom }"
    assert _column(store.select(knows, graphs=[ONE]), "whom") == [B]
    assert _column(store.select(knows, graphs={TWO}), "whom") == [C]
    assert sorted(map(str, _column(store.select(knows, graphs=(ONE, TWO)), "whom"))) == [str(B), str(C)]
    assert not store.ask("ASK { ?s ?p ?o }", graphs=[])
    assert not store.ask("ASK { GRAPH ?g { ?s ?p ?o } }", graphs=[])
    assert not store.ask(f"ASK {{ GRAPH <{TWO}> {{ ?s ?p ?o }} }}", graphs=[ONE])


def test_from_chooses_within_the_dataset(store: Store) -> None:
    second = "PREFIX eg: <https://example.org/graph/> SELECT ?whom FROM eg:2 { ?who cg:knows ?whom }"
    assert _column(store.select(second), "whom") == [C]
    named = "SELECT ?whom FROM NAMED <https://example.org/graph/1> { GRAPH ?g { ?who cg:knows ?whom } }"
    assert _column(store.select(named), "whom") == [B]
    assert not store.ask(f"ASK FROM NAMED <{ONE}> {{ ?s ?p ?o }}")


@pytest.mark.parametrize("clause", ["FROM <file:///etc/passwd>", "FROM NAMED <http://127.0.0.1/x>", "FROM cg:nothing"])
def test_from_elsewhere_is_refused(store: Store, clause: str) -> None:
    with pytest.raises(QueryError, match="there is no graph <"):
        store.ask(f"ASK {clause} {{ ?s ?p ?o }}")


def test_from_cannot_leave_the_given_graphs(store: Store) -> None:
    with pytest.raises(QueryError, match="there is no graph"):
        store.ask(f"ASK FROM <{TWO}> {{ ?s ?p ?o }}", graphs=[ONE])


def test_a_graph_name_that_is_no_iri(store: Store) -> None:
    for call in (store.drop, store.count, lambda graph: store.add(graph, [])):
        with pytest.raises(ParameterError, match="cannot name a graph"):
            call("no iri")
    with pytest.raises(ParameterError, match="cannot name a graph"):
        store.ask("ASK {}", graphs=["no iri"])


def test_drop_takes_only_its_own_triples(store: Store) -> None:
    store.drop(ONE)
    assert store.graphs() == (TWO,)
    assert store.count() == 2
    assert _column(store.select("SELECT ?name { ?who cg:name ?name }"), "name") == [Literal("Anna")]
    store.drop(ONE)
    store.drop(TWO)
    assert not store.ask("ASK { ?s ?p ?o }")
    assert store.graphs() == ()


def test_adding_twice_changes_nothing(store: Store) -> None:
    store.add(TWO, SECOND)
    assert store.count(TWO) == 2


def test_own_prefixes_win(store: Store) -> None:
    assert store.ask("PREFIX c: <https://w3id.org/clausegraph/ns#> ASK { ?s c:name ?o }")
    assert not store.ask("PREFIX cg: <https://example.org/> ASK { ?s cg:name ?o }")


@pytest.mark.parametrize(
    "text",
    ["SELECT * { ?s ?p", "SELECT ?s WHER { ?s ?p ?o }", "INSERT DATA { <urn:a> <urn:b> <urn:c> }", "", "DROP ALL",
     "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SELECT * { ?s unknown:p ?o }"],
)  # fmt: skip
def test_what_cannot_run_is_a_query_error(store: Store, text: str) -> None:
    with pytest.raises(QueryError):
        store.query(text)
    assert store.count() == 6


def test_blank_nodes_are_told_from_iris(store: Store) -> None:
    store.add(ONE, [Triple(C, KNOWS, BlankNode("n2"))])
    blank = "SELECT ?who { ?who cg:name ?name FILTER(isBlank(?who) && !isIRI(?who) && !isURI(?who)) }"
    assert _column(store.select(blank), "who") == [BLANK]
    assert _column(store.select("SELECT ?n { ?who cg:knows ?n FILTER(ISBLANK(COALESCE(?n, 1))) }"), "n") == [
        BlankNode("n2")
    ]
    named = store.select("SELECT DISTINCT ?who { ?who cg:name|cg:knows ?any FILTER(IF(isIRI(?who), true, false)) }")
    assert set(_column(named, "who")) == {A, B, C}
    assert BLANK in {triple.subject for triple in store.construct("CONSTRUCT WHERE { ?s cg:name ?o }")}


def test_exists_outside_of_the_pattern(store: Store) -> None:
    found = store.select("SELECT (EXISTS { ?who cg:knows ?any } AS ?yes) (NOT EXISTS { ?a cg:owns ?b } AS ?no) {}")
    assert [{name: term.value for name, term in row.items()} for row in found] in (
        [{"yes": "true", "no": "true"}],
        [{"yes": "1", "no": "1"}],  # Virtuoso
    )


def test_graph_within_the_given_graphs(store: Store) -> None:
    every = "SELECT * { GRAPH ?g { ?who cg:knows ?whom } }"
    assert store.select(every).variables == ("g", "who", "whom")
    assert {str(row["g"]) for row in store.select(every)} == {f"<{ONE}>", f"<{TWO}>"}
    assert _column(store.select(every, graphs=[TWO]), "g") == [NamedNode(TWO)]
    assert len(store.select(every, graphs=[ONE, TWO])) == 2
    assert not store.select(every, graphs=[])
    both = "SELECT ?whom FROM eg:1 FROM eg:2 FROM NAMED eg:2 { ?who cg:knows ?x GRAPH ?g { ?x ?p ?whom } }"
    both = f"PREFIX eg: <https://example.org/graph/> {both}"
    assert _column(store.select(both), "whom") == [C]
    short = "PREFIX graph: <https://example.org/graph/> SELECT ?whom { GRAPH graph:2 { ?who cg:knows ?whom } }"
    assert _column(store.select(short), "whom") == [C]


def test_describe_follows_blank_nodes_and_variables(store: Store) -> None:
    node = BlankNode("n3")
    more = [Triple(C, KNOWS, node), Triple(node, KNOWS, A)]
    store.add(ONE, more)
    assert set(store.construct(f"DESCRIBE {C}")) == set(more)
    assert set(store.construct("DESCRIBE ?who <urn:none> { ?who cg:name 'Anna' }")) == set(FIRST[:2])
    assert set(store.construct("PREFIX e: <https://example.org/> DESCRIBE * { BIND(e:c AS ?it) }")) == set(more)


def test_a_template_may_make_blank_nodes_and_needs_no_variable(store: Store) -> None:
    made = store.construct("CONSTRUCT { [] cg:of ?who ; a cg:Thing } WHERE { ?who cg:knows ?whom }")
    assert len({triple.subject for triple in made}) == 2
    assert len(made) == 4
    assert len(store.construct("CONSTRUCT { cg:a cg:b cg:c } WHERE { ?s ?p ?o }")) == 1
    assert store.construct("CONSTRUCT { cg:a cg:b cg:c } WHERE { ?s cg:owns ?o }") == ()
    assert len(store.construct("CONSTRUCT { ?who ?p ?o } WHERE { ?who ?p ?o } ORDER BY ?who LIMIT 2")) == 2
    assert store.construct("CONSTRUCT { ?name a ?who } WHERE { ?who cg:name ?name }") == ()


def test_much_is_added_whole(store: Store) -> None:
    long = Literal("x" * 60_000)
    triples = [Triple(NamedNode(f"https://example.org/{n}"), NAME, Literal(n)) for n in range(2_500)]
    triples += [Triple(NamedNode(f"https://example.org/{n}"), KNOWS, long) for n in range(3)]
    store.add(TWO, triples)
    assert store.count(TWO) == 2_505
    assert len(store.select("SELECT ?s ?o { ?s cg:name ?o FILTER(isNumeric(?o)) }")) == 2_500
    assert _column(store.select("SELECT DISTINCT ?o { ?s cg:knows ?o FILTER(isLiteral(?o)) }"), "o") == [long]


def test_a_text_is_loaded_as_it_would_be_added(store: Store) -> None:
    assert isinstance(store, EmbeddedStore | RemoteStore)
    store.load(TWO, b"@prefix e: <https://example.org/> . e:c e:p 1.10, 01, 'x' .", RdfFormat.TURTLE)
    found = _column(store.select("SELECT ?o { <https://example.org/c> <https://example.org/p> ?o }"), "o")
    assert sorted(term.value for term in found if term) == ["1", "1.1", "x"]
    with pytest.raises(StoreError, match="not valid Turtle"):
        store.load(TWO, b"nonsense", RdfFormat.TURTLE)
