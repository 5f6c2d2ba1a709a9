"""`kg ask`: the stored questions."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from kg.cli.ask import listing, parameters
from kg.errors import ParameterError
from kg.questions import ask, library
from kg.questions.formats import as_csv, as_json
from kg.questions.text import as_text
from kg.snapshot import Snapshot
from tests.cli.conftest import Run

TEAMS = "microsoft/dpa-2020-12-09"


def test_lists_every_question_with_what_it_takes(kg: Run) -> None:
    ran = kg("ask")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert [line.split()[0] for line in lines[2:] if not line.startswith(" ")] == [one.name for one in library()]
    first = next(line for line in lines if line.startswith("four-questions "))
    assert first.endswith(" --version")
    assert "[--vendor]" in ran.out


@pytest.mark.parametrize(("lang", "word"), [("sv", "Vilka"), ("da", "Hvilke")])
def test_lists_in_other_languages(kg: Run, lang: str, word: str) -> None:
    assert word in kg("ask", "--lang", lang).out
    assert listing(library(), lang, 80) == kg("ask", "--lang", lang).out


@pytest.mark.parametrize("arguments", [["--version", TEAMS], [f"--version={TEAMS}"]])
def test_answers_as_a_table(kg: Run, published: Path, snapshot: Snapshot, arguments: list[str]) -> None:
    ran = kg("ask", "purposes-without-controller", *arguments, cwd=published)
    answer = ask(snapshot.store, "purposes-without-controller", {"version": TEAMS})
    assert (ran.code, ran.err, ran.out) == (0, "", as_text(answer, 80))
    assert "keeping scaling" in ran.out


def test_answers_as_json_and_csv(kg: Run, published: Path, snapshot: Snapshot) -> None:
    answer = ask(snapshot.store, "four-questions", {"version": TEAMS}, language="sv")
    asked = ("ask", "four-questions", "--version", TEAMS, "--lang", "sv", "--format")
    ran = kg(*asked, "json", cwd=published)
    assert ran.out == as_json(answer)
    assert len(json.loads(ran.out)["rows"]) == 19
    ran = kg(*asked, "csv")
    assert ran.out == as_csv(answer)
    assert "inte dokumenterat" in next(csv.DictReader(io.StringIO(ran.out, newline="")))["which"]


def test_options_go_before_and_after_the_question(kg: Run, published: Path) -> None:
    one = kg("ask", "--format", "json", "measures", "--vendor", "google", cwd=published)
    other = kg("ask", "measures", "--vendor", "google", "--format", "json")
    assert one == other
    assert one.code == 0


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["--vendor", "microsoft"], "--vendor belongs to no question", "kg ask QUESTION --NAME VALUE"),
        (["--vendor=microsoft"], "--vendor=microsoft belongs to no question", "kg ask QUESTION --NAME VALUE"),
        (["own-purpose"], "there is no question 'own-purpose'", "did you mean own-purposes?"),
        (["own-purposes", "microsoft"], "unexpected 'microsoft'", "parameters as --name value"),
        (["own-purposes", "--vendor"], "--vendor has no value", "--vendor VALUE"),
        (["own-purposes", "--vendor", "--lang", "sv"], "--vendor has no value", "--vendor VALUE"),
        (
            ["own-purposes", "--vendor", "google", "--vendor", "microsoft"],
            "--vendor is given twice",
            "each parameter once",
        ),
        (["own-purposes", "--vendor=gogle"], "there is no vendor 'gogle'", "did you mean google?"),
        (["own-purposes", "--version", TEAMS], "own-purposes has no parameter 'version'", None),
        (["rests-on"], "rests-on needs provision", None),
        (["own-purposes", "--format", "xml"], "", None),
        (["own-purposes", "--lang", "fi"], "", None),
    ],
)
def test_wrong_calls(kg: Run, published: Path, arguments: list[str], message: str, hint: str | None) -> None:
    ran = kg("ask", *arguments, cwd=published)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err.splitlines()[0]
    if hint:
        assert ran.err.splitlines()[1] == f"  hint: {hint}"


def test_empty_value_is_a_value() -> None:
    assert parameters(["--vendor=", "--version", ""]) == {"vendor": "", "version": ""}


@pytest.mark.parametrize("words", [["--=x"], ["--"], ["-v", "x"], ["=x"], [""]])
def test_words_that_name_no_parameter(words: list[str]) -> None:
    with pytest.raises(ParameterError, match="unexpected"):
        parameters(words)
