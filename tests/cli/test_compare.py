"""`kg compare`: vendors side by side."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kg.cli.compare import as_text
from kg.findings import Language, findings
from kg.iris import ID
from kg.side_by_side import SideBySide, side_by_side
from kg.snapshot import Snapshot
from tests import graphs
from tests.cli.conftest import Run


def test_a_table(kg: Run, published: Path) -> None:
    ran = kg("compare", "google", "microsoft", cwd=published)
    assert (ran.code, ran.err) == (0, "")
    head, _, rest = ran.out.partition("\n\n")
    assert rest.splitlines()[0].split() == ["Google", "Microsoft"]
    assert " ".join(head.split()).startswith("Google Google terms as decided on by Datatilsynet on 30 January 2024 (")
    for said in ("not documented", "lacking: data types", "Article 28(3)(a)", "Confidentiality"):
        assert said in " ".join(ran.out.split()), said


def rows(compared: SideBySide, language: Language = "en") -> dict[str, list[str]]:
    """The cells of the table by the label of their row."""
    table = as_text(compared, language, 20_000).split("\n\n")[1]
    told = [re.split(r" {3,}", line.rstrip()) for line in table.splitlines()[2:]]
    return {name: cells for name, *cells in told}


@pytest.fixture(scope="module")
def compared(snapshot: Snapshot) -> SideBySide:
    return side_by_side(snapshot.store, ["microsoft", "google"], findings(snapshot.store))


def test_versions_stand_above_and_what_each_says_has_its_number(compared: SideBySide) -> None:
    head = as_text(compared, "en", 200).partition("\n\n")[0].splitlines()
    assert head[:2] == [
        (
            "Microsoft  [1] Microsoft Online Services Data Protection Addendum, 9 December 2020 "
            "(Region Stockholm; Microsoft Teams)"
        ),
        (
            "           [2] Microsoft Products and Services Data Protection Addendum, 1 January 2023 "
            "(Region Syddanmark (Region of Southern Denmark); Microsoft 365)"
        ),
    ]
    assert head[2].startswith("Google     Google terms")
    own, google = rows(compared)["purposes of its own"]
    labels = [one.rpartition(" [")[0] or one for one in own.split("; ")]
    assert len(labels) == len(set(labels))
    assert "billing and account management [1][2]; " in own
    assert "financial reporting and legal compliance [1]; " in own
    assert "; financial reporting [2]; " in own
    assert "providing optional connected experiences to users [no version]" in own
    assert "[" not in google


def test_a_vendor_without_a_version() -> None:
    facts = f"<{ID}party/a> a cg:Vendor ; rdfs:label 'A' . <{ID}party/b> a cg:Vendor ; rdfs:label 'B' ."
    text = as_text(side_by_side(graphs.store(facts=facts, report="", shapes=""), ["a", "b"], ()), "en", 80)
    assert text.startswith("A  not documented\nB  not documented\n\n")
    assert "brackets" not in text
    assert " none " not in text


def test_findings_by_state_and_none_found_is_not_clean(compared: SideBySide) -> None:
    told = rows(compared)
    for topic in compared.topics:
        for cell, count in zip(told[f"findings: {topic.topic}"], topic.counts, strict=True):
            said = count.summary
            assert said.findings == said.stated_otherwise + said.not_documented
            assert (cell == "none found") == (said.findings == 0)
            assert (f"{said.stated_otherwise} stated otherwise" in cell) == bool(said.stated_otherwise)
            assert (f"{said.not_documented} not documented" in cell) == bool(said.not_documented)
    notes = " ".join(as_text(compared, "en", 80).split("\n\n")[2].split())
    assert "None found: the rules found nothing in what is documented, which does not say that all is lawful." in notes
    assert "--format json gives the passages" in notes


def test_none_only_where_all_purposes_have_a_role(compared: SideBySide) -> None:
    told = rows(compared)
    assert told["purposes in a role that is not documented"][1] == "none"
    assert told["purposes on behalf of the customer"][1] == "not documented"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "sv",
            {"iakttagelser: personuppgiftsbiträde", "iakttagelser: rättigheter", "artikel 28.3 b GDPR: Tystnadsplikt"},
        ),
        ("da", {"fund: databehandler", "fund: rettigheder", "artikel 28, stk. 3, litra b, GDPR: Fortrolighed"}),
    ],
)
def test_other_languages(compared: SideBySide, language: Language, said: set[str]) -> None:
    told = rows(compared, language)
    assert said <= told.keys()
    assert not any(topic.topic in name for topic in compared.topics for name in told)


@pytest.mark.parametrize("language", ["en", "sv", "da"])
@pytest.mark.parametrize("width", [60, 120])
def test_is_no_wider_than_it_may_be(snapshot: Snapshot, width: int, language: Language) -> None:
    compared = side_by_side(snapshot.store, ["microsoft", "google"], findings(snapshot.store))
    assert max(map(len, as_text(compared, language, width).splitlines())) <= width


def test_json(kg: Run, published: Path, snapshot: Snapshot) -> None:
    ran = kg("compare", "microsoft", "google", "--format", "json", "--lang", "da", cwd=published)
    told = json.loads(ran.out)
    compared = side_by_side(snapshot.store, ["microsoft", "google"], findings(snapshot.store))
    assert [one["iri"] for one in told["vendors"]] == [one.iri for one in compared.vendors]
    assert [one["aspect"] for one in told["rows"]] == [one.aspect for one in compared.rows]
    for row, expected in zip(told["rows"], compared.rows, strict=True):
        assert [cell["state"] for cell in row["cells"]] == [cell.state for cell in expected.cells]
        assert [len(cell["values"]) for cell in row["cells"]] == [len(cell.values) for cell in expected.cells]
    assert [len(one["versions"]) for one in told["vendors"]] == [2, 1]
    assert told["vendors"][0]["versions"][0]["customers"][0]["label"] == "Region Stockholm"
    for topic in told["topics"]:
        sums = [sum(pair) for pair in zip(topic["statedOtherwise"], topic["notDocumented"], strict=True)]
        assert sums == topic["counts"]
    first = told["rows"][0]["cells"][0]["values"][0]
    assert first["evidence"][0]["section"]
    assert first["versions"]


@pytest.mark.parametrize(
    ("vendors", "said"),
    [
        (["google"], "hint: two to 8 to put side by side"),
        (["google", "google"], "hint: each vendor once"),
        (["google", "microsft"], "hint: did you mean microsoft?"),
    ],
)
def test_mistakes(kg: Run, published: Path, vendors: list[str], said: str) -> None:
    ran = kg("compare", *vendors, cwd=published)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
