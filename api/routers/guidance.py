"""/v1/guidance: guidance of authorities, down to its paragraphs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.answers import Many, One
from api.models.guidance import Guidance, Guidances
from api.parameters import Provision
from kg import lookup

router = APIRouter(prefix="/v1/guidance", tags=["law"])


@router.get("", summary="Guidance and its paragraphs", response_model=Guidances)
def list_guidance(
    asked: Many,
    provision: Provision = None,
) -> Response:
    """Documents of authorities and their paragraphs that fit, each with the provisions that it interprets."""
    return asked.page(Guidances, lookup.guidances(asked.store, provision=provision))


@router.get("/{id:path}", summary="Guidance, or one paragraph of it", response_model=Guidance)
def get_guidance(
    asked: One,
    id: Annotated[  # noqa: A002
        str,
        Path(description="The name of a document or paragraph, or its whole IRI.", examples=["edpb-07-2020/par-114"]),
    ],
) -> Response:
    """A document or paragraph with the provisions that it interprets, the shapes that follow it and what invokes it."""
    return asked.of(Guidance, lookup.guidance_strict(asked.store, id))
