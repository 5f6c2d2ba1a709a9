"""/v1/report: the findings as a report, in the formats of `kg validate`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.answers import Said
from api.openapi import content
from api.parameters import Vendor
from api.reports import MEDIA_TYPES, SUFFIXES
from kg import lookup
from kg.errors import NotFound
from kg.findings import Severity
from kg.lookup.names import nearest
from kg.report import render

router = APIRouter(prefix="/v1", tags=["findings"])

_CONTENT = content(MEDIA_TYPES[name] for name in SUFFIXES.values() if name != "json")


@router.get(
    "/report.{format}",
    summary="The findings as a report",
    response_class=Response,
    responses={200: {"description": "The report.", "content": {**_CONTENT, "application/json": {"schema": {}}}}},
)
def get_report(
    asked: Said,
    format: Annotated[  # noqa: A002
        str, Path(description=f"One of {', '.join(SUFFIXES)}.", examples=["html"])
    ],
    vendor: Vendor = None,
    severity: Annotated[Severity | None, Query(description="What a breach weighs.")] = None,
) -> Response:
    """The findings, all or some, as a page to read and print, for tools that read SARIF or JUnit, as JSON, as a SHACL
    report in Turtle, or as Markdown or text: the same bytes as `kg validate --format` writes for the same findings.
    """
    if format not in SUFFIXES:
        known = [f"report.{one}" for one in SUFFIXES]
        raise NotFound(f"there is no report.{format}", expected=nearest(f"report.{format}", known))
    name = SUFFIXES[format]
    found = lookup.matching(asked.store, asked.served.judged, vendor=vendor, severity=severity)
    state = asked.request.state
    state.format, state.lang, state.keep = format, asked.lang, True
    headers = {"content-language": asked.lang, "vary": "Accept-Language"}
    return Response(render(found, name, lang=asked.lang), media_type=MEDIA_TYPES[name], headers=headers)
