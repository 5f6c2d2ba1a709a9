"""/v1/validate: findings in what is posted, which is stored nowhere."""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import APIRouter, Query, Request, Response

from api.answers import Said
from api.conneg import choose
from api.errors import Refused
from api.openapi import content
from api.protocol import unless_gone
from api.reports import MEDIA_TYPES, OFFERS, SYNTAXES, Validation
from kg.errors import ParameterError
from kg.overlay import source_of
from kg.report import Format

router = APIRouter(prefix="/v1", tags=["findings"])

_EXAMPLE = """\
@prefix cg: <https://w3id.org/clausegraph/ns#> .
<https://w3id.org/clausegraph/id/purpose/acme/billing> a cg:Purpose .
"""
_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        name: {"schema": {"type": "string"}} | ({"example": _EXAMPLE} if suffix == ".ttl" else {})
        for name, suffix in SYNTAXES.items()
    },
}
_REPORTS = content(offer.media_type for offer in OFFERS if offer.format != "json")


@router.post(
    "/validate",
    summary="Validate a text",
    response_class=Response,
    openapi_extra={"requestBody": _BODY},
    responses={200: {"description": "The report.", "content": {**_REPORTS, "application/json": {"schema": {}}}}},
)
async def post_validate(
    asked: Said,
    request: Request,
    format: Annotated[  # noqa: A002
        Format | None, Query(description="Of the report; else what `Accept` likes best.")
    ] = None,
    name: Annotated[
        str | None,
        Query(
            description="What findings call the text. Where the graph has a file of that name which is not built in, "
            "the text stands in its place.",
            examples=["contracts/acme.ttl"],
        ),
    ] = None,
) -> Response:
    """The findings in Turtle, TriG, JSON-LD or N-Quads, laid over the graph as `kg validate FILE` lays a file over what
    is built in. The text is stored nowhere, and nothing that it points to is fetched. Findings point at its lines.
    """
    suffix = _suffix(request)
    chosen = format or cast("Format", choose(",".join(request.headers.getlist("accept")), OFFERS).format)
    text = await _body(request)
    if not text.strip():
        raise Refused("bad-input", "the body is empty", expected="the records to validate")
    try:
        posted = source_of(text, name or f"posted{suffix}")
        if not posted.name.lower().endswith(suffix):
            raise ParameterError(f"{name} is no name for a text of this type", expected=f"a name that ends in {suffix}")
    except ParameterError as error:
        error.parameter = "name"
        raise
    if not asked.served.snapshot.sources:
        detail = "this service does not have the files that its graph was made of, which a text is laid over"
        raise Refused("store-failed", detail, expected="a service with the same files as the engine's builder")
    job = Validation(asked.served.snapshot.sources, posted, chosen, asked.lang)
    report = await unless_gone(request, request.app.state.pool.run(job))
    headers = {"content-language": asked.lang, "vary": "accept, accept-language", "cache-control": "no-store"}
    return Response(report, media_type=MEDIA_TYPES[chosen], headers=headers)


def _suffix(request: Request) -> str:
    """Of files of the type that the body has.

    Raises:
        Refused: no such type is read, or it is not in UTF-8.
    """
    media_type, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    if media_type.strip() not in SYNTAXES:
        detail = f"a body of type {media_type.strip() or 'unknown'} is not read here"
        raise Refused("unsupported-type", detail, expected=f"one of {', '.join(SYNTAXES)}")
    name, _, charset = parameters.strip().partition("=")
    if name.strip() == "charset" and charset.strip(' "') not in ("utf-8", "utf8"):
        raise Refused("unsupported-type", f"a body in {charset.strip()} is not read here", expected="UTF-8")
    return SYNTAXES[media_type.strip()]


async def _body(request: Request) -> bytes:
    """The whole body.

    Raises:
        Refused: it is too long.
    """
    longest = request.app.state.settings.longest_body
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > longest:
            raise Refused("too-large", "the body is too long", expected=f"at most {longest:,} bytes")
    return bytes(body)
