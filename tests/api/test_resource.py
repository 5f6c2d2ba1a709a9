"""Anything in the graph by its IRI: as data, as a page, and where its IRI leads."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from kg.iris import CG, GRAPH, ID
from kg.snapshot import Snapshot, inputs, kept
from tests.api.test_errors import check

BILLING = f"{ID}purpose/microsoft/dpa-2020-12-09/billing"
HOSTILE = """
@prefix cg: <https://w3id.org/clausegraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://example.org/it> a cg:Purpose ;
    rdfs:label "<script>alert(1)</script> & \\"quoted\\""@en ;
    rdfs:comment "</td><img src=x onerror=alert(2)>"@en ;
    rdfs:seeAlso <javascript:alert(3)>, <https://example.org/'\\u003E\\u003Cb> .
""".replace(", <https://example.org/'\\u003E\\u003Cb>", "")


def get(client: TestClient, iri: str, **parameters: Any) -> Any:
    answer = client.get("/v1/resource", params={"iri": iri, **parameters})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_statements_in_and_out_with_their_places(client: TestClient) -> None:
    found = get(client, BILLING)
    assert (found["label"], found["href"]) == (
        "billing and account management",
        "/v1/purposes/microsoft/dpa-2020-12-09/billing",
    )
    (lacks,) = found["statements"]["cg:lacks"]
    assert (lacks["label"], lacks["href"]) == (
        "data types used",
        f"/v1/resource?iri={quote(f'{CG}DataTypesUsed', safe='')}",
    )
    assert (lacks["graph"], lacks["file"]) == (
        f"{GRAPH}data/contracts/microsoft-2020-12-09",
        "data/contracts/microsoft-2020-12-09.ttl",
    )
    text = (Path(__file__).parents[2] / lacks["file"]).read_text(encoding="utf-8").splitlines()
    assert text[lacks["line"] - 1][lacks["column"] - 1 :].startswith("cg:DataTypesUsed")
    (vendor,) = found["statements"]["cg:hasVendor"]
    assert vendor["graph"] == f"{GRAPH}inferred"
    assert vendor.keys() == {"id", "label", "href", "graph"}
    texts = {one["language"]: one["text"] for one in found["statements"]["rdfs:label"]}
    assert texts["da"] == "fakturering og kontoadministration"
    assert any(one["id"].startswith(f"{ID}processing/") for one in found["incoming"]["cg:forPurpose"])
    names = {one["name"]: one["label"] for one in found["properties"]}
    assert names.keys() == found["statements"].keys() | found["incoming"].keys()
    assert names["cg:lacks"] == "lacks"
    assert found["evidence"]


def test_findings_point_to_what_they_are_about(client: TestClient) -> None:
    found = get(client, BILLING)
    (one, *_) = found["incoming"]["sh:focusNode"]
    assert client.get(one["href"]).json()["focus"] == BILLING
    assert one["graph"] == f"{GRAPH}report"


def test_typed_literals_and_nameless_things(client: TestClient) -> None:
    found = get(client, "http://data.europa.eu/eli/reg/2016/679/art_28/oj", limit=1000)
    assert {one["text"] for one in found["statements"]["cg:number"]} == {"28"}
    shape = get(client, "cgs:LI001")
    nameless = [one for values in shape["statements"].values() for one in values if one.get("id", "").startswith("_:")]
    assert all(one.keys() <= {"id", "graph", "file", "line", "column"} for one in nameless)
    evidence = get(client, f"{ID}evidence/region-stockholm-2021/s3.7-par-95")
    assert {one["datatype"] for one in evidence["statements"]["cg:start"]} == {"xsd:integer"}


def test_total_counts_all_statements(client: TestClient, snapshot: Snapshot) -> None:
    found = get(client, "cg:Purpose", limit=7)
    asked = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER ( ?s = cg:Purpose || ?o = cg:Purpose ) }"
    assert found["total"] == len(snapshot.store.select(asked))
    shown = sum(len(values) for part in ("statements", "incoming") for values in found[part].values())
    assert shown == 7
    pages, seen = client.get("/v1/resource?iri=cg:Purpose&limit=7"), []
    while True:
        body = pages.json()
        seen += [
            (part, name, one.get("id"), one.get("text"), one.get("language"), one["graph"])
            for part in ("statements", "incoming")
            for name, values in body[part].items()
            for one in values
        ]
        target = re.search(r'<([^>]*)>; rel="next"', pages.headers["link"])
        if target is None:
            break
        pages = client.get(target[1])
    assert len(seen) == len(set(seen)) == found["total"]


@pytest.mark.parametrize(
    ("iri", "status"),
    [
        ("cg:Nowhere", 404),
        ("https://example.org/none", 404),
        ("nope", 400),
        ("", 400),
        ("https://example.org/a b", 400),
        ("https://example.org/a>b", 400),
        ("_:b0", 400),
        (f"{GRAPH}none", 404),
    ],
)
def test_what_the_view_does_not_have(client: TestClient, iri: str, status: int) -> None:
    for accept in ("application/json", "text/html", "text/turtle"):
        answer = client.get("/v1/resource", params={"iri": iri}, headers={"accept": accept})
        check(answer, status, "not-found" if status == 404 else "bad-parameter")


def test_iri_is_needed(client: TestClient) -> None:
    problem = check(client.get("/v1/resource"), 400, "bad-parameter")
    assert problem["place"] == {"parameter": "iri"}


@pytest.mark.parametrize(
    ("accept", "form"), [("text/turtle", ox.RdfFormat.TURTLE), ("application/n-triples", ox.RdfFormat.N_TRIPLES)]
)
def test_description_as_rdf(client: TestClient, snapshot: Snapshot, accept: str, form: ox.RdfFormat) -> None:
    answer = client.get("/v1/resource", params={"iri": BILLING, "limit": 1000}, headers={"accept": accept})
    assert answer.headers["content-type"].startswith(accept)
    assert "content-language" not in answer.headers
    said = {quad.triple for quad in ox.parse(answer.content, format=form)}
    whole = snapshot.store.construct(
        "CONSTRUCT { ?it ?p ?o . ?s ?q ?it } WHERE { { ?it ?p ?o } UNION { ?s ?q ?it } }",
        bindings={"it": ox.NamedNode(BILLING)},
    )
    assert said == set(whole)
    shape = client.get("/v1/resource", params={"iri": "cgs:AN002"}, headers={"accept": accept})
    described = [quad.triple for quad in ox.parse(shape.content, format=form)]
    nameless = {one.object for one in described if isinstance(one.object, ox.BlankNode)}
    assert nameless <= {one.subject for one in described}


class Page(HTMLParser):
    """What a browser would see of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.mark.parametrize("lang", ["en", "sv", "da"])
def test_page_to_read(client: TestClient, lang: str) -> None:
    browser = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "accept-language": lang}
    answer = client.get("/v1/resource", params={"iri": BILLING, "limit": 20}, headers=browser)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == lang
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert f'<html lang="{lang}">' in answer.text
    page = Page(answer.text)
    assert {"h1", "main", "table", "th", "footer", "nav"} <= set(page.tags)
    assert {"script", "img", "link", "iframe", "form"}.isdisjoint(page.tags)
    paths = [one for one in page.links if not one.startswith("#")]
    assert len(paths) > 20
    assert all(one.startswith("/v1/") for one in paths)
    for path in paths[::7]:
        assert client.get(path, headers=browser if "resource" in path else {}).status_code == 200, path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "own.ttl").write_text(HOSTILE, encoding="utf-8")
    made = kept(inputs([folder / "own.ttl"]).sources, home=folder / "home")
    return TestClient(create_app(Settings(open=True), made), raise_server_exceptions=False)


def test_page_of_hostile_words(hostile: TestClient) -> None:
    answer = hostile.get("/v1/resource", params={"iri": "https://example.org/it"}, headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.text
    page = Page(answer.text)
    assert {"script", "img", "b"}.isdisjoint(page.tags)
    assert '<script>alert(1)</script> & "quoted"' in page.text
    assert not any(one.startswith("javascript:") for one in page.links)
    graph = hostile.get("/v1/graphs", params={"limit": 1000}).json()
    (own,) = [one for one in graph["items"] if one["files"] and "own.ttl" in one["files"][0]]
    page = Page(hostile.get(own["href"], headers={"accept": "text/html"}).text)
    assert {"script", "img"}.isdisjoint(page.tags)


def test_graphs(client: TestClient, snapshot: Snapshot) -> None:
    found = client.get("/v1/graphs").json()
    assert {one["id"]: one["triples"] for one in found["items"]} == snapshot.manifest.graphs
    files = {one["name"]: one["files"] for one in found["items"]}
    assert files["data/law/gdpr"] == ["data/law/gdpr.ttl"]
    assert files["inferred"] == []
    assert len(files["ontology"]) == 7
    for one in found["items"]:
        assert client.head(one["href"]).status_code == 200


def test_graph_as_rdf_is_the_graph(client: TestClient, snapshot: Snapshot) -> None:
    for path in ("ontology", "data/law/gdpr"):
        answer = client.get(f"/v1/graphs/{path}", headers={"accept": "application/n-triples"})
        said = ox.Dataset(ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES))
        every = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
        whole = ox.Dataset(ox.Quad(*triple) for triple in snapshot.store.construct(every, graphs=[GRAPH + path]))
        for one in (said, whole):
            one.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        assert said == whole


def test_graph_too_large_to_write_out(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routers.graphs.MOST", 10)
    answer = client.get("/v1/graphs/data/law/gdpr?limit=7", headers={"accept": "text/turtle"})
    assert "CONSTRUCT" in check(answer, 422, "too-large-answer")["expected"]


def test_graph_that_is_not_there(client: TestClient) -> None:
    problem = check(client.get("/v1/graphs/data/law/gpdr"), 404, "not-found")
    assert problem["expected"] == "did you mean data/law/gdpr?"
    check(client.get("/v1/graphs/a b<"), 404, "not-found")


@pytest.mark.parametrize(
    ("path", "accept", "location"),
    [
        ("/id/purpose/microsoft/dpa-2020-12-09/billing", "*/*", "/v1/purposes/microsoft/dpa-2020-12-09/billing"),
        ("/id/party/microsoft", "application/json", f"/v1/resource?iri={quote(f'{ID}party/microsoft', safe='')}"),
        ("/id/law/se/osl", "application/json", "/v1/provisions/se/osl"),
        ("/id/guidance/edpb-07-2020/par-114", "", "/v1/guidance/edpb-07-2020/par-114"),
        ("/id/document/gdpr", "application/json", f"/v1/resource?iri={quote(f'{ID}document/gdpr', safe='')}"),
        ("/id/party/microsoft", "text/html", f"/v1/resource?iri={quote(f'{ID}party/microsoft', safe='')}"),
        ("/id/party/microsoft", "text/turtle", f"/v1/resource?iri={quote(f'{ID}party/microsoft', safe='')}"),
        ("/id/party/microsoft", "application/ld+json", f"/v1/resource?iri={quote(f'{ID}party/microsoft', safe='')}"),
        ("/ns", "text/html", "/v1/graphs/ontology"),
        ("/shapes", "text/turtle", "/v1/graphs/shapes"),
        ("/graph/data/law/gdpr", "*/*", "/v1/graphs/data/law/gdpr"),
        ("/ontology/contract", "*/*", None),
    ],
)
def test_iri_leads_to_its_page_or_data(client: TestClient, path: str, accept: str, location: str | None) -> None:
    for ask in (client.get, client.head):
        answer = ask(path, headers={"accept": accept} if accept else {})
        assert answer.status_code == 303
        assert location in (None, answer.headers["location"])
        assert answer.headers["vary"].lower() == "accept"
        assert answer.content == b""
    there = client.get(answer.headers["location"], headers={"accept": accept} if accept else {})
    assert there.status_code == 200
    assert accept in ("", "*/*") or there.headers["content-type"].startswith(accept)


def test_every_finding_and_finds_its_way(client: TestClient) -> None:
    one = client.get("/v1/findings?limit=1").json()["items"][0]
    path = one["id"].removeprefix("https://w3id.org/clausegraph")
    assert client.get(path).headers["location"] == one["href"]


@pytest.mark.parametrize("path", ["/id/purpose/none", "/id/", "/id/a b", "/graph/none", "/ontology/none"])
def test_iri_of_nothing(client: TestClient, path: str) -> None:
    check(client.get(path), 404, "not-found")
    check(client.get(path, headers={"accept": "image/png"}), 406, "not-acceptable")
