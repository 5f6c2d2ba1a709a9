from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

from api.app import create_app
from api.settings import Settings
from kg.iris import INFERRED_GRAPH, REPORT_GRAPH
from kg.snapshot import Snapshot
from tests.api.test_errors import check

SELECT = "SELECT ?vendor ?name { ?vendor a cg:Vendor ; rdfs:label ?name } ORDER BY ?vendor ?name"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
CONSTRUCT = "CONSTRUCT { ?vendor a cg:Vendor } WHERE { ?vendor a cg:Vendor }"
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"


def ask(client: TestClient, query: str, accept: str = "*/*", **parameters: Any) -> Any:
    return client.get("/sparql", params={"query": query, **parameters}, headers={"accept": accept})


@pytest.mark.parametrize(
    ("accept", "media_type", "format"),
    [
        ("*/*", "application/sparql-results+json", QueryResultsFormat.JSON),
        ("application/json", "application/json", QueryResultsFormat.JSON),
        ("application/sparql-results+xml", "application/sparql-results+xml", QueryResultsFormat.XML),
        ("text/html, application/xml;q=0.9, */*;q=0.8", "application/xml", QueryResultsFormat.XML),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8", QueryResultsFormat.TSV),
    ],
)
def test_rows_in_every_format(
    client: TestClient,
    snapshot: Snapshot,
    accept: str,
    media_type: str,
    format: QueryResultsFormat,  # noqa: A002
) -> None:
    answer = ask(client, SELECT, accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    results = parse_query_results(answer.content, format)
    assert isinstance(results, QuerySolutions)
    rows = [{"vendor": row["vendor"], "name": row["name"]} for row in results]
    assert rows == [dict(row) for row in snapshot.store.select(SELECT)]


def test_csv(client: TestClient) -> None:
    answer = ask(client, "SELECT ?vendor { ?vendor a cg:Vendor } ORDER BY ?vendor", "text/csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.split() == [
        "vendor",
        "https://w3id.org/clausegraph/id/party/google",
        "https://w3id.org/clausegraph/id/party/microsoft",
    ]


@pytest.mark.parametrize(
    ("accept", "media_type", "format"),
    [
        ("*/*", "text/turtle; charset=utf-8", RdfFormat.TURTLE),
        ("application/n-triples", "application/n-triples", RdfFormat.N_TRIPLES),
        ("text/plain", "text/plain; charset=utf-8", RdfFormat.N_TRIPLES),
        ("application/ld+json", "application/ld+json", RdfFormat.JSON_LD),
        ("application/json", "application/json", RdfFormat.JSON_LD),
        ("application/rdf+xml", "application/rdf+xml", RdfFormat.RDF_XML),
        ("application/trig", "application/trig", RdfFormat.TRIG),
        ("application/n-quads, text/turtle;q=0.5", "application/n-quads", RdfFormat.N_QUADS),
    ],
)
def test_graph_in_every_format(
    client: TestClient,
    snapshot: Snapshot,
    accept: str,
    media_type: str,
    format: RdfFormat,  # noqa: A002
) -> None:
    for query in (CONSTRUCT, "DESCRIBE <https://w3id.org/clausegraph/id/party/google>"):
        answer = ask(client, query, accept)
        assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
        triples = {quad.triple for quad in parse(answer.content, format)}
        assert triples == set(snapshot.store.construct(query))
        assert answer.content == ask(client, query, accept).content


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "application/rdf+xml"])
def test_blank_nodes_of_an_answer_are_called_the_same_each_time(client: TestClient, accept: str) -> None:
    query = "CONSTRUCT { ?vendor cg:of _:x . _:x cg:of _:y } { ?vendor a cg:Vendor }"
    assert ask(client, query, accept).content == ask(client, query, accept).content


def test_truth_has_no_table(client: TestClient) -> None:
    assert ask(client, "ASK { ?vendor a cg:Vendor }").json() == {"head": {}, "boolean": True}
    assert "<boolean>false</boolean>" in ask(client, "ASK { cg:a cg:b cg:c }", "application/sparql-results+xml").text
    problem = check(ask(client, "ASK {}", "text/csv"), 406, "not-acceptable")
    assert "application/sparql-results+json" in problem["expected"]
    problem = check(ask(client, CONSTRUCT, "application/sparql-results+json"), 406, "not-acceptable")
    for media_type in ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"):
        assert media_type in problem["expected"]


def test_query_in_a_form_or_as_the_body_gives_the_same(client: TestClient) -> None:
    expected = ask(client, SELECT).json()
    assert client.post("/sparql", data={"query": SELECT}).json() == expected
    assert client.post("/sparql", content=SELECT, headers={"content-type": QUERY}).json() == expected
    utf8 = {"content-type": f'{QUERY}; charset="UTF-8"', "accept": "text/html;q=0, */*"}
    assert client.post("/sparql", content=SELECT, headers=utf8).json() == expected


def test_dataset_of_the_request(client: TestClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def number(query: str = count, /, **parameters: Any) -> int:
        return int(ask(client, query, **parameters).json()["results"]["bindings"][0]["n"]["value"])

    inferred = number(**{"default-graph-uri": INFERRED_GRAPH})
    both = number(**{"default-graph-uri": [INFERRED_GRAPH, REPORT_GRAPH]})
    assert 0 < inferred < both < number()
    assert number(**{"named-graph-uri": INFERRED_GRAPH}) == 0
    in_graph = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert number(in_graph, **{"named-graph-uri": INFERRED_GRAPH}) == inferred
    assert number("SELECT (COUNT(*) AS ?n) FROM graph:inferred { ?s ?p ?o }") == inferred
    assert number(
        "SELECT (COUNT(*) AS ?n) FROM graph:report { ?s ?p ?o }", **{"default-graph-uri": INFERRED_GRAPH}
    ) == (inferred)
    url = f"/sparql?default-graph-uri={INFERRED_GRAPH}"
    answer = client.post(url, content=count, headers={"content-type": QUERY})
    assert answer.json()["results"]["bindings"][0]["n"]["value"] == str(inferred)
    form = {"query": count, "default-graph-uri": INFERRED_GRAPH}
    assert client.post("/sparql", data=form).json() == answer.json()


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_unknown_graph(client: TestClient, name: str) -> None:
    problem = check(ask(client, "ASK {}", **{name: INFERRED_GRAPH + "s"}), 400, "bad-parameter")
    assert problem["place"] == {"parameter": name}
    assert problem["expected"] == f"did you mean {INFERRED_GRAPH}?"


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SELECT * {\n ?s a cg:Vendor", {"line": 2, "column": 16}),
        ("SELECT * {\n ?s a nope:Vendor }", {"line": 2, "column": 7}),
        ("ASK {\n SERVICE <https://example.org/> {} }", {"line": 2, "column": 2}),
        ("ASK FROM <https://example.org/> {}", {"line": 1, "column": 10}),
        ("INSERT DATA {}", {"line": 1, "column": 1}),
        ("ASK {" + "(" * 100, {"line": 1, "column": 69}),
    ],
)
def test_wrong_or_refused_query_has_a_place_and_a_remedy(client: TestClient, query: str, place: dict[str, int]) -> None:
    problem = check(ask(client, query), 400, "bad-query")
    assert problem["place"] == place
    assert problem["expected"]


def test_place_is_left_out_where_it_would_be_another(client: TestClient) -> None:
    problem = check(ask(client, "ASK {\n ?s ?p", **{"default-graph-uri": INFERRED_GRAPH}), 400, "bad-query")
    assert problem["place"] == {"line": 2}


@pytest.mark.parametrize(
    ("body", "media_type", "status", "kind"),
    [
        ("update=CLEAR+ALL", FORM, 403, "facts-are-in-git"),
        ("query=ASK{}&update=CLEAR+ALL", FORM, 403, "facts-are-in-git"),
        ("CLEAR ALL", "application/sparql-update; charset=utf-8", 403, "facts-are-in-git"),
        ("", FORM, 400, "bad-parameter"),
        ("query=ASK{}&query=ASK{}", FORM, 400, "bad-parameter"),
        ("query=%ff", FORM, 400, "bad-query"),
        ("", QUERY, 400, "bad-query"),
        ("ASK {}", "text/plain", 415, "unsupported-type"),
        ("ASK {}", f"{QUERY}; charset=utf-16", 415, "unsupported-type"),
    ],
)
def test_bodies_that_are_refused(client: TestClient, body: str, media_type: str, status: int, kind: str) -> None:
    check(client.post("/sparql", content=body, headers={"content-type": media_type}), status, kind)


def test_body_that_is_not_utf8_or_has_no_type(client: TestClient) -> None:
    check(client.post("/sparql", content=b"ASK { \xff }", headers={"content-type": QUERY}), 400, "bad-query")
    check(client.post("/sparql", content=b"ASK {}"), 415, "unsupported-type")
    problem = check(client.get("/sparql?update=CLEAR ALL"), 403, "facts-are-in-git")
    assert "git" in problem["expected"]


def test_parameters_of_clients_are_let_through(client: TestClient) -> None:
    assert ask(client, "ASK {}", format="json", output="json", results="json").status_code == 200


def test_query_never_keeps_another_request_waiting(snapshot: Snapshot) -> None:
    app = create_app(Settings(open=True, deadline=2), snapshot)
    with TestClient(app) as client, ThreadPoolExecutor(4) as beside:
        slow = [beside.submit(ask, client, f"{ENDLESS} LIMIT {number}") for number in range(1, 5)]
        while not all(query.done() for query in slow):
            assert ask(client, "ASK { ?vendor a cg:Vendor }").json()["boolean"]
            assert client.get("/health").status_code == 200
        for query in slow:
            assert check(query.result(), 504, "deadline")["detail"] == "this takes longer than 2 seconds"


def test_answer_that_is_too_large_is_an_error(snapshot: Snapshot) -> None:
    with TestClient(create_app(Settings(open=True, longest_answer=10_000), snapshot)) as client:
        for query in ("SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
            problem = check(ask(client, query), 422, "too-large-answer")
            assert problem["detail"] == "the answer is larger than 10,000 bytes"
            assert ask(client, f"{query} LIMIT 10").status_code == 200


def test_query_that_is_too_long(snapshot: Snapshot) -> None:
    with TestClient(create_app(Settings(open=True, longest_query=1_000), snapshot)) as client:
        assert ask(client, "ASK {}".ljust(1_000)).status_code == 200
        for length in (1_001, 4_000):
            query = "ASK {}".ljust(length)
            for answer in (
                ask(client, query),
                client.post("/sparql", data={"query": query}),
                client.post("/sparql", content=query, headers={"content-type": QUERY}),
            ):
                assert check(answer, 413, "too-large")["expected"].startswith("at most ")
        check(client.post("/sparql", data={f"a{number}": "b" for number in range(1_001)}), 413, "too-large")


def test_relative_iris_are_things(client: TestClient) -> None:
    assert ask(client, "ASK { <party/google> a cg:Vendor }").json()["boolean"]


def test_xml_cannot_hold_every_character(client: TestClient) -> None:
    for query, format in (  # noqa: A001
        ("SELECT ('a\\u0001' AS ?x) {}", "application/sparql-results+xml"),
        ("CONSTRUCT { <urn:a> cg:b 'a\\uFFFE' } {}", "application/rdf+xml"),
    ):
        problem = check(ask(client, query, format), 400, "bad-input")
        assert problem["expected"] == "another format"
        assert ask(client, query).status_code == 200


def test_answer_is_known_again_unless_it_changes(client: TestClient) -> None:
    first = ask(client, SELECT)
    url, headers = f"/sparql?query={quote(SELECT)}", {"if-none-match": first.headers["etag"]}
    assert client.get(url, headers=headers).status_code == 304
    assert client.get(url, headers={**headers, "accept": "text/csv"}).status_code == 200
    head = client.head(url)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])
    for query in ("SELECT (NOW() AS ?now) {}", "SELECT (rand() AS ?x) {}", "SELECT (STRUUID() AS ?x) {}"):
        answer = ask(client, query)
        assert "etag" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"


def test_other_methods_are_told_which_there_are(client: TestClient) -> None:
    answer = client.put(f"/sparql?query={quote(SELECT)}")
    assert check(answer, 405, "wrong-method")["expected"] == answer.headers["allow"] == "GET, HEAD, POST"


def test_service_that_was_not_started_answers_nevertheless(snapshot: Snapshot) -> None:
    assert ask(TestClient(create_app(Settings(open=True), snapshot)), "ASK {}").json()["boolean"]
