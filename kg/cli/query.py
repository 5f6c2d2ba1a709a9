"""`kg query`: any SPARQL query."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kg.cli import files, options, terminal
from kg.errors import ParameterError, QueryError

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from kg.store import Solutions
    from kg.store.service import Service

Format = Literal["table", "json", "csv", "tsv", "xml", "turtle"]


def command(
    file: Annotated[Path | None, typer.Argument(metavar="FILE.rq", help="A file with the query.")] = None,
    text: Annotated[str | None, typer.Option("-e", metavar="TEXT", help="The query itself.")] = None,
    format: Annotated[  # noqa: A002
        Format | None, typer.Option(help="Of the answer: rows as a table and graphs as turtle, unless said otherwise.")
    ] = None,
    store: options.Store = None,
) -> int:
    """Run a SPARQL query on the graph.

    SELECT gives rows, ASK true or false with exit code 0 or 1, CONSTRUCT and DESCRIBE a graph. The usual prefixes are
    declared already. Nothing is fetched or changed: SERVICE, FROM a URL and updates are refused.
    """
    if (file is None) == (text is None):
        raise ParameterError(
            "no query is given" if file is None else "two queries are given", expected="FILE.rq or -e TEXT"
        )
    asked = files.load(file) if file else text or ""
    try:
        answer = _answer(asked, format, options.service(store))
    except QueryError as error:
        error.path = str(file) if file else "-e"
        raise
    terminal.put(_rendered(answer, format))
    return 0 if answer is not False else 1


def _answer(
    asked: str,
    format: Format | None,  # noqa: A002
    engine: Service | None,
) -> Solutions | bool | tuple[Triple, ...]:
    from kg import remote, snapshot
    from kg.store import guard

    form = guard.check(asked).form
    graph = form in ("CONSTRUCT", "DESCRIBE")
    if format is not None and graph != (format == "turtle"):
        fitting = "turtle" if graph else "table, json, csv, tsv or xml"
        raise ParameterError(f"the answer to this {form} cannot be written as {format}", expected=f"--format {fitting}")
    step = terminal.progress()
    try:
        store = (remote.opened(engine, progress=step) if engine else snapshot.current(progress=step)).store
        # No signal reaches a query that runs in the engine; so it runs beside this thread, which Ctrl-C does reach.
        return ThreadPoolExecutor(1).submit(store.query, asked).result()
    finally:
        step("")


def _rendered(answer: Solutions | bool | tuple[Triple, ...], format: Format | None) -> str:  # noqa: A002
    if isinstance(answer, tuple):
        from kg import turtle

        return turtle.write(answer)
    if format is None or format == "table" or format == "turtle":
        return _table(answer)
    from kg.results import serialise

    return serialise(answer, format)


def _table(answer: Solutions | bool) -> str:
    from kg.table import cell, table

    if isinstance(answer, bool):
        return f"{str(answer).lower()}\n"
    rows = [[cell(row.get(name)) for name in answer.variables] for row in answer]
    count = "1 row" if len(rows) == 1 else f"{len(rows):,} rows"
    return f"{table(answer.variables, rows, width=terminal.width())}\n{count}\n"
