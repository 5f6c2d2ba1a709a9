"""/v1/search: things by their words."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers import Many
from api.models.search import SearchHits
from kg.errors import ParameterError
from kg.search import LONGEST, Kind, search

router = APIRouter(prefix="/v1", tags=["search"])


@router.get("/search", summary="Search for things by their words", response_model=SearchHits)
def search_things(
    asked: Many,
    q: Annotated[
        str,
        Query(
            description="Words, beginnings of words as in `balanc*`, or phrases in quotes; the last word may be the "
            f"beginning of one. Codes and citations do, too, as in `6(1)(f)`. At most {LONGEST} characters.",
            examples=["balancing of interests"],
        ),
    ],
    kind: Annotated[list[Kind] | None, Query(description="Only things of these kinds.")] = None,
) -> Response:
    """Vendors, contracts, clauses, purposes, data types, provisions, guidance, observations, findings, shapes and all
    else that has a name, by their names, codes and citations and by what is said of them, the best first.

    Words are found in whichever form, in English, Swedish and Danish at once, and terms of art by all their names, as
    in `DPIA`. All that tell something must be found; where nothing is, `suggestions` says which words stand in the way.
    """
    try:
        found = search(asked.served.index, q, kinds=kind or (), language=asked.lang)
    except ParameterError as error:
        error.parameter = "q"
        raise
    return asked.page(SearchHits, found, total=found.total, suggestions=found.suggestions)
