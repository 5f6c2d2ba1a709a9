"""`kg ask`: the stored questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import typer

from kg.cli import options, terminal
from kg.errors import ParameterError
from kg.questions import Answer, Question, ask, library, question
from kg.questions.formats import as_csv, as_json
from kg.questions.text import as_text

Format = Literal["table", "json", "csv"]

# A question has its own parameters, so what this command does not know is passed on to it.
SETTINGS = {"allow_extra_args": True, "ignore_unknown_options": True}


def command(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[QUESTION]", help="Its name; without one, all are listed.")
    ] = None,
    format: Annotated[Format, typer.Option(help="How to print the answer.")] = "table",  # noqa: A002
    lang: options.Lang = "en",
    store: options.Store = None,
) -> int:
    """Ask a stored question, by its name; without one, list them.

    A question's own parameters follow it, such as --vendor microsoft or --version microsoft/dpa-2020-12-09. A cell that
    no document fills says so: it stands neither for yes nor for no.
    """
    if name is not None and name.startswith("-"):
        # Where the question is missing, the first option that only a question could take stands in its place.
        raise ParameterError(f"{name} belongs to no question", expected="kg ask QUESTION --NAME VALUE")
    if name is None:
        terminal.put(listing(library(), lang, terminal.width()))
        return 0
    given = parameters(context.args)
    question(name)
    from kg import remote, snapshot

    engine = options.service(store)
    made = remote.opened(engine) if engine else snapshot.current()
    try:
        answer = ask(made.store, name, given, language=lang)
    except ParameterError as error:
        if error.missing:
            error.expected = f"--{error.parameter} with {error.expected}"
        raise
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
            one.name,
            one.in_(language),
            " ".join(f"--{taken.name}" if taken.required else f"[--{taken.name}]" for taken in one.parameters),
        )
        for one in questions
    ]
    return table(("question", "", "parameters"), rows, width=width)


def render(answer: Answer, format: Format, width: int) -> str:  # noqa: A002
    """An answer in the format asked for."""
    if format == "json":
        return as_json(answer)
    return as_csv(answer) if format == "csv" else as_text(answer, width)
