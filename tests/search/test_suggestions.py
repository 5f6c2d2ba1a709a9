from __future__ import annotations

import pytest

from kg.search import Index, Suggestion, opened, search
from kg.search.grammar import LONGEST, WORDS
from kg.search.index import in_memory
from kg.search.suggestions import distance
from kg.snapshot import Snapshot
from tests import graphs


@pytest.fixture(scope="module")
def index() -> Index:
    return in_memory(
        graphs.store(
            facts="""
            <https://example.org/1> a cg:Purpose ; rdfs:label "processing of data"@en ; skos:definition "Ändamål."@sv .
            <https://example.org/2> a cg:Purpose ; rdfs:label "processing"@en .
            <https://example.org/3> a cg:Clause ; rdfs:label "processings, progressing"@en .
            <https://example.org/4> a cg:Clause ; rdfs:label "recital 40"@en .
            <https://example.org/5> rdfs:label "thing"@en ; skos:definition "voorwerp"@nl .
            """,
            report="",
            shapes="",
        )
    )


def told(index: Index, query: str) -> list[tuple[str, int, tuple[str, ...]]]:
    return [(one.word, one.total, one.nearest) for one in search(index, query).suggestions]


def test_nothing_is_suggested_where_something_is_found(index: Index) -> None:
    assert told(index, "processing data") == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Procesing ", [("Procesing", 0, ("processing", "processings"))]),
        ("prcoessing ", [("prcoessing", 0, ("processing", "processings"))]),
        ("andamla ", [("andamla", 0, ("ändamål",))]),
        ("voorwerk", [("voorwerk", 0, ("voorwerp",))]),
        ("data recital ", [("data", 1, ()), ("recital", 1, ())]),
        ("data of xyzzy ", [("data", 1, ()), ("xyzzy", 0, ())]),
        ("of the ", [("of", 1, ()), ("the", 0, ())]),
        ('"data procesing"', [("data", 1, ()), ("procesing", 0, ("processing", "processings"))]),
        ("data-procesing", [("data", 1, ()), ("procesing", 0, ("processing", "processings"))]),
        ("6(1)(f) data", [("6(1)(f)", 0, ()), ("data", 1, ())]),
        ("xyz XYZ ", [("xyz", 0, ())]),
        ("dta ", [("dta", 0, ())]),
        ("recitals40", [("recitals40", 0, ())]),
    ],
)
def test_suggestions(index: Index, query: str, expected: list[tuple[str, int, tuple[str, ...]]]) -> None:
    assert told(index, query) == expected


def test_every_nearest_word_finds_something(snapshot: Snapshot) -> None:
    index = opened(snapshot)
    for query in ("procesing", "microsft", "intresseavvagnign", "oplysningr", "legitmate"):
        (one,) = search(index, query).suggestions
        assert one.nearest, query
        assert all(search(index, word).total for word in one.nearest)


def test_only_what_was_searched_is_suggested(index: Index) -> None:
    assert search(index, "procesing", kinds=["clause"]).suggestions == (Suggestion("procesing", 0, ("processings",)),)
    assert search(index, "data ", kinds=["clause"]).suggestions == (Suggestion("data", 0, ()),)
    assert search(index, "data recital", kinds=["clause"]).suggestions[1] == Suggestion("recital", 1, ())


def test_terms_of_art_are_advised_on_word_by_word(index: Index) -> None:
    assert [one.word for one in search(index, "standard contractual clauses").suggestions] == [
        *("standard", "contractual", "clauses"),
    ]


def test_no_more_than_a_query_may_have_parts(index: Index) -> None:
    query = '"' + " ".join(f"x{at}" for at in range(LONGEST // 5)) + '"'
    assert len(search(index, query).suggestions) == WORDS


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", "", 0),
        ("abc", "", 3),
        ("abc", "abc", 0),
        ("abc", "abd", 1),
        ("abc", "ab", 1),
        ("abc", "xabc", 1),
        ("abc", "acb", 1),
        ("abcd", "badc", 2),
        ("kitten", "sitting", 3),
    ],
)
def test_distance(one: str, other: str, expected: int) -> None:
    assert distance(one, other) == distance(other, one) == expected
