"""`kg diff`: what changed between two contract versions."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kg.cli.diff import as_json, as_text
from kg.comparison import diff
from kg.findings import Language
from kg.iris import ID
from kg.snapshot import Snapshot
from tests.cli.conftest import Run

OLD, NEW = "microsoft/dpa-2020-12-09", "microsoft/dpa-2023-01-01"
GOOGLE = "google/education-2024-01-30"
VERSIONS = (OLD, NEW, GOOGLE)


def test_says_what_changed(kg: Run, published: Path) -> None:
    ran = kg("diff", OLD, NEW, cwd=published)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(
        "- Microsoft Online Services Data Protection Addendum, 9 December 2020\n"
        "    customer: Region Stockholm\n"
        "    service: Microsoft Teams\n"
        "+ Microsoft Products and Services Data Protection Addendum, 1 January 2023\n"
    )
    assert "\n+ came, - went, ~ changed. With ? it may only not be documented" in ran.out
    headings = [line for line in ran.out.splitlines() if line in ("purpose", "data type", "exclusion", "condition")]
    assert headings == ["purpose", "data type", "exclusion", "condition"]
    for line in (
        "  -  combating fraud, cybercrime and cyberattacks",
        "  -? support data",
        "  +? aggregated statistics",
        "  ~  financial reporting and legal compliance → financial reporting",
        "       legal basis: legitimate interest, Art. 6(1)(f) → not documented",
        "       applies to: – → providing the products and services",
        "  -? IN001 violation: Instructions not possible",
        "  -  PD001 violation: Purpose without the data types it uses",
        "  +  IN002 warning: Instructions not documented",
    ):
        assert any(said.startswith(line) for said in ran.out.splitlines()), line


@pytest.mark.parametrize("language", ["en", "sv", "da"])
@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("later", VERSIONS)
def test_is_no_wider_than_it_may_be(snapshot: Snapshot, later: str, width: int, language: Language) -> None:
    lines = as_text(diff(snapshot.store, OLD, later), language, width).splitlines()
    assert max(map(len, lines)) <= width
    assert all(line == line.rstrip() for line in lines)


def test_findings_are_counted_as_they_are_told(snapshot: Snapshot) -> None:
    difference = diff(snapshot.store, OLD, NEW)
    text = as_text(difference, "en", 80)
    assert f"\nfindings only in {NEW}: {len(difference.findings_came)}\n" in text
    assert f"\nfindings only in {OLD}: {len(difference.findings_went)}\n" in text
    assert f"\n{difference.unchanged} unchanged\n" in text
    assert text.endswith(f"\nfindings in both: {difference.findings_stayed}\n")
    told = text.partition(f"findings only in {OLD}")[2]
    for code in {one.code for one in difference.findings_went}:
        assert f" {code} " in told


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "compared with itself, nothing differs"),
        ("sv", "jämförd med sig själv skiljer sig inget"),
        ("da", "sammenlignet med sig selv er der ingen forskel"),
    ],
)
def test_a_version_and_itself(kg: Run, published: Path, lang: str, said: str) -> None:
    ran = kg("diff", OLD, f"{ID}contract/{OLD}", "--lang", lang, cwd=published)
    assert (ran.code, ran.out, ran.err) == (0, f"{OLD}: {said}\n", "")


@pytest.mark.parametrize("second", [OLD, GOOGLE])
def test_the_order_of_the_names_is_no_order_of_time(kg: Run, published: Path, second: str) -> None:
    """The terms of Google have no date of their own, and those of 2020 are not later than those of 2023."""
    out = kg("diff", NEW, second, cwd=published).out
    assert out.startswith("- Microsoft Products and Services Data Protection Addendum, 1 January 2023\n")
    words = " ".join(out.partition("evidence")[0].split() + out.partition("+ and -")[1:][1].split())
    for wrong in ("earlier", "later", "came", "went", "gone", "before"):
        assert f" {wrong} " not in words, wrong
    assert "+ and - stand in the version with that sign above" in out
    assert re.search(rf"\nfindings only in {second}: \d+\n", out)
    assert re.search(rf"\nfindings only in {NEW}: \d+\n", out)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("sv", ("ändamål", "inte dokumenterat", "saknar", "oförändrade")),
        ("da", ("formål", "ikke dokumenteret", "mangler")),
    ],
)
def test_other_languages(kg: Run, published: Path, lang: str, words: tuple[str, ...]) -> None:
    out = kg("diff", OLD, NEW, "--lang", lang, cwd=published).out
    assert all(word in out for word in words)
    assert "not documented" not in out.partition("PC001")[0].partition("AN001")[0]


def test_json(kg: Run, published: Path, snapshot: Snapshot) -> None:
    ran = kg("diff", OLD, NEW, "--format", "json", cwd=published)
    assert ran.out == as_json(diff(snapshot.store, OLD, NEW), "en")
    document = json.loads(ran.out)
    assert list(document) == ["earlier", "later", "changes", "unchanged", "findings", "findingsStayed"]
    assert document["earlier"]["customers"][0]["label"] == "Region Stockholm"
    gone = next(
        one for one in document["changes"] if one["earlier"] and one["earlier"][0]["iri"].endswith("/support-data")
    )
    assert (gone["kind"]["label"], gone["happening"], gone["certain"], gone["later"]) == (
        "data type",
        "went",
        False,
        [],
    )
    assert [one["section"] for one in gone["evidence"]] == ["2.2", "2.2, figure"]
    billing = next(one for one in document["changes"] if one["later"] and one["later"][0]["iri"].endswith("/billing"))
    basis = next(one for one in billing["details"] if one["what"]["label"] == "legal basis")
    assert (basis["earlier"], basis["later"], basis["documented"]) == (["legitimate interest, Art. 6(1)(f)"], [], True)
    keys = ["happening", "settled", "fingerprint", "iri", "code", "name", "severity", "state", "about", "value"]
    assert all(list(one) == keys for one in document["findings"])
    assert {one["happening"] for one in document["findings"]} == {"came", "went"}
    assert not any(one["settled"] for one in document["findings"] if one["happening"] == "came")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([OLD, "microsoft/dpa-2023"], "there is no version 'microsoft/dpa-2023'"),
        ([OLD], ""),
        ([OLD, NEW, "x"], ""),
        ([OLD, NEW, "--format", "csv"], ""),
    ],
)
def test_wrong_calls(kg: Run, published: Path, arguments: list[str], message: str) -> None:
    ran = kg("diff", *arguments, cwd=published)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
