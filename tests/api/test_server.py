"""The service as it runs: a process of its own, behind a real socket."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from kg.store import RemoteStore
from tests.conftest import ROOT

SERVE = "import sys; sys.argv[0] = 'kg'; from kg.cli import main; main()"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CLAUSEGRAPH_HOME": ""}
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, "serve", "--port", "0"],
        cwd=tmp_path_factory.mktemp("served"),
        env=environment,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    yield process
    process.kill()
    process.communicate()


@pytest.fixture(scope="module")
def port(server: subprocess.Popen[str]) -> int:
    assert server.stderr is not None
    said = []
    for line in server.stderr:
        said.append(line)
        if match := re.search(r"http://127\.0\.0\.1:(\d+)/", line):
            return int(match[1])
    pytest.fail(f"the service did not start: {''.join(said)}")


def request(port: int, method: str, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def test_answers_over_a_socket(port: int) -> None:
    answer, body = request(port, "GET", "/health")
    assert (answer.status, body) == (200, b'{"status":"ok"}')
    tag = request(port, "GET", "/v1/vendors")[0].headers["etag"]
    answer, body = request(port, "GET", "/v1/vendors", If_None_Match=tag)
    assert (answer.status, body) == (304, b"")
    answer, body = request(port, "HEAD", "/v1/vendors")
    assert (answer.status, body) == (200, b"")
    assert int(answer.headers["content-length"]) > 100
    answer, body = request(port, "GET", "/v1/nothing")
    assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")
    for path in ("/docs", "/docs/swagger-ui/swagger-ui-bundle.js"):
        whole, body = request(port, "GET", path)
        answer, nothing = request(port, "HEAD", path)
        assert (whole.status, answer.status, nothing) == (200, 200, b"")
        assert answer.headers["content-length"] == str(len(body))
        assert request(port, "GET", path, If_None_Match=whole.headers["etag"])[0].status == 304


def test_sparql_clients_as_they_are(port: int) -> None:
    from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper

    wrapper = SPARQLWrapper(f"http://127.0.0.1:{port}/sparql")
    wrapper.setTimeout(60)
    wrapper.setQuery("PREFIX cg: <https://w3id.org/clausegraph/ns#> SELECT ?vendor { ?vendor a cg:Vendor }")
    for format in (JSON, XML, CSV):  # noqa: A001
        wrapper.setReturnFormat(format)
        assert wrapper.query().convert()
    wrapper.setMethod(POST)
    wrapper.setReturnFormat(JSON)
    assert len(wrapper.query().convert()["results"]["bindings"]) == 2
    wrapper.setQuery("PREFIX cg: <https://w3id.org/clausegraph/ns#> DESCRIBE cg:Vendor")
    wrapper.setReturnFormat(TURTLE)
    assert b"cg:Vendor" in wrapper.query().convert()


def test_our_own_remote_store(port: int) -> None:
    store = RemoteStore(f"http://127.0.0.1:{port}/sparql")
    assert store.ask("ASK { ?vendor a cg:Vendor }")
    assert len(store.select("SELECT ?vendor { ?vendor a cg:Vendor }")) == 2
    assert store.construct("CONSTRUCT { ?vendor a cg:Vendor } { ?vendor a cg:Vendor }", graphs=store.graphs())


def test_interrupt_ends_it_without_complaint(server: subprocess.Popen[str], port: int) -> None:
    server.send_signal(signal.SIGINT)
    assert server.wait(60) == 0
    assert server.stderr is not None
    assert "Traceback" not in server.stderr.read()
