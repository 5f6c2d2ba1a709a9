"""/v1/context.jsonld: what the keys of all answers mean as RDF."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request, Response

from api.jsonld import PATH, context

router = APIRouter(tags=["service"])


@router.get(
    PATH,
    summary="What the keys of answers mean as RDF",
    response_class=Response,
    responses={
        200: {"description": "The context.", "content": {"application/ld+json": {"schema": {"type": "object"}}}}
    },
)
def get_context(request: Request) -> Response:
    """The JSON-LD context that every answer names. A key that is null in it tells of the answer, or of what the graph
    has no one statement for.
    """
    request.state.format, request.state.keep = "ld", True
    return Response(json.dumps({"@context": dict(context())}, indent=1), media_type="application/ld+json")
