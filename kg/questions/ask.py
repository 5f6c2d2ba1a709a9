"""Asks a stored question of a store. The command line and the API call this same function."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import get_args

from pyoxigraph import Literal, NamedNode

from kg.errors import ParameterError
from kg.findings import Language
from kg.findings.facts import Facts
from kg.iris import PREFIXES
from kg.questions.answer import Answer, Row, Value
from kg.questions.facts import TITLES, facts_of
from kg.questions.kinds import known, resolve
from kg.questions.library import Question, question
from kg.questions.words import NO_NAME, TRUTH
from kg.store.base import Solutions, Store, Term

_BOOLEAN = PREFIXES["xsd"] + "boolean"


def ask(store: Store, name: str, parameters: Mapping[str, str] | None = None, *, language: Language = "en") -> Answer:
    """Asks a stored question.

    Args:
        store: what to ask.
        name: the question's name.
        parameters: what was typed for each parameter; see `kg.questions.kinds` for what is understood.
        language: of what people read in the answer: `en`, `sv` or `da`; where the data have no words in it, they stand
            in English, or else in the language that the data have.

    Raises:
        NotFound: there is no such question.
        ParameterError: a parameter is unknown, missing, or names nothing of its kind; or the language is another.
        StoreError: the store could not answer.
    """
    asked = question(name)
    if language not in get_args(Language):
        raise ParameterError(f"there is no language {language!r}", expected="en, sv or da", parameter="lang")
    bindings = _bindings(store, asked, parameters or {})
    solutions = store.select(asked.query, bindings=bindings)
    return _answer(store, asked, bindings, solutions, language)


def _bindings(store: Store, asked: Question, given: Mapping[str, str]) -> dict[str, NamedNode]:
    taken = [parameter.name for parameter in asked.parameters]
    for unknown in sorted(given.keys() - set(taken)):
        near = difflib.get_close_matches(unknown, taken, n=1)
        takes = f"did you mean {near[0]}?" if near else f"it takes {', '.join(taken) or 'none'}"
        raise ParameterError(f"{asked.name} has no parameter {unknown!r}", expected=takes, parameter=unknown)
    for parameter in asked.parameters:
        if parameter.required and parameter.name not in given:
            names = ", ".join(known(store, parameter.kind)[:6])
            raise ParameterError(
                f"{asked.name} needs {parameter.name}",
                expected=f"a {parameter.kind}{names and f', such as {names}'}",
                parameter=parameter.name,
                missing=True,
            )
    return {
        one.name: resolve(store, one.kind, given[one.name], parameter=one.name)
        for one in asked.parameters
        if one.name in given
    }


def _answer(
    store: Store, asked: Question, bindings: Mapping[str, NamedNode], solutions: Solutions, language: Language
) -> Answer:
    keys = [column.name for column in asked.columns if not column.gathered]
    grouped: dict[tuple[Term | None, ...], list[Mapping[str, Term]]] = {}
    for solution in solutions:
        grouped.setdefault(tuple(solution.get(name) for name in keys), []).append(solution)
    facts = facts_of(store, [*bindings.values(), *(term for row in solutions for term in row.values())])

    def value(term: Term) -> Value:
        return Value(term, _text(term, facts, language))

    rows = []
    for key in sorted(grouped, key=lambda terms: [_order(term) for term in terms]):
        group = grouped[key]
        said = {name: {row[name] for row in group if name in row} for name in solutions.variables}
        behind = {term for name in asked.evidence for term in said[name]}
        cells = tuple(
            tuple(value(term) for term in sorted(_spoken(said[column.name], language), key=_order))
            for column in asked.columns
        )
        clauses = [clause for thing in behind for clause in facts.linked(thing, "statedIn")]
        rows.append(Row(cells, facts.evidence(behind) or facts.evidence(clauses)))
    taken = tuple((one.name, value(bindings[one.name])) for one in asked.parameters if one.name in bindings)
    return Answer(asked, language, taken, tuple(rows))


def _text(term: Term, facts: Facts, language: Language) -> str:
    if isinstance(term, Literal):
        truth = TRUTH.get(term.value) if term.datatype.value == _BOOLEAN else None
        return truth.in_(language) if truth else term.value
    said = facts.label(term, *TITLES)
    return said.in_(language) if said else NO_NAME.in_(language)


def _spoken(terms: set[Term], language: Language) -> Iterator[Term]:
    """The terms without those that say in another language what one says in this."""
    tags = {term.language for term in terms if isinstance(term, Literal)} - {None}
    chosen = next((tag for tag in (language, "en") if tag in tags), None)
    for term in terms:
        if not isinstance(term, Literal) or term.language is None or chosen in (None, term.language):
            yield term


def _order(term: Term | None) -> tuple[object, ...]:
    """Sorts what is there before what is not, and Article 5 before Article 12."""
    if term is None:
        return (True,)
    parts = re.split(r"([0-9]+)", term.value)
    return False, [int(part) if part.isdecimal() else part for part in parts], str(term)
