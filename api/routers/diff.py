"""/v1/contracts/{a}/diff/{b}: what changed between two versions of a contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from api.answers import One
from api.models.diff import Difference
from api.served import Served
from kg import comparison
from kg.errors import NotFound, ParameterError

router = APIRouter(prefix="/v1/contracts", tags=["contracts"])

_FIELDS = ("iri", "code", "severity", "state", "waived", "name", "focus", "focus_label", "value", "value_label")


@router.get("/{a:path}/diff/{b:path}", summary="What changed between two contract versions", response_model=Difference)
def get_difference(
    asked: One,
    a: Annotated[
        str, Path(description="The version to start from, or its whole IRI.", examples=["microsoft/dpa-2020-12-09"])
    ],
    b: Annotated[str, Path(description="The version to compare with it.", examples=["microsoft/dpa-2023-01-01"])],
) -> Response:
    """What came, went and changed, and which findings came and went with it: the same as `kg diff`.

    Where `certain` is false, a change is only not documented for the other version: no document at hand says that the
    thing is gone, or that it was not there before.
    """
    try:
        found = comparison.diff(asked.store, a, b)
    except ParameterError as error:
        raise NotFound(error.message, expected=error.expected) from None
    return asked.of(
        Difference,
        {
            "earlier": _version(found.earlier),
            "later": _version(found.later),
            "changes": found.changes,
            "unchanged": found.unchanged,
            "findings": list(_findings(found, asked.served)),
            "findings_stayed": found.findings_stayed,
        },
    )


def _version(version: comparison.Version) -> dict[str, Any]:
    reference = version.reference
    return {
        "iri": reference.iri,
        "label": reference.label,
        "customers": version.customers,
        "services": version.services,
    }


def _findings(found: comparison.Difference, served: Served) -> Iterator[dict[str, Any]]:
    judged = {one.fingerprint: one for one in served.judged}
    for findings, happening in ((found.findings_came, "came"), (found.findings_went, "went")):
        for one in findings:
            now = judged.get(one.fingerprint, one)
            said = {name: getattr(now, name) for name in _FIELDS}
            yield {**said, "happening": happening, "settled": one.fingerprint in found.settled}
