"""/v1/contracts: contracts, and their versions with all that these state."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import Field

from api.answers import Many, One
from api.models.contracts import Contract, Contracts, Version
from api.parameters import Vendor
from kg import lookup

router = APIRouter(prefix="/v1/contracts", tags=["contracts"])

Id = Annotated[
    str,
    Path(
        description="The name of a contract or of a version, or its whole IRI.",
        examples=["microsoft/dpa", "microsoft/dpa-2020-12-09"],
    ),
]


@router.get("", summary="All contracts", response_model=Contracts)
def list_contracts(asked: Many, vendor: Vendor = None) -> Response:
    """The contracts, all or those of a vendor, each with its versions."""
    return asked.page(Contracts, lookup.contracts(asked.store, vendor=vendor))


@router.get(
    "/{id:path}",
    summary="One contract, or one version of it",
    response_model=Annotated[Contract | Version, Field(discriminator="type")],
)
def get_contract(asked: One, id: Id) -> Response:  # noqa: A002
    """A contract with its versions, or a version with its clauses and what they state.

    A field that is null is *not documented*: no document at hand says anything of it, neither that it is so nor that it
    is not. What a document says to be missing stands in `lacks`.
    """
    found = lookup.contract_strict(asked.store, id)
    return asked.of(Version if isinstance(found, lookup.Version) else Contract, found)
