from __future__ import annotations

from typing import Any

import pytest

from kg import lookup
from kg.errors import NotFound, ParameterError
from kg.findings import Finding, findings
from kg.iris import GDPR, ID
from kg.snapshot import Snapshot


@pytest.fixture(scope="module")
def everything(snapshot: Snapshot) -> tuple[Finding, ...]:
    return findings(snapshot.store)


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        ({}, lambda one: True),
        ({"code": "LI001"}, lambda one: one.code == "LI001"),
        (
            {"severity": "warning", "topic": "lawfulness"},
            lambda one: (one.severity, one.topic) == ("warning", "lawfulness"),
        ),
        ({"state": "not documented"}, lambda one: one.state == "not documented"),
        ({"vendor": "microsoft"}, lambda one: f"{ID}party/microsoft" in {vendor.iri for vendor in one.vendors}),
        (
            {"version": "microsoft/dpa-2020-12-09"},
            lambda one: f"{ID}contract/microsoft/dpa-2020-12-09" in {version.iri for version in one.versions},
        ),
        (
            {"provision": "6(1)(f)"},
            lambda one: f"{GDPR}art_6/par_1/pnt_f/oj" in {provision.iri for provision in one.provisions},
        ),
    ],
)
def test_matching(snapshot: Snapshot, everything: tuple[Finding, ...], given: dict[str, Any], fits: Any) -> None:
    expected = tuple(one for one in everything if fits(one))
    assert expected
    assert lookup.matching(snapshot.store, everything, **given) == expected


@pytest.mark.parametrize(
    ("given", "remedy"),
    [
        ({"vendor": "microsft"}, "did you mean microsoft?"),
        ({"code": "LI01"}, "did you mean LI001?"),
        ({"topic": "lawfullness"}, "did you mean lawfulness?"),
        ({"provision": "art_6"}, None),
    ],
)
def test_filter_that_names_nothing_is_an_error_and_no_empty_list(
    snapshot: Snapshot, given: dict[str, Any], remedy: str | None
) -> None:
    with pytest.raises(ParameterError) as caught:
        lookup.matching(snapshot.store, (), **given)
    assert remedy in (None, caught.value.expected)
    assert next(iter(given.values())) in caught.value.message


def test_finding_keeps_its_name(everything: tuple[Finding, ...]) -> None:
    assert lookup.finding_strict(everything, everything[3].fingerprint) == everything[3]


def test_unknown_finding(everything: tuple[Finding, ...]) -> None:
    assert lookup.finding(everything, "0") is None
    with pytest.raises(NotFound):
        lookup.finding_strict(everything, "0")
