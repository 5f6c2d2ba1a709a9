"""Pages, links, sparse fields and cursors, the same for every list."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from kg.snapshot import Snapshot
from tests.api.test_errors import check

LISTS = [
    "/v1/vendors",
    "/v1/services",
    "/v1/contracts",
    "/v1/clauses",
    "/v1/purposes",
    "/v1/data-types",
    "/v1/processings",
    "/v1/provisions",
    "/v1/guidance",
    "/v1/observations",
    "/v1/shapes",
    "/v1/findings",
    "/v1/questions",
    "/v1/questions/purposes-by-role",
    "/v1/graphs",
    "/v1/graphs/data/law/gdpr",
]


def links(answer: Any) -> dict[str, str]:
    return {name: target for target, name in re.findall(r'<([^>]*)>; rel="(\w+)"', answer.headers["link"])}


@pytest.mark.parametrize("path", LISTS)
def test_pages_make_up_the_whole_list(client: TestClient, path: str) -> None:
    whole = client.get(path, params={"limit": 1000}).json()
    assert len(whole["items"]) == whole["total"] > 0
    size = max(1, whole["total"] // 3)
    answer = client.get(path, params={"limit": size, "lang": "en"})
    items, pages, here = [], 0, answer
    while True:
        body = here.json()
        assert body["total"] == whole["total"]
        assert len(body["items"]) <= size
        items += body["items"]
        pages += 1
        told = links(here)
        assert told.keys() >= {"first", "last"}
        assert client.get(told["first"]).content == answer.content
        if "next" not in told:
            assert client.get(told["last"]).content == here.content
            break
        following = client.get(told["next"])
        assert client.get(links(following)["prev"]).content == here.content
        here = following
    assert items == whole["items"]
    assert pages == -(-whole["total"] // size)


def test_links_keep_what_was_asked(client: TestClient) -> None:
    answer = client.get("/v1/findings?topic=lawfulness&limit=2&lang=sv&provision=6(1)(f)&fields=id,code")
    target = links(answer)["next"]
    assert target.startswith("/v1/findings?")
    following = client.get(target)
    assert following.headers["content-language"] == "sv"
    assert all(one.keys() == {"id", "type", "code"} for one in following.json()["items"])


def test_no_more_than_a_hundred_unless_asked(client: TestClient) -> None:
    body = client.get("/v1/findings").json()
    assert len(body["items"]) == 100 < body["total"]
    assert body["counts"]["findings"] == body["total"]


@pytest.mark.parametrize("limit", ["0", "1001", "-1", "many", "", "1.5"])
def test_limit_out_of_range(client: TestClient, limit: str) -> None:
    problem = check(client.get("/v1/vendors", params={"limit": limit}), 400, "bad-parameter")
    assert problem["place"] == {"parameter": "limit"}
    assert problem["expected"]


@pytest.mark.parametrize("cursor", ["", "5", "x", "abcdef12.-1", "abcdef12.5 ", "ABCDEF12.5", "f" * 65 + ".1"])
def test_what_is_no_cursor(client: TestClient, cursor: str) -> None:
    problem = check(client.get("/v1/vendors", params={"cursor": cursor}), 400, "bad-parameter")
    assert problem["place"] == {"parameter": "cursor"}


def test_cursor_of_another_snapshot_is_refused(client: TestClient, snapshot: Snapshot) -> None:
    other = replace(snapshot, manifest=replace(snapshot.manifest, id="0" * 64))
    with TestClient(create_app(Settings(open=True), other)) as changed:
        target = links(changed.get("/v1/purposes?limit=10"))["next"]
        assert changed.get(target).status_code == 200
    problem = check(client.get(target), 410, "stale-cursor")
    assert problem["place"] == {"parameter": "cursor"}
    assert "without a cursor" in problem["expected"]


def test_cursor_behind_the_end(client: TestClient, snapshot: Snapshot) -> None:
    for path in ("/v1/vendors?", "/v1/resource?iri=cg:Vendor&", "/v1/graphs/ontology?"):
        check(client.get(f"{path}cursor={snapshot.id}.5000"), 400, "bad-parameter")


@pytest.mark.parametrize("path", [*LISTS[:12], "/v1/graphs"])
def test_sparse_items(client: TestClient, path: str) -> None:
    whole = client.get(path).json()
    name = "href"
    some = client.get(path, params={"fields": f" {name} ,{name}"}).json()
    assert some["total"] == whole["total"]
    for one, all_ in zip(some["items"], whole["items"], strict=True):
        assert one == {key: all_[key] for key in ("id", "type", name) if key in all_}


def test_sparse_thing(client: TestClient) -> None:
    whole = client.get("/v1/contracts/microsoft/dpa").json()
    some = client.get("/v1/contracts/microsoft/dpa?fields=label,versions").json()
    assert some == {key: whole[key] for key in ("@context", "id", "type", "label", "versions")}
    assert client.get("/v1/contracts/microsoft/dpa-2020-12-09?fields=clauses").json().keys() == {
        *("@context", "id", "type", "clauses")
    }


@pytest.mark.parametrize(
    ("path", "fields", "expected"),
    [
        ("/v1/vendors", "labl", "did you mean label?"),
        ("/v1/vendors/microsoft", "id,contract", "did you mean contracts?"),
        ("/v1/contracts/microsoft/dpa", "label,,", "known: id, type, label, href, evidence, not_documented …"),
        ("/v1/findings", "sevrity", "did you mean severity?"),
        ("/v1/questions/purposes-by-role", "cell", "did you mean cells?"),
        ("/v1/resource?iri=cg:Purpose", "statement", "did you mean statements?"),
    ],
)
def test_unknown_field_is_named_with_the_nearest(client: TestClient, path: str, fields: str, expected: str) -> None:
    problem = check(client.get(path + ("&" if "?" in path else "?") + f"fields={fields}"), 400, "bad-parameter")
    assert problem["place"] == {"parameter": "fields"}
    assert problem["expected"] == expected


def test_unknown_field_of_an_empty_list(client: TestClient) -> None:
    path = "/v1/purposes?vendor=google&version=microsoft/dpa-2020-12-09"
    assert client.get(path).json()["items"] == []
    check(client.get(f"{path}&fields=labl"), 400, "bad-parameter")


@pytest.mark.parametrize("accept", ["image/png", "text/html", "application/json;q=0", "text/*"])
def test_only_json_of_lists(client: TestClient, accept: str) -> None:
    for path in ("/v1/vendors", "/v1/vendors/microsoft"):
        problem = check(client.get(path, headers={"accept": accept}), 406, "not-acceptable")
        assert problem["expected"] == "one of application/json, application/ld+json"
