"""The search for the axioms behind a contradiction, with a judge that needs no Java."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.reason import explain
from kg.reason.axioms import axioms
from kg.reason.explain import cause
from kg.reason.statements import Axiom
from tests.reason.graphs import EX, turtle


def numbered(count: int) -> list[Axiom]:
    return list(axioms(turtle(" ".join(f":C{n} rdfs:subClassOf :C{n + 1} ." for n in range(count)))))


class Clash:
    """Finds a contradiction in a set that holds all of one of the causes; counts how often it is asked."""

    def __init__(self, *causes: Sequence[Axiom]) -> None:
        self.causes = causes
        self.runs = 0

    def __call__(self, sets: Sequence[Sequence[Axiom]]) -> int | None:
        self.runs += 1
        for smaller, larger in itertools.pairwise(sets):
            assert set(smaller) <= set(larger)
        for place, members in enumerate(sets):
            if any(set(one) <= set(members) for one in self.causes):
                return place
        return None


@settings(max_examples=40)
@given(st.integers(1, 120), st.data())
def test_exactly_one_cause_is_found(size: int, data: st.DataObject) -> None:
    stated = numbered(size)
    wanted = data.draw(st.lists(st.lists(st.sampled_from(stated), max_size=5, unique=True), min_size=1, max_size=2))
    found = cause(stated, Clash(*wanted))
    assert found.minimal
    smallest = [set(one) for one in wanted if not any(set(other) < set(one) for other in wanted)]
    assert set(found.axioms) in smallest


def test_few_questions_suffice_among_a_thousand_axioms() -> None:
    stated = numbered(1000)
    clash = Clash([stated[7], stated[500], stated[999]])
    assert set(cause(stated, clash).axioms) == set(clash.causes[0])
    assert clash.runs <= 20


def test_the_search_begins_near_what_it_is_about() -> None:
    stated = numbered(1000)
    clash = Clash([stated[700], stated[701]])
    found = cause(stated, clash, [f"{EX}C701"])
    assert set(found.axioms) == set(clash.causes[0])
    assert clash.runs <= 4


def test_where_the_questions_run_out_what_is_left_is_told_as_not_minimal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain, "_RUNS", 2)
    stated = numbered(1000)
    found = cause(stated, Clash([stated[10], stated[900]]))
    assert not found.minimal
    assert {stated[10], stated[900]} <= set(found.axioms)
    assert len(found.axioms) < 1000


def test_where_the_axioms_alone_agree_nothing_is_blamed() -> None:
    found = cause(numbered(5), Clash())
    assert found.axioms == ()
    assert not found.minimal
