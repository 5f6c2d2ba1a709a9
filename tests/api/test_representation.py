from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from kg.snapshot import Snapshot
from tests.api.examples import REQUESTS

PATHS = sorted(path for paths in REQUESTS.values() for path in paths)
QUERY = "/sparql?query=SELECT * { ?vendor a cg:Vendor }"


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_snapshot_and_can_be_asked_for_again(
    client: TestClient, snapshot: Snapshot, path: str
) -> None:
    whole = client.get(path)
    assert whole.status_code == 200
    assert whole.headers["etag"] == f'"{snapshot.id}"'
    assert whole.headers["cache-control"] == "no-cache"

    again = client.get(path, headers={"if-none-match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == whole.headers["etag"]
    assert "content-type" not in again.headers

    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == whole.headers


@pytest.mark.parametrize(
    ("condition", "status"),
    [("*", 304), ("{tag}", 304), ("W/{tag}", 304), ('"a", {tag}', 304), ('"a"', 200), ('"a,b", "c"', 200), ("", 200)],
)
def test_conditions(client: TestClient, snapshot: Snapshot, condition: str, status: int) -> None:
    condition = condition.format(tag=f'"{snapshot.id}"')
    assert client.get("/health", headers={"if-none-match": condition}).status_code == status
    assert client.head("/health", headers={"if-none-match": condition}).status_code == status


def test_each_format_has_its_own_tag(client: TestClient, snapshot: Snapshot) -> None:
    csv, tsv = (client.get(QUERY, headers={"accept": f"text/{one}"}) for one in ("csv", "tab-separated-values"))
    assert (csv.headers["etag"], tsv.headers["etag"]) == (f'"{snapshot.id}.csv"', f'"{snapshot.id}.tsv"')
    assert csv.headers["vary"] == "accept"
    conditional = {"accept": "text/csv", "if-none-match": tsv.headers["etag"]}
    assert client.get(QUERY, headers=conditional).status_code == 200
    conditional["if-none-match"] = csv.headers["etag"]
    assert client.get(QUERY, headers=conditional).status_code == 304


def test_error_is_no_representation(client: TestClient) -> None:
    answer = client.get("/v1/vendors/nobody", headers={"if-none-match": "*"})
    assert answer.status_code == 404
    assert "etag" not in answer.headers
    head = client.head("/v1/vendors/nobody")
    assert (head.status_code, head.content) == (404, b"")


def test_post_is_not_conditional(client: TestClient) -> None:
    answer = client.post("/sparql", data={"query": "ASK {}"}, headers={"if-none-match": "*"})
    assert (answer.status_code, "etag" in answer.headers) == (200, False)


def test_root_leads_to_the_documentation(client: TestClient) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "docs")
    assert client.head("/").status_code == 303
