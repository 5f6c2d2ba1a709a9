"""What can go wrong between here and a remote service."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import ParameterError, QueryError, StoreError
from kg.store import RemoteStore
from kg.store import remote as remote_module
from tests.store.sparql_server import SparqlServer, serving

P = NamedNode("https://example.org/p")


@pytest.fixture
def server() -> Iterator[SparqlServer]:
    with serving() as server:
        yield server


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("500", "failed: out of order: far too many words"),
        ("503", "failed: 503 Service Unavailable"),
        ("404", "failed: out of order"),
        ("cut", "broke off"),
        ("garbage", "answered what is not a result"),
    ],
)
def test_a_fault_of_the_service_is_a_store_error(server: SparqlServer, fault: str, words: str) -> None:
    server.fault = fault
    with pytest.raises(StoreError, match=words) as caught:
        RemoteStore(server.url).ask("ASK { ?s ?p ?o }")
    assert len(caught.value.message) < 400


def test_garbage_for_a_graph(server: SparqlServer) -> None:
    server.fault = "garbage"
    with pytest.raises(StoreError, match="answered what is not a result"):
        RemoteStore(server.url).construct("CONSTRUCT WHERE { ?s ?p ?o }")


def test_half_a_graph_is_no_graph(server: SparqlServer) -> None:
    server.fault = "half"
    with pytest.raises(StoreError, match="broke off"):
        RemoteStore(server.url).construct("CONSTRUCT WHERE { ?s ?p ?o }")


@pytest.mark.parametrize("fault", ["silent", "drip"])
def test_the_timeout_is_for_the_whole_call(server: SparqlServer, fault: str) -> None:
    server.fault = fault
    with pytest.raises(StoreError, match=r"did not answer within 0\.3 seconds"):
        RemoteStore(server.url, timeout=0.3).ask("ASK { ?s ?p ?o }")


def test_nobody_listens() -> None:
    with serving() as server:
        url = server.url
    with pytest.raises(StoreError, match="cannot be reached"):
        RemoteStore(url, timeout=2).ask("ASK {}")


def test_the_words_of_a_refused_query(server: SparqlServer) -> None:
    with pytest.raises(QueryError, match="refused the query: error at 1:15: expected"):
        RemoteStore(server.url).ask("ASK { ?s ?p ?o")


def test_the_login(server: SparqlServer) -> None:
    server.login = "kim:secret"
    assert RemoteStore(server.url, user="kim", password="secret").ask("ASK {}")  # noqa: S106
    with pytest.raises(StoreError, match="who are you") as caught:
        RemoteStore(server.url, user="kim", password="wrong").ask("ASK {}")  # noqa: S106
    assert "wrong" not in str(caught.value)


def test_without_an_update_url_it_is_read_only(server: SparqlServer) -> None:
    store = RemoteStore(server.url)
    with pytest.raises(StoreError, match="reading only"):
        store.add("urn:g", [Triple(P, P, P)])
    with pytest.raises(StoreError, match="reading only"):
        store.drop("urn:g")
    assert server.requests == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/", "localhost:3030"])
def test_only_http(url: str) -> None:
    with pytest.raises(ParameterError, match="not the URL of a SPARQL service"):
        RemoteStore(url)
    with pytest.raises(ParameterError, match="not the URL of a SPARQL service"):
        RemoteStore("http://127.0.0.1/", update_url=url)


def test_many_triples_go_in_pieces(server: SparqlServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_module, "PIECE", 10)
    node = BlankNode("n")
    triples = [Triple(NamedNode(f"https://example.org/{n}"), P, Literal(n)) for n in range(25)]
    triples[5:5] = [Triple(P, P, node), Triple(node, P, Literal("x"))]
    store = RemoteStore(server.url, update_url=server.url)
    store.add("urn:g", triples)
    assert len(server.requests) == 4
    assert store.count("urn:g") == 27
    assert store.ask('ASK { ?a ?b ?n . ?n ?c "x" }')


def test_a_long_query_travels_and_only_used_prefixes_go_along(server: SparqlServer) -> None:
    values = " ".join(f"<https://example.org/{n}>" for n in range(2000))
    assert not RemoteStore(server.url).ask(f"ASK {{ VALUES ?s {{ {values} }} ?s cg:p dcterms:q }}")
    sent = server.requests[0]["query"][0]
    assert len(sent) > 40_000
    assert sent.startswith(
        "PREFIX cg: <https://w3id.org/clausegraph/ns#> PREFIX dcterms: <http://purl.org/dc/terms/> ASK"
    )


def test_refused_queries_never_leave(server: SparqlServer) -> None:
    with pytest.raises(QueryError):
        RemoteStore(server.url).query("SELECT * { SERVICE <http://example.org/> {} }")
    assert server.requests == []


def test_sparqlwrapper_is_imported_only_when_it_is_used() -> None:
    code = "import kg.store, sys; print([m for m in ('SPARQLWrapper', 'rdflib', 'http.client') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
