"""Judges findings by a policy."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kg.findings import Finding, Text, Waiver, order
from kg.findings.model import SEVERITIES
from kg.iris import CG, CGS, PREFIXES, slug
from kg.policy.codes import fits
from kg.policy.model import Judged, Policy
from kg.policy.rules import EXPIRED, TOPIC, UNMATCHED, Rule
from kg.shacl import Result
from kg.shacl.names import sh


def _nothing() -> Iterable[Finding]:
    return ()


def apply(
    found: Iterable[Finding],
    policy: Policy,
    *,
    files: Collection[str] | None = None,
    elsewhere: Callable[[], Iterable[Finding]] = _nothing,
) -> Judged:
    """Judges findings: waivers first, then which are looked at, what they weigh, and which are known.

    Args:
        found: the findings.
        policy: what is wanted.
        files: the files that were looked at, as locations name them; all where it is None. Waivers written elsewhere
            are not reported on, and nothing that a baseline knows of other files is said to be gone.
        elsewhere: gives the findings that are not to be reported, but that a waiver may be about.
    """
    holding = [one for one in policy.waivers if policy.today <= one.until]
    judged = [_waived(one, holding) for one in found]
    told = [one for one in policy.waivers if files is None or not one.location or one.location.path in files]
    judged += _about_waivers(judged, told, policy.today, elsewhere)
    judged = [_weighed(one, policy) for one in judged if _wanted(one.code, policy)]
    if policy.baseline is None:
        return Judged(tuple(sorted(judged, key=order)))
    known = {one.fingerprint for one in policy.baseline}
    there = {one.fingerprint for one in judged}
    gone = [
        one
        for one in policy.baseline
        if one.fingerprint not in there
        and _wanted(one.code, policy)
        and (one.file is None or files is None or one.file in files or not Path(one.file).exists())
    ]
    marked = (replace(one, known=one.fingerprint in known) for one in judged)
    return Judged(tuple(sorted(marked, key=order)), tuple(sorted(gone, key=lambda one: (one.code, one.focus or ""))))


def _waived(finding: Finding, waivers: Iterable[Waiver]) -> Finding:
    for waiver in waivers:
        if any(_accepts(waiver, target, finding) for target in waiver.waives):
            return replace(finding, waived=waiver)
    return finding


def _accepts(waiver: Waiver, target: str, finding: Finding) -> bool:
    if target == finding.iri:
        return True
    things = (finding.clauses, finding.versions, finding.vendors, finding.services, finding.customers)
    return target == finding.shape and not {
        *(finding.focus, finding.value),
        *(one.iri for some in things for one in some),
    }.isdisjoint(waiver.scope)


def _about_waivers(
    found: Iterable[Finding], waivers: Iterable[Waiver], today: date, elsewhere: Callable[[], Iterable[Finding]]
) -> Iterator[Finding]:
    """The findings about waivers: those that have expired, and each thing waived that nobody finds."""
    lacking = []
    for waiver in waivers:
        if today > waiver.until:
            until = Literal(waiver.until.isoformat(), datatype=NamedNode(PREFIXES["xsd"] + "date"))
            yield _finding(EXPIRED, waiver, "until", until, "MinInclusive")
        else:
            lacking += [
                (waiver, target)
                for target in waiver.waives
                if not any(_accepts(waiver, target, finding) for finding in found)
            ]
    others = tuple(elsewhere()) if lacking else ()
    for waiver, target in lacking:
        if not any(_accepts(waiver, target, finding) for finding in others):
            yield _finding(UNMATCHED, waiver, "waives", NamedNode(target), "Class")


def _finding(rule: Rule, waiver: Waiver, path: str, value: Literal | NamedNode, component: str) -> Finding:
    """A finding about a waiver, as if a shape of that name and constraint component had made it."""
    result = Result(
        focus=NamedNode(waiver.iri),
        path=NamedNode(CG + path),
        value=value,
        shape=NamedNode(CGS + rule.code),
        component=sh(f"{component}ConstraintComponent"),
        severity=SEVERITIES[rule.severity],
        messages=tuple(Literal(getattr(rule.message, lang), language=lang) for lang in ("da", "en", "sv")),
    )
    said = "\n".join((rule.code, waiver.iri, str(value)))
    return Finding(
        fingerprint=sha256(said.encode()).hexdigest()[:16],
        code=rule.code,
        shape=CGS + rule.code,
        name=rule.name,
        description=rule.description,
        topic=TOPIC,
        severity=rule.severity,
        state="stated otherwise",
        message=rule.message,
        result=result,
        location=waiver.location,
        focus_label=waiver.label,
        path_label=_PATHS[path],
        value_label=Text.of((), slug(value.value)) if isinstance(value, NamedNode) else None,
        provisions=(),
        guidance=(),
        clauses=(),
        versions=(),
        vendors=(),
        services=(),
        customers=(),
        evidence=(),
        observations=(),
    )


_PATHS = {
    "until": Text("until", "till och med", "til og med"),
    "waives": Text("waives", "undantar", "undtager"),
}


def _wanted(code: str, policy: Policy) -> bool:
    return (not policy.select or fits(code, policy.select) is not None) and fits(code, policy.ignore) is None


def _weighed(finding: Finding, policy: Policy) -> Finding:
    code = fits(finding.code, policy.severities)
    if code is None:
        return finding
    severity = policy.severities[code]
    return replace(finding, severity=severity, result=replace(finding.result, severity=SEVERITIES[severity]))
