"""What holds for every request and every answer, over a real socket where that makes a difference."""

from __future__ import annotations

import http.client
import json
import logging
import re
import socket
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Receive, Scope, Send

from api.app import create_app
from api.edge import Edge, guarded
from api.observe import Metrics
from api.settings import Settings
from kg.snapshot import Snapshot
from tests.operations.conftest import Serving
from tests.operations.test_transport import Client, problem

POST = b"POST /sparql HTTP/1.1\r\nHost: test\r\nContent-Type: application/sparql-query\r\n"
FORM = {"content-type": "application/sparql-query"}


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO)
    return caplog


def lines(log: pytest.LogCaptureFixture, logger: str = "clausegraph.access") -> list[dict[str, Any]]:
    return [record.__dict__["fields"] for record in log.records if record.name == logger]


@pytest.fixture(scope="module")
def client(snapshot: Snapshot) -> Any:
    with TestClient(create_app(Settings(open=True, processes=1, longest_body=1000, slow=1e-9), snapshot)) as client:
        yield client


@pytest.mark.parametrize("given", ["abc", "A.b-c_1", "x" * 64])
def test_a_sane_request_id_comes_back(client: TestClient, given: str) -> None:
    assert client.get("/health", headers={"x-request-id": given}).headers.get_list("x-request-id") == [given]


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "å".encode().decode("latin-1"), 'a"b', "a\tb"])
def test_another_one_is_replaced(client: TestClient, given: str) -> None:
    headers = [(b"x-request-id", given.encode("latin-1"))]
    assert re.fullmatch(r"[0-9a-f]{16}", client.get("/health", headers=headers).headers["x-request-id"])


@pytest.mark.parametrize("path", ["/health", "/v1/vendors", "/v1/nothing", "/sparql", "/docs", "/openapi.json"])
def test_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path, follow_redirects=False).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers.get_list("content-security-policy") == [headers["content-security-policy"]]
    assert "strict-transport-security" not in headers
    assert "server" not in headers


def test_hsts_behind_tls_only() -> None:
    assert dict(guarded([], "https"))[b"strict-transport-security"] == b"max-age=31536000"
    assert b"strict-transport-security" not in dict(guarded([], "http"))


def test_a_page_may_have_styles() -> None:
    assert (
        b"style-src 'unsafe-inline'"
        in dict(guarded([(b"content-type", b"text/html")], "http"))[b"content-security-policy"]
    )


def test_an_answer_has_the_last_word() -> None:
    own = [(b"content-security-policy", b"own"), (b"referrer-policy", b"origin")]
    assert dict(guarded(own, "http"))[b"content-security-policy"] == b"own"
    assert [value for name, value in guarded(own, "http") if name == b"referrer-policy"] == [b"origin"]


def test_a_body_that_says_it_is_too_large(client: TestClient) -> None:
    answer = client.post("/sparql", content=b"x" * 1001, headers=FORM)
    assert (answer.status_code, answer.json()["expected"]) == (413, "at most 1000 bytes")


def test_a_body_that_becomes_too_large(client: TestClient) -> None:
    answer = client.post("/sparql", content=iter([b"x" * 600, b"x" * 600]), headers=FORM)
    assert (answer.status_code, answer.json()["expected"]) == (413, "at most 1000 bytes")


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate, gzip", "zstd"])
def test_a_compressed_body(client: TestClient, coding: str) -> None:
    answer = client.post("/sparql", content=b"\x1f\x8b", headers={**FORM, "content-encoding": coding})
    assert (answer.status_code, answer.headers["accept-encoding"]) == (415, "identity")
    assert answer.json()["type"].endswith("/unsupported-coding")


def test_a_body_as_it_is(client: TestClient) -> None:
    answer = client.post("/sparql", content="ASK {}", headers={**FORM, "content-encoding": "Identity"})
    assert answer.json()["boolean"] is True


@pytest.mark.parametrize("size", [11_000_000, 50_000_000])
def test_a_client_that_is_still_sending_sees_the_refusal(serving: Serving, size: int) -> None:
    """It sends all of its body before it looks at the answer, as many do."""
    connection = http.client.HTTPConnection("127.0.0.1", serving(), timeout=60)
    connection.request("POST", "/sparql", body=bytes(size), headers=FORM)
    answer = connection.getresponse()
    assert (answer.status, answer.headers["connection"]) == (413, "close")
    assert json.loads(answer.read())["status"] == 413
    connection.close()


def test_a_client_that_waits_is_not_told_to_go_on(serving: Serving) -> None:
    with Client(serving()) as client:
        client.send(POST + b"Expect: 100-continue\r\nContent-Length: 100000000\r\n\r\n")
        told = client.socket.recv(1 << 16)
        assert told.startswith(b"HTTP/1.1 413 ")
        client.socket.shutdown(socket.SHUT_WR)
        assert problem(told + client.rest())["status"] == 413


def test_a_client_that_waits_is_told_to_go_on(serving: Serving) -> None:
    with Client(serving()) as client:
        client.send(POST + b"Connection: close\r\nExpect: 100-continue\r\nContent-Length: 6\r\n\r\n")
        assert client.socket.recv(1 << 16) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.send(b"ASK {}")
        assert client.rest().startswith(b"HTTP/1.1 200 ")


def test_a_body_that_does_not_come(serving: Serving) -> None:
    with Client(serving(patience=0.3)) as client:
        client.send(POST + b"Content-Length: 6\r\n\r\nASK")
        assert problem(client.rest())["status"] == 408


def test_a_body_that_drips(serving: Serving) -> None:
    with Client(serving(patience=0.3)) as client:
        client.socket.settimeout(0.02)
        client.send(POST + b"Transfer-Encoding: chunked\r\n\r\n")
        answer = b""
        for _ in range(3000):
            try:
                answer += client.socket.recv(1 << 16)
                break
            except TimeoutError:
                client.send(b"1\r\n \r\n")
        client.socket.settimeout(60)
        client.socket.shutdown(socket.SHUT_WR)
        assert problem(answer + client.rest())["status"] == 408


def test_a_body_that_breaks_off(serving: Serving, log: pytest.LogCaptureFixture) -> None:
    with Client(serving()) as client:
        client.send(POST + b"Content-Length: 6\r\n\r\nASK")
        client.socket.shutdown(socket.SHUT_WR)
        client.rest()
    with Client(serving()) as client:
        client.send(POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n")
        assert problem(client.rest())["status"] == 400
    assert not [record for record in log.records if record.exc_info]


async def _answers(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"fine"})


def test_too_many_requests_at_once(snapshot: Snapshot) -> None:
    app = Edge(_answers, Settings(requests=0), Metrics([]))
    answer = TestClient(app).get("/")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_what_is_not_http_passes() -> None:
    passed: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        passed.append(scope["type"])
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})

    with TestClient(Edge(app, Settings(), Metrics([]))):
        pass
    assert passed == ["lifespan"]


def test_a_line_for_each_request(client: TestClient, log: pytest.LogCaptureFixture) -> None:
    client.get("/v1/vendors/microsoft?lang=sv", headers={"authorization": "Bearer secret", "cookie": "secret"})
    client.get("/v1/vendors/secret")
    client.request("SECRET", "/v1/vendors/secret")
    first, second, third = lines(log)
    assert first.pop("ms") > 0
    assert first.pop("bytes") > 100
    assert first == {"method": "GET", "route": "/v1/vendors/{id}", "status": 200, "caller": "anonymous"}
    assert [second["status"], third["status"]] == [404, 405]
    assert "secret" not in str([record.__dict__ for record in log.records if record.name == "clausegraph.access"])


def test_slow_queries(client: TestClient, log: pytest.LogCaptureFixture) -> None:
    client.get("/sparql", params={"query": f"ASK {{}} # {'x' * 800}"}, headers={"authorization": "secret"})
    (line,) = lines(log, "clausegraph.query")
    assert line["query"].startswith("ASK {} # xxx")
    assert re.fullmatch(r"[0-9a-f]{64}", line["sha256"])
    client.get("/v1/vendors")
    assert len(lines(log, "clausegraph.query")) == 1


def test_our_own_fault(log: pytest.LogCaptureFixture, snapshot: Snapshot) -> None:
    app = create_app(Settings(open=True), snapshot)

    def broken() -> None:
        raise ZeroDivisionError("inside")

    app.add_api_route("/broken", broken)
    answer = TestClient(app, raise_server_exceptions=False).get("/broken")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (500, "internal")
    assert "inside" not in answer.text
    assert answer.headers["x-request-id"]
    assert lines(log)[-1]["status"] == 500


def test_an_answer_that_breaks_off_never_looks_whole(serving: Serving, snapshot: Snapshot) -> None:
    from tests.operations.conftest import serving_app

    app = create_app(Settings(open=True, processes=1), snapshot)

    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise ZeroDivisionError

    app.mount("/broken", broken)
    with serving_app(app) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/broken/")
        answer = connection.getresponse()
        with pytest.raises(http.client.IncompleteRead):
            answer.read()
        connection.close()


def test_fastapi_is_inside(snapshot: Snapshot) -> None:
    app = create_app(Settings(open=True), snapshot)
    assert isinstance(app, FastAPI)
    assert isinstance(app.build_middleware_stack(), Edge)


def test_what_has_no_content_leaves_the_policy_that_a_browser_has_kept() -> None:
    assert b"content-security-policy" not in dict(guarded([(b"etag", b'"a"')], "http"))
