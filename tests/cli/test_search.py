"""`kg search`: things by their words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kg.cli.search import as_text
from kg.findings import Language
from kg.search import opened, search
from kg.snapshot import Snapshot
from tests.cli.conftest import Run


def test_says_what_was_found(kg: Run, published: Path) -> None:
    ran = kg("search", "balanced", "interests", "--kind", "shape", cwd=published)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0].endswith("found")
    assert lines[2] == "shape: LI001 Legitimate *interest* without a *balancing* record"
    assert "    cgs:LI001" in lines
    assert max(map(len, lines)) <= 80


def test_says_how_many_more_there_are(kg: Run, published: Path) -> None:
    total = int(kg("search", "microsoft", cwd=published).out.split()[0])
    assert total > 10
    ran = kg("search", "microsoft", "--limit", "2", "--lang", "sv")
    assert ran.out.startswith(f"{total} träffar (2 visas)\n\nvendor: *Microsoft*\n    id:party/microsoft\n")


def test_same_as_the_library(kg: Run, published: Path, snapshot: Snapshot) -> None:
    found = search(opened(snapshot), "personuppgift", language="da")
    ran = kg("search", "personuppgift", "--format", "json", "--lang", "da", "--limit", "1000", cwd=published)
    told = json.loads(ran.out)
    assert told["total"] == found.total
    assert [(one["iri"], one["label"]["text"]) for one in told["hits"]] == [(hit.iri, hit.label.text) for hit in found]
    assert all(
        "personuppgift" in one["passage"]["text"][start:end].lower()
        for one in told["hits"]
        for start, end in (one["passage"] or {"hits": ()})["hits"]
    )


def test_phrase_is_one_argument(kg: Run, published: Path) -> None:
    ran = kg("search", '"legitimate interest"', cwd=published)
    assert "*legitimate interest*" in ran.out


def test_nothing_found(kg: Run, published: Path) -> None:
    ran = kg("search", "microsft", "xyzzy", cwd=published)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "0 found",
        "",
        "  microsft alone: 0 found; did you mean microsoft or microsofts?",
        "  xyzzy alone: 0 found",
    ]
    ran = kg("search", "microsoft", "procesing", "--lang", "sv", cwd=published)
    assert re.search(r"^  microsoft ensamt: [1-9]\d* träffar$", ran.out, re.MULTILINE)
    assert "menade du processing eller processings?" in ran.out


def test_nothing_found_for_programs(kg: Run, published: Path) -> None:
    told = json.loads(kg("search", "microsft", "--format", "json", cwd=published).out)
    near = {"word": "microsft", "total": 0, "nearest": ["microsoft", "microsofts"]}
    assert told == {"total": 0, "hits": [], "suggestions": [near]}


def test_citations_are_marked_whole(kg: Run, published: Path) -> None:
    for query in ("6(1)(f)", "6.1 f"):
        assert "provision: Article *6(1)(f)* GDPR\n" in kg("search", query, cwd=published).out
    told = json.loads(kg("search", "6(1)(f)", "--format", "json", cwd=published).out)
    assert told["hits"][0]["label"]["hits"] == [[8, 15]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["*"], "there are no words to search for"),
        (["x" * 201], "have 201 characters"),
        (["x", "--kind", "purpse"], "there is no kind 'purpse'\n  hint: did you mean purpose?"),
        (["x", "--limit", "0"], "invalid value for '--limit'"),
        ([], "missing argument 'WORDS"),
    ],
)
def test_mistakes(kg: Run, published: Path, arguments: list[str], said: str) -> None:
    ran = kg("search", *arguments, cwd=published)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


@pytest.mark.parametrize("language", ["en", "sv", "da"])
@pytest.mark.parametrize("width", [60, 120])
def test_is_no_wider_than_it_may_be(snapshot: Snapshot, width: int, language: Language) -> None:
    found = search(opened(snapshot), "processing data", language=language)
    for colour in (False, True):
        text = as_text(found, 20, language, width, colour)
        nothing = as_text(search(opened(snapshot), f"procesing {'x' * 80}"), 20, language, width, colour)
        assert max(map(len, nothing.splitlines())) <= width
        plain = text.replace("\x1b[1m", "").replace("\x1b[0m", "")
        lines = [line for line in plain.splitlines() if not line.startswith("    http")]
        assert max(map(len, lines)) <= width
    assert "\x1b[1m" in text


def test_words_cannot_steer_the_terminal(snapshot: Snapshot) -> None:
    from kg.search.index import Index, in_memory
    from tests import graphs

    facts = r"<https://example.org/x> rdfs:label 'evil \u001B[31m word'@en ."
    index: Index = in_memory(graphs.store(facts=facts, report="", shapes=""))
    for query in ("word", "\x1b[31mx"):
        assert "\x1b" not in as_text(search(index, query), 1, "en", 80, False)
