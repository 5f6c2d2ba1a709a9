"""Validators, conditional requests, HEAD, compression and kept answers, the same for every route (RFC 9110, sections
8.4, 8.8, 9.3.2 and 13).
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from urllib.parse import parse_qsl

from anyio import to_thread
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import problem
from api.kept import Headers, Kept
from api.language import LANGUAGES, preferred
from api.served import Served
from kg.errors import KGError

SHORT = 1024
"""Shorter answers are not compressed: the head of the answer is as long."""

_LONG = 1 << 16  # from here on compression takes so long that it is done beside other requests
_LEVEL = 6
_TAGS = re.compile(r'(?:W/)?("[^"]*")')
_CODED = re.compile(r"(?P<coding>[\w*-]+)\s*(?:;\s*q\s*=\s*(?P<weight>[\d.]+))?")
_TEXT = re.compile(rb"text/|application/([\w.-]+\+)?(json|xml)\b|application/(n-triples|n-quads|trig|javascript)\b")
_OURS = (b"accept", b"accept-encoding", b"accept-language", b"if-none-match")
_NOT_IN_304 = (b"content-type", b"content-length", b"content-encoding", b"content-language", b"link")


class Representation:
    """Says of each answer to GET which one it is, and sends it no more often than it must.

    A route that puts the format of its answer into `state["format"]` gets an entity tag for it: the edition of the
    view, with the language in `state["lang"]`, the format and the content coding behind it. A request that names the
    tag gets 304. A route that sets `state["keep"]` has its answer kept by the view and sent from here to the next who
    asks for the same. HEAD is answered as GET, without the body.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        served: Served = scope["state"]["served"]
        try:
            edition = served.edition if served.settled else await to_thread.run_sync(lambda: served.edition)
        except KGError as error:
            await problem(scope, error)(scope, receive, send)
            return
        asked = _asked(scope, edition)
        kept = served.answers.get(asked.key) if asked.key else None
        if kept is not None:
            await _send(kept, asked, send)
            return
        await self._app({**scope, "method": "GET"}, receive, _Answering(scope["state"], served, asked, send))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What of a request decides which answer it gets, and how."""

    edition: str
    key: tuple[object, ...] | None
    zipped: bool
    known: str
    head: bool


def _asked(scope: Scope, edition: str) -> _Asked:
    given = dict.fromkeys(_OURS, "")
    for name, value in scope["headers"]:
        if name in given:
            given[name] = f"{given[name]},{value.decode('latin-1')}" if given[name] else value.decode("latin-1")
    accept, codings, languages, known = given.values()
    zipped, key = _zipped(codings), None
    if scope["path"].startswith(("/v1/", "/sparql")) and len(scope["query_string"]) + len(accept) < 4096:
        query, lang = _query(scope["query_string"])
        key = (edition, scope["path"], query, lang or preferred(languages), accept, zipped)
    return _Asked(edition, key, zipped, known, scope["method"] == "HEAD")


@lru_cache(maxsize=4096)
def _query(raw: bytes) -> tuple[tuple[tuple[str, str], ...], str | None]:
    """The parameters sorted by name, each with its values as they came, and the language among them."""
    pairs = parse_qsl(raw.decode("latin-1"), keep_blank_values=True)
    lang = [value for name, value in pairs if name == "lang"]
    return tuple(sorted(pairs, key=itemgetter(0))), lang[0] if len(lang) == 1 and lang[0] in LANGUAGES else None


@lru_cache(maxsize=1024)
def _zipped(codings: str) -> bool:
    """Whether a client takes gzip (RFC 9110, section 12.5.3)."""
    weights: dict[str, float] = {}
    for item in codings.lower().split(","):
        if match := _CODED.fullmatch(item.strip()):
            try:
                weights[match["coding"]] = float(match["weight"] or 1)
            except ValueError:
                continue
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


class _Answering:
    """Takes the messages of an answer, and passes them on as they are to be sent."""

    def __init__(self, state: Mapping[str, object], served: Served, asked: _Asked, send: Send) -> None:
        self._state, self._served, self._asked, self._send = state, served, asked, send
        self._start: Message | None = None
        self._silent = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif self._start is not None and message["type"] == "http.response.body":
            start, self._start = self._start, None
            if message.get("more_body"):
                await self._begin(start)
                await self._continue(message)
            else:
                await self._whole(start, message.get("body", b""))
        else:
            await self._continue(message)

    async def _begin(self, start: Message) -> None:
        """Sends the head of an answer whose body comes in pieces."""
        headers = MutableHeaders(raw=list(start["headers"]))
        if start["status"] == 200:
            self._name(headers, zipped=False)
        status = start["status"]
        if status == 200 and _matches(self._asked.known, headers.get("etag", "")):
            status, headers = 304, MutableHeaders(raw=_unchanged(headers.raw))
        self._silent = self._asked.head or status == 304
        await self._send({**start, "status": status, "headers": headers.raw})

    async def _continue(self, message: Message) -> None:
        if self._silent and message["type"] == "http.response.body":
            message = {"type": "http.response.body", "more_body": message.get("more_body", False)}
        await self._send(message)

    async def _whole(self, start: Message, body: bytes) -> None:
        headers = MutableHeaders(raw=list(start["headers"]))
        if start["status"] != 200:
            await self._send({**start, "headers": headers.raw})
            await self._send({"type": "http.response.body", "body": b"" if self._asked.head else body})
            return
        # An answer that brings its own validator keeps its own bytes.
        free = "etag" not in headers and "content-encoding" not in headers
        fits = free and len(body) >= SHORT and _TEXT.match(headers.get("content-type", "").encode())
        if free and fits:
            headers.add_vary_header("Accept-Encoding")
        if zipped := bool(fits and self._asked.zipped):
            body = await _compressed(body)
            headers["content-encoding"] = "gzip"
            headers["content-length"] = str(len(body))
        self._name(headers, zipped=zipped)
        kept = Kept(headers.get("etag", ""), headers.raw, _unchanged(headers.raw), body)
        if self._state.get("keep") and self._asked.key:
            self._served.answers.keep(self._asked.key, kept)
        await _send(kept, self._asked, self._send)

    def _name(self, headers: MutableHeaders, *, zipped: bool) -> None:
        """Adds the validator, where the route has said which format it chose."""
        if format := self._state.get("format"):  # noqa: A001
            lang = self._state.get("lang")
            edition = self._asked.edition if lang else self._served.snapshot.id
            parts = (edition, lang, format, "gz" if zipped else None)
            headers.setdefault("etag", '"{}"'.format(".".join(str(part) for part in parts if part)))
        if "etag" in headers:
            headers.setdefault("cache-control", "no-cache")


async def _send(kept: Kept, asked: _Asked, send: Send) -> None:
    unchanged = _matches(asked.known, kept.tag)
    # Layers further out add headers of their own to the list.
    headers = list(kept.unchanged if unchanged else kept.headers)
    await send({"type": "http.response.start", "status": 304 if unchanged else 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if unchanged or asked.head else kept.body})


def _matches(known: str, tag: str) -> bool:
    """Whether a client has the answer of this tag already; weak comparison (RFC 9110, sections 8.8.3.2 and 13.1.2)."""
    return bool(known and tag) and (known.strip() == "*" or tag in _TAGS.findall(known))


def _unchanged(headers: Headers) -> Headers:
    return [(name, value) for name, value in headers if name.lower() not in _NOT_IN_304]


async def _compressed(body: bytes) -> bytes:
    if len(body) < _LONG:
        return _gzip(body)
    return await to_thread.run_sync(_gzip, body)


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, _LEVEL, mtime=0)
