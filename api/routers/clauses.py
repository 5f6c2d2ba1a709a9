"""/v1/clauses: passages of contracts, and what they state."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.answers import Many, One
from api.models.stated import Clause, Clauses
from api.parameters import Vendor, Version
from kg import lookup

router = APIRouter(prefix="/v1/clauses", tags=["contracts"])


@router.get("", summary="Clauses, of all contracts or of some", response_model=Clauses)
def list_clauses(
    asked: Many,
    vendor: Vendor = None,
    version: Version = None,
) -> Response:
    """The clauses that fit all that is given, each with what it states."""
    return asked.page(Clauses, lookup.clauses(asked.store, vendor=vendor, version=version))


@router.get("/{id:path}", summary="One clause", response_model=Clause)
def get_clause(
    asked: One,
    id: Annotated[  # noqa: A002
        str,
        Path(
            description="The name of a clause, or its whole IRI.", examples=["microsoft/dpa-2020-12-09/sub-processors"]
        ),
    ],
) -> Response:
    """A clause with its contract version, what it states, and the passages behind it."""
    return asked.of(Clause, lookup.clause_strict(asked.store, id))
