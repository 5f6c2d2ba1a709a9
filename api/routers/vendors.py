"""/v1/vendors: who offers services, under which contracts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.answers import Many, One
from api.models.contracts import Vendor, Vendors
from kg import lookup

router = APIRouter(prefix="/v1/vendors", tags=["contracts"])


@router.get("", summary="All vendors", response_model=Vendors)
def list_vendors(asked: Many) -> Response:
    """Everyone who offers a service under a contract, with its services and contracts."""
    return asked.page(Vendors, lookup.vendors(asked.store))


@router.get("/{id:path}", summary="One vendor", response_model=Vendor)
def get_vendor(
    asked: One,
    id: Annotated[  # noqa: A002
        str, Path(description="The name of a vendor, or its whole IRI.", examples=["microsoft"])
    ],
) -> Response:
    """A vendor with its services and contracts."""
    return asked.of(Vendor, lookup.vendor_strict(asked.store, id))
