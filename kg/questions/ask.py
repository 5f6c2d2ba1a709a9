"""Asks a stored question of a store. The command line and the API call this same function."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal

from kg.errors import ParameterError
from kg.questions.kinds import resolve
from kg.questions.library import Question, question
from kg.store.base import Store, Term

LANGUAGES = ("en", "sv", "da")


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question: its columns, and rows of terms; None stands for *not documented*, never for no."""

    question: Question
    language: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


def ask(store: Store, name: str, parameters: Mapping[str, str] | None = None, *, language: str = "en") -> Answer:
    """Asks a stored question.

    Args:
        store: what to ask.
        name: the question's name.
        parameters: what was typed for each parameter; see `kg.questions.kinds` for what is understood.
        language: of the labels in the answer: `en`, `sv` or `da`.

    Raises:
        NotFound: there is no such question.
        ParameterError: a parameter is unknown, missing, or names nothing of its kind; or the language is another.
    """
    asked = question(name)
    if language not in LANGUAGES:
        raise ParameterError(f"there is no language {language!r}", expected="en, sv or da")
    given = dict(parameters or {})
    known = {parameter.name: parameter for parameter in asked.parameters}
    for unknown in sorted(given.keys() - known.keys()):
        near = difflib.get_close_matches(unknown, known, n=1)
        takes = f"did you mean {near[0]}?" if near else f"it takes {', '.join(known) or 'none'}"
        raise ParameterError(f"{name} has no parameter {unknown!r}", expected=takes)
    bindings: dict[str, Term] = {"lang": Literal(language)}
    for parameter in asked.parameters:
        if parameter.name in given:
            bindings[parameter.name] = resolve(store, parameter.kind, given[parameter.name])
        elif parameter.required:
            raise ParameterError(
                f"{name} needs {parameter.name}", expected=f"--{parameter.name} with a {parameter.kind}"
            )
    solutions = store.select(asked.query, bindings=bindings)
    rows = tuple(tuple(row.get(column) for column in solutions.variables) for row in solutions)
    return Answer(asked, language, solutions.variables, rows)
