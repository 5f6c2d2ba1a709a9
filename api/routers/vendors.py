"""/v1/vendors: who offers services, under which contracts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from api.models.contracts import Vendor, Vendors
from api.parameters import Current, Lang
from kg import lookup

router = APIRouter(prefix="/v1/vendors", tags=["contracts"])


@router.get("", summary="All vendors")
def list_vendors(served: Current, lang: Lang = "en") -> Vendors:
    """Everyone who offers a service under a contract, with its services and contracts."""
    found = lookup.vendors(served.snapshot.store)
    return Vendors.of({"items": found, "total": len(found)}, lang)


@router.get("/{id:path}", summary="One vendor")
def get_vendor(
    served: Current,
    id: Annotated[  # noqa: A002
        str, Path(description="The name of a vendor, or its whole IRI.", examples=["microsoft"])
    ],
    lang: Lang = "en",
) -> Vendor:
    """A vendor with its services and contracts."""
    return Vendor.of(lookup.vendor_strict(served.snapshot.store, id), lang)
