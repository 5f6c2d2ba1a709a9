"""The service description and the VoID description of the dataset."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, parse

from api.description import FORMATS, SD, VOID
from kg.iris import REPORT_GRAPH
from kg.snapshot import Snapshot
from tests.api.test_errors import check

PREFIXES = {"sd": SD, "void": VOID, "formats": FORMATS, "dcterms": "http://purl.org/dc/terms/"}


def described(client: TestClient, path: str = "/sparql") -> Store:
    store = Store()
    store.extend(parse(client.get(path).content, RdfFormat.TURTLE))
    return store


def rows(store: Store, query: str) -> list[list[str]]:
    return [
        [term.value for term in row if isinstance(term, NamedNode | BlankNode | Literal)]
        for row in store.query(query, prefixes=PREFIXES)  # type: ignore[union-attr]
    ]


def test_service(client: TestClient) -> None:
    store = described(client)
    assert rows(store, "SELECT ?endpoint { ?s a sd:Service ; sd:endpoint ?endpoint }") == [["http://testserver/sparql"]]
    assert rows(store, "SELECT ?feature { ?s sd:feature ?feature }") == [[SD + "UnionDefaultGraph"]]
    assert rows(store, "SELECT ?language { ?s sd:supportedLanguage ?language }") == [[SD + "SPARQL11Query"]]
    formats = {name for [name] in rows(store, "SELECT ?format { ?s sd:resultFormat ?format }")}
    assert {FORMATS + "SPARQL_Results_JSON", FORMATS + "Turtle", FORMATS + "RDF_XML"} < formats


def test_dataset(client: TestClient, snapshot: Snapshot) -> None:
    store = described(client, "/.well-known/void")
    graphs = "SELECT ?name ?n { ?d sd:namedGraph [ sd:name ?name ; sd:graph [ void:triples ?n ] ] }"
    found = {name: int(number) for name, number in rows(store, graphs)}
    assert found == snapshot.manifest.graphs
    assert REPORT_GRAPH in found
    [[triples]] = rows(store, "SELECT ?n { ?d a void:Dataset ; void:triples ?n }")
    assert int(triples) == len(snapshot.store.select("SELECT * { ?s ?p ?o }"))
    vendors = "SELECT ?n { ?d void:classPartition [ void:class <%s> ; void:entities ?n ] }"
    assert rows(store, vendors % "https://w3id.org/clausegraph/ns#Vendor") == [["2"]]
    types = "SELECT ?n { ?d void:propertyPartition [ void:property <%s> ; void:triples ?n ] }"
    [[number]] = rows(store, types % "http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    assert int(number) == len(snapshot.store.select("SELECT * { ?s a ?o }"))


@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void"])
@pytest.mark.parametrize(
    ("accept", "format"),
    [
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/rdf+xml", RdfFormat.RDF_XML),
        ("application/ld+json", RdfFormat.JSON_LD),
    ],
)
def test_every_format_says_the_same(client: TestClient, path: str, accept: str, format: RdfFormat) -> None:  # noqa: A002
    answer = client.get(path, headers={"accept": accept})
    assert answer.headers["content-type"] == accept
    assert len(list(parse(answer.content, format))) == len(described(client))


def test_a_browser_is_shown_the_documentation(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"accept": "text/html,application/xml;q=0.9,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/docs")


def test_what_cannot_be_described(client: TestClient) -> None:
    check(client.get("/sparql", headers={"accept": "image/png"}), 406, "not-acceptable")
    check(client.get("/sparql?default-graph-uri=urn:x"), 400, "bad-parameter")
    check(client.get("/sparql?query="), 400, "bad-query")
    check(client.get("/sparql?qury=ASK{}"), 400, "bad-parameter")
