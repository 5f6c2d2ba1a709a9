"""A small SPARQL 1.1 service on a loopback port: queries and updates by POST forms, over an Oxigraph store."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph
from pyoxigraph import NamedNode, QueryResultsFormat, QueryTriples, RdfFormat


class SparqlServer(ThreadingHTTPServer):
    """Serves `store`, in memory or in a folder; `requests` keeps the forms it was sent.

    The first requests, as many as are `spared`, it answers well. It keeps to itself, without a word, what is more than
    `most` rows, unless that is 0.

    `fault` makes it misbehave: one word for each request, the last for all that follow, unless it is `passing`.
    """

    daemon_threads = True

    def __init__(self, folder: str | None = None, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.store = pyoxigraph.Store(folder)
        self.fault = ""
        self.passing = False
        self.most = 0
        self.spared = 0
        self.login = ""
        self.requests: list[dict[str, list[str]]] = []
        self.release = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/sparql"


_JSON = "application/sparql-results+json"
_ODD = {"edition": {"type": "uri", "value": "urn:e"}, "begun": {"type": "literal", "value": "yesterday"}}
_ANSWERS = {
    "garbage": ("text/html", b"<html>Welcome!</html>"),
    "nonsense": (_JSON, b"<html>Welcome!</html>"),
    "untyped": ("", b"{}"),
    "rows": (_JSON, b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'),
    "truth": (_JSON, b'{"head":{},"boolean":true}'),
    "wrong": (_JSON, b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"no iri"}}]}}'),
    "editions": (_JSON, json.dumps({"head": {"vars": ["edition", "begun"]}, "results": {"bindings": [_ODD]}}).encode()),
}


class _Handler(BaseHTTPRequestHandler):
    server: SparqlServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {"update": [body]} if self.headers["Content-Type"] == "application/sparql-update" else parse_qs(body)
        self.server.requests.append(form)
        token = base64.b64encode(self.server.login.encode()).decode()
        if self.server.login and self.headers["Authorization"] not in (f"Basic {token}", f"Bearer {self.server.login}"):
            return self._send(401, "text/plain", b"who are you, " + self.server.login.encode() + b"?")
        if self.server.fault and len(self.server.requests) > self.server.spared:
            fault, _, rest = self.server.fault.partition(" ")
            self.server.fault = rest or ("" if self.server.passing else fault)
            return self._misbehave(fault)
        try:
            return self._send(200, *self._answer(form))
        except (SyntaxError, ValueError) as error:
            return self._send(400, "text/plain", str(error).encode())

    def _answer(self, form: dict[str, list[str]]) -> tuple[str, bytes]:
        if "update" in form:
            self.server.store.update(form["update"][0])
            return "text/plain", b""
        result = self.server.store.query(
            form["query"][0],
            default_graph=[NamedNode(graph) for graph in form.get("default-graph-uri", [])] or None,
            named_graphs=[NamedNode(graph) for graph in form.get("named-graph-uri", [])] or None,
        )
        if isinstance(result, QueryTriples):
            return "application/n-triples", result.serialize(format=RdfFormat.N_TRIPLES) or b""
        answer = result.serialize(format=QueryResultsFormat.JSON) or b""
        if self.server.most and "results" in (read := json.loads(answer)):
            read["results"]["bindings"] = read["results"]["bindings"][: self.server.most]
            answer = json.dumps(read).encode()
        return _JSON, answer

    def _misbehave(self, fault: str) -> None:
        if fault == "silent":
            self.server.release.wait(20)
        elif fault == "drip":
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            for _ in range(400):
                if self.server.release.wait(0.05):
                    break
                try:
                    self.wfile.write(b" ")
                except OSError:
                    break
        elif fault in ("cut", "half"):
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"head":' if fault == "cut" else b"<urn:a> <urn:b> <urn:c> .\n")
        elif fault in _ANSWERS:
            self._send(200, *_ANSWERS[fault])
        elif fault == "close":
            self.close_connection = True
        elif fault == "head":
            for _ in range(400):
                if self.server.release.wait(0.05):
                    break
                try:
                    self.wfile.write(b"HTTP/1.1 200 OK\r\nX-More: " if not _ else b"x")
                except OSError:
                    break
        elif fault == "endless":
            self.send_response(200)
            self.send_header("Content-Type", _JSON)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b" " * 65_536)
            except OSError:
                pass
        elif fault.startswith("30"):
            self.send_response(int(fault))
            self.send_header("Location", "http://kim:secret@elsewhere.example/sparql?key=secret")
            self.end_headers()
        elif fault in ("wait", "date"):
            self.send_response(503)
            self.send_header("Retry-After", "0" if fault == "wait" else "Sat, 01 Jan 2000 00:00:00 GMT")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif fault == "long":
            self.send_response(429)
            self.send_header("Retry-After", "3600")
            self.end_headers()
        elif fault == "partial":
            self._send(206, _JSON, b'{"head":{},"boolean":true}')
        elif fault == "maxrows":
            self.send_response(200)
            self.send_header("Content-Type", _JSON)
            self.send_header("X-SPARQL-MaxRows", "1")
            self.end_headers()
            self.wfile.write(b'{"head":{"vars":["s"]},"results":{"bindings":[]}}')
        else:
            self._send(int(fault), "text/plain", b"out of order:\n  " + b"far too many words " * 100)

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Says nothing: the tests' output is for failures."""


@contextmanager
def serving() -> Iterator[SparqlServer]:
    """A server that runs for as long as the block does."""
    server = SparqlServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.release.set()
        server.shutdown()
        thread.join()
        server.server_close()
