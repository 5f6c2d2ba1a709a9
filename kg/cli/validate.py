"""`kg validate`: the findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kg.cli import files, options, terminal

if TYPE_CHECKING:
    from kg.findings import Finding
    from kg.snapshot import Snapshot

_WEIGHTS = {"info": 1, "warning": 2, "violation": 3, "never": 4}


def command(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH", help="Files and folders, laid over what is built in.")
    ] = None,
    format: Annotated[Literal["text", "json", "turtle"], typer.Option(help="Of the report.")] = "text",  # noqa: A002
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the report here, whole or not at all.")
    ] = None,
    fail_on: Annotated[
        Literal["violation", "warning", "info", "never"], typer.Option(help="Exit with 1 from this severity on.")
    ] = "violation",
    engine: Annotated[Literal["sparql", "pyshacl"], typer.Option(help="pyshacl is the slower reference.")] = "sparql",
    lang: options.Lang = "en",
) -> int:
    """Report findings, with the law and the evidence behind them.

    With PATHs, the findings in those files alone; without, those in everything that the published graph holds.
    """
    from kg import snapshot
    from kg.findings import summary
    from kg.report import render
    from kg.report.words import total

    step = terminal.progress()
    try:
        found = _findings(snapshot.current(paths or None, engine=engine, progress=step), paths or ())
    finally:
        step("")
    if output:
        files.save(output, render(found, format, lang=lang))
        terminal.note(f"{output}: {total(summary(found), lang)}")
    else:
        terminal.put(render(found, format, lang=lang, colour=terminal.colour(), width=terminal.width()))
    return int(any(_WEIGHTS[finding.severity] >= _WEIGHTS[fail_on] for finding in found))


def _findings(taken: Snapshot, paths: Sequence[Path]) -> tuple[Finding, ...]:
    """The findings in the files under the paths, or all; places as the caller calls the files."""
    from kg.findings import findings
    from kg.sources import discover

    named = {source.name for source in discover(paths)} if paths else None
    called = {source.name: source.path for source in taken.sources}
    return tuple(
        replace(one, location=one.location and replace(one.location, path=called[one.location.path]))
        for one in findings(taken.store, files=named)
    )
