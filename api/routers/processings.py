"""/v1/processings: which data, by whom, how and why, one by one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.answers import Many, One
from api.models.stated import Processing, Processings
from api.parameters import DataType, Purpose, Vendor, Version
from kg import lookup

router = APIRouter(prefix="/v1/processings", tags=["contracts"])


@router.get("", summary="Processings, of all contracts or of some", response_model=Processings)
def list_processings(
    asked: Many,
    vendor: Vendor = None,
    version: Version = None,
    purpose: Purpose = None,
    data_type: DataType = None,
    role: Annotated[
        lookup.Role | None, Query(description="The role in which the vendor acts, where that is documented.")
    ] = None,
) -> Response:
    """The processings that fit all that is given: which data, by whom, how and why, one by one."""
    return asked.page(
        Processings,
        lookup.processings(
            asked.store, vendor=vendor, version=version, purpose=purpose, data_type=data_type, role=role
        ),
    )


@router.get("/{id:path}", summary="One processing", response_model=Processing)
def get_processing(
    asked: One,
    id: Annotated[  # noqa: A002
        str,
        Path(description="The name of a processing, or its whole IRI.", examples=["microsoft/dpa-2023-01-01/billing"]),
    ],
) -> Response:
    """A processing with its party, role, purpose, data types and the clauses that say so."""
    return asked.of(Processing, lookup.processing_strict(asked.store, id))
