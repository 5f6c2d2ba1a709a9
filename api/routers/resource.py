"""/v1/resource: all that the graph says of anything in it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pyoxigraph import BlankNode, Literal, RdfFormat, Triple, serialize

from api import pages
from api.answers import JSON, Many
from api.conneg import Offer
from api.models.base import Evidence, page_of
from api.models.resource import Node, Property, Resource, TextValue
from api.openapi import content
from kg import lookup, turtle
from kg.findings import Language
from kg.iris import PREFIXES
from kg.lookup import Statement

router = APIRouter(prefix="/v1/resource", tags=["graph"])

OFFERS = (
    *JSON,
    Offer("text/html", "html"),
    Offer("text/turtle", "turtle"),
    Offer("application/n-triples", "n-triples"),
)
"""What can be had of a thing or a graph."""

_STRING = PREFIXES["xsd"] + "string"
_CONTENT: dict[str, Any] = content(offer.media_type for offer in OFFERS[2:])
ANSWERS: dict[int | str, dict[str, Any]] = {200: {"content": _CONTENT}}


@router.get("", summary="All that the graph says of a thing", response_model=Resource, responses=ANSWERS)
def get_resource(
    asked: Many,
    iri: Annotated[
        str,
        Query(
            description="An IRI of the graph, or a name with a known prefix.",
            examples=["https://w3id.org/clausegraph/id/purpose/microsoft/dpa-2020-12-09/billing", "cg:Purpose"],
        ),
    ],
) -> Response:
    """The statements of which the thing is the subject or the value, each with the graph that holds it, and the file
    and line that it was read from; as JSON, as a page, as Turtle or as N-Triples.
    """
    offer = asked.choose(OFFERS)
    found = lookup.resource_strict(asked.store, iri, asked.served.origins, limit=asked.limit, offset=asked.offset)
    asked.check(found.total)
    headers = {"link": asked.links(found.total)}
    if offer.format == "html":
        return asked.sent(pages.resource(found, asked), offer, headers | pages.HEADERS)
    if offer.format in ("turtle", "n-triples"):
        return asked.sent(written(lookup.described(asked.store, found), offer.format), offer, headers)
    return asked.answer(_model(found, asked.lang), headers)


def written(triples: tuple[Triple, ...], format: str) -> str:  # noqa: A002
    """Triples as Turtle or N-Triples, the same each time."""
    if format == "turtle":
        return turtle.write(triples)
    return (serialize(sorted(triples, key=str), format=RdfFormat.N_TRIPLES) or b"").decode()


def _model(found: lookup.Resource, lang: Language) -> Resource:
    statements: dict[str, list[Node | TextValue]] = {}
    incoming: dict[str, list[Node]] = {}
    for one in found.statements:
        name = lookup.short(one.property.value)
        value = _value(one, found, lang)
        if one.incoming and isinstance(value, Node):
            incoming.setdefault(name, []).append(value)
        else:
            statements.setdefault(name, []).append(value)
    properties = sorted({one.property.value for one in found.statements})
    return Resource(
        id=found.iri,
        label=found.label.in_(lang),
        href=page_of(found.iri),
        evidence=tuple(Evidence.of(one, lang) for one in found.evidence),
        statements={name: tuple(values) for name, values in statements.items()},
        incoming={name: tuple(values) for name, values in incoming.items()},
        properties=tuple(
            Property(id=iri, name=lookup.short(iri), label=found.called[iri].in_(lang), href=page_of(iri))
            for iri in properties
        ),
        total=found.total,
    )


def _value(one: Statement, found: lookup.Resource, lang: Language) -> Node | TextValue:
    place: dict[str, Any] = {
        "graph": one.graph,
        "file": one.file,
        "line": one.location.line if one.location else None,
        "column": one.location.column if one.location else None,
    }
    term = one.other
    if isinstance(term, BlankNode):
        return Node(id=str(term), label=None, href=None, **place)
    if not isinstance(term, Literal):
        return Node(id=term.value, label=found.called[term.value].in_(lang), href=page_of(term.value), **place)
    datatype = None if term.language or term.datatype.value == _STRING else term.datatype.value
    return TextValue(text=term.value, language=term.language, datatype=datatype and lookup.short(datatype), **place)
