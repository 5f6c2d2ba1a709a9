"""Tables for people."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from kg.store import Term
from kg.table import cell, table


@pytest.mark.parametrize(
    ("term", "said"),
    [
        (NamedNode("https://w3id.org/clausegraph/id/party/acme"), "id:party/acme"),
        (NamedNode("http://example.org/a"), "http://example.org/a"),
        (Literal("ord", language="sv"), "ord"),
        (BlankNode("b"), "_:b"),
        (None, "nothing"),
    ],
)
def test_cells(term: Term | None, said: str) -> None:
    assert cell(term, "nothing") == said


def test_columns_line_up() -> None:
    assert table(["a", "long name"], [["x", "1"], ["yy", ""]]) == ("a    long name\n──────────────\nx    1\nyy\n")


@pytest.mark.parametrize("width", [40, 80, 120])
def test_folds_and_leaves_nothing_out(width: int) -> None:
    words, iri = "many words " * 20, "http://example.org/" + "x" * 150
    lines = table(["words", "iri"], [[words, iri]], width=width).splitlines()
    assert max(map(len, lines)) <= width
    assert sum(line.count("x") for line in lines) == iri.count("x")
    assert sum(line.count("many") for line in lines) == 20


def test_narrow_columns_on_the_left_stay_whole() -> None:
    rows = [["data-types-under-two-roles", "many words " * 20, "one two three four five"]]
    lines = table(["name", "words", "more"], rows).splitlines()
    assert lines[2].startswith("data-types-under-two-roles  ")
    assert max(map(len, lines)) <= 80


def test_more_columns_than_fit_with_their_words_whole() -> None:
    rows = [["incomprehensibilities"] * 6]
    lines = table(["a", "b", "c", "d", "e", "f"], rows).splitlines()
    assert max(map(len, lines)) <= 80
    assert sum(line.count("i") for line in lines) == 6 * rows[0][0].count("i")


def test_nothing_in_a_cell_is_markup_or_steers_the_terminal() -> None:
    text = table(["[b]a[/b]"], [["[red]r[/red] :smile: \x1b[31m\n\u202e"]])
    assert "[b]a[/b]" in text
    assert "[red]r[/red] :smile: \ufffd[31m \ufffd" in text


def test_is_the_same_whatever_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    before = table(["a"], [["b " * 60]])
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert table(["a"], [["b " * 60]]) == before
