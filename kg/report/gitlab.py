"""The report for GitLab's code quality widget.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kg.findings import Finding, Language, Severity
from kg.report import words
from kg.report.compact import compact
from kg.report.look import Look
from kg.report.phrases import accepted, sentence
from kg.report.places import relative

_SEVERITIES: dict[Severity, str] = {"violation": "critical", "warning": "major", "info": "info"}


def render(findings: Sequence[Finding], look: Look) -> str:
    """The report as a JSON array; what is waived weighs nothing in it.

    GitLab compares two reports by itself, so what is known from a baseline is told like any other finding. It drops
    what has no file, so a finding without one stands in the root.
    """
    return compact([_degradation(finding, look) for finding in findings], 1) + "\n"


def _degradation(finding: Finding, look: Look) -> dict[str, Any]:
    place = finding.location
    return {
        "check_name": finding.code,
        "description": _description(finding, look.language),
        "fingerprint": finding.fingerprint,
        "location": {"path": relative(place.path) if place else ".", "lines": {"begin": place.line if place else 1}},
        "severity": "info" if finding.waived else _SEVERITIES[finding.severity],
    }


def _description(finding: Finding, language: Language) -> str:
    said = sentence(finding, language)
    return f"{said} ({words.WAIVED.in_(language)}: {accepted(finding.waived, language)})" if finding.waived else said
