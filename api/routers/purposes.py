"""/v1/purposes: what data are processed for, across vendors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.models.stated import Purpose, Purposes
from api.parameters import Current, Lang, Vendor, Version
from kg import lookup

router = APIRouter(prefix="/v1/purposes", tags=["contracts"])


@router.get("", summary="Purposes, of all contracts or of some")
def list_purposes(
    served: Current,
    vendor: Vendor = None,
    version: Version = None,
    role: Annotated[
        lookup.Role | None,
        Query(description="The role in which the vendor acts for the purpose, where that is documented."),
    ] = None,
    lang: Lang = "en",
) -> Purposes:
    """The purposes that fit all that is given, with who determines each, the data types and the legal bases."""
    found = lookup.purposes(served.snapshot.store, vendor=vendor, version=version, role=role)
    return Purposes.of({"items": found, "total": len(found)}, lang)


@router.get("/{id:path}", summary="One purpose")
def get_purpose(
    served: Current,
    id: Annotated[  # noqa: A002
        str,
        Path(description="The name of a purpose, or its whole IRI.", examples=["microsoft/dpa-2020-12-09/billing"]),
    ],
    lang: Lang = "en",
) -> Purpose:
    """A purpose with who determines it, the data types and the legal bases."""
    return Purpose.of(lookup.purpose_strict(served.snapshot.store, id), lang)
