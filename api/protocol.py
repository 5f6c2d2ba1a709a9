"""What a request to /sparql asks (SPARQL 1.1 Protocol, section 2.1).

Clients send parameters of their own (SPARQLWrapper sends `format`, `output` and `results`), so unknown ones are let
through here, unless they look like one of ours that is misspelt.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import Request

from api.errors import Refused
from api.models.problem import Place
from api.parameters import check

T = TypeVar("T")

_ENCODED = 3
"""How much longer a query may be in a form, where up to three characters stand for a byte."""

_FIELDS, _NAMES = 1_000, 50
"""How many values, and how many names of parameters are read."""
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"

_KNOWN = {"query": False, "default-graph-uri": True, "named-graph-uri": True, "update": True}


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, and the graphs of the dataset that it is asked of; without any, of the whole graph."""

    query: str
    default: tuple[str, ...]
    named: tuple[str, ...]


async def from_url(request: Request) -> Asked | None:
    """What a GET asks (SPARQL 1.1 Protocol, section 2.1.1); None where it asks for the service description.

    Raises:
        Refused: the URL has an update, or a dataset and no query; or it is too long.
    """
    pairs = request.query_params.multi_items()
    if any(name in _KNOWN for name, _ in pairs):
        return _asked(pairs, request)
    _check_names(pairs)
    return None


async def from_body(request: Request) -> Asked:
    """What a POST asks, in a form or as it is (SPARQL 1.1 Protocol, sections 2.1.2 and 2.1.3).

    Raises:
        Refused: the body is an update, too long, or of a type or encoding that is not read here.
    """
    media_type, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    charset = re.search(r"charset\s*=\s*\"?([^\s;\"]*)", parameters)
    if media_type.strip() == UPDATE:
        raise _read_only()
    if media_type.strip() not in (FORM, QUERY):
        detail = f"a body of type {media_type or 'unknown'} is not read here"
        raise Refused("unsupported-type", detail, expected=f"{QUERY} or {FORM}")
    if charset and charset[1] not in ("utf-8", "utf8"):
        raise Refused("unsupported-type", f"a body in {charset[1]} is not read here", expected="UTF-8")
    body, longest = bytearray(), _ENCODED * request.app.state.settings.longest_query
    async for piece in request.stream():
        body += piece
        if len(body) > longest:
            raise _too_long(longest)
    try:
        text = body.decode()
        pairs = [("query", text)] if media_type.strip() == QUERY else parse_qsl(text, True, errors="strict")
    except UnicodeDecodeError:
        raise Refused("bad-query", "the body is not UTF-8", expected="UTF-8") from None
    return _asked([*pairs, *request.query_params.multi_items()], request)


def _check_names(pairs: Sequence[tuple[str, str]]) -> None:
    if len(pairs) > _FIELDS or len({name for name, _ in pairs}) > _NAMES:
        raise Refused(
            "too-large", "there are too many parameters", expected=f"at most {_NAMES}, and {_FIELDS:,} values"
        )
    check((name for name, _ in pairs), _KNOWN, others=True)


def _asked(pairs: Sequence[tuple[str, str]], request: Request) -> Asked:
    _check_names(pairs)
    given = {known: tuple(value for name, value in pairs if name == known) for known in _KNOWN}
    if given["update"]:
        raise _read_only()
    if not given["query"]:
        raise Refused("bad-parameter", "query is missing", expected="a SPARQL query", place=Place(parameter="query"))
    longest = request.app.state.settings.longest_query
    if len(given["query"][0].encode()) > longest:
        raise _too_long(longest)
    return Asked(given["query"][0], given["default-graph-uri"], given["named-graph-uri"])


def _too_long(longest: int) -> Refused:
    return Refused("too-large", "the query is too long", expected=f"at most {longest:,} bytes")


def _read_only() -> Refused:
    remedy = "facts are written as Turtle in git, and `kg build` makes the graph of them"
    return Refused("facts-are-in-git", "the graph cannot be changed here", expected=remedy)


async def unless_gone(request: Request, answering: Coroutine[Any, Any, T]) -> T:
    """The answer, unless the client goes away first: then whatever makes it is ended.

    Args:
        request: one whose body has been read.
        answering: makes the answer, and stops when it is cancelled.

    Raises:
        Refused: the client has gone.
    """
    task, gone = asyncio.create_task(answering), asyncio.create_task(_gone(request))
    try:
        await asyncio.wait((task, gone), return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise Refused("client-gone", "nobody is left to answer")
        return task.result()
    finally:
        for one in (task, gone):
            one.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
