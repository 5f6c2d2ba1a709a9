"""What a remote store asks for, and what it makes of the answers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.errors import EngineFault, ParameterError, QueryError, StoreError
from kg.store import RemoteStore
from kg.store import remote as remote_module
from kg.store.remote import CutShort
from kg.store.service import Service
from tests.store.sparql_server import SparqlServer, serving

P = NamedNode("https://example.org/p")
SPACE = "https://example.org/space"


@pytest.fixture
def server() -> Iterator[SparqlServer]:
    with serving() as server:
        yield server


@pytest.fixture
def store(server: SparqlServer) -> RemoteStore:
    return RemoteStore(server.url, space=SPACE)


def test_without_a_space_it_is_read_only(server: SparqlServer) -> None:
    store = RemoteStore(server.url)
    writes: tuple[Callable[[], None], ...] = (
        lambda: store.add("urn:g", [Triple(P, P, P)]),
        lambda: store.insert("urn:g", "?s ?p ?o .", "?s ?p ?o ."),
        lambda: store.drop("urn:g"),
        store.clear,
    )
    for write in writes:
        with pytest.raises(StoreError, match="reading only"):
            write()
    assert server.requests == []


def test_without_a_space_it_reads_what_the_service_has(server: SparqlServer) -> None:
    store = RemoteStore(server.url)
    server.store.extend([Quad(P, P, Literal("x"), NamedNode("urn:g")), Quad(P, P, Literal("y"))])
    assert store.graphs() == ("urn:g",)
    assert [row["o"].value for row in store.select("SELECT ?o { ?s ?p ?o }")] == ["y"]
    assert store.ask('ASK FROM <urn:g> { ?s ?p "x" }')
    assert not store.ask("ASK { ?s ?p ?o }", graphs=[])
    assert len(store.construct(f"DESCRIBE {P}", graphs=["urn:g"])) == 1
    with pytest.raises(QueryError, match="there is no graph"):
        store.ask("ASK FROM <urn:h> {}")


def test_spaces_do_not_see_each_other(server: SparqlServer, store: RemoteStore) -> None:
    other = RemoteStore(server.url, space="https://example.org/other")
    server.store.add(Quad(P, P, Literal("somebody's"), NamedNode("urn:g")))
    server.store.add(Quad(P, P, Literal("nobody's")))
    store.add("urn:g", [Triple(P, P, Literal("x"))])
    other.add("urn:g", [Triple(P, P, Literal("y"))])
    other.add("urn:h", [Triple(P, P, Literal("z"))])
    for query in (
        "SELECT ?o { ?s ?p ?o }",
        "SELECT ?o { GRAPH ?g { ?s ?p ?o } }",
        "SELECT ?o { GRAPH <urn:g> { ?s ?p ?o } }",
    ):
        assert [row["o"].value for row in store.select(query)] == ["x"]
    assert (store.graphs(), store.count()) == (("urn:g",), 1)
    store.clear()
    assert (store.graphs(), store.count(), other.count()) == ((), 0, 2)
    assert (
        len(server.store) == 2 + 2 * 2 + 2
    )  # the strangers', and the other's in its graphs, their union and its names


def test_many_triples_go_in_pieces(server: SparqlServer, store: RemoteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_module, "TRIPLES", 10)
    node = BlankNode("n")
    triples = [Triple(NamedNode(f"https://example.org/{n}"), P, Literal(n)) for n in range(25)]
    triples[5:5] = [Triple(P, P, node), Triple(node, P, Literal("x"))]
    store.add("urn:g", triples)
    assert len(server.requests) == 3
    monkeypatch.setattr(remote_module, "PIECE", 200)
    store.add("urn:g", [Triple(P, P, Literal(f"{n}" * 100)) for n in range(4)])
    assert len(server.requests) == 7
    assert store.count("urn:g") == 31
    assert store.ask('ASK { ?a ?b ?n . ?n ?c "x" }')


def test_an_update_sent_twice_says_the_same(server: SparqlServer, store: RemoteStore) -> None:
    triples = [Triple(BlankNode("a"), P, BlankNode("b")), Triple(BlankNode("b"), P, Literal(1))]
    store.add("urn:g", triples)
    store.add("urn:g", triples)
    assert store.count() == 2
    assert set(store.construct("CONSTRUCT WHERE { ?s ?p ?o }")) == set(triples)


def test_nothing_is_inserted_where_nothing_follows(server: SparqlServer, store: RemoteStore) -> None:
    store.insert("urn:g", "?s ?p ?s .", "?s ?p ?o .")
    assert all("update" not in request for request in server.requests)
    assert store.graphs() == ()


def test_a_long_query_travels_and_only_used_prefixes_go_along(server: SparqlServer) -> None:
    values = " ".join(f"<https://example.org/{n}>" for n in range(2000))
    assert not RemoteStore(server.url).ask(f"ASK {{ VALUES ?s {{ {values} }} ?s cg:p dcterms:q }}")
    sent = server.requests[0]["query"][0]
    assert len(sent) > 40_000
    assert sent.startswith(
        "PREFIX cg: <https://w3id.org/clausegraph/ns#> PREFIX dcterms: <http://purl.org/dc/terms/> ASK"
    )


@pytest.mark.parametrize(
    "query", ["SELECT * { SERVICE <http://example.org/> {} }", "ASK {", "SELECT ?x WHER {}", "ASK { ?s nope:p ?o }"]
)
def test_refused_queries_never_leave(server: SparqlServer, query: str) -> None:
    with pytest.raises(QueryError):
        RemoteStore(server.url, space=SPACE).query(query)
    assert server.requests == []


def test_a_limit_of_the_engine_is_an_error(server: SparqlServer, store: RemoteStore) -> None:
    server.fault = "maxrows"
    with pytest.raises(CutShort, match="cut its answer short"):
        store.select("SELECT ?s { ?s ?p ?o }")


def test_a_round_number_of_rows_is_counted(
    server: SparqlServer, store: RemoteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_module, "CAP", 10)
    store.add("urn:g", [Triple(P, P, Literal(n)) for n in range(25)])
    asked = len(server.requests)
    assert len(store.select("SELECT ?o { ?s ?p ?o } LIMIT 10")) == 10
    assert len(store.select("SELECT ?o { ?s ?p ?o } LIMIT 11")) == 11
    assert len(server.requests) == asked + 3
    server.most = 10
    for read in (store.select, store.construct):
        with pytest.raises(CutShort, match="gave 10 of 25 rows"):
            read("SELECT ?o { ?s ?p ?o }" if read == store.select else "CONSTRUCT WHERE { ?s ?p ?o }")


def test_what_is_cut_short_is_copied_in_parts(
    server: SparqlServer, store: RemoteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_module, "CAP", 10)
    triples = {Triple(P, P, Literal(n)) for n in range(85)}
    store.add("urn:g", triples)
    store.add("urn:h", [Triple(BlankNode("x"), P, P)])
    server.most = 10
    copy = store.copy()
    assert copy.graphs() == ("urn:g", "urn:h")
    assert set(copy.construct("CONSTRUCT WHERE { ?s ?p ?o }", graphs=["urn:g"])) == triples
    server.most = 0
    server.fault = "maxrows"
    monkeypatch.setattr(store, "graphs", lambda: ("urn:g",))
    monkeypatch.setattr(remote_module, "_DIGITS", 1)
    with pytest.raises(CutShort):
        store.copy()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("garbage", "answered what is not a result: text/html"),
        ("untyped", "answered what is not a result"),
        ("nonsense", "answered what is not a result"),
        ("wrong", "answered what is not a result"),
        ("truth", "answered what is not a result: no rows"),
    ],
)
def test_garbage_for_rows(server: SparqlServer, store: RemoteStore, fault: str, words: str) -> None:
    server.fault = fault
    for call in (
        lambda: store.select("SELECT ?s { ?s ?p ?o }"),
        store.graphs,
        lambda: store.construct("DESCRIBE ?s {}"),
    ):
        with pytest.raises(EngineFault, match=words):
            call()


def test_garbage_for_truth_and_graphs(server: SparqlServer, store: RemoteStore) -> None:
    server.fault = "rows"
    with pytest.raises(EngineFault, match="neither true nor false"):
        store.ask("ASK {}")
    server.fault = "nonsense"
    with pytest.raises(EngineFault, match="answered what is not a result"):
        RemoteStore(server.url).construct("DESCRIBE <urn:x>")


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.org/", "localhost:3030", "http://", "http://x:y/"]
)
def test_only_http(url: str) -> None:
    with pytest.raises(ParameterError, match="not the URL of a SPARQL service"):
        RemoteStore(url)
    with pytest.raises(ParameterError, match="not the URL of a SPARQL service"):
        Service("http://127.0.0.1/", url)


def test_sparqlwrapper_is_imported_only_when_it_is_used() -> None:
    code = "import kg.store, sys; print([m for m in ('SPARQLWrapper', 'rdflib', 'http.client') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
