"""Answers for people."""

from __future__ import annotations

from typing import Any

import pytest

from kg.findings import Language
from kg.questions import ask
from kg.questions.text import as_text
from kg.questions.words import NO_ROWS, counted
from kg.snapshot import Snapshot
from tests.questions.graphs import store
from tests.questions.test_cases import EVERY

TEAMS = "microsoft/dpa-2020-12-09"


@pytest.mark.parametrize("language", ["en", "sv", "da"])
@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize(("name", "case"), EVERY)
def test_is_no_wider_than_it_may_be_and_leaves_nothing_out(
    snapshot: Snapshot, name: str, case: dict[str, Any], width: int, language: Language
) -> None:
    answer = ask(snapshot.store, name, case["parameters"], language=language)
    text = as_text(answer, width)
    lines = text.splitlines()
    assert max(map(len, lines)) <= width
    assert all(line == line.rstrip() for line in lines)
    assert text.startswith(answer.question.in_(language).split()[0])
    end = [counted(len(answer.rows), language)] + ([] if answer.rows else [NO_ROWS.in_(language)])
    assert " ".join(lines).endswith(" ".join(end))
    said = "".join(text.split())
    for row in answer.rows:
        for values in row.cells:
            for value in values:
                assert all("".join(word.split()) in said or len(word) > 12 for word in value.text.split())


def said(snapshot: Snapshot, name: str, width: int = 80, **parameters: str) -> str:
    return as_text(ask(snapshot.store, name, parameters), width)


def test_four_questions_at_eighty_columns(snapshot: Snapshot) -> None:
    text = said(snapshot, "four-questions", version=TEAMS)
    assert (
        """\
contract                    Microsoft Online Services Data Protection Addendum,
                            9 December 2020
evidence                    Region Stockholm, report on Microsoft Teams, 2021
data states considered      at rest; in transit
data states not considered  in use

by whom        Microsoft
role           controller
how protected  not documented

billing and account management
    which data       not documented
    legal basis      legitimate interest, Art. 6(1)(f)
    in the contract  no
    section          2.3; 3.3; 3.9
"""
        in text
    )
    assert (
        """
inviting users to optional connected experiences
    which data       not documented
    legal basis      not documented
    in the contract  not documented
    assumed basis    legitimate interest, Art. 6(1)(f)
    section          3.1 b; footnote 10; 3.3
"""
        in text
    )
    assert "\nrole             not documented\nwhy              keeping scaling and services that" in text
    assert "\nsupport data\n    section" in text
    assert text.endswith("\n19 rows\n")
    assert len(text.splitlines()) < 110


def test_single_row_is_no_table(snapshot: Snapshot) -> None:
    assert said(snapshot, "records-not-given") == (
        "Which records of processing were asked for, and what came of it?\n\n"
        "evidence  Region Stockholm, report on Microsoft Teams, 2021\n"
        "vendor    Microsoft\n"
        "request   request for the processor's record\n"
        "by        Region Stockholm\n"
        "put on    2021-06\n"
        "answer    record not handed over\n"
        "outcome   not provided\n"
        "law       Article 30(2) GDPR\n"
        "section   3.7; footnote 18\n"
        "\n1 row\n"
    )


def test_no_rows_are_neither_yes_nor_no(snapshot: Snapshot) -> None:
    assert said(snapshot, "rights-requests", vendor="google") == (
        "Which rights requests were made, and what became of them?\n\nvendor  Google\n\n0 rows\n"
        "Nothing in the documents at hand fits the question. That is neither a yes nor a\n"
        "no: where they are silent, what is asked for may be there or not.\n"
    )


def test_what_no_rows_mean_is_said_nowhere_else(snapshot: Snapshot) -> None:
    assert said(snapshot, "records-not-given").endswith("\n1 row\n")


def test_versions_are_first_and_second_whatever_their_dates(snapshot: Snapshot) -> None:
    versions = {"from": "microsoft/dpa-2023-01-01", "to": "microsoft/dpa-2020-12-09"}
    text = as_text(ask(snapshot.store, "version-changes", versions), 80)
    assert "in the first" in text
    assert "earlier" not in text
    assert "later" not in text


def test_documents_are_numbered_where_there_are_several(snapshot: Snapshot) -> None:
    text = said(snapshot, "own-purposes")
    assert "\nevidence  [1] Datatilsynet, answer to" in text
    assert "\n          [2] Region Stockholm, report" in text
    assert "\nevidence         [1] 2, addendum, business operations\n" in text


def test_column_that_is_alone_has_its_heading(snapshot: Snapshot) -> None:
    assert "\npurpose\n──────" in said(snapshot, "own-purposes", vendor="google")


def test_wide_terminal_gets_a_table(snapshot: Snapshot) -> None:
    narrow, wide = (said(snapshot, "incomplete-balancing", width=width) for width in (80, 120))
    assert "billing and account management\n    balancing record  " in narrow or "─" in narrow
    assert "\npurpose " in wide
    assert len(wide.splitlines()) < len(narrow.splitlines())


def test_nothing_to_say_is_told_apart_from_not_documented(snapshot: Snapshot) -> None:
    lines = said(snapshot, "incomplete-balancing", width=120).splitlines()
    mailing = next(line for line in lines if line.startswith("inviting users"))
    assert (mailing.count("not documented"), mailing.count("–")) == (1, 2)


def test_nothing_in_an_answer_steers_the_terminal() -> None:
    facts = r"""
        party:a rdfs:label "[bold]A[/bold] \u001b[31m"@en . contract:k a cg:Contract ; cg:hasVendor party:a .
        contract:v a cg:ContractVersion ; cg:versionOf contract:k ; rdfs:label "v \u202e w"@en .
        purpose:p a cg:Purpose ; rdfs:label "p \u0007"@en ; cg:underVersion contract:v .
        purpose:q a cg:Purpose ; rdfs:label "q\nr"@en ; cg:underVersion contract:v .
    """
    text = as_text(ask(store(facts), "purposes-without-controller"), 80)
    assert all(character.isprintable() or character == "\n" for character in text)
    assert "q r" in text
    assert "v \ufffd w" in text
