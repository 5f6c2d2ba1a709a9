"""The service on a graph that is published in an engine: the same answers as from a snapshot."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from kg import remote
from kg.errors import NotFound, ParameterError
from kg.snapshot import Snapshot
from kg.store.service import Service
from tests.remote import engines
from tests.store.sparql_server import SparqlServer, serving

_ROUTES = (
    "/v1/vendors",
    "/v1/contracts",
    "/v1/findings?limit=5",
    "/v1/provisions/gdpr/art_6/par_1/pnt_f",
    "/v1/questions/own-purposes",
    "/v1/search?q=purpose",
    "/v1/report.sarif",
    "/sparql?query=SELECT ?v { ?v a cg:Vendor } ORDER BY ?v",
    "/sparql?query=ASK { ?v a cg:Vendor }",
    "/sparql?query=CONSTRUCT WHERE { ?v a cg:Vendor ; rdfs:label ?label }",
    "/sparql?query=DESCRIBE cg:Vendor",
    "/sparql?query=SELECT * { ?s ?p ?o } LIMIT 0&default-graph-uri=https://w3id.org/clausegraph/graph/report",
)


@pytest.fixture(scope="module")
def server() -> Iterator[SparqlServer]:
    with serving() as server:
        remote.build((), Service(server.url))
        yield server


@pytest.fixture(scope="module")
def there(server: SparqlServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(open=True, store=server.url, home=tmp_path_factory.mktemp("home"), poll=0.05)
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture(scope="module")
def here(snapshot: Snapshot) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(open=True), snapshot), base_url="http://127.0.0.1") as client:
        yield client


@pytest.mark.parametrize("route", _ROUTES)
def test_the_same_answers(here: TestClient, there: TestClient, route: str) -> None:
    mine, theirs = here.get(route), there.get(route)
    assert theirs.status_code == 200, theirs.text
    assert theirs.content == mine.content
    assert theirs.headers["etag"] == mine.headers["etag"]


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> {} }", "bad-query"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "bad-query"),
        ("SELECT * {", "bad-query"),
        ("ASK FROM <urn:elsewhere> {}", "bad-query"),
    ],
)
def test_the_same_refusals(here: TestClient, there: TestClient, query: str, kind: str) -> None:
    mine, theirs = (client.get("/sparql", params={"query": query}) for client in (here, there))
    assert theirs.status_code == mine.status_code
    assert theirs.json()["type"] == mine.json()["type"]
    assert kind in theirs.json()["type"]


def test_a_format_that_is_not_on_offer(there: TestClient) -> None:
    assert there.get("/sparql", params={"query": "ASK {}"}, headers={"accept": "text/csv"}).status_code == 406


def test_a_text_is_validated_where_the_files_are_the_same(there: TestClient) -> None:
    text = "<https://example.org/x> a <https://w3id.org/clausegraph/ns#Vendor> ."
    assert there.post("/v1/validate", content=text, headers={"content-type": "text/turtle"}).status_code == 200


def test_an_engine_that_fails_tells_nobody_where_it_is(there: TestClient, server: SparqlServer) -> None:
    server.fault = "500"
    try:
        answer = there.get("/sparql", params={"query": "SELECT ?unheard { ?unheard a cg:Clause }"})
    finally:
        server.fault = ""
    assert answer.status_code == 503
    assert "store-failed" in answer.json()["type"]
    assert "127.0.0.1" not in answer.text


def test_what_is_published_next_is_served_next(tmp_path: Path) -> None:
    with serving() as server:
        service = Service(server.url)
        first = remote.build((), service)
        settings = Settings(open=True, store=server.url, home=tmp_path, poll=0.02)
        with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
            query = {"query": "ASK { <https://example.org/own/1> a cg:Vendor }"}
            assert client.get("/sparql", params=query).json()["boolean"] is False
            second = remote.build([engines.record(tmp_path / "own", 1)], service)
            assert second.id != first.id
            deadline = time.monotonic() + 30
            while not client.get("/sparql", params=query).json()["boolean"]:
                assert time.monotonic() < deadline
            refused = client.post("/v1/validate", content="# nothing", headers={"content-type": "text/turtle"})
            assert refused.status_code == 503
            assert "does not have the files" in refused.json()["detail"]


def test_only_where_everyone_may_see_everything(server: SparqlServer) -> None:
    with pytest.raises(ParameterError, match="can be shown to everyone or to nobody"):
        create_app(Settings(public=True, store=server.url))


def test_there_must_be_something(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as empty:
        with pytest.raises(NotFound):
            create_app(Settings(open=True, store=empty.url))
        monkeypatch.setattr(remote, "failed", lambda store: ("arithmetic",))
        remote.build((), Service(empty.url))
        with pytest.raises(ParameterError, match=r"does not answer as SPARQL 1\.1 has it"):
            create_app(Settings(open=True, store=empty.url, home=tmp_path))
