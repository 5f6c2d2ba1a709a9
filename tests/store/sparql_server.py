"""A small SPARQL 1.1 service on a loopback port: queries and updates by POST forms, over an Oxigraph store."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph
from pyoxigraph import NamedNode, QueryResultsFormat, QueryTriples, RdfFormat


class SparqlServer(ThreadingHTTPServer):
    """Serves `store`; `fault` makes it misbehave; `requests` keeps the forms it was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.store = pyoxigraph.Store()
        self.fault = ""
        self.login = ""
        self.requests: list[dict[str, list[str]]] = []
        self.release = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/sparql"


class _Handler(BaseHTTPRequestHandler):
    server: SparqlServer

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.requests.append(form)
        token = base64.b64encode(self.server.login.encode()).decode()
        if self.server.login and self.headers["Authorization"] != f"Basic {token}":
            return self._send(401, "text/plain", b"who are you?")
        if self.server.fault:
            return self._misbehave(self.server.fault)
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
            assert self.headers["Accept"] == "application/n-triples"
            return "application/n-triples", result.serialize(format=RdfFormat.N_TRIPLES) or b""
        return "application/sparql-results+json", result.serialize(format=QueryResultsFormat.JSON) or b""

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
        elif fault == "garbage":
            self._send(200, "text/html", b"<html>Welcome!</html>")
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
