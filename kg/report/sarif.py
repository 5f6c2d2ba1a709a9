"""The report as SARIF 2.1.0, for code scanning.

Within the limits of GitHub, which rejects a file that goes past one: at most 25,000 results in a run and 20 tags on a
rule, no description longer than 1,024 characters, no result without a file.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import kg
from kg.findings import Finding, Language, Reference, Severity, summary
from kg.report import words
from kg.report.compact import compact
from kg.report.look import WEIGHTS, Look
from kg.report.markdown import escape
from kg.report.phrases import accepted, labels, observed, passage, plain, sentence
from kg.report.places import link, uri
from kg.sources import Location

RESULTS = 25_000
"""How many results a run may hold."""
_TAGS = 20
_DESCRIPTION = 1024
_NAME = 255

_LEVELS: dict[Severity, str] = {"violation": "error", "warning": "warning", "info": "note"}
_PROBLEMS: dict[Severity, str] = {"violation": "error", "warning": "warning", "info": "recommendation"}


def render(findings: Sequence[Finding], look: Look) -> str:
    """The report as a log with one run, the most severe results first.

    What cannot be a result is a notification of the run: findings in no file, and how many were too many.
    """
    ordered = sorted(findings, key=lambda one: (not one.stands, -WEIGHTS[one.severity]))
    compared = any(one.known for one in findings)
    placed = [one for one in ordered if one.location]
    examples = {one.code: one for one in reversed(ordered)}
    rules = {code: number for number, code in enumerate(sorted(examples))}
    notes = [_note(one, rules, look) for one in ordered if not one.location]
    if over := placed[RESULTS:]:
        left = words.total(summary(over), look.language)
        notes.append(
            {"level": "warning", "message": _text(words.OVER_RUN.in_(look.language).format(f"{RESULTS:,}", left))}
        )
    run = {
        "automationDetails": {"id": "clausegraph/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "language": look.language,
        "results": [_result(one, rules, look) | _standing(one, compared, look) for one in placed[:RESULTS]],
        "tool": {
            "driver": {
                "informationUri": "https://w3id.org/clausegraph/",
                "name": "clausegraph",
                "rules": [_rule(examples[code], look.language) for code in rules],
                "semanticVersion": kg.__version__,
                "version": kg.__version__,
            }
        },
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": [run], "version": "2.1.0"}
    return compact(log, 4) + "\n"


def _rule(finding: Finding, language: Language) -> dict[str, Any]:
    """What the findings of one code have in common (3.49)."""
    name = plain(finding.name.in_(language)) or finding.code
    description = plain(finding.description.in_(language)) or name
    rule: dict[str, Any] = {
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "fullDescription": _text(description[:_DESCRIPTION]),
        "help": {
            "markdown": "\n\n".join(
                [f"**{escape(name)}**", escape(description), *_basis(finding, language, linked=True)]
            ),
            "text": "\n".join([name, description, *_basis(finding, language, linked=False)]),
        },
        "id": finding.code,
        "properties": {
            "precision": "high",
            "problem.severity": _PROBLEMS[finding.severity],
            "tags": _tags(finding),
        },
        "shortDescription": _text(name[:_DESCRIPTION]),
    }
    if parts := re.findall(r"[A-Za-z0-9]+", finding.name.en.replace("'", "")):
        rule["name"] = "".join(part[0].upper() + part[1:] for part in parts)[:_NAME]
    if address := next(filter(None, map(link, finding.provisions)), None):
        rule["helpUri"] = address
    return rule


def _basis(finding: Finding, language: Language, *, linked: bool) -> list[str]:
    """The law and the guidance that a rule rests on."""
    said = []
    for field, things in ((words.LAW, finding.provisions), (words.GUIDANCE, finding.guidance)):
        if things:
            name = words.capital(field.in_(language))
            named = "; ".join(_linked(thing, language) for thing in things) if linked else labels(things, language)
            said.append(f"{name}: {named}")
    return said


def _linked(thing: Reference, language: Language) -> str:
    name, address = escape(thing.label.in_(language)), link(thing)
    return f"[{name}](<{address}>)" if address else name


def _tags(finding: Finding) -> list[str]:
    """In English in every report, so that they can be filtered by."""
    tags = [finding.topic, *(plain(one.label.en) for one in finding.provisions)]
    return list(dict.fromkeys(filter(None, tags)))[:_TAGS]


def _result(finding: Finding, rules: Mapping[str, int], look: Look) -> dict[str, Any]:
    """One finding as a result (3.27)."""
    return {
        "level": _LEVELS[finding.severity],
        "locations": [_place(finding, at) for at in (finding.location,) if at],
        "message": _text(sentence(finding, look.language)),
        "partialFingerprints": {"clausegraph/v1": finding.fingerprint},
        "properties": _behind(finding, look.language),
        "ruleId": finding.code,
        "ruleIndex": rules[finding.code],
    }


def _place(finding: Finding, at: Location) -> dict[str, Any]:
    """Where a finding stands in a file, and in the graph (3.28)."""
    place: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": uri(at.path)},
            "region": {"startColumn": at.column, "startLine": at.line},
        }
    }
    if finding.focus:
        place["logicalLocations"] = [{"fullyQualifiedName": finding.focus, "kind": "resource"}]
    return place


def _standing(finding: Finding, compared: bool, look: Look) -> dict[str, Any]:
    """Whether a result is waived (3.27.23), and whether a baseline has it (3.27.24)."""
    said: dict[str, Any] = {"baselineState": "unchanged" if finding.known else "new"} if compared else {}
    if finding.waived:
        why = accepted(finding.waived, look.language)
        said["suppressions"] = [{"justification": why, "kind": "external", "status": "accepted"}]
    return said


def _behind(finding: Finding, language: Language) -> dict[str, Any]:
    """The words behind a finding, as far as its rule does not tell them."""
    return {
        "clauses": [plain(one.label.in_(language)) for one in finding.clauses],
        "evidence": [passage(one, language) for one in finding.evidence],
        "observations": observed(finding, language),
        "state": finding.state,
    }


def _note(finding: Finding, rules: Mapping[str, int], look: Look) -> dict[str, Any]:
    """A finding that stands in no file, as a notification (3.58)."""
    return {
        "associatedRule": {"id": finding.code, "index": rules[finding.code]},
        "level": _LEVELS[finding.severity],
        "message": _text(sentence(finding, look.language)),
        "properties": {"clausegraph/v1": finding.fingerprint} | _behind(finding, look.language),
    }


def _text(text: str) -> dict[str, str]:
    return {"text": text}
