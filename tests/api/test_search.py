from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.jsonld import PATH, context
from kg.search import opened, search
from kg.snapshot import Snapshot
from tests.api.test_errors import check
from tests.api.test_jsonld import expand


def get(client: TestClient, **asked: Any) -> Any:
    answer = client.get("/v1/search", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("lang", ["en", "sv", "da"])
def test_finds_what_the_library_finds(client: TestClient, snapshot: Snapshot, lang: Any) -> None:
    found = search(opened(snapshot), "personuppgifter", language=lang)
    answer = get(client, q="personuppgifter", lang=lang)
    assert answer["total"] == found.total == len(answer["items"])
    assert [(one["id"], one["kind"], one["label"]) for one in answer["items"]] == [
        (hit.iri, hit.kind, hit.label.text) for hit in found
    ]
    for one, hit in zip(answer["items"], found, strict=True):
        assert one["marked"] == hit.label.html
        said = hit.passage and {"plain": hit.passage.text, "marked": hit.passage.html, "lang": hit.passage.language}
        assert one["passage"] == said


def test_hits_are_marked(client: TestClient) -> None:
    first = get(client, q="balanced interests", kind="shape")["items"][0]
    assert first["id"].endswith("#LI001")
    assert first["marked"] == "LI001 Legitimate <mark>interest</mark> without a <mark>balancing</mark> record"
    assert re.sub("</?mark>", "", first["passage"]["marked"]) == first["passage"]["plain"]


def test_kinds(client: TestClient) -> None:
    assert {one["kind"] for one in get(client, q="microsoft", kind=["vendor", "service"])["items"]} == {
        "vendor",
        "service",
    }
    total = get(client, q="microsoft")["total"]
    assert 0 < get(client, q="microsoft", kind="finding")["total"] < total


def test_every_hit_can_be_looked_up(client: TestClient) -> None:
    hrefs: dict[str, str] = {}
    for query in ("microsoft", "a*", "Article"):
        hrefs |= {one["kind"]: one["href"] for one in get(client, q=query, limit=1000)["items"]}
    assert len(hrefs) > 12
    assert hrefs["vendor"] == "/v1/vendors/microsoft"
    for href in hrefs.values():
        assert client.get(href).status_code == 200, href


def test_pages(client: TestClient) -> None:
    whole = get(client, q="processing", limit=1000)["items"]
    pages: list[Any] = []
    path = "/v1/search?q=processing&limit=7"
    while path:
        answer = client.get(path)
        pages += answer.json()["items"]
        assert answer.json()["total"] == len(whole)
        following = re.search(r'<([^>]*)>; rel="next"', answer.headers["link"])
        path = following[1] if following else ""
    assert pages == whole
    assert len(whole) > 7


def test_nothing_found_is_an_empty_list_with_suggestions(client: TestClient) -> None:
    answer = get(client, q="microsft xyzzy")
    assert answer.pop("@context")
    assert answer == {
        "items": [],
        "total": 0,
        "suggestions": [
            {"word": "microsft", "total": 0, "nearest": ["microsoft", "microsofts"]},
            {"word": "xyzzy", "total": 0, "nearest": []},
        ],
    }
    assert "suggestions" not in get(client, q="microsoft")
    assert get(client, q="microsft", fields="label")["suggestions"][0]["nearest"]


def test_suggestions_say_nothing_of_the_graph(client: TestClient) -> None:
    answer = client.get("/v1/search?q=microsft").json()
    assert expand(answer, client.get(PATH).json()) == []
    assert context()["suggestions"] is None


def test_suggestions_are_described(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["components"]["schemas"]
    assert described["SearchHits"]["properties"]["suggestions"]["items"] == {"$ref": "#/components/schemas/Suggestion"}
    assert "suggestions" not in described["SearchHits"]["required"]
    assert set(described["Suggestion"]["required"]) == {"word", "total", "nearest"}


def test_is_named_by_the_view(client: TestClient) -> None:
    answer = client.get("/v1/search?q=microsoft")
    again = client.get("/v1/search?q=microsoft", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("query", "parameter", "detail"),
    [
        ("", "q", "q is missing"),
        ("q=", "q", "there are no words to search for"),
        ("q=%22%22*()", "q", "there are no words to search for"),
        (f"q={'x' * 201}", "q", "the words to search for have 201 characters"),
        (f"q={'x+' * 17}", "q", "there are 17 words to search for"),
        ("q=x&q=y", "q", "q is given 2 times"),
        ("q=x&kind=purpse", "kind", "kind cannot be 'purpse'"),
        ("q=x&limt=1", "limt", "there is no parameter 'limt' here"),
    ],
)
def test_refused(client: TestClient, query: str, parameter: str, detail: str) -> None:
    problem = check(client.get(f"/v1/search?{query}"), 400, "bad-parameter")
    assert (problem["place"], problem["detail"]) == ({"parameter": parameter}, detail)
    assert problem["expected"]


@pytest.mark.parametrize(
    "query", ["%00", "a%00b", "%ff%fe", "[x TO y]~2", "\\", "x AND (", "*a", "%F0%9F%98%80x", "../" * 50]
)
def test_nothing_that_is_typed_is_a_fault_of_ours(client: TestClient, query: str) -> None:
    assert client.get(f"/v1/search?q={query}").status_code in (200, 400)
