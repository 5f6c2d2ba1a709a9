from __future__ import annotations

import pytest

from kg.findings import Language
from kg.search.grammar import parts
from kg.search.marks import Marker, Passage


def passage(query: str, text: str, language: Language = "en") -> Passage:
    return Marker(parts(query)).passage(text, language)


def hits(query: str, text: str, language: Language = "en") -> list[str]:
    return [text for text, hit in passage(query, text, language).segments if hit]


@pytest.mark.parametrize(
    ("query", "text", "language", "expected"),
    [
        ("balance ", "Balancing and balanced", "en", ["Balancing", "balanced"]),
        ("balance ", "Balancing", "sv", []),
        ("ändamål", "Ändamålen är kända.", "sv", ["Ändamålen"]),
        ("bal*", "unbalanced balance", "en", ["balance"]),
        ("bal", "balance", "en", ["balance"]),
        ('"data types"', "data of types, data type", "en", ["data type"]),
        ("6(1)(f)", "Article 6(1)(f) GDPR", "en", ["6(1)(f)"]),
        ("6.1 f", "Article 6(1)(f) GDPR", "en", ["6(1)(f)"]),
        ("6 1 f", "Article 6(1)(f) GDPR", "en", ["6(1)(f)"]),
        ("Article 28(3)", "Article 28(3)(h)", "en", ["Article", "28(3)"]),
        ("6(1)(f)", "artikel 6.1 f (intresse)", "sv", ["6.1 f"]),
        ("6(1", "6(1", "en", ["6(1"]),
        ("f", "point (f) of", "en", ["f"]),
        ("a b", "a(b and c)", "en", ["a", "b"]),
        ("interests ", "(legitimate interests)", "en", ["interests"]),
        ("a* ab*", "abc", "en", ["abc"]),
        ("nothing", "something", "en", []),
        ("x", "", "en", []),
    ],
)
def test_hits(query: str, text: str, language: Language, expected: list[str]) -> None:
    assert hits(query, text, language) == expected


def test_marks_are_in_characters() -> None:
    found = passage("data", "😀 é data")
    assert found.marks == ((4, 8),)
    assert found.segments == (("😀 é ", False), ("data", True))


def test_long_text_is_cut_around_the_first_hit() -> None:
    text = "word " * 100 + "needle " + "word " * 100
    found = passage("needle", text)
    assert len(found.text) < 300
    assert (found.text[:2], found.text[-2:]) == ("… ", " …")
    assert hits("needle", text) == ["needle"]
    assert passage("nothing", text).text.startswith("word word")
    assert len(passage("needle", "needle " + "x" * 5000).text) < 300


def test_short_text_stays_whole() -> None:
    text = "a needle " + "word " * 40
    assert passage("needle", text.strip()).text == text.strip()


def test_html_is_escaped() -> None:
    assert passage("b ", '<b>&"</b>').html == "&lt;<mark>b</mark>&gt;&amp;&quot;&lt;/<mark>b</mark>&gt;"
