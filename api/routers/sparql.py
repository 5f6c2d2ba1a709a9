"""/sparql: the SPARQL 1.1 Protocol, for queries (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from pyoxigraph import NamedNode

from api import engine
from api.conneg import Offer, choose
from api.description import describe
from api.errors import Refused
from api.models.problem import Place
from api.openapi import content
from api.parameters import Current
from api.pool.pool import Pool
from api.pool.query import Answer, Query, Ready
from api.protocol import FORM, QUERY, Asked, from_body, from_url, unless_gone
from api.served import Served
from kg.lookup.names import nearest
from kg.store import RemoteStore
from kg.store.dataset import with_dataset

router = APIRouter(tags=["sparql"])

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
    Offer("application/ld+json", "json-ld"),
    Offer("application/rdf+xml", "rdf-xml"),
    Offer("application/trig", "trig"),
    Offer("application/n-quads", "n-quads"),
    Offer("text/plain", "n-triples"),
    Offer("application/json", "json-ld"),
    Offer("application/xml", "rdf-xml"),
)
_DESCRIBED = (*_GRAPH, Offer("text/html", "html"))
_OFFERS = {"SELECT": _ROWS, "ASK": _TRUTH, "CONSTRUCT": _GRAPH, "DESCRIBE": _GRAPH}
_GRAPHS = {"type": "array", "items": {"type": "string", "format": "iri"}}
_FIELDS: dict[str, dict[str, Any]] = {
    "query": {"type": "string"},
    "default-graph-uri": _GRAPHS | {"description": "Graphs whose union is the default graph."},
    "named-graph-uri": _GRAPHS | {"description": "The named graphs."},
}
_EXAMPLE = "SELECT ?vendor ?name WHERE { ?vendor a cg:Vendor ; rdfs:label ?name FILTER ( LANG(?name) = 'en' ) }"
_PARAMETERS = [{"name": name, "in": "query", "schema": schema} for name, schema in _FIELDS.items()]
_BODIES = {
    "required": True,
    "content": {
        QUERY: {"schema": {"type": "string"}, "example": _EXAMPLE},
        FORM: {
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
            "content": content(offer.media_type for offer in (*_ROWS, *_GRAPH)),
        }
    },
}


_DESCRIPTION: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {
            "description": "The description.",
            "content": content(offer.media_type for offer in _GRAPH),
        },
        303: {"description": "The documentation, for a browser."},
    },
}


@router.get("/sparql", summary="Ask a query", openapi_extra={"parameters": _PARAMETERS}, **_ANSWERS)
async def get_sparql(request: Request, served: Current, asked: Annotated[Asked | None, Depends(from_url)]) -> Response:
    """SELECT gives results as JSON, XML, CSV or TSV, ASK as JSON or XML, CONSTRUCT and DESCRIBE give Turtle,
    N-Triples, JSON-LD, RDF/XML, TriG or N-Quads; the `Accept` header says which. The usual prefixes are declared
    already. Without a dataset, a query sees the union of all graphs. Nothing is fetched: `SERVICE`, and `FROM` anything
    but a graph of the dataset, are refused.

    Without a query, the description of the service and of its dataset (SPARQL 1.1 Service Description, VoID), or this
    page for a browser.
    """
    return await (_answer(request, served, asked) if asked else run_in_threadpool(_describe, request, served))


@router.get("/.well-known/void", summary="What is in the dataset", **_DESCRIPTION)
def get_void(request: Request, served: Current) -> Response:
    """The dataset in VoID: how many triples, the graphs, and how much there is of each class and property."""
    return _describe(request, served)


@router.post("/sparql", summary="Ask a longer query", openapi_extra={"requestBody": _BODIES}, **_ANSWERS)
async def post_sparql(request: Request, served: Current, asked: Annotated[Asked, Depends(from_body)]) -> Response:
    """The same, with the query in the body. Updates are refused: facts are written in git."""
    return await _answer(request, served, asked)


def _describe(request: Request, served: Served) -> Response:
    offer = choose(_accept(request), _DESCRIBED)
    if offer.format == "html":
        return RedirectResponse("/docs", 303)
    request.state.format = offer.format
    body = describe(served, str(request.base_url).rstrip("/"), offer.format)
    return Response(body, media_type=offer.media_type, headers={"vary": "accept"})


def _accept(request: Request) -> str:
    return ",".join(request.headers.getlist("accept")) or "*/*"


async def _answer(request: Request, served: Served, asked: Asked) -> Response:
    request.state.query = asked.query  # for the log, should it be slow
    _check_graphs(served, asked)
    accept = _accept(request)
    formats = _formats(accept)
    if isinstance(store := served.snapshot.store, RemoteStore):
        text = asked.query
        if asked.default or asked.named:
            text = with_dataset(text, map(NamedNode, asked.default), map(NamedNode, asked.named))
        wanted = (formats["SELECT"], formats["ASK"], formats["CONSTRUCT"])
        answer = await unless_gone(request, engine.answer(request.app, store, text, wanted))
        return _response(request, answer, accept)
    job = Query(
        served.folder,
        asked.query,
        asked.default,
        asked.named,
        rows=formats["SELECT"],
        truth=formats["ASK"],
        triples=formats["CONSTRUCT"],
        longest=request.app.state.settings.longest_answer,
    )
    pool: Pool = request.app.state.pool
    pool.first = Ready(served.folder)
    return _response(request, await unless_gone(request, pool.run(job)), accept)


def _response(request: Request, answer: Answer, accept: str) -> Response:
    offer = choose(accept, _OFFERS[answer.form])
    if answer.lasting:
        request.state.format, request.state.keep = offer.format, True
    headers = {"vary": "accept"} if answer.lasting else {"vary": "accept", "cache-control": "no-store"}
    return Response(answer.body, media_type=offer.media_type, headers=headers)


@lru_cache(maxsize=256)
def _formats(accept: str) -> Mapping[str, str | None]:
    """What a client would get for each query form; None where nothing is acceptable."""
    formats: dict[str, str | None] = {}
    for form, offers in _OFFERS.items():
        try:
            formats[form] = choose(accept, offers).format
        except Refused:
            formats[form] = None
    return formats


def _check_graphs(served: Served, asked: Asked) -> None:
    known = tuple(served.snapshot.manifest.graphs)
    for name, graphs in (("default-graph-uri", asked.default), ("named-graph-uri", asked.named)):
        for unknown in sorted(set(graphs).difference(known)):
            detail, place = f"there is no graph {unknown!r}", Place(parameter=name)
            raise Refused("bad-parameter", detail, expected=nearest(unknown, known), place=place)
