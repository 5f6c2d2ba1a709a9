"""The outermost layer: what holds for every request and every answer, whoever makes it.

A request has an id, comes to its end in time, and is no larger than it may be. An answer has the headers that keep a
browser from being led astray, and reaches a client that is still sending. Each leaves a line in the log.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Refused, problem
from api.logs import request_id, slow_query
from api.observe import Metrics
from api.settings import Settings

MOST_HEADERS = 100

_SANE_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_READ = frozenset((b"content-length", b"transfer-encoding", b"content-encoding", b"x-request-id"))

_LINGER = 2.0
"""How long, in seconds, a client that is answered early may at least go on sending."""

_DISCARDED = 10
"""How many times the longest body such a client may go on for; many look at the answer only when they have sent all."""

_POLICY = b"default-src 'none'; frame-ancestors 'none'"
_PAGE_POLICY = _POLICY + b"; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

_log = logging.getLogger("clausegraph.access")

RawHeaders = list[tuple[bytes, bytes]]


def guarded(headers: Iterable[tuple[bytes, bytes]], scheme: str | None) -> RawHeaders:
    """The headers of an answer, with those that tell browsers what not to do with it.

    Args:
        headers: what the answer says for itself, which counts.
        scheme: how it was asked for; only behind TLS can a browser be told to stay there.
    """
    headers = list(headers)
    given = dict(headers)
    also = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]
    if kind := given.get(b"content-type"):  # a 304 has none, and must not change what a browser has kept
        also.append((b"content-security-policy", _PAGE_POLICY if kind.startswith(b"text/html") else _POLICY))
    if scheme == "https":
        also.append((b"strict-transport-security", b"max-age=31536000"))
    return [*headers, *(header for header in also if header[0] not in given)]


class Edge:
    """Stands around the whole application, its own handling of unexpected errors included.

    Args:
        app: the application.
        settings: the limits.
        metrics: counts each request.
    """

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics
        self._underway = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"].startswith(("http://", "https://")):  # RFC 9112, section 3.2.2
            scope["path"] = f"/{scope['path'].partition('//')[2].partition('/')[2]}"
        exchange = _Exchange(scope, receive, send, self._settings)
        self._underway += 1
        try:
            if self._underway > self._settings.requests:
                raise Refused("unavailable", "too many requests are underway", headers={"Retry-After": "1"})
            exchange.check()
            await self._app(scope, exchange.receive, exchange.send)
            if exchange.refused:
                raise exchange.refused
        except Refused as refused:
            await exchange.refuse(refused)
        except asyncio.CancelledError:
            # The service ends, and has waited long enough.
            await exchange.refuse(Refused("unavailable", "the service is ending", headers={"Retry-After": "1"}))
        finally:
            self._underway -= 1
            seconds = perf_counter() - exchange.begun
            route = self._metrics.count(scope, exchange.status, seconds)
            _log.info("request", extra={"fields": exchange.told(route, seconds)})
            if seconds >= self._settings.slow and "query" in scope["state"]:
                slow_query(scope["state"]["query"], seconds)


class _Exchange:
    """One request and its answer, seen from outside."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, settings: Settings) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._settings = settings
        self._head = {name: value for name, value in scope["headers"] if name in _READ}
        self._coming = b"transfer-encoding" in self._head or self._head.get(b"content-length", b"0") != b"0"
        self._room = settings.longest_body
        self._due = asyncio.get_running_loop().time() + settings.patience
        self.begun = perf_counter()
        self.status = 0
        self.size = 0
        self.refused: Refused | None = None
        given = self._head.get(b"x-request-id", b"")
        self._id = given.decode() if _SANE_ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = self._id
        request_id.set(self._id)

    def check(self) -> None:
        """Refuses what its head gives away.

        Raises:
            Refused: it is too large, or compressed.
        """
        if (number := len(self._scope["headers"])) > MOST_HEADERS:
            detail = f"there are {number} headers"
            raise Refused("too-many-headers", detail, expected=f"at most {MOST_HEADERS}")
        if len(self._head.keys() & {b"content-length", b"transfer-encoding"}) == 2:  # RFC 9112, section 6.1
            raise Refused("bad-input", "Content-Length and Transfer-Encoding are both given", expected="one of them")
        coding = self._head.get(b"content-encoding", b"").decode("latin-1")
        if coding.strip().lower() not in ("", "identity"):
            expected, offered = "the body as it is", {"Accept-Encoding": "identity"}
            raise Refused("unsupported-coding", f"the body is coded as {coding}", expected=expected, headers=offered)
        if int(self._head.get(b"content-length", b"0")) > self._settings.longest_body:
            raise self._too_large()

    async def receive(self) -> Message:
        """The next part of the request, which must have come to its end in time.

        Raises:
            Refused: it is late, too large, or cut short.
        """
        if not self._coming:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._due):
                message = await self._receive()
        except TimeoutError:
            detail = f"the body did not come within {self._settings.patience:g} seconds"
            self.refused = Refused("too-slow", detail)
            raise self.refused from None
        self._coming = message.get("more_body", False)
        self._room -= len(message.get("body", b""))
        if message["type"] == "http.disconnect":
            self.refused = Refused("bad-input", "the request ended before its body did")
        elif self._room < 0:
            self.refused = self._too_large()
        if self.refused:
            raise self.refused
        return message

    async def send(self, message: Message) -> None:
        """Passes on the answer; what is made of a request that was refused on the way is passed over."""
        if self.refused is None:
            await self._pass_on(message)

    async def refuse(self, refused: Refused) -> None:
        """Answers with a problem, which a client that is still sending will see.

        Raises:
            Refused: an answer has begun already; it must not look whole.
        """
        if self.status:
            raise refused
        self.refused = refused
        await problem(self._scope, refused)(self._scope, self._receive, self._pass_on)

    def told(self, route: str, seconds: float) -> dict[str, object]:
        """What the log is told: nothing that a client has made up but its method."""
        caller = self._scope["state"].get("caller")
        return {
            "method": self._scope["method"],
            "route": route,
            "status": self.status,
            "ms": round(seconds * 1000, 1),
            "bytes": self.size,
            "caller": caller.name if caller else None,
        }

    async def _pass_on(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = [
                *guarded(message.get("headers", ()), self._scope.get("scheme")),
                (b"x-request-id", self._id.encode()),
            ]
            if self._coming:
                headers.append((b"connection", b"close"))
            await self._send({**message, "headers": headers})
            return
        self.size += len(message.get("body", b""))
        if self._coming and not message.get("more_body", False):
            # A connection that is closed while the client still sends is reset, and the answer with it.
            await self._send({**message, "more_body": True})
            await self._discard()
            message = {"type": "http.response.body"}
        await self._send(message)

    async def _discard(self) -> None:
        """Reads what the client still sends, within limits, and forgets it."""
        room = _DISCARDED * self._settings.longest_body
        until = max(self._due, asyncio.get_running_loop().time() + _LINGER)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                while self._coming and room > 0:
                    message = await self._receive()
                    self._coming = message.get("more_body", False)
                    room -= len(message.get("body", b""))
        self._coming = False

    def _too_large(self) -> Refused:
        return Refused("too-large", "the body is too large", expected=f"at most {self._settings.longest_body} bytes")
