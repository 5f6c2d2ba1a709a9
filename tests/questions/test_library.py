"""The stored questions and their headers."""

from __future__ import annotations

import re

import pytest

from kg.errors import InternalError, NotFound
from kg.iris import CG
from kg.questions import Column, Parameter, Question, library, question
from kg.questions.kinds import KINDS
from kg.questions.library import read
from kg.questions.words import COLUMNS
from kg.store import EmbeddedStore
from kg.store.guard import check

HEADER = "#+ en: Which?\n#+ sv: Vilka?\n#+ da: Hvilke?\n"
QUERY = "SELECT ?a ?b ?c WHERE { ?a ?b ?c }\n"


def test_there_are_at_least_twenty() -> None:
    assert len(library()) >= 20
    assert [one.name for one in library()] == sorted(one.name for one in library())


@pytest.mark.parametrize("asked", library(), ids=lambda one: one.name)
def test_wording_is_a_question_in_three_languages(asked: Question) -> None:
    wording = [asked.in_(language) for language in ("en", "sv", "da")]
    assert len(set(wording)) == 3
    assert all(re.fullmatch(r"[A-ZÅÄÖÆØ][^?]+\?", said) for said in wording)
    assert asked.in_("fr") == asked.in_("en")


@pytest.mark.parametrize("asked", library(), ids=lambda one: one.name)
def test_query_gives_the_columns_and_the_evidence_and_nothing_else(asked: Question) -> None:
    given = EmbeddedStore().select(asked.query)
    assert set(given.variables) == {column.name for column in asked.columns} | set(asked.evidence)
    assert given.rows == ()
    assert check(asked.query).form == "SELECT"


@pytest.mark.parametrize("asked", library(), ids=lambda one: one.name)
def test_rows_stand_for_something_and_have_words_behind_them(asked: Question) -> None:
    assert any(not column.gathered for column in asked.columns)
    assert asked.evidence or asked.name == "where-from"


def test_every_column_and_parameter_has_a_name_in_three_languages_and_no_other_has() -> None:
    used = {column.name for asked in library() for column in asked.columns}
    used |= {parameter.name for asked in library() for parameter in asked.parameters}
    assert set(COLUMNS) == used
    assert all(text.en and text.sv and text.da for text in COLUMNS.values())


def test_every_kind_is_taken_by_a_question_and_has_classes_that_the_ontology_declares() -> None:
    assert {parameter.kind for asked in library() for parameter in asked.parameters} == set(KINDS)
    from tests.ontology.modules import OURS

    classes = {f"{CG}{name}" for _, names in KINDS.values() for name in names}
    assert classes <= {term.value for term in OURS}


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("own-purpose", "did you mean own-purposes?"),
        ("four_questions", "did you mean four-questions?"),
        ("xyzzy", "known: conclusions, conditions, data-types-under-two-roles, disclosures …"),
        ("", "known: conclusions, conditions, data-types-under-two-roles, disclosures …"),
    ],
)
def test_unknown_question_names_the_nearest(name: str, remedy: str) -> None:
    with pytest.raises(NotFound) as caught:
        question(name)
    assert caught.value.expected == remedy


def test_header_is_read() -> None:
    text = f"{HEADER}#+ param a: vendor optional\n#+ columns: a b? | c\n#+ evidence: a\n\n# not of it: a\n{QUERY}"
    asked = read("some", text)
    assert asked.parameters == (Parameter("a", "vendor", required=False),)
    assert asked.columns == (
        Column("a", gathered=False, documented=True),
        Column("b", gathered=False, documented=False),
        Column("c", gathered=True, documented=True),
    )
    assert (asked.evidence, asked.query) == (("a",), text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#+ en: Which?\n#+ columns: a\n" + QUERY, "not worded in all three languages"),
        (HEADER + QUERY, "has no columns"),
        (f"{HEADER}#+ fr: Lesquels?\n#+ columns: a\n{QUERY}", "not a header line: #+ fr: Lesquels?"),
        (f"{HEADER}#+ columns: a d\n{QUERY}", "the query has no variable ?d"),
        (f"{HEADER}#+ columns: a\n#+ evidence: e\n{QUERY}", "the query has no variable ?e"),
        (f"{HEADER}#+ columns: a\n#+ param a: vendors optional\n{QUERY}", "parameter a has no type"),
        (f"{HEADER}#+ columns: a\n#+ param a: vendor maybe\n{QUERY}", "parameter a has no type"),
        (f"{HEADER}#+ columns: a\n#+ param d: vendor optional\n{QUERY}", "or is not in the query"),
    ],
)
def test_bad_header_is_our_own_fault(text: str, message: str) -> None:
    with pytest.raises(InternalError, match=re.escape(message)):
        read("some", text)
