"""/sparql: the SPARQL 1.1 Protocol, for queries (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Request, Response
from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from api.conneg import Offer, choose
from api.errors import Refused
from api.models.problem import Place
from api.parameters import Current
from api.protocol import FORM, QUERY, Asked, from_body, from_url
from kg import turtle
from kg.errors import QueryError
from kg.lookup.names import nearest
from kg.results import ResultFormat, serialise
from kg.store import Solutions, Store, guard
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
    Offer("text/plain", "n-triples"),
)
_OFFERS = {"SELECT": _ROWS, "ASK": _TRUTH, "CONSTRUCT": _GRAPH, "DESCRIBE": _GRAPH}
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
            "content": {offer.media_type: {"schema": {"type": "string"}} for offer in (*_ROWS, *_GRAPH)},
        }
    },
}


@router.get("/sparql", summary="Ask a query", openapi_extra={"parameters": _PARAMETERS}, **_ANSWERS)
def get_sparql(request: Request, served: Current, asked: Annotated[Asked, Depends(from_url)]) -> Response:
    """SELECT gives results as JSON, XML, CSV or TSV, ASK as JSON or XML, CONSTRUCT and DESCRIBE give Turtle or
    N-Triples; the `Accept` header says which. The usual prefixes are declared already. Without a dataset, a query sees
    the union of all graphs. Nothing is fetched: `SERVICE`, and `FROM` anything but a graph of the dataset, are refused.
    """
    return _answer(request, served.snapshot.store, asked)


@router.post("/sparql", summary="Ask a longer query", openapi_extra={"requestBody": _BODIES}, **_ANSWERS)
def post_sparql(request: Request, served: Current, asked: Annotated[Asked, Depends(from_body)]) -> Response:
    """The same, with the query in the body. Updates are refused: facts are written in git."""
    return _answer(request, served.snapshot.store, asked)


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
        for unknown in sorted(set(graphs).difference(known)):
            detail, place = f"there is no graph {unknown!r}", Place(parameter=name)
            raise Refused("bad-parameter", detail, expected=nearest(unknown, known), place=place)
    try:
        return store.query(with_dataset(asked.query, map(NamedNode, asked.default), map(NamedNode, asked.named)))
    except QueryError as error:
        error.column = None  # the clauses that were put in have moved it
        raise
