"""The report for programs: JSON as `findings.schema.json` describes it, one finding on a line.

The schema (JSON Schema, Draft 2020-12) lies beside this file, and so in the wheel. In short::

    $schema       the address of the schema
    conforms      whether no finding stands: each that there is, is waived or known
    findings      as `kg.findings` sorts them; each has
      clauses, customers, guidance, observations, provisions, services, vendors, versions
                  lists of references: iri, label, number, part_of
      code        of the shape
      description of the shape: what it asks for
      evidence    list of passages: iri, document, section, start, end, sha256
      fingerprint the same for the same finding in every build
      focus       IRI, or null for a blank node; focus_label
      iri         of the finding
      known       whether the baseline has it
      location    file, line and column, counted from 1, or null
      message     what to do about it
      name        of the shape
      path        IRI of the property at fault, or a longer path as SPARQL writes it, or null; path_label
      severity    violation, warning or info
      shape       IRI
      state       "stated otherwise" or "not documented"
      topic       of the shape
      value       IRI or characters at fault, or null; value_label
      waived      the waiver that holds for it: iri, reason, accepted_by, until; or null
    summary       how many findings stand, by severity and state, in how many files; how many are waived or known

A text is an object with the keys da, en and sv.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from kg.findings import EvidenceRef, Finding, Reference, Text, Waiver, summary
from kg.report.compact import compact
from kg.report.look import Look

SCHEMA = "https://w3id.org/clausegraph/schemas/findings.json"
"""What the schema calls itself."""


def render(findings: Sequence[Finding], look: Look) -> str:
    """The report as JSON."""
    report = {
        "$schema": SCHEMA,
        "conforms": not any(finding.stands for finding in findings),
        "findings": [_finding(finding) for finding in findings],
        "summary": asdict(summary(findings)),
    }
    return compact(report, 2) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    place = finding.location
    return {
        "clauses": _references(finding.clauses),
        "code": finding.code,
        "customers": _references(finding.customers),
        "description": _text(finding.description),
        "evidence": [_passage(one) for one in finding.evidence],
        "fingerprint": finding.fingerprint,
        "focus": finding.focus,
        "focus_label": _text(finding.focus_label),
        "guidance": _references(finding.guidance),
        "iri": finding.iri,
        "known": finding.known,
        "location": place and {"file": place.path, "line": place.line, "column": place.column},
        "message": _text(finding.message),
        "name": _text(finding.name),
        "observations": _references(finding.observations),
        "path": finding.path,
        "path_label": _text(finding.path_label),
        "provisions": _references(finding.provisions),
        "services": _references(finding.services),
        "severity": finding.severity,
        "shape": finding.shape,
        "state": finding.state,
        "topic": finding.topic,
        "value": finding.value,
        "value_label": _text(finding.value_label),
        "vendors": _references(finding.vendors),
        "versions": _references(finding.versions),
        "waived": finding.waived and _waiver(finding.waived),
    }


def _waiver(one: Waiver) -> dict[str, Any]:
    return {
        "accepted_by": one.accepted_by,
        "iri": one.iri,
        "reason": _text(one.reason),
        "until": one.until.isoformat(),
    }


def _passage(one: EvidenceRef) -> dict[str, Any]:
    return {
        "document": one.document and _reference(one.document),
        "end": one.end,
        "iri": one.iri,
        "section": one.section,
        "sha256": one.sha256,
        "start": one.start,
    }


def _references(things: Iterable[Reference]) -> list[dict[str, Any]]:
    return [_reference(one) for one in things]


def _reference(one: Reference) -> dict[str, Any]:
    return {"iri": one.iri, "label": _text(one.label), "number": one.number, "part_of": one.part_of}


def _text(text: Text | None) -> dict[str, str] | None:
    return {"da": text.da, "en": text.en, "sv": text.sv} if text else None
