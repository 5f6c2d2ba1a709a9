"""`kg ask`: the stored questions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Literal

import typer

from kg.cli import options, terminal
from kg.errors import ParameterError
from kg.questions import Answer, Question, ask, library

Format = Literal["table", "json", "csv"]
NOT_DOCUMENTED = {"en": "not documented", "sv": "inte dokumenterat", "da": "ikke dokumenteret"}

# A question has its own parameters, so what this command does not know is passed on to it.
SETTINGS = {"allow_extra_args": True, "ignore_unknown_options": True}


def command(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[QUESTION]", help="Its name; without one, all are listed.")
    ] = None,
    format: Annotated[Format, typer.Option(help="How to print the answer.")] = "table",  # noqa: A002
    lang: options.Lang = "en",
) -> int:
    """Ask a stored question, by its name; without one, list them.

    A question's own parameters follow it, such as --vendor microsoft or --version microsoft/dpa-2020-12-09. A cell that
    no document fills says so: it stands neither for yes nor for no.
    """
    if name is None:
        if context.args:
            raise ParameterError(f"{context.args[0]} belongs to no question", expected="kg ask QUESTION --NAME VALUE")
        terminal.put(listing(library(), lang, terminal.width()))
        return 0
    from kg.snapshot import current

    answer = ask(current().store, name, parameters(context.args), language=lang)
    terminal.put(render(answer, format, terminal.width()))
    return 0


def parameters(words: Sequence[str]) -> dict[str, str]:
    """What was typed behind a question, as names and values.

    Raises:
        ParameterError: a word is no `--name`, has no value, or comes twice.
    """
    given: dict[str, str] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise ParameterError(f"unexpected {word!r}", expected="parameters as --name value")
        if not equals:
            if not rest or rest[0].startswith("--"):
                raise ParameterError(f"{word} has no value", expected=f"{word} VALUE")
            value = rest.pop(0)
        if name in given:
            raise ParameterError(f"--{name} is given twice", expected="each parameter once")
        given[name] = value
    return given


def listing(questions: Sequence[Question], language: str, width: int) -> str:
    """All questions with their wording and parameters, for people."""
    from kg.table import table

    rows = [
        (
            question.name,
            question.in_(language),
            " ".join(f"--{one.name}" if one.required else f"[--{one.name}]" for one in question.parameters),
        )
        for question in questions
    ]
    return table(("question", "", "parameters"), rows, width=width)


def render(answer: Answer, format: Format, width: int) -> str:  # noqa: A002
    """An answer as a table for people, or as JSON or CSV for programs, in which null or nothing is *not documented*."""
    if format == "json":
        return json.dumps(document(answer), ensure_ascii=False, indent=2) + "\n"
    if format == "csv":
        from kg.results import serialise
        from kg.store import Solutions

        rows = [{name: term for name, term in zip(answer.columns, row, strict=True) if term} for row in answer.rows]
        return serialise(Solutions(answer.columns, rows), "csv")
    from kg.table import cell, table

    absent = NOT_DOCUMENTED[answer.language]
    rows_of_text = [[cell(term, absent) for term in row] for row in answer.rows]
    said = table(answer.columns, rows_of_text, width=width) if answer.rows else ""
    many = "1 row" if len(answer.rows) == 1 else f"{len(answer.rows)} rows"
    return f"{answer.question.in_(answer.language)}\n\n{said}{many}\n"


def document(answer: Answer) -> dict[str, object]:
    """An answer as JSON: null stands for *not documented*."""
    return {
        "question": answer.question.name,
        "wording": answer.question.in_(answer.language),
        "language": answer.language,
        "columns": list(answer.columns),
        "rows": [[term.value if term is not None else None for term in row] for row in answer.rows],
    }
