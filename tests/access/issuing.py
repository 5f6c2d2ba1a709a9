"""A real issuer of OpenID Connect tokens, on this machine, that can be made to misbehave."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import get_default_algorithms

AUDIENCE = "clausegraph"

_RSA = {bits: rsa.generate_private_key(65537, bits) for bits in (1024, 2048)}


class Running:
    """The issuer, as its operator sees it.

    `keys` holds what it signs with, by their ids; `answers` what it serves for a path in the place of the right answer:
    a status, headers and a body.
    """

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.keys: dict[str, tuple[str, Any]] = {}
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[str] = []
        self.hang = Event()
        self.hang.set()
        self.add("first", "RS256")

    def add(self, kid: str, algorithm: str, *, bits: int = 2048, key: Any = None) -> None:
        """Makes a key."""
        made: dict[str, Any] = {
            "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
            "ES384": lambda: ec.generate_private_key(ec.SECP384R1()),
            "EdDSA": ed25519.Ed25519PrivateKey.generate,
        }
        self.keys[kid] = (algorithm, key or made.get(algorithm, lambda: _RSA[bits])())

    def jwks(self) -> list[dict[str, Any]]:
        """The public keys."""
        rows = []
        for kid, (algorithm, key) in self.keys.items():
            row = get_default_algorithms()[algorithm].to_jwk(key.public_key(), as_dict=True)
            rows.append({**row, "kid": kid, "use": "sig"})
        return rows

    def token(self, kid: str = "first", *, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """A token, by default a good one for an hour; a claim that is None is left out."""
        now = int(time.time())
        said = {"iss": self.url, "aud": AUDIENCE, "sub": "anna", "iat": now, "exp": now + 3600} | claims
        algorithm, key = self.keys[kid]
        body = {name: value for name, value in said.items() if value is not None}
        return jwt.encode(body, key, algorithm=algorithm, headers={"kid": kid, **(header or {})})

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """What lies at a path."""
        if path in self.answers:
            return self.answers[path]
        documents = {
            "/.well-known/openid-configuration": {"issuer": self.url, "jwks_uri": f"{self.url}/keys"},
            "/keys": {"keys": self.jwks()},
        }
        if path not in documents:
            return 404, {}, b"{}"
        return 200, {"content-type": "application/json"}, json.dumps(documents[path]).encode()


@contextmanager
def issuing() -> Iterator[Running]:
    """Runs an issuer on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            running.asked.append(self.path)
            running.hang.wait(60)
            status, headers, body = running.answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            with suppress(OSError):  # the other side has had enough
                self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        running = Running(server.server_port)
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield running
        finally:
            running.hang.set()
            server.shutdown()
            thread.join()
