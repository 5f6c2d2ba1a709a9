"""/v1/services: what vendors offer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.answers import Many, One
from api.models.contracts import Service, Services
from api.parameters import Vendor
from kg import lookup

router = APIRouter(prefix="/v1/services", tags=["contracts"])


@router.get("", summary="Services, of all vendors or of one", response_model=Services)
def list_services(
    asked: Many,
    vendor: Vendor = None,
) -> Response:
    """The services, each with its vendor and the contract versions that are about it."""
    return asked.page(Services, lookup.services(asked.store, vendor=vendor))


@router.get("/{id:path}", summary="One service", response_model=Service)
def get_service(
    asked: One,
    id: Annotated[  # noqa: A002
        str, Path(description="The name of a service, or its whole IRI.", examples=["microsoft-teams"])
    ],
) -> Response:
    """A service with its vendor, what it is part of, and the contract versions that are about it."""
    return asked.of(Service, lookup.service_strict(asked.store, id))
