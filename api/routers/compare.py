"""/v1/compare: vendors side by side."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers import One
from api.models.compare import SideBySide
from kg.side_by_side import MOST, side_by_side

router = APIRouter(prefix="/v1", tags=["contracts"])


@router.get("/compare", summary="Vendors side by side", response_model=SideBySide)
def compare_vendors(
    asked: One,
    vendor: Annotated[
        list[str],
        Query(
            description=f"The name of a vendor, or its whole IRI; two to {MOST} of them.",
            examples=[["microsoft", "google"]],
        ),
    ],
) -> Response:
    """For each vendor its own purposes and those on behalf of the customer, data types, legal bases, safeguards, lists
    of sub-processors, what it rules out, and the duties of Article 28(3) GDPR, with the passages behind them; and how
    many findings there are on each topic.

    A cell whose state is *not documented* stands neither for yes nor for no. That there are no findings on a topic says
    that the rules found nothing in what is documented, not that all is lawful.
    """
    return asked.of(SideBySide, side_by_side(asked.store, vendor, asked.served.judged))
