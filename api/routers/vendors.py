"""/v1/vendors: who offers services, under which contracts."""

from __future__ import annotations

from fastapi import APIRouter

from api.models.contracts import Vendor, Vendors
from api.parameters import Lang, Served
from kg import lookup

router = APIRouter(prefix="/v1/vendors", tags=["contracts"])


@router.get("", summary="All vendors")
def list_vendors(served: Served, lang: Lang = "en") -> Vendors:
    """Everyone who offers a service under a contract, with its services and contracts."""
    found = lookup.vendors(served.store)
    return Vendors.of({"items": found, "total": len(found)}, lang)


@router.get("/{id}", summary="One vendor")
def get_vendor(served: Served, id: str, lang: Lang = "en") -> Vendor:  # noqa: A002
    """A vendor with its services and contracts."""
    return Vendor.of(lookup.vendor_strict(served.store, id), lang)
