"""What a request to /sparql asks (SPARQL 1.1 Protocol, section 2.1).

Clients send parameters of their own (SPARQLWrapper sends `format`, `output` and `results`), so unknown ones are let
through here, unless they look like one of ours that is misspelt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import Request

from api.errors import Refused
from api.models.problem import Place
from api.parameters import check

BODY = 1_000_000
"""The longest body, in bytes."""

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


async def from_url(request: Request) -> Asked:
    """What a GET asks (SPARQL 1.1 Protocol, section 2.1.1)."""
    return _asked(request.query_params.multi_items())


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
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY:
            raise Refused("too-large", "the body is too long", expected=f"at most {BODY:,} bytes")
    try:
        text = body.decode()
        pairs = [("query", text)] if media_type.strip() == QUERY else parse_qsl(text, True, errors="strict")
    except UnicodeDecodeError:
        raise Refused("bad-query", "the body is not UTF-8", expected="UTF-8") from None
    return _asked([*pairs, *request.query_params.multi_items()])


def _asked(pairs: Sequence[tuple[str, str]]) -> Asked:
    check((name for name, _ in pairs), _KNOWN, others=True)
    given = {known: tuple(value for name, value in pairs if name == known) for known in _KNOWN}
    if given["update"]:
        raise _read_only()
    if not given["query"]:
        raise Refused("bad-parameter", "query is missing", expected="a SPARQL query", place=Place(parameter="query"))
    return Asked(given["query"][0], given["default-graph-uri"], given["named-graph-uri"])


def _read_only() -> Refused:
    remedy = "facts are written as Turtle in git, and `kg build` makes the graph of them"
    return Refused("facts-are-in-git", "the graph cannot be changed here", expected=remedy)
