"""The W3C test suites of the SPARQL 1.1 Protocol and of its service description, over real HTTP."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection
from pathlib import Path

import pytest
from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from api.app import create_app
from api.description import SD
from api.settings import Settings
from kg.shacl.graph import ReadGraph
from kg.store.base import Term
from tests.conftest import ROOT
from tests.operations.conftest import serving_app

CASES, UPDATES, DESCRIPTION_CASES = 34, 7, 3
"""How many cases the suites have, and how many of the protocol's want an update to be done."""

SUITES = Path(os.environ.get("CLAUSEGRAPH_SHARED", ROOT.parent / "shared")) / "suites" / "sparql11"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"

_RESULTS = (QueryResultsFormat.JSON, QueryResultsFormat.XML, QueryResultsFormat.CSV, QueryResultsFormat.TSV)
_GRAPHS = (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML)

pytestmark = pytest.mark.shared


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statuses: frozenset[str]
    format: str | None
    truth: str | None

    @property
    def updates(self) -> bool:
        return b"update=" in self.body or ("content-type", "application/sparql-update") in self.headers


@dataclass(frozen=True)
class Case:
    name: str
    requests: tuple[Request, ...]

    @property
    def updates(self) -> bool:
        """Whether it wants an update done. This service does none: facts are written in git."""
        return any(request.updates and "StatusCode2xx" in request.statuses for request in self.requests)


@cache
def cases(suite: str) -> tuple[Case, ...]:
    if not (path := SUITES / suite / "manifest.ttl").is_file():
        return ()
    graph = ReadGraph(quad.triple for quad in parse(path.read_bytes(), RdfFormat.TURTLE, base_iri=path.as_uri()))

    def all_of(node: Term, name: str) -> list[Term]:
        return graph.objects(node, NamedNode(name))

    def one_of(node: Term, name: str) -> str | None:
        return next((value.value for value in all_of(node, name)), None)

    def members(node: Term, name: str) -> Iterator[Term]:
        return (member for listed in all_of(node, name) for member in graph.members(listed))

    def request(node: Term) -> Request:
        [response] = all_of(node, HT + "resp")
        content = next(iter(all_of(node, HT + "body")), None)
        fields = (
            (one_of(one, HT + "fieldName"), one_of(one, HT + "fieldValue")) for one in members(node, HT + "headers")
        )
        body = (one_of(content, CNT + "chars") or "") if content else ""
        return Request(
            one_of(node, HT + "methodName") or "",
            (one_of(node, HT + "absolutePath") or "").replace("/sparql/", "/sparql"),
            tuple((name, value) for name, value in fields if name and value),
            body.encode((one_of(content, CNT + "characterEncoding") or "") if content else "UTF-8"),
            frozenset(status.value.partition("#")[2] for status in all_of(response, MF + "expectedStatus")),
            one_of(response, MF + "expectedFormat"),
            one_of(response, MF + "expectedBoolean"),
        )

    listed = [case for _, entries in graph.pairs(NamedNode(MF + "entries")) for case in graph.members(entries)]
    return tuple(
        Case(
            case.value.partition("#")[2],
            tuple(request(one) for action in all_of(case, MF + "action") for one in members(action, HT + "requests")),
        )
        for case in listed
    )


@pytest.fixture(scope="module")
def port(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The service over the graphs of the suite, and the built-in ones; the suite has no file for graph 0."""
    files = ((number, shared / "suites" / "sparql11" / "protocol" / f"data{number}.nt") for number in (1, 2, 3))
    graphs = {0: f"<{DATA.format(0)}> a <http://xmlns.com/foaf/0.1/Document> ."}
    graphs |= {number: file.read_text(encoding="utf-8") for number, file in files}
    folder = tmp_path_factory.mktemp("protocol")
    text = "".join(f"<{DATA.format(number)}> {{ {triples} }}\n" for number, triples in graphs.items())
    (folder / "data.trig").write_text(text, encoding="utf-8")
    with serving_app(create_app(Settings(open=True, paths=(folder,), home=folder / "home"))) as port:
        yield port


def test_the_whole_suites_are_read(shared: Path) -> None:
    found = cases("protocol")
    assert len(found) == CASES
    assert sum(case.updates for case in found) == UPDATES
    assert all(case.requests and all(request.statuses for request in case.requests) for case in found)
    assert len(cases("service-description")) == DESCRIPTION_CASES


def send(port: int, request: Request) -> tuple[int, str, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(request.method, request.path, request.body or None, dict(request.headers))
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, (answer.headers["content-type"] or "").partition(";")[0], body


@pytest.mark.parametrize("case", [case for case in cases("protocol") if not case.updates], ids=lambda case: case.name)
def test_protocol(port: int, case: Case) -> None:
    for request in case.requests:
        status, media_type, body = send(port, request)
        assert f"StatusCode{status // 100}xx" in request.statuses, body
        if status >= 400:
            assert media_type == "application/problem+json"
        elif request.format == "RDF":
            [form] = [form for form in _GRAPHS if form.media_type == media_type]
            list(parse(body, form))
        else:
            [results_format] = [form for form in _RESULTS if form.media_type == media_type]
            results = parse_query_results(body, results_format)
            assert isinstance(results, QueryBoolean if request.format == "boolean" else QuerySolutions)
            if request.truth is not None:
                assert bool(results) is (request.truth == "true")


@pytest.mark.parametrize("case", [case for case in cases("protocol") if case.updates], ids=lambda case: case.name)
def test_updates_are_refused_by_design(port: int, case: Case) -> None:
    for request in case.requests:
        if request.updates:
            status, media_type, body = send(port, request)
            assert (status, media_type) == (403, "application/problem+json")
            assert b"git" in body


def described(port: int) -> Store:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/sparql")
    answer = connection.getresponse()
    store = Store()
    media_type = (answer.headers["content-type"] or "").partition(";")[0]
    store.load(answer.read(), next(form for form in _GRAPHS if form.media_type == media_type))
    connection.close()
    return store


_NOT_IN_SCHEMA = """
    ASK {
      { ?service a sd:Service FILTER NOT EXISTS { ?service sd:endpoint ?endpoint } } UNION
      { ?service sd:feature ?one FILTER(?one NOT IN (sd:DereferencesURIs, sd:UnionDefaultGraph, sd:RequiresDataset,
                                                     sd:EmptyGraphs, sd:BasicFederatedQuery)) } UNION
      { ?service sd:supportedLanguage ?one FILTER(?one NOT IN (sd:SPARQL10Query, sd:SPARQL11Query, sd:SPARQL11Update)) }
      UNION { ?service sd:resultFormat ?one FILTER(!STRSTARTS(STR(?one), "http://www.w3.org/ns/formats/")) }
      UNION { ?service sd:defaultDataset ?one FILTER NOT EXISTS { ?one a sd:Dataset } }
      UNION { ?dataset sd:defaultGraph ?one FILTER NOT EXISTS { ?one a sd:Graph } }
      UNION { ?dataset sd:namedGraph ?one FILTER NOT EXISTS { ?one a sd:NamedGraph ; sd:name ?name } }
      UNION { ?named sd:name ?one FILTER(!isIRI(?one)) }
      UNION { ?named sd:graph ?one FILTER NOT EXISTS { ?one a sd:Graph } }
      UNION { ?service sd:supportedLanguage|sd:feature|sd:resultFormat|sd:defaultDataset ?one
              FILTER NOT EXISTS { ?service a sd:Service } }
      UNION { ?any ?property ?one FILTER(STRSTARTS(STR(?property), STR(sd:)) && ?property NOT IN (sd:endpoint,
              sd:feature, sd:supportedLanguage, sd:resultFormat, sd:defaultDataset, sd:defaultGraph, sd:namedGraph,
              sd:name, sd:graph)) }
    }
"""
"""Whatever breaks the domains, ranges and named values of the vocabulary (Service Description, section 3)."""


@pytest.mark.parametrize("case", cases("service-description"), ids=lambda case: case.name)
def test_service_description(port: int, case: Case) -> None:
    store, prefixes = described(port), {"sd": SD}
    if case.name == "returns-rdf":
        assert len(store) > 0
    elif case.name == "has-endpoint-triple":
        assert bool(store.query(f"ASK {{ ?s sd:endpoint <http://127.0.0.1:{port}/sparql> }}", prefixes=prefixes))
    else:
        assert case.name == "conforms-to-schema"
        assert not bool(store.query(_NOT_IN_SCHEMA, prefixes=prefixes))
