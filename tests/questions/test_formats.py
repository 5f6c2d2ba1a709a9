"""Answers for programs: JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from kg.questions import Answer, ask, library
from kg.questions.formats import as_csv, as_json
from kg.snapshot import Snapshot
from tests.questions.test_cases import EVERY

VERSION = "microsoft/dpa-2020-12-09"


@pytest.fixture(scope="module")
def answer(snapshot: Snapshot) -> Answer:
    return ask(snapshot.store, "four-questions", {"version": VERSION})


def test_json_says_what_was_asked(answer: Answer) -> None:
    document = json.loads(as_json(answer))
    assert list(document) == ["question", "wording", "language", "parameters", "columns", "rows"]
    assert (document["question"], document["language"]) == ("four-questions", "en")
    assert document["wording"].startswith("Which personal data")
    assert document["parameters"]["version"]["iri"].endswith(f"/contract/{VERSION}")
    assert document["columns"][0] == {"name": "byWhom", "title": "by whom", "gathered": False}
    assert document["columns"][-1]["gathered"]


def test_json_keeps_not_documented_apart_from_nothing(answer: Answer) -> None:
    billing = next(row for row in json.loads(as_json(answer))["rows"] if row["why"]["iri"].endswith("/billing"))
    assert billing["which"] is None
    assert billing["how"] == []
    assert billing["assumedBasis"] == []
    assert billing["notDocumented"] == ["which", "how"]
    assert billing["inContract"] == [False]
    assert billing["byWhom"]["label"] == "Microsoft"
    assert [one["label"] for one in billing["recognises"]] == ["at rest", "in transit"]
    first = billing["evidence"][0]
    assert list(first) == ["iri", "document", "section", "start", "end", "sha256"]
    assert (first["section"], first["end"] - first["start"] > 0, len(first["sha256"])) == ("2.3", True, 64)


@pytest.mark.parametrize(("name", "case"), EVERY)
def test_json_has_a_key_for_each_column_in_every_row(snapshot: Snapshot, name: str, case: dict[str, Any]) -> None:
    found = ask(snapshot.store, name, case["parameters"])
    document = json.loads(as_json(found))
    names = [column["name"] for column in document["columns"]]
    assert len(document["rows"]) == len(found.rows)
    for row in document["rows"]:
        assert list(row) == [*names, "evidence", "notDocumented"]
        for column in document["columns"]:
            assert isinstance(row[column["name"]], list) == column["gathered"]
            empty = row[column["name"]] in (None, [])
            assert empty or column["name"] not in row["notDocumented"]


def test_json_has_numbers_and_words_as_they_are(snapshot: Snapshot) -> None:
    found = ask(snapshot.store, "where-from", {"thing": f"purpose/{VERSION}/billing"}, language="sv")
    row = json.loads(as_json(found))["rows"][0]
    assert (row["start"], row["end"], row["section"]) == (17428, 17463, "2.3")
    assert row["document"]["label"] == "Region Stockholm, rapport om Microsoft Teams, 2021"


@pytest.mark.parametrize("language", ["en", "sv", "da"])
@pytest.mark.parametrize("asked", [one for one in library() if not any(p.required for p in one.parameters)])
def test_csv_has_a_column_for_each_and_one_for_the_words_behind(snapshot: Snapshot, asked: Any, language: Any) -> None:
    found = ask(snapshot.store, asked.name, language=language)
    header, *lines = csv.reader(io.StringIO(as_csv(found), newline=""))
    assert header == [*(column.name for column in found.columns), "evidence"]
    assert len(lines) == len(found.rows)
    absent = {"en": "not documented", "sv": "inte dokumenterat", "da": "ikke dokumenteret"}[language]
    for line, row in zip(lines, found.rows, strict=True):
        for text, column, values in zip(line, found.columns, row.cells, strict=False):
            assert text == ("; ".join(one.text for one in values) or (absent if column.documented else ""))


def test_csv_tells_documents_and_sections(answer: Answer) -> None:
    line = next(line for line in csv.reader(io.StringIO(as_csv(answer), newline="")) if "invit" in line[2])
    assert line[-1] == "Region Stockholm, report on Microsoft Teams, 2021: 3.1 b; footnote 10; 3.3"
