"""The IRIs of things, below this service: each leads to its page or its data (https://www.w3.org/TR/cooluris/)."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response

from api.answers import JSON
from api.conneg import choose
from api.models.base import graph_page, page_of
from api.parameters import Current
from api.routers.resource import OFFERS
from kg import lookup
from kg.errors import NotFound
from kg.iris import GRAPH, ID, ONTOLOGY_GRAPH, SHAPES_GRAPH
from kg.lookup.names import node_of
from kg.store import Store

router = APIRouter(tags=["graph"])

_ROOT = ID.removesuffix("id/")
_LEADS: dict[str, Any] = {
    "status_code": 303,
    "response_class": Response,
    "responses": {
        303: {
            "description": "Where the page or the data are.",
            "headers": {"Location": {"description": "The path.", "schema": {"type": "string"}}},
        }
    },
}


@router.get("/id/{path:path}", summary="A thing, by its IRI", **_LEADS)
def get_thing(
    request: Request,
    served: Current,
    path: Annotated[
        str,
        Path(description="What stands behind `id/` in its IRI.", examples=["purpose/microsoft/dpa-2020-12-09/billing"]),
    ],
) -> Response:
    """Leads to the page of a thing, to its answer under `/v1`, or to its description as RDF, by `Accept`."""
    return _leads(request, served.snapshot.store, ID + path)


@router.get("/ontology/{path:path}", summary="A module of the ontology, by its IRI", **_LEADS)
def get_module(
    request: Request,
    served: Current,
    path: Annotated[str, Path(description="What stands behind `ontology/` in its IRI.", examples=["contract"])],
) -> Response:
    """Leads to the page of a module of the ontology, or to its description as RDF, by `Accept`."""
    return _leads(request, served.snapshot.store, f"{_ROOT}ontology/{path}")


@router.get("/graph/{path:path}", summary="A named graph, by its IRI", **_LEADS)
def get_named_graph(
    request: Request,
    served: Current,
    path: Annotated[str, Path(description="What stands behind `graph/` in its IRI.", examples=["data/law/gdpr"])],
) -> Response:
    """Leads to the page or the data of a graph."""
    return _leads(request, served.snapshot.store, GRAPH + path)


@router.get("/ns", summary="The ontology, by the IRI of its terms", **_LEADS)
def get_namespace(request: Request, served: Current) -> Response:
    """Leads to the page or the data of the graph in which the terms of the ontology are declared."""
    return _leads(request, served.snapshot.store, ONTOLOGY_GRAPH)


@router.get("/shapes", summary="The shapes, by the IRI of each", **_LEADS)
def get_shapes_graph(request: Request, served: Current) -> Response:
    """Leads to the page or the data of the graph of shapes."""
    return _leads(request, served.snapshot.store, SHAPES_GRAPH)


def _leads(request: Request, store: Store, iri: str) -> Response:
    offer = choose(",".join(request.headers.getlist("accept")), OFFERS)
    node = node_of("", iri)
    if node is None or not lookup.knows(store, node):
        raise NotFound(f"there is no {request.url.path}", expected="the IRI of a thing in the graph")
    if iri.startswith(GRAPH):
        location = graph_page(iri)
    elif offer in JSON[:1] and lookup.has_kind(store, node):
        location = page_of(iri)
    else:
        location = f"/v1/resource?iri={quote(iri, safe='')}"
    return Response(status_code=303, headers={"location": location, "vary": "Accept"})
