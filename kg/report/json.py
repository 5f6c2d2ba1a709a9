"""The report for programs: JSON with stable keys, sorted, every text in all three languages.

::

    conforms      whether there is no finding
    findings      as `kg.findings` sorts them; each has
      clauses, customers, guidance, observations, provisions, services, vendors, versions
                  lists of references: iri, label, number, part_of
      code        of the shape
      evidence    list of passages: iri, document, section, start, end, sha256
      fingerprint the same for the same finding in every build
      focus       IRI, or null for a blank node; focus_label
      iri         of the finding
      location    file, line and column, counted from 1, or null
      message     what to do about it
      name        of the shape
      path        IRI of the property at fault, or a longer path as SPARQL writes it, or null; path_label
      severity    violation, warning or info
      shape       IRI
      state       "stated otherwise" or "not documented"
      topic       of the shape
      value       IRI or characters at fault, or null; value_label
    summary       counts by severity and state, and of files

A text is an object with the keys da, en and sv.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from kg.findings import Finding, summary
from kg.report.look import Look


def render(findings: Sequence[Finding], look: Look) -> str:
    """The report as JSON."""
    report = {
        "conforms": not findings,
        "findings": [_finding(finding) for finding in findings],
        "summary": asdict(summary(findings)),
    }
    return json.dumps(report, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    place = finding.location
    return {
        "clauses": [asdict(one) for one in finding.clauses],
        "code": finding.code,
        "customers": [asdict(one) for one in finding.customers],
        "evidence": [asdict(one) for one in finding.evidence],
        "fingerprint": finding.fingerprint,
        "focus": finding.focus,
        "focus_label": finding.focus_label and asdict(finding.focus_label),
        "guidance": [asdict(one) for one in finding.guidance],
        "iri": finding.iri,
        "location": place and {"file": place.path, "line": place.line, "column": place.column},
        "message": asdict(finding.message),
        "name": asdict(finding.name),
        "observations": [asdict(one) for one in finding.observations],
        "path": finding.path,
        "path_label": finding.path_label and asdict(finding.path_label),
        "provisions": [asdict(one) for one in finding.provisions],
        "services": [asdict(one) for one in finding.services],
        "severity": finding.severity,
        "shape": finding.shape,
        "state": finding.state,
        "topic": finding.topic,
        "value": finding.value,
        "value_label": finding.value_label and asdict(finding.value_label),
        "vendors": [asdict(one) for one in finding.vendors],
        "versions": [asdict(one) for one in finding.versions],
    }
