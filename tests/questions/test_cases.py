"""What the stored questions answer on the built-in data, row by row, as the two documents have it.

A case names the parameters, and for each row what stands in its columns: a text, a list of texts, or null where no
document says anything; a column that is left out has nothing to say. With it go the sections of the words behind.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.findings import Language
from kg.questions import ask, library, question
from kg.questions.formats import as_csv, as_json
from kg.questions.text import as_text
from kg.snapshot import Snapshot
from kg.store import EmbeddedStore
from tests.questions.graphs import cells, evidence

FOLDER = Path(__file__).parent / "cases"
OTHERS: tuple[Language, ...] = ("sv", "da")


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def every() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.json")):
        for case in cases(path.stem):
            given = ",".join(f"{key}={value}" for key, value in case["parameters"].items())
            yield pytest.param(path.stem, case, id=f"{path.stem}({given})")


EVERY = list(every())


@pytest.mark.parametrize(("name", "case"), EVERY)
def test_answer_is_as_the_documents_have_it(snapshot: Snapshot, name: str, case: dict[str, Any]) -> None:
    answer = ask(snapshot.store, name, case["parameters"])
    behind = bool(answer.question.evidence)
    assert [{**cells(answer, row), **({"evidence": evidence(row)} if behind else {})} for row in answer.rows] == case[
        "rows"
    ]


def test_every_question_has_cases_and_the_other_way_round() -> None:
    assert sorted(path.stem for path in FOLDER.iterdir()) == [one.name for one in library()]


@pytest.mark.parametrize("name", [one.name for one in library()])
def test_every_parameter_is_used_in_a_case(name: str) -> None:
    used = {parameter for case in cases(name) for parameter in case["parameters"]}
    assert used == {parameter.name for parameter in question(name).parameters}
    assert any(case["rows"] for case in cases(name))


@pytest.mark.parametrize(("name", "case"), EVERY)
def test_optional_parameter_takes_rows_away_and_changes_none(
    snapshot: Snapshot, name: str, case: dict[str, Any]
) -> None:
    needed = {one.name for one in question(name).parameters if one.required}
    fewer = ask(snapshot.store, name, case["parameters"]).rows
    more = ask(snapshot.store, name, {key: text for key, text in case["parameters"].items() if key in needed}).rows
    assert [row for row in more if row in fewer] == list(fewer)


@pytest.mark.parametrize(("name", "case"), EVERY)
def test_rows_differ_in_what_they_stand_for(snapshot: Snapshot, name: str, case: dict[str, Any]) -> None:
    answer = ask(snapshot.store, name, case["parameters"])
    keys = [number for number, column in enumerate(answer.columns) if not column.gathered]
    stands_for = [tuple(row.cells[number] for number in keys) for row in answer.rows]
    assert len(set(stands_for)) == len(stands_for)
    assert all(len(row.cells[number]) <= 1 for row in answer.rows for number in keys)


@pytest.fixture(scope="module")
def labels(snapshot: Snapshot) -> dict[tuple[str, str], set[str]]:
    """What things are called in each language."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in snapshot.store.select("SELECT ?thing ?label { ?thing rdfs:label|sh:name ?label }"):
        key = (row["thing"].value, getattr(row["label"], "language", None) or "")
        found.setdefault(key, set()).add(row["label"].value)
    return found


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(("name", "case"), EVERY)
def test_other_languages_say_the_same_in_their_words(
    snapshot: Snapshot, labels: dict[tuple[str, str], set[str]], name: str, case: dict[str, Any], language: Language
) -> None:
    english = ask(snapshot.store, name, case["parameters"])
    answer = ask(snapshot.store, name, case["parameters"], language=language)
    assert len(answer.rows) == len(english.rows)
    for row, same in zip(answer.rows, english.rows, strict=True):
        assert row.evidence == same.evidence
        for values, others in zip(row.cells, same.cells, strict=True):
            assert [value.iri for value in values] == [value.iri for value in others]
            for value in values:
                assert value.text in labels.get((value.iri or "", language), {value.text})
                assert getattr(value.term, "language", None) in (None, language) or value in others


@pytest.fixture(scope="module")
def reversed_store(snapshot: Snapshot) -> EmbeddedStore:
    """The same facts, taken in the other way round."""
    store = EmbeddedStore()
    for graph in reversed(snapshot.store.graphs()):
        triples = snapshot.store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", graphs=[graph])
        store.add(graph, list(reversed(triples)))
    return store


@pytest.mark.parametrize(("name", "case"), EVERY)
def test_answer_does_not_hang_on_the_order_of_the_facts(
    snapshot: Snapshot, reversed_store: EmbeddedStore, name: str, case: dict[str, Any]
) -> None:
    one, other = (ask(store, name, case["parameters"]) for store in (snapshot.store, reversed_store))
    assert as_json(one) == as_json(other)
    assert as_csv(one) == as_csv(other)
    assert as_text(one, 80) == as_text(other, 80)
