"""The report for people."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kg.findings import Finding, Language, Text, findings
from kg.report import render
from kg.sources import Location
from tests.graphs import store


@pytest.fixture(scope="module")
def found() -> tuple[Finding, ...]:
    return findings(store())


def test_a_finding_with_everything(found: tuple[Finding, ...]) -> None:
    assert render(found[1:2], "text") == (
        "acme/2020.ttl:12: violation PD001 Say which data.\n"
        "    about     billing; lacks: data types used\n"
        "    contract  Acme terms of 2020 (Acme)\n"
        "    state     stated otherwise\n"
        "    law       Article 5 GDPR; Article 28(3) GDPR\n"
        "    guidance  Guidelines, paragraph 114\n"
        "    clause    Clause 1\n"
        "    evidence  Report, section 2.3; footnote 10\n"
        "    observed  not transparent (r/3.1)\n"
        "\n"
        "1 finding: 1 violation in 1 file\n"
    )


def test_findings_with_little(found: tuple[Finding, ...]) -> None:
    assert render(found[2:], "text") == (
        "acme/answers.ttl:2: info CB001 Ask in the other language.\n"
        "    about     sent away; en\n"
        "    vendor    Acme\n"
        "    state     not documented\n"
        "    law       Article 26 GDPR\n"
        "    evidence  no evidence recorded\n"
        "    observed  no answers (r/3.10)\n"
        "\n"
        "warning CB001 Name it.\n"
        "    about     a node without a name\n"
        "    state     not documented\n"
        "    law       Article 26 GDPR\n"
        "    evidence  no evidence recorded\n"
        "\n"
        "2 findings: 1 warning, 1 note in 1 file\n"
    )


@pytest.mark.parametrize(
    ("language", "first", "fields", "last"),
    [
        (
            "sv",
            "acme/2020.ttl:12: överträdelse PD001 Ange vilka uppgifter.",
            ["avser", "avtal", "läge", "lag", "vägledning", "villkor", "belägg", "observerat"],
            "4 iakttagelser: 1 överträdelse, 2 varningar, 1 upplysning i 2 filer",
        ),
        (
            "da",
            "acme/2020.ttl:12: overtrædelse PD001 Angiv hvilke oplysninger.",
            ["angår", "aftale", "tilstand", "lov", "vejledning", "vilkår", "belæg", "observeret"],
            "4 fund: 1 overtrædelse, 2 advarsler, 1 oplysning i 2 filer",
        ),
    ],
)
def test_other_languages(
    found: tuple[Finding, ...], language: Language, first: str, fields: list[str], last: str
) -> None:
    lines = render(found, "text", lang=language).splitlines()
    start = lines.index(first)
    assert [re.match(r"    (\S+)  ", line)[1] for line in lines[start + 1 : start + 9]] == fields  # type: ignore[index]
    assert lines[-1] == last


@pytest.mark.parametrize(
    ("language", "said"), [("en", "no findings"), ("sv", "inga iakttagelser"), ("da", "ingen fund")]
)
def test_no_findings(language: Language, said: str) -> None:
    assert render([], "text", lang=language) == f"{said}\n"


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_wraps_without_breaking_the_place(found: tuple[Finding, ...], width: int) -> None:
    path = "a folder/with blanks/and-hyphens in-its/long-name.ttl"
    message = "words of a message that goes on and on, and " * 5
    long = replace(found[1], location=Location(path, 1234, 5), message=Text(message, message, message))
    lines = render([long], "text", width=width).splitlines()
    head = f"{path}:1234: violation PD001"
    assert lines[0].startswith(head)
    assert all(len(line) <= width or line == head for line in lines)
    end = next(number for number, line in enumerate(lines) if line.startswith("    about"))
    assert " ".join(" ".join(lines[:end]).split()) == " ".join(f"{head} {message}".split())
    assert all(line.startswith("    ") for line in lines[1:-2])


def test_words_too_long_for_a_line_stay_whole(found: tuple[Finding, ...]) -> None:
    word = "x" * 100
    text = render([replace(found[1], message=Text(word, word, word))], "text", width=40)
    assert f"acme/2020.ttl:12: violation PD001\n    {word}\n" in text


def test_colour_adds_nothing_but_colour(found: tuple[Finding, ...]) -> None:
    plain, coloured = render(found, "text"), render(found, "text", colour=True)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert "\x1b[1;31mviolation\x1b[0m \x1b[1mPD001\x1b[0m Say" in coloured


def test_labels_cannot_steer_the_terminal(found: tuple[Finding, ...]) -> None:
    evil = "red \x1b[31m, \x07 bell, \u202e turned\nand a new line"
    text = render(
        [replace(found[1], focus_label=Text(evil, evil, evil), location=Location("a\x1b]0;\nb", 1, 1))], "text"
    )
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", text)
    assert text.startswith("a\ufffd]0;\ufffdb:1: violation PD001 ")
    assert "turned and a new line; lacks:" in " ".join(text.split())


def test_more_evidence_than_one_document(found: tuple[Finding, ...]) -> None:
    first, second = found[1].evidence
    assert first.document
    other = replace(first, document=replace(first.document, iri="x:other", label=Text("Other", "Annan", "Anden")))
    bare = replace(second, document=None, section=None)
    text = render([replace(found[1], evidence=(first, first, other, bare))], "text")
    assert "    evidence  Report, section 2.3\n              Other, section 2.3\n    observed" in text
