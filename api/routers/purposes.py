"""/v1/purposes: what data are processed for, across vendors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.answers import Many, One
from api.models.stated import Purpose, Purposes
from api.parameters import Vendor, Version
from kg import lookup

router = APIRouter(prefix="/v1/purposes", tags=["contracts"])


@router.get("", summary="Purposes, of all contracts or of some", response_model=Purposes)
def list_purposes(
    asked: Many,
    vendor: Vendor = None,
    version: Version = None,
    role: Annotated[
        lookup.Role | None,
        Query(description="The role in which the vendor acts for the purpose, where that is documented."),
    ] = None,
) -> Response:
    """The purposes that fit all that is given, with who determines each, the data types and the legal bases."""
    return asked.page(Purposes, lookup.purposes(asked.store, vendor=vendor, version=version, role=role))


@router.get("/{id:path}", summary="One purpose", response_model=Purpose)
def get_purpose(
    asked: One,
    id: Annotated[  # noqa: A002
        str,
        Path(description="The name of a purpose, or its whole IRI.", examples=["microsoft/dpa-2020-12-09/billing"]),
    ],
) -> Response:
    """A purpose with who determines it, the data types and the legal bases."""
    return asked.of(Purpose, lookup.purpose_strict(asked.store, id))
