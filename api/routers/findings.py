"""/v1/findings: what validation found."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.answers import Many, One
from api.models.findings import Finding, Findings, Status
from api.parameters import Provision, Vendor, Version
from kg import lookup
from kg.findings import Severity, State, summary

router = APIRouter(prefix="/v1/findings", tags=["findings"])


@router.get("", summary="Findings, all or some", response_model=Findings)
def list_findings(
    asked: Many,
    vendor: Vendor = None,
    version: Version = None,
    code: Annotated[str | None, Query(description="The code of a shape.", examples=["LI001"])] = None,
    severity: Annotated[Severity | None, Query(description="What a breach weighs.")] = None,
    topic: Annotated[str | None, Query(description="The legal topic of a shape.", examples=["lawfulness"])] = None,
    state: Annotated[State | None, Query(description="Whether a document says otherwise, or none says it.")] = None,
    provision: Provision = None,
    status: Annotated[Status | None, Query(description="Whether a waiver holds for it today.")] = None,
) -> Response:
    """The findings that fit all that is given, each with its provision, guidance, clause and evidence. What somebody
    has waived is among them, and says by which waiver.
    """
    found = lookup.matching(
        asked.store,
        asked.served.judged,
        vendor=vendor,
        version=version,
        code=code,
        severity=severity,
        topic=topic,
        state=state,
        provision=provision,
    )
    if status is not None:
        found = tuple(one for one in found if (one.waived is None) == (status == "open"))
    return asked.page(Findings, found, counts=summary(found))


@router.get("/{fingerprint}", summary="One finding", response_model=Finding)
def get_finding(
    asked: One,
    fingerprint: Annotated[str, Path(description="The last part of the finding's IRI.")],
) -> Response:
    """A finding with its provision, guidance, clause and evidence. It keeps its name for as long as it stands."""
    return asked.of(Finding, lookup.finding_strict(asked.served.judged, fingerprint))
