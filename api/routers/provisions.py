"""/v1/provisions: law down to its points, with everything that rests on it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from api.models.provisions import Provision, Provisions
from api.parameters import Current, Lang
from kg import lookup

router = APIRouter(prefix="/v1/provisions", tags=["law"])


@router.get("", summary="All provisions")
def list_provisions(served: Current, lang: Lang = "en") -> Provisions:
    """The legal sources and provisions that the graph holds."""
    found = lookup.provisions(served.snapshot.store)
    return Provisions.of({"items": found, "total": len(found)}, lang)


@router.get("/{path:path}", summary="One provision, with everything that rests on it")
def get_provision(
    served: Current,
    path: Annotated[
        str,
        Path(
            description="Where the provision stands, or its whole IRI.",
            examples=["gdpr/art_6/par_1/pnt_f", "gdpr/rct_39", "se/osl/chap_21/sec_7"],
        ),
    ],
    lang: Lang = "en",
) -> Provision:
    """A provision or a whole legal source, with what it is part of, its parts, and the shapes, guidance, observations,
    requests and findings that rest on it or on a part of it.
    """
    return Provision.of(lookup.provision_strict(served.snapshot.store, path, served.findings), lang)
