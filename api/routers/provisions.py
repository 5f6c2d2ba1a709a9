"""/v1/provisions: law down to its points, with everything that rests on it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.answers import Many, One
from api.models.provisions import Provision, Provisions
from kg import lookup

router = APIRouter(prefix="/v1/provisions", tags=["law"])


@router.get("", summary="All provisions", response_model=Provisions)
def list_provisions(asked: Many) -> Response:
    """The legal sources and provisions that the graph holds."""
    return asked.page(Provisions, lookup.provisions(asked.store))


@router.get("/{path:path}", summary="One provision, with everything that rests on it", response_model=Provision)
def get_provision(
    asked: One,
    path: Annotated[
        str,
        Path(
            description="Where the provision stands, or its whole IRI.",
            examples=["gdpr/art_6/par_1/pnt_f", "gdpr/rct_39", "se/osl/chap_21/sec_7"],
        ),
    ],
) -> Response:
    """A provision or a whole legal source, with what it is part of, its parts, and the purposes, legal bases, clauses,
    shapes, guidance, observations, requests and findings that rest on it or on a part of it.
    """
    return asked.of(Provision, lookup.provision_strict(asked.store, path, asked.served.judged))
