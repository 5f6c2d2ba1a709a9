"""Findings that are asked for by the names of vendors, versions, provisions, codes and topics."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from kg.errors import NotFound, ParameterError
from kg.findings import Finding, Severity, State, select
from kg.iris import CG
from kg.lookup.names import nearest
from kg.questions.kinds import resolve
from kg.store.base import Store

_SHAPES = "SELECT DISTINCT ?value WHERE { ?shape ?property ?value ; cg:finds ?state } ORDER BY ?value"


def matching(
    store: Store,
    found: Iterable[Finding],
    *,
    vendor: str | None = None,
    version: str | None = None,
    code: str | None = None,
    severity: Severity | None = None,
    topic: str | None = None,
    state: State | None = None,
    provision: str | None = None,
) -> tuple[Finding, ...]:
    """The findings that fit all that is given, in the order they came.

    Args:
        store: the graph that the names are of.
        found: its findings.
        vendor: as `kg.questions.kinds` reads it; so are `version` and `provision`, whose parts fit, too.
        version: a contract version.
        code: of a shape.
        severity: of a shape.
        topic: of a shape.
        state: whether a document says otherwise, or none says it.
        provision: that the shape enforces.

    Raises:
        ParameterError: a name names nothing; the error names the nearest.
    """
    given = {"vendor": vendor, "version": version, "provision": provision}
    named = {kind: resolve(store, kind, text).value for kind, text in given.items() if text is not None}
    for name, text in (("code", code), ("topic", topic)):
        if text is not None:
            _check(store, name, text)
    return select(found, code=code, severity=severity, topic=topic, state=state, **named)


def finding(found: Iterable[Finding], fingerprint: str) -> Finding | None:
    """One of some findings; None where there is none of that fingerprint."""
    return next((one for one in found if one.fingerprint == fingerprint), None)


def finding_strict(found: Iterable[Finding], fingerprint: str) -> Finding:
    """Like `finding`, but raises NotFound where there is none."""
    one = finding(found, fingerprint)
    if one is None:
        raise NotFound(f"there is no finding {fingerprint!r}", expected="the list of findings: it may be mended")
    return one


def _check(store: Store, name: str, text: str) -> None:
    rows = store.select(_SHAPES, bindings={"property": NamedNode(CG + name)})
    known = [row["value"].value for row in rows]
    if text not in known:
        raise ParameterError(f"there is no {name} {text!r}", expected=nearest(text, known), parameter=name)
