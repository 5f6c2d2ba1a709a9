"""Judges findings by a policy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
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
    found = tuple(found)
    judged = [*_waived(found, policy), *_about_waivers(found, policy, files, elsewhere)]
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


class _Reach:
    """Which of some findings a waiver is about."""

    def __init__(self, found: Iterable[Finding]) -> None:
        self._findings: set[str] = set()
        self._shapes: defaultdict[str, list[tuple[str, set[str | None]]]] = defaultdict(list)
        for one in found:
            things = (one.clauses, one.versions, one.vendors, one.services, one.customers)
            scopes = {one.focus, one.value, *(thing.iri for some in things for thing in some)}
            self._findings.add(one.iri)
            self._shapes[one.shape].append((one.iri, scopes))

    def of(self, waiver: Waiver, target: str) -> list[str]:
        """The IRIs of the findings that the waiver accepts by waiving this finding or shape."""
        if target in self._findings:
            return [target]
        return [iri for iri, scopes in self._shapes.get(target, ()) if not scopes.isdisjoint(waiver.scope)]


def _waived(found: Sequence[Finding], policy: Policy) -> Iterator[Finding]:
    reach = _Reach(found if policy.waivers else ())
    waivers: dict[str, Waiver] = {}
    for waiver in policy.waivers:
        if policy.today <= waiver.until:
            waivers |= {
                iri: waiver for target in waiver.waives for iri in reach.of(waiver, target) if iri not in waivers
            }
    return (replace(one, waived=waivers[one.iri]) if one.iri in waivers else one for one in found)


def _about_waivers(
    found: Sequence[Finding],
    policy: Policy,
    files: Collection[str] | None,
    elsewhere: Callable[[], Iterable[Finding]],
) -> Iterator[Finding]:
    """The findings about waivers: those that have expired, and each thing waived that nobody finds."""
    told = [one for one in policy.waivers if files is None or not one.location or one.location.path in files]
    lacking: list[tuple[Waiver, str]] = []
    reach = _Reach(found if told else ())
    for waiver in told:
        if policy.today > waiver.until:
            until = Literal(waiver.until.isoformat(), datatype=NamedNode(PREFIXES["xsd"] + "date"))
            yield _finding(EXPIRED, waiver, "until", until, "MinInclusive")
        else:
            lacking += [(waiver, target) for target in waiver.waives if not reach.of(waiver, target)]
    reach = _Reach(elsewhere() if lacking else ())
    for waiver, target in lacking:
        if not reach.of(waiver, target):
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
