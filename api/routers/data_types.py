"""/v1/data-types: which data contracts name."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.answers import Many, One
from api.models.stated import DataType, DataTypes
from api.parameters import Vendor, Version
from kg import lookup

router = APIRouter(prefix="/v1/data-types", tags=["contracts"])


@router.get("", summary="Data types, of all contracts or of some", response_model=DataTypes)
def list_data_types(
    asked: Many,
    vendor: Vendor = None,
    version: Version = None,
) -> Response:
    """The data types that fit all that is given, with how each arises and what it is used for."""
    return asked.page(DataTypes, lookup.data_types(asked.store, vendor=vendor, version=version))


@router.get("/{id:path}", summary="One data type", response_model=DataType)
def get_data_type(
    asked: One,
    id: Annotated[  # noqa: A002
        str,
        Path(
            description="The name of a data type, or its whole IRI.",
            examples=["microsoft/dpa-2020-12-09/customer-data"],
        ),
    ],
) -> Response:
    """A data type with how it arises, what protects it and what it is used for."""
    return asked.of(DataType, lookup.data_type_strict(asked.store, id))
