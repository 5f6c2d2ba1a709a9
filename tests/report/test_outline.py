"""Findings in the order of a book."""

from __future__ import annotations

from dataclasses import replace

from kg.findings import Reference, Text
from kg.report.outline import index, outline
from tests.report.samples import found, waived


def thing(name: str) -> Reference:
    return Reference(f"https://example.org/{name}", Text(name, name, name))


def test_vendors_then_customers_then_neither() -> None:
    one = replace(found()[1], versions=())
    some = [
        replace(one, vendors=(), customers=()),
        replace(one, vendors=(), customers=(thing("town"),)),
        replace(one, vendors=(thing("b"),)),
        replace(one, vendors=(thing("a"), thing("b"))),
        replace(one, vendors=(thing("a"),)),
    ]
    assert [entry.headings[0].text for entry in outline(some, "sv")] == [
        *("a", "a; b", "b"),
        *("Kund: town", "Utan leverantör"),
    ]


def test_versions_and_provisions_in_their_own_order() -> None:
    one = found()[1]
    some = [
        replace(one, versions=versions, provisions=provisions)
        for versions in ((), (thing("v10"),), (thing("v9"),))
        for provisions in ((), (thing("art_12"), thing("art_1")), (thing("art_5"),))
    ]
    said = [tuple(heading.text for heading in entry.headings[1:]) for entry in outline(some, "en")]
    provisions = ["Art_5", "Art_12", "Without a provision"]
    assert said == [
        (version, provision) for version in ("v9", "v10", "Not tied to a contract version") for provision in provisions
    ]


def test_the_most_severe_first_and_what_is_waived_last() -> None:
    one = found()[1]
    some = [
        waived(replace(one, fingerprint="waived")),
        replace(one, severity="info", fingerprint="info"),
        replace(one, fingerprint="first"),
        replace(one, fingerprint="second"),
        replace(one, severity="warning", fingerprint="warning"),
    ]
    entries = outline(some, "en")
    assert [entry.finding.fingerprint for entry in entries] == ["first", "second", "warning", "info", "waived"]
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]


def test_the_index_has_every_provision_of_every_finding() -> None:
    entries = outline(found(), "en")
    told = {(provision.iri, entry.number) for entry in entries for provision in entry.finding.provisions}
    found_there = {
        (provision.iri, entry.number)
        for provision, places in index(entries).items()
        for some in places.values()
        for entry in some
    }
    assert found_there == told
