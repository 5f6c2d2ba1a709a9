"""Requests that are wrong on the wire: too long, too slow, ill-formed, mislabelled, or no HTTP at all."""

from __future__ import annotations

import gzip
import re
import select
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from urllib.parse import quote

QUERY, FORM = "application/sparql-query", "application/x-www-form-urlencoded"

STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) [^\r]*\r\n")


@dataclass(frozen=True)
class Told:
    """What came back, and how long it took in seconds."""

    status: int
    media_type: str
    body: bytes
    seconds: float


@dataclass(frozen=True)
class Request:
    """Pieces to send, and the seconds between one and the next."""

    pieces: tuple[bytes, ...]
    pause: float = 0.0
    endless: bool = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self.pieces
        if self.endless:
            yield from repeat(self.pieces[-1])


def get(target: str, *headers: str, method: str = "GET", version: str = "1.1") -> Request:
    lines = (f"{method} {target} HTTP/{version}", "Host: test", *headers, "Connection: close")
    return Request(("".join(f"{line}\r\n" for line in lines).encode("latin-1") + b"\r\n",))


def post(body: bytes, media_type: str, *headers: str, target: str = "/sparql", length: int | None = None) -> Request:
    fields = (f"Content-Type: {media_type}", f"Content-Length: {len(body) if length is None else length}")
    return Request((*get(target, *fields, *headers, method="POST").pieces, body))


def chunked(*chunks: bytes, endless: bool = False, pause: float = 0.0) -> Request:
    head = get("/sparql", f"Content-Type: {QUERY}", "Transfer-Encoding: chunked", method="POST").pieces
    return Request((*head, *(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)), pause, endless)


def dripped(request: Request, pause: float) -> Request:
    """The same byte by byte."""
    return Request(tuple(bytes([byte]) for piece in request.pieces for byte in piece), pause)


_JSON_BOMB = b'[{"@id": "urn:a", "urn:b": ' + b"[" * 100_000 + b"]" * 100_000 + b"}]"
_DOCUMENT = b"<urn:a> <urn:b> "

REQUESTS = {
    # no HTTP, or not as it should be
    "tls": Request((bytes.fromhex("16030100f8010000f40303") + bytes(range(256)),)),
    "random bytes": Request((bytes(range(255, 0, -1)) + b"\r\n\r\n",)),
    "http/2": Request((b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",)),
    "http/0.9": Request((b"GET /sparql\r\n\r\n",)),
    "http/1.0 without anything": Request((b"GET /nothing HTTP/1.0\r\n\r\n",)),
    "no host": Request((b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n\r\n",)),
    "two hosts": get("/sparql?query=ASK%7B%7D", "Host: other"),
    "null byte in a header": get("/sparql?query=ASK%7B%7D", "Accept: a\0b"),
    "header without a colon": get("/sparql?query=ASK%7B%7D", "Accept"),
    "header with a blank in its name": get("/sparql?query=ASK%7B%7D", "Acc ept: a"),
    "header folded": get("/nothing", "Accept: a\r\n b"),
    "garbage behind a request": Request((b"GET /health HTTP/1.1\r\nHost: test\r\n\r\n\x00\x01\x02\r\n\r\n",)),
    "another request within the body": Request(
        (
            b"POST /nothing HTTP/1.1\r\nHost: test\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"0\r\n\r\nGET /admin HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n",
        )
    ),
    "two lengths": post(b"ASK {}", QUERY, "Content-Length: 7"),
    "length that is no number": get("/sparql", "Content-Length: six", f"Content-Type: {QUERY}", method="POST"),
    "negative length": get("/sparql", "Content-Length: -6", f"Content-Type: {QUERY}", method="POST"),
    "length and chunks": post(b"0\r\n\r\n", QUERY, "Transfer-Encoding: chunked", length=5),
    "chunk without a size": Request((*chunked().pieces, b"zz\r\nASK {}\r\n0\r\n\r\n")),
    "coding that is none": get("/sparql", "Transfer-Encoding: gzip", f"Content-Type: {QUERY}", method="POST"),
    # too long
    "many headers": get("/health", *(f"X-{number}: {number}" for number in range(5_000))),
    "long header": get("/health", "X-Long: " + "x" * 1_000_000),
    "long line": get("/sparql?query=" + quote("ASK { ?s ?p ?o } # ") + "x" * 1_000_000),
    "long path": get("/nothing/" + "x" * 50_000),
    "long method": get("/health", method="X" * 10_000),
    "many parameters": get("/sparql?query=ASK%7B%7D&" + "&".join(f"queri{number}" for number in range(5_000))),
    "many graphs": get("/sparql?query=ASK%7B%7D&" + "&".join(["default-graph-uri=urn:a"] * 2_000)),
    "many media types": get("/sparql?query=ASK%7B%7D", "Accept: " + ",".join(f"a/b{n}" for n in range(5_000))),
    "media type of blanks": get("/sparql?query=ASK%7B%7D", "Accept: a/b" + "; " * 20_000),
    "body that is announced": post(b"", QUERY, length=1 << 40),
    "body that is sent": post(b"#" * 20_000_000, QUERY),
    "body that nobody waits for": post(b"", QUERY, "Expect: 100-continue", length=1 << 30),
    "chunks without end": chunked(b"#" * 60_000, endless=True),
    "form that is too long": post(b"query=" + b"%20" * 2_000_000, FORM),
    "form of many fields": post(b"query=ASK+{}" + b"&a=b" * 5_000, FORM),
    # too slow
    "head byte by byte": dripped(get("/sparql?query=ASK%7B%7D", "X-Slow: " + "x" * 1_000), 0.05),
    "head without end": Request((b"GET /health HTTP/1.1\r\n", b"X-More: x\r\n"), 0.1, endless=True),
    "half a head": Request((b"GET /health HTTP/1.1\r\nHost: te",)),
    "body byte by byte": Request((*post(b"", QUERY, length=6).pieces, b"A", b"S", b"K"), 0.8),
    "body without end": Request((*post(b"", QUERY, length=90_000).pieces, b"#"), 0.1, endless=True),
    "chunks that trickle": chunked(b"#", endless=True, pause=0.1),
    "no body": post(b"", QUERY, length=6),
    # compressed, or in another encoding
    "compressed bomb": post(gzip.compress(bytes(10_000_000)), QUERY, "Content-Encoding: gzip"),
    "compressed twice": post(gzip.compress(gzip.compress(b"ASK {}")), QUERY, "Content-Encoding: gzip, gzip"),
    "compression that is unknown": post(b"ASK {}", QUERY, "Content-Encoding: x-bomb"),
    "utf-16": post("ASK {}".encode("utf-16"), QUERY),
    "utf-16 that is named": post("ASK {}".encode("utf-16"), f"{QUERY}; charset=utf-16"),
    "utf-32 in a form": post("query=ASK {}".encode("utf-32"), FORM),
    "latin-1": post("ASK { ?s ?p 'é' }".encode("latin-1"), QUERY),
    "latin-1 in a url": get("/sparql?query=" + quote("ASK { ?s ?p é }", encoding="latin-1")),
    "over-long utf-8": get("/sparql?query=ASK%20%c0%ae%7B%7D"),
    "half a percent sign": get("/sparql?query=%"),
    "null bytes": post(b"ASK {}\0\0\0\0", QUERY),
    # mislabelled
    "no media type": Request((*get("/sparql", "Content-Length: 6", method="POST").pieces, b"ASK {}")),
    "multipart": post(b"--x\r\n\r\nASK {}\r\n--x--", "multipart/form-data; boundary=x"),
    "json": post(b'{"query": "ASK {}"}', "application/json"),
    "query twice": get("/sparql?query=ASK%7B%7D&query=ASK%7B%7D"),
    "query in both places": post(b"ASK {}", QUERY, target="/sparql?query=ASK%7B%7D"),
    "update": post(b"CLEAR ALL", "application/sparql-update"),
    "update in a form": post(b"update=CLEAR+ALL", FORM),
    "update in a url": get("/sparql?update=CLEAR%20ALL"),
    "update as a query": post(b"query=CLEAR+ALL", FORM),
    "method": get("/sparql", method="PUT"),
    "trace": get("/sparql", method="TRACE"),
    "connect": get("test:443", method="CONNECT"),
    "propfind": get("/sparql", method="PROPFIND"),
    "method in small letters": get("/sparql?query=ASK%7B%7D", method="get"),
    # elsewhere
    "null byte in a path": get("/v1/vendors/%00"),
    "up and away": get("/docs/page/../../../../../../etc/passwd"),
    "up and away, encoded": get("/docs/page/..%2f..%2f..%2fapp.py"),
    "up and away, encoded twice": get("/docs/page/%252e%252e%252f%252e%252e%252fapp.py"),
    "up and away, the other way": get("/docs/page/..%5c..%5capp.py"),
    "another server": get("http://example.org/sparql2"),
    "the path of a file": get("file:///etc/passwd"),
    # documents
    "nested turtle": post(
        _DOCUMENT + b"[ <urn:b> " * 50_000 + b"1" + b"]" * 50_000 + b".", "text/turtle", target="/v1/validate"
    ),
    "nested list": post(_DOCUMENT + b"( " * 50_000 + b")" * 50_000 + b".", "text/turtle", target="/v1/validate"),
    "nested json": post(_JSON_BOMB, "application/ld+json", target="/v1/validate"),
    "context from elsewhere": post(
        b'{"@context": "http://127.0.0.1:1/", "a": 1}', "application/ld+json", target="/v1/validate"
    ),
    "literal without end": post(_DOCUMENT + b'"""' + b"x" * 1_000_000, "text/turtle", target="/v1/validate"),
    "document that is no text": post(bytes(range(256)) * 1_000, "application/n-quads", target="/v1/validate"),
}  # fmt: skip


def send(port: int, request: Request, patience: float) -> Told:
    """Sends a request, and reads until the other end closes; the time is that of the last that came.

    Raises:
        TimeoutError: it was not done in time.
    """
    began = last = time.monotonic()
    received = b""
    with socket.create_connection(("127.0.0.1", port), patience) as line:
        pieces, unsent, due = iter(request), b"", began
        line.setblocking(False)
        while True:
            now = time.monotonic()
            if now > began + patience:
                raise TimeoutError(received[:200])
            if not unsent and now >= due:
                unsent = next(pieces, b"")
                due = now + request.pause if unsent else began + patience
            wait = 0.5 if unsent else max(0.0, min(due, began + patience) - now)
            readable, writable, _ = select.select([line], [line] if unsent else [], [], wait)
            try:
                if readable:
                    if not (piece := line.recv(1 << 16)):
                        break
                    received += piece
                    last = time.monotonic()
                elif writable:
                    unsent = unsent[line.send(unsent) :]
            except ConnectionError:
                break
    return _told(received, last - began)


def _told(received: bytes, seconds: float) -> Told:
    """The last answer of those that came."""
    answers = list(STATUS.finditer(received))
    if not answers:
        return Told(0, "", received, seconds)
    head, _, body = received[answers[-1].end() :].partition(b"\r\n\r\n")
    fields = dict(line.split(": ", 1) for line in head.decode("latin-1").lower().split("\r\n"))
    return Told(int(answers[-1][1]), fields.get("content-type", ""), body, seconds)
