"""What the service counts of itself."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.observe import Metrics
from api.settings import Settings
from kg.findings import findings
from kg.snapshot import Snapshot


def samples(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_what_is_counted(snapshot: Snapshot) -> None:
    with TestClient(create_app(Settings(open=True), snapshot)) as client:
        for path in ("/v1/vendors", "/v1/vendors/microsoft", "/v1/vendors/nobody", "/nothing", "/nothing/else"):
            client.get(path)
        client.request("BREW", "/v1/vendors")
        answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert answer.headers["cache-control"] == "no-store"
    read = samples(answer.text)
    requests = {
        tuple(value for _, value in labels): number
        for (name, labels), number in read.items()
        if name == "clausegraph_requests_total"
    }
    assert requests == {
        ("GET", "/v1/vendors", "200"): 1,
        ("GET", "/v1/vendors/{id}", "200"): 1,
        ("GET", "/v1/vendors/{id}", "404"): 1,
        ("GET", "other", "404"): 2,
        ("other", "/v1/vendors", "405"): 1,
    }
    assert read["clausegraph_request_seconds_count", (("route", "/v1/vendors/{id}"),)] == 2
    manifest = snapshot.manifest
    assert read["clausegraph_snapshot", (("id", manifest.id), ("version", manifest.version))] == 1
    assert read["clausegraph_snapshot_triples", ()] == snapshot.store.count()
    found = sum(number for (name, _), number in read.items() if name == "clausegraph_snapshot_findings")
    assert found == len(findings(snapshot.store))


def test_two_services_count_apart(snapshot: Snapshot) -> None:
    for _ in range(2):
        with TestClient(create_app(Settings(open=True), snapshot)) as client:
            client.get("/v1/vendors")
            text = client.get("/metrics").text
        assert 'clausegraph_requests_total{method="GET",route="/v1/vendors",status="200"} 1.0\n' in text


def test_the_pool(snapshot: Snapshot) -> None:
    class Pool:
        running = 2
        waiting = 3

    metrics = Metrics([])
    metrics.look(Pool())
    read = samples(metrics.text(snapshot.manifest).decode())
    assert read["clausegraph_pool_jobs", (("state", "running"),)] == 2
    assert read["clausegraph_pool_jobs", (("state", "waiting"),)] == 3


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/a", "/a"),
        ("/a/x", "/a/{one}"),
        ("/a/x/b", "/a/{one}/b"),
        ("/a/x/c", "/a/{one}/{two}"),
        ("/b/x/y/z", "/b/{rest}"),
        ("/b/", "other"),
        ("/a.", "other"),
        ("", "other"),
    ],
)
def test_routes(path: str, route: str) -> None:
    assert Metrics(["/a", "/a/{one}", "/b/{rest}", "/a/{one}/b", "/a/{one}/{two}"]).route(path) == route


def test_not_ready_while_ending(snapshot: Snapshot) -> None:
    app = create_app(Settings(open=True), snapshot)
    client = TestClient(app)
    assert client.get("/ready").status_code == 200
    app.state.ending = True
    answer = client.get("/ready")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert client.get("/health").status_code == 200
