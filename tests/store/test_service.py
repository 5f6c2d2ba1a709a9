"""What can go wrong between here and a service: every call ends, and no secret shows."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pyoxigraph import NamedNode, Triple

from kg.errors import EngineFault, QueryError
from kg.store import RemoteStore, service
from kg.store.service import Service
from tests.store.sparql_server import SparqlServer, serving

P = NamedNode("urn:p")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_FIRST_PAUSE", 0.001)


@pytest.fixture
def server() -> Iterator[SparqlServer]:
    with serving() as server:
        yield server


def _ask(called: Service | str) -> bool:
    return RemoteStore(called).ask("ASK {}")


@pytest.mark.parametrize(
    ("fault", "words", "tries"),
    [
        ("500", "failed: 500 Internal Server Error: out of order: far too many words", 1),
        ("404", "failed: 404 Not Found: out of order", 1),
        ("400", "refused: 400 Bad Request: out of order", 1),
        ("403", r"denies: 403 Forbidden: out of order.*CLAUSEGRAPH_STORE_USER", 1),
        ("503", "failed: 503 Service Unavailable: out of order", service.TRIES),
        ("502", "failed: 502 Bad Gateway: out of order", service.TRIES),
        ("cut", "broke off", service.TRIES),
        ("half", "broke off", service.TRIES),
        ("close", "cannot be reached", service.TRIES),
        ("partial", "failed: 206 Partial Content", 1),
        ("302", r"sends on to http://elsewhere\.example/sparql \(", 1),
        ("307", r"sends on to http://elsewhere\.example/sparql \(", 1),
    ],
)
def test_a_fault_of_the_service(server: SparqlServer, fault: str, words: str, tries: int) -> None:
    server.fault = fault
    expected = QueryError if fault == "400" else EngineFault
    with pytest.raises(expected, match=words) as caught:
        _ask(server.url)
    assert caught.value.exit_code == 2
    assert len(str(caught.value)) < 600
    assert "secret" not in str(caught.value)
    assert len(server.requests) == tries


@pytest.mark.parametrize("faults", ["503 502", "429 close cut", "wait date"])
def test_what_passes_is_tried_again(server: SparqlServer, faults: str) -> None:
    server.fault = faults
    server.passing = True
    store = RemoteStore(server.url, space="https://example.org/space")
    store.add("urn:g", [Triple(P, P, P)])
    server.fault = faults
    store.insert("urn:g", f"?s {P} 1 .", f"?s {P} {P}")
    server.fault = faults
    assert store.count() == 2


def test_nobody_waits_past_the_deadline(server: SparqlServer) -> None:
    server.fault = "long"
    with pytest.raises(EngineFault, match="failed: 429"):
        _ask(server.url)
    assert len(server.requests) == 1


@pytest.mark.parametrize("fault", ["silent", "drip", "head"])
def test_the_timeout_is_for_the_whole_call(server: SparqlServer, fault: str) -> None:
    server.fault = fault
    with pytest.raises(EngineFault, match=r"did not answer within 0\.3 seconds"):
        _ask(Service(server.url, timeout=0.3))


def test_an_answer_has_a_longest(server: SparqlServer) -> None:
    server.fault = "endless"
    with pytest.raises(EngineFault, match="answered more than 1,000,000 bytes"):
        _ask(Service(server.url, longest=1_000_000))


def test_nobody_listens() -> None:
    with serving() as server:
        url = server.url
    with pytest.raises(EngineFault, match=r"cannot be reached: .*refused"):
        _ask(url)


def test_nobody_listens_behind_tls() -> None:
    with pytest.raises(EngineFault, match="cannot be reached"):
        _ask(Service("https://127.0.0.1:1/"))


def test_the_words_of_a_refused_query(server: SparqlServer) -> None:
    with pytest.raises(QueryError, match="refused: 400 Bad Request: error at 1:15: expected"):
        Service(server.url).query("ASK { ?s ?p ?o", "ASK", "*/*")
    with pytest.raises(EngineFault, match="refused: 400 Bad Request: error at"):
        Service(server.url).update("INSERT DATA {")


@pytest.mark.parametrize("user", ["user", "url", "environment"])
def test_the_login(server: SparqlServer, user: str) -> None:
    server.login = "kim:s3cret/"
    ways: dict[str, Callable[[str], Service]] = {
        "user": lambda word: Service(server.url, user="kim", password=word),
        "url": lambda word: Service(server.url.replace("//", f"//kim:{word.replace('/', '%2F')}@")),
        "environment": lambda word: Service.from_environment(
            server.url, None, {"CLAUSEGRAPH_STORE_USER": "kim", "CLAUSEGRAPH_STORE_PASSWORD": word}
        ),
    }
    called = ways[user]
    assert _ask(called("s3cret/"))
    assert "s3cret" not in repr(called("s3cret/"))
    assert pickle.loads(pickle.dumps(called("s3cret/"))) == called("s3cret/")  # noqa: S301
    with pytest.raises(EngineFault, match="denies: 401") as caught:
        _ask(called("wr0ng"))
    assert "wr0ng" not in str(caught.value)


def test_a_bearer_token_and_a_service_that_repeats_it(server: SparqlServer) -> None:
    server.login = "t0ken"
    assert _ask(Service.from_environment(server.url, environment={"CLAUSEGRAPH_STORE_TOKEN": "t0ken"}))
    server.login = "t0ken-of-another"
    with pytest.raises(EngineFault, match="who are you, …-of-another") as caught:
        _ask(Service(server.url, token="t0ken"))  # noqa: S106
    assert "t0ken" not in str(caught.value)


def test_a_login_by_digest() -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            given = self.headers.get("Authorization", "")
            if given.startswith("Digest ") and 'username="kim"' in given:
                body = b'{"head":{},"boolean":true}'
                self.send_response(200)
                self.send_header("Content-Type", "application/sparql-results+json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                return
            self.send_response(401)
            if not given:  # as Virtuoso has it
                self.send_header("WWW-Authenticate", 'Digest realm="SPARQL", nonce="1", qop="auth", algorithm="MD5"')
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        called = Service(url, user="kim", password="x")  # noqa: S106
        assert _ask(called)
        assert _ask(called)
        with pytest.raises(EngineFault, match="denies: 401"):
            _ask(Service(url, user="eve", password="x"))  # noqa: S106
        server.shutdown()
