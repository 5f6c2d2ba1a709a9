"""`kg compare`: vendors side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.cli.compare import as_text
from kg.findings import Language, findings
from kg.side_by_side import side_by_side
from kg.snapshot import Snapshot
from tests.cli.conftest import Run


def test_a_table(kg: Run, published: Path) -> None:
    ran = kg("compare", "google", "microsoft", cwd=published)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0].split() == ["Google", "Microsoft"]
    for said in ("not documented", "lacking: data types", "processor findings:", "Article not documented"):
        assert said in " ".join(ran.out.split()), said


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
