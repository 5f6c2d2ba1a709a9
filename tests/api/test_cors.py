from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from kg.snapshot import Snapshot
from tests.api.test_errors import check

ORIGIN = "https://app.example.org"


@pytest.fixture(scope="module")
def shared(snapshot: Snapshot) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(open=True, origins=(ORIGIN,)), snapshot)) as client:
        yield client


def test_pages_of_an_origin_that_is_set_may_ask_and_read(shared: TestClient) -> None:
    answer = shared.get("/v1/vendors", headers={"origin": ORIGIN})
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "origin" in answer.headers["vary"].lower()
    assert {"etag", "link"} <= {one.strip() for one in answer.headers["access-control-expose-headers"].split(",")}
    assert "access-control-allow-credentials" not in answer.headers
    for _ in range(2):  # made, and kept: what one origin is told is not kept for another
        other = shared.get("/v1/vendors", headers={"origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers


def test_a_browser_may_ask_first(shared: TestClient) -> None:
    asking = {
        "origin": ORIGIN,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, content-type",
    }
    answer = shared.options("/sparql", headers=asking)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, ORIGIN)
    assert "POST" in answer.headers["access-control-allow-methods"]


@pytest.mark.parametrize(
    "asking",
    [
        {"origin": "https://evil.example", "access-control-request-method": "GET"},
        {"origin": ORIGIN, "access-control-request-method": "DELETE"},
        {"origin": ORIGIN, "access-control-request-method": "GET", "access-control-request-headers": "x-own"},
    ],
)
def test_what_is_refused_is_a_problem(shared: TestClient, asking: dict[str, str]) -> None:
    answer = shared.options("/v1/vendors", headers=asking)
    assert ORIGIN in check(answer, 400, "bad-input")["expected"] or "origin" in answer.text
    assert "access-control-allow-origin" not in answer.headers


def test_no_other_site_may_ask_unless_it_is_set(client: TestClient) -> None:
    answer = client.get("/v1/vendors", headers={"origin": ORIGIN})
    assert "access-control-allow-origin" not in answer.headers
    check(client.options("/v1/vendors", headers={"origin": ORIGIN}), 405, "wrong-method")
