"""`kg validate`: the findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kg.cli import files, terminal

if TYPE_CHECKING:
    from kg.findings import Finding
    from kg.policy import Judged, Policy
    from kg.snapshot import Snapshot

_CODES = "Codes, or what they begin with, as in PC,LI001."


def command(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH", help="Files and folders, laid over what is built in.")
    ] = None,
    format: Annotated[  # noqa: A002
        Literal["text", "json", "turtle", "sarif", "junit", "github", "gitlab", "markdown", "html"] | None,
        typer.Option(help="Of the report. [default: text]"),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the report here, whole or not at all.")
    ] = None,
    fail_on: Annotated[
        Literal["violation", "warning", "info", "never"] | None,
        typer.Option(help="Exit with 1 from this severity on. [default: violation]"),
    ] = None,
    select: Annotated[list[str] | None, typer.Option(metavar="CODES", help=f"Look at these alone. {_CODES}")] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="CODES", help=f"Look away from these. {_CODES}")] = None,
    severity: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE=SEVERITY", help="What findings weigh, as in LI001=violation; repeat for more."),
    ] = None,
    shapes: Annotated[
        list[Path] | None, typer.Option(metavar="DIR", help="Your own shapes, laid over ours; repeat for more.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Known findings, which do not fail; says which are gone.")
    ] = None,
    write_baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write what is found as a baseline, and no report.")
    ] = None,
    engine: Annotated[Literal["sparql", "pyshacl"], typer.Option(help="pyshacl is the slower reference.")] = "sparql",
    lang: Annotated[
        Literal["en", "sv", "da"] | None, typer.Option(help="Language of labels and messages. [default: en]")
    ] = None,
) -> int:
    """Report findings, with the law and the evidence behind them.

    With PATHs, the findings in those files alone; without, those of the paths that clausegraph.toml names, else all
    that the published graph holds. What is not given is as clausegraph.toml or [tool.clausegraph] in pyproject.toml
    says.
    """
    from kg import snapshot
    from kg.cli.settings import settings
    from kg.findings import summary
    from kg.policy import baseline_of
    from kg.report import render
    from kg.report.look import Look
    from kg.report.words import total

    wanted = settings(
        paths=paths,
        shapes=shapes,
        format=format,
        lang=lang,
        fail_on=fail_on,
        select=select,
        ignore=ignore,
        severity=severity,
        baseline=baseline,
    )
    if write_baseline:
        wanted = replace(wanted, baseline=None)
    step = terminal.progress()
    try:
        taken = snapshot.current(wanted.paths or None, shapes=wanted.shapes, engine=engine, progress=step)
        judged = _judged(taken, wanted.paths, wanted.policy(taken))
    finally:
        step("")
    counted = total(summary(judged.findings), wanted.lang)
    if write_baseline:
        files.save(write_baseline, baseline_of(judged.findings))
        terminal.note(f"{write_baseline}: {counted}")
        return 0
    for one in judged.gone:
        terminal.note(f"gone since the baseline: {' '.join(filter(None, (one.code, one.focus, one.file)))}")
    if output:
        files.save(output, render(judged.findings, wanted.format, lang=wanted.lang, fail_on=wanted.fail_on))
        terminal.note(f"{output}: {counted}")
    else:
        colour, width = terminal.colour(), terminal.width()
        report = render(
            judged.findings, wanted.format, lang=wanted.lang, colour=colour, width=width, fail_on=wanted.fail_on
        )
        terminal.put(report)
    look = Look(fail_on=wanted.fail_on)
    return int(any(look.fails(finding) for finding in judged.findings))


def _judged(taken: Snapshot, paths: Sequence[Path], policy: Policy) -> Judged:
    """The findings in the files under the paths, or all, judged; places as the caller calls the files."""
    from kg.findings import findings
    from kg.policy import apply
    from kg.sources import discover

    named = {source.name for source in discover(paths)} if paths else None
    called = {source.name: source.path for source in taken.sources}
    seen = {path for name, path in called.items() if named is None or name in named}

    def placed(found: Sequence[Finding]) -> list[Finding]:
        return [
            replace(one, location=one.location and replace(one.location, path=called[one.location.path]))
            for one in found
        ]

    return apply(
        placed(findings(taken.store, files=named)),
        policy,
        files=seen,
        elsewhere=lambda: () if named is None else findings(taken.store),
    )
