"""Findings of every kind that a report may meet."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

from kg.findings import Finding, Reference, Text, Waiver, findings
from kg.sources import Location
from tests.graphs import store

HOSTILE = (
    "<script>alert(1)</script> & \"double\" 'single' | pipe `tick` *star* _under_ [link](http://example.org) "
    "::error::no 100% a,b:c $x$ ~~gone~~ #1 \\ back \x00 nul \x1b[31m red \u202e turned \ufffe end\n\n- new line"
)

WAIVER = Waiver(
    iri="https://w3id.org/clausegraph/id/waiver/w",
    label=Text("Until the next version", "Till nästa version", "Til næste version"),
    waives=("https://w3id.org/clausegraph/shapes#PD001",),
    scope=("https://w3id.org/clausegraph/id/contract/acme/2020",),
    reason=Text("The vendor is at it.", "Leverantören arbetar med det.", "Leverandøren arbejder på det."),
    accepted_by="Anna Lind",
    until=date(2026, 12, 31),
    location=None,
)


def found() -> tuple[Finding, ...]:
    """A warning, a violation and a note in two files, and a warning that stands in none."""
    asked = Text("A rule.", "En regel.", "En regel.")
    return tuple(replace(one, description=asked) for one in findings(store()))


def waived(one: Finding) -> Finding:
    """The same finding, accepted."""
    return replace(one, waived=WAIVER)


def known(one: Finding) -> Finding:
    """The same finding, which a baseline has."""
    return replace(one, known=True)


def moved(one: Finding) -> Finding:
    """The same finding, further down in its file."""
    assert one.location
    return replace(one, location=Location(one.location.path, one.location.line + 7, one.location.column + 2))


def hostile(one: Finding) -> Finding:
    """The same finding, with words that mean something to every format."""
    texts: dict[str, object] = {
        field.name: Text(HOSTILE, HOSTILE, HOSTILE)
        for field in fields(one)
        if isinstance(getattr(one, field.name), Text)
    }
    lists: dict[str, object] = {
        field.name: tuple(_hostile(each) for each in getattr(one, field.name))
        for field in fields(one)
        if field.name in ("provisions", "guidance", "clauses", "versions", "vendors", "services", "customers")
    }
    evidence = tuple(
        replace(each, document=each.document and _hostile(each.document), section=HOSTILE) for each in one.evidence
    )
    place = Location(HOSTILE.replace("\x00", "").replace("/", ""), 3, 4)
    changes = texts | lists | {"evidence": evidence, "location": place, "topic": HOSTILE}
    return replace(one, **changes)  # type: ignore[arg-type]


def many(number: int) -> list[Finding]:
    """That many findings, with a fingerprint each, in files of a hundred."""
    base = found()[:3]
    return [
        replace(
            base[index % 3], fingerprint=f"{index:016x}", location=Location(f"many/{index // 100:04}.ttl", index + 1, 1)
        )
        for index in range(number)
    ]


def _hostile(one: Reference) -> Reference:
    return replace(one, label=Text(HOSTILE, HOSTILE, HOSTILE))
