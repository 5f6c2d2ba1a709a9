"""/v1/contracts: contracts, and their versions with all that these state."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from api.models.contracts import Contract, Contracts, Version
from api.parameters import Current, Lang
from kg import lookup

router = APIRouter(prefix="/v1/contracts", tags=["contracts"])

Id = Annotated[
    str,
    Path(
        description="The name of a contract or of a version, or its whole IRI.",
        examples=["microsoft/dpa", "microsoft/dpa-2020-12-09"],
    ),
]


@router.get("", summary="All contracts")
def list_contracts(served: Current, lang: Lang = "en") -> Contracts:
    """The contracts, each with its versions."""
    found = lookup.contracts(served.snapshot.store)
    return Contracts.of({"items": found, "total": len(found)}, lang)


@router.get("/{id:path}", summary="One contract, or one version of it")
def get_contract(
    served: Current,
    id: Id,  # noqa: A002
    lang: Lang = "en",
) -> Annotated[Contract | Version, Field(discriminator="kind")]:
    """A contract with its versions, or a version with its clauses and what they state.

    A field that is null is *not documented*: no document at hand says anything of it, neither that it is so nor that it
    is not. What a document says to be missing stands in `lacks`.
    """
    found = lookup.contract_strict(served.snapshot.store, id)
    return Version.of(found, lang) if isinstance(found, lookup.Version) else Contract.of(found, lang)
