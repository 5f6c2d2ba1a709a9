"""Validators, conditional requests and HEAD, the same for every route (RFC 9110, sections 8.8, 9.3.2 and 13)."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.served import Served

_TAGS = re.compile(r'(?:W/)?("[^"]*")')


class Representation:
    """Hands each request the snapshot that it is answered from, and says of each answer which one that was.

    An answer to GET carries the snapshot's id as its entity tag, with the format behind it where a route offers several
    and has put the one it chose into `state["format"]`. A request that names the tag gets 304. HEAD is answered as
    GET, without the body.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        served: Served = scope["app"].state.served
        state = scope.setdefault("state", {})
        state["served"] = served
        if scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        known = ",".join(Headers(scope=scope).getlist("if-none-match"))
        head, silent = scope["method"] == "HEAD", False

        async def answer(message: Message) -> None:
            nonlocal silent
            if message["type"] == "http.response.start":
                message = _tagged(message, served.snapshot.id, state.get("format"), known)
                silent = head or message["status"] == 304
            elif silent:
                message = {"type": "http.response.body", "more_body": message.get("more_body", False)}
            await send(message)

        await self._app({**scope, "method": "GET"}, receive, answer)


def _tagged(start: Message, snapshot: str, format: str | None, known: str) -> Message:  # noqa: A002
    """The start of an answer with its validator, made a 304 where the client has that answer already."""
    if start["status"] != 200:
        return start
    headers = MutableHeaders(raw=list(start["headers"]))
    headers.setdefault("etag", f'"{snapshot}.{format}"' if format else f'"{snapshot}"')
    headers.setdefault("cache-control", "no-cache")
    if known.strip() != "*" and headers["etag"] not in _TAGS.findall(known):
        return {**start, "headers": headers.raw}
    for name in ("content-type", "content-length"):
        del headers[name]
    return {**start, "status": 304, "headers": headers.raw}
