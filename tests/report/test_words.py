"""The words that several formats share."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from kg.findings import Language, Severity, State, Text, summary
from kg.report import words
from tests.report.samples import found, known, waived


def texts() -> dict[str, Text]:
    all_: dict[str, Text] = {}
    for name, value in vars(words).items():
        if isinstance(value, Text):
            all_[name] = value
        elif isinstance(value, dict):
            for key, text in value.items():
                for number, one in enumerate(text if isinstance(text, tuple) else (text,)):
                    if isinstance(one, Text):
                        all_[f"{name}.{key}.{number}"] = one
    return all_


def test_each_is_said_in_all_three_languages() -> None:
    assert len(texts()) > 50
    for name, text in texts().items():
        assert text.en, name
        assert text.sv, name
        assert text.da, name


@pytest.mark.parametrize("name", sorted(name for name, text in texts().items() if "{" in text.en))
def test_places_for_numbers_are_the_same(name: str) -> None:
    text = texts()[name]
    slots = [re.findall(r"\{[^}]*\}", said) for said in (text.en, text.sv, text.da)]
    assert slots[0] == slots[1] == slots[2]


def test_long_texts_are_translated() -> None:
    for name, text in texts().items():
        if len(text.en) > 12:
            assert len({text.en, text.sv, text.da}) == 3, name


def test_there_is_a_word_for_each_severity_and_state() -> None:
    assert set(words.SEVERITIES) == set(words.SEVERITY_MEANINGS) == set(get_args(Severity))
    assert set(words.STATES) == set(words.STATE_MEANINGS) == set(get_args(State))


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "1 note; 1 waived"), ("sv", "1 upplysning; 1 undantagen"), ("da", "1 oplysning; 1 undtaget")],
)
def test_counts_in_brief(lang: Language, said: str) -> None:
    first, second, third, _ = found()
    assert words.brief(summary([waived(first), known(second), third]), lang) == said


def test_a_capital() -> None:
    assert [words.capital(text) for text in ("", "ändamål", "CSS")] == ["", "Ändamål", "CSS"]
