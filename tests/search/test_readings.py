from __future__ import annotations

import pytest

from kg.search.grammar import parts
from kg.search.readings import CONCEPTS, wanted


def texts(query: str) -> list[list[str]]:
    """What must be found: for each part its readings."""
    return [[" ".join(part.text for part in reading) for reading in one] for one in wanted(parts(query))]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("purpose", [["purpose"]]),
        ("art. 28", [["art.", "article", "artikel"], ["28"]]),
        ("Article 28", [["Article", "artikel", "art"], ["28"]]),
        ("Art.6(1)(f)", [["Art.", "article", "artikel"], ["6(1)(f)"]]),
        ("artikel28", [["artikel", "article", "art"], ["28"]]),
        ("art of law", [["art"], ["of"], ["law"]]),
        ("heart.28", [["heart.28"]]),
        ("minimization", [["minimization", "minimisation"]]),
        ("Organisational", [["Organisational", "Organizational"]]),
        ("analyzes", [["analyzes", "analyses"]]),
        ("pseudonymis*", [["pseudonymis", "pseudonymiz"]]),
        ("prize size seizure", [["prize"], ["size"], ["seizure"]]),
        ("subprocessors", [["subprocessors", "sub-processors"]]),
        ("sub-processor", [["sub-processor", "subprocessor"]]),
        ("subs", [["subs"]]),
        ("6-1", [["6-1"]]),
        ('"subprocessor"', [["subprocessor"]]),
        ('"art. 28"', [["art. 28"]]),
        ('"DPIA" DPIA*', [["DPIA"], ["DPIA"]]),
    ],
)
def test_readings(query: str, expected: list[list[str]]) -> None:
    assert texts(query) == expected


@pytest.mark.parametrize("names", CONCEPTS, ids=lambda names: names[0])
def test_terms_of_art_stand_for_one_another(names: tuple[str, ...]) -> None:
    for name in names:
        before, term, after = texts(f"before {name.upper()} after")
        assert (before, after) == (["before"], ["after"])
        assert term == [name.upper(), *names]


@pytest.mark.parametrize("query", ["SCCs", "balancing tests", "legitimate interest assessment", "intresseavvägningen"])
def test_terms_of_art_are_known_in_whichever_form(query: str) -> None:
    assert len(texts(query)) == 1
    assert len(texts(query)[0]) > 4


def test_longest_term_of_art_counts() -> None:
    assert texts("data protection impact assessment") == texts("data protection impact assessment ")
    assert len(texts("data protection impact assessment")) == 1
    assert len(texts("data protection impact")) == 3


def test_no_name_is_of_two_terms() -> None:
    every = [name.lower() for names in CONCEPTS for name in names]
    assert len(every) == len(set(every))


def test_what_may_go_on_may_in_every_reading() -> None:
    assert [part.last for reading in wanted(parts("minimiz"))[0] for part in reading] == [True, True]
    assert [part.begins for reading in wanted(parts("minimiz*"))[0] for part in reading] == [True, True]
