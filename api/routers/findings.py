"""/v1/findings: what validation found."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.models.findings import Finding, Findings
from api.parameters import Current, Lang, Provision, Vendor, Version
from kg import lookup
from kg.findings import Severity, State, summary

router = APIRouter(prefix="/v1/findings", tags=["findings"])


@router.get("", summary="Findings, all or some")
def list_findings(
    served: Current,
    vendor: Vendor = None,
    version: Version = None,
    code: Annotated[str | None, Query(description="The code of a shape.", examples=["LI001"])] = None,
    severity: Annotated[Severity | None, Query(description="What a breach weighs.")] = None,
    topic: Annotated[str | None, Query(description="The legal topic of a shape.", examples=["lawfulness"])] = None,
    state: Annotated[State | None, Query(description="Whether a document says otherwise, or none says it.")] = None,
    provision: Provision = None,
    lang: Lang = "en",
) -> Findings:
    """The findings that fit all that is given, each with its provision, guidance, clause and evidence."""
    found = lookup.matching(
        served.snapshot.store,
        served.findings,
        vendor=vendor,
        version=version,
        code=code,
        severity=severity,
        topic=topic,
        state=state,
        provision=provision,
    )
    return Findings.of({"items": found, "total": len(found), "summary": summary(found)}, lang)


@router.get("/{fingerprint}", summary="One finding")
def get_finding(
    served: Current,
    fingerprint: Annotated[str, Path(description="The last part of the finding's IRI.")],
    lang: Lang = "en",
) -> Finding:
    """A finding with its provision, guidance, clause and evidence. It keeps its name for as long as it stands."""
    return Finding.of(lookup.finding_strict(served.findings, fingerprint), lang)
