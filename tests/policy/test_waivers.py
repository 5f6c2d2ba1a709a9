"""Waivers as they are read."""

from __future__ import annotations

from datetime import date

import pytest

from kg.errors import SourceError
from kg.iris import CGS, ID
from kg.policy import read_waivers
from kg.sources import Location
from tests.graphs import store
from tests.policy.worlds import DECLARED, WAIVER, waived_world


def test_a_store_without_waivers() -> None:
    assert read_waivers(store(), ()) == ()


def test_reads_all_that_a_waiver_says() -> None:
    (waiver,) = read_waivers(*waived_world(WAIVER))
    assert waiver.iri == f"{ID}waiver/acme/w"
    assert waiver.waives == (f"{CGS}PD001",)
    assert waiver.scope == (f"{ID}contract/acme/2020",)
    assert waiver.reason.sv == "Det står i nästa version."
    assert waiver.accepted_by == "Anna Lind, data protection officer"
    assert waiver.until == date(2026, 6, 30)
    assert waiver.location == Location("records/waivers.ttl", DECLARED.count("\n") + 2, 1)


def test_a_contract_stands_for_all_its_versions() -> None:
    more = (
        f"<{ID}contract/acme/2021> cg:versionOf <{ID}contract/acme> . <{ID}contract/acme/2022> cg:versionOf <{ID}x> ."
    )
    text = WAIVER.replace("contract/acme/2020", "contract/acme")
    (waiver,) = read_waivers(*waived_world(text, more))
    assert waiver.scope == (f"{ID}contract/acme", f"{ID}contract/acme/2021")


def test_a_finding_needs_no_scope() -> None:
    text = WAIVER.replace("cgs:PD001", f"<{ID}finding/f1>").replace(f"cg:scope <{ID}contract/acme/2020> ;", "")
    (waiver,) = read_waivers(*waived_world(text))
    assert (waiver.waives, waiver.scope) == ((f"{ID}finding/f1",), ())


@pytest.mark.parametrize(
    ("said", "instead", "message"),
    [
        ("cg:waives cgs:PD001 ;", "", "waives nothing"),
        ("cg:waives cgs:PD001 ;", 'cg:waives "PD001" ;', "waives nothing"),
        (f"cg:scope <{ID}contract/acme/2020> ;", "", "without cg:scope"),
        ('cg:reason "It is in the next version."@en, "Det står i nästa version."@sv ;', "", "gives no cg:reason"),
        ('cg:reason "It is in the next version."@en, "Det står i nästa version."@sv ;', 'cg:reason " " ;', "gives no"),
        ('cg:acceptedBy "Anna Lind, data protection officer" ;', "", "who accepted it"),
        ("^^xsd:date", "", "no one last day"),
        ('"2026-06-30"^^xsd:date', '"2026-06-31"^^xsd:date', "no one last day"),
        ('"2026-06-30"^^xsd:date', '"2026-06-30"^^xsd:date, "2027-06-30"^^xsd:date', "no one last day"),
        (f"<{ID}waiver/acme/w>", "[]", "without a name"),
    ],
)
def test_an_incomplete_waiver_is_refused_where_it_stands(said: str, instead: str, message: str) -> None:
    assert said in WAIVER
    with pytest.raises(SourceError, match=message) as raised:
        read_waivers(*waived_world(WAIVER.replace(said, instead)))
    assert raised.value.path == "records/waivers.ttl"
    assert raised.value.line == DECLARED.count("\n") + 2
    assert raised.value.expected
