"""/sparql: the SPARQL 1.1 Protocol, for queries (https://www.w3.org/TR/sparql11-protocol/).

Clients send parameters of their own (SPARQLWrapper sends `format`, `output` and `results`), so unknown ones are let
through here, unless they look like one of ours that is misspelt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, cast
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response
from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from api.conneg import Offer, choose
from api.errors import Refused
from api.models.problem import Place
from api.parameters import Served, check
from kg import turtle
from kg.errors import QueryError
from kg.lookup.names import nearest
from kg.results import ResultFormat, serialise
from kg.store import Solutions, Store, guard
from kg.store.dataset import with_dataset

router = APIRouter(tags=["sparql"])

BODY = 1_000_000
"""The longest body, in bytes."""

_ROWS = (
    Offer("application/sparql-results+json", "json"),
    Offer("application/sparql-results+xml", "xml"),
    Offer("text/csv", "csv"),
    Offer("text/tab-separated-values", "tsv"),
    Offer("application/json", "json"),
    Offer("application/xml", "xml"),
    Offer("text/xml", "xml"),
)
_TRUTH = tuple(offer for offer in _ROWS if offer.format in ("json", "xml"))
_GRAPH = (
    Offer("text/turtle", "turtle"),
    Offer("application/n-triples", "n-triples"),
    Offer("text/plain", "n-triples"),
)
_OFFERS = {"SELECT": _ROWS, "ASK": _TRUTH, "CONSTRUCT": _GRAPH, "DESCRIBE": _GRAPH}
_KNOWN = {"query": False, "default-graph-uri": True, "named-graph-uri": True, "update": True}
_FORM, _QUERY, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"

_GRAPHS = {"type": "array", "items": {"type": "string", "format": "iri"}}
_FIELDS: dict[str, dict[str, Any]] = {
    "query": {"type": "string"},
    "default-graph-uri": _GRAPHS | {"description": "Graphs whose union is the default graph."},
    "named-graph-uri": _GRAPHS | {"description": "The named graphs."},
}
_EXAMPLE = "SELECT ?vendor ?name WHERE { ?vendor a cg:Vendor ; rdfs:label ?name FILTER ( LANG(?name) = 'en' ) }"
_PARAMETERS = [
    {"name": name, "in": "query", "required": name == "query", "schema": schema} for name, schema in _FIELDS.items()
]
_BODIES = {
    "required": True,
    "content": {
        _QUERY: {"schema": {"type": "string"}, "example": _EXAMPLE},
        _FORM: {
            "schema": {"type": "object", "required": ["query"], "properties": _FIELDS},
            "example": {"query": _EXAMPLE},
        },
    },
}
_ANSWERS: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {
            "description": "The whole answer, never a part of it.",
            "content": {offer.media_type: {"schema": {"type": "string"}} for offer in (*_ROWS, *_GRAPH)},
        }
    },
}


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
    if media_type.strip() == _UPDATE:
        raise _read_only()
    if media_type.strip() not in (_FORM, _QUERY):
        detail = f"a body of type {media_type or 'unknown'} is not read here"
        raise Refused("unsupported-type", detail, expected=f"{_QUERY} or {_FORM}")
    if charset and charset[1] not in ("utf-8", "utf8"):
        raise Refused("unsupported-type", f"a body in {charset[1]} is not read here", expected="UTF-8")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY:
            raise Refused("too-large", "the body is too long", expected=f"at most {BODY:,} bytes")
    try:
        text = body.decode()
        pairs = [("query", text)] if media_type.strip() == _QUERY else parse_qsl(text, True, errors="strict")
    except UnicodeDecodeError:
        raise Refused("bad-query", "the body is not UTF-8", expected="UTF-8") from None
    return _asked([*pairs, *request.query_params.multi_items()])


@router.get("/sparql", summary="Ask a query", openapi_extra={"parameters": _PARAMETERS}, **_ANSWERS)
def get_sparql(request: Request, served: Served, asked: Annotated[Asked, Depends(from_url)]) -> Response:
    """SELECT and ASK give results as JSON, XML, CSV or TSV; CONSTRUCT and DESCRIBE give Turtle or N-Triples; the `Accept`
    header says which. The usual prefixes are declared already. Without a dataset, a query sees the union of all graphs.
    Nothing is fetched: `SERVICE`, and `FROM` anything but a graph of the dataset, are refused.
    """
    return _answer(request, served.store, asked)


@router.post("/sparql", summary="Ask a longer query", openapi_extra={"requestBody": _BODIES}, **_ANSWERS)
def post_sparql(request: Request, served: Served, asked: Annotated[Asked, Depends(from_body)]) -> Response:
    """The same, with the query in the body. Updates are refused: facts are written in git."""
    return _answer(request, served.store, asked)


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


def _answer(request: Request, store: Store, asked: Asked) -> Response:
    form = guard.check(asked.query).form
    offer = choose(",".join(request.headers.getlist("accept")), _OFFERS[form])
    result = _result(store, asked)
    if not isinstance(result, tuple):
        content: str | bytes = serialise(result, cast("ResultFormat", offer.format))
    elif offer.format == "turtle":
        content = turtle.write(result)
    else:
        content = serialize(sorted(result, key=str), format=RdfFormat.N_TRIPLES) or b""
    request.state.format = offer.format
    return Response(content, media_type=offer.media_type, headers={"vary": "accept"})


def _result(store: Store, asked: Asked) -> Solutions | bool | tuple[Triple, ...]:
    if not asked.default and not asked.named:
        return store.query(asked.query)
    known = store.graphs()
    for name, graphs in (("default-graph-uri", asked.default), ("named-graph-uri", asked.named)):
        for graph in graphs:
            if graph not in known:
                remedy = nearest(graph, known)
                raise Refused(
                    "bad-parameter", f"there is no graph {graph!r}", expected=remedy, place=Place(parameter=name)
                )
    try:
        return store.query(with_dataset(asked.query, map(NamedNode, asked.default), map(NamedNode, asked.named)))
    except QueryError as error:
        error.column = None  # the clauses that were put in have moved it
        raise
