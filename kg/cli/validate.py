"""`kg validate`: the findings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

from kg.cli import files, options, terminal
from kg.errors import ParameterError

if TYPE_CHECKING:
    from kg.cli.settings import Settings
    from kg.findings import Finding, Waiver
    from kg.incremental import Checked
    from kg.policy import Judged
    from kg.shacl import Engine
    from kg.snapshot import Inputs
    from kg.store.service import Service

    Placed = TypeVar("Placed", Finding, Waiver)

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
    no_cache: Annotated[
        bool,
        typer.Option("--no-cache", help="Validate all files, whatever was kept or built before."),
    ] = False,
    engine: Annotated[Literal["sparql", "pyshacl"], typer.Option(help="pyshacl is the slower reference.")] = "sparql",
    lang: Annotated[
        Literal["en", "sv", "da"] | None, typer.Option(help="Language of labels and messages. [default: en]")
    ] = None,
    store: options.Store = None,
    store_update: options.StoreUpdate = None,
) -> int:
    """Report findings, with the law and the evidence behind them.

    With PATHs, the findings in those files alone; without, those of the paths that clausegraph.toml names, else all
    that the published graph holds. What is not given is as clausegraph.toml or [tool.clausegraph] in pyproject.toml
    says.

    With --store, the engine validates: PATHs beside what is published there, and removed from it when that is done.
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
    remote = options.service(store, store_update)
    if remote and engine != "sparql":
        raise ParameterError(f"--engine {engine} works on this machine, not with --store", expected="one of both")
    step = terminal.progress()
    try:
        if remote:
            inputs, checked = _checked_there(wanted, remote, step)
        else:
            inputs = snapshot.inputs(wanted.paths or None, shapes=wanted.shapes)
            checked = _checked(inputs, wanted, engine, not no_cache, step)
        judged = _judged(checked, inputs, wanted)
    finally:
        step("")
    if checked.alone:
        left = f"{checked.alone:,} of {checked.alone + checked.again:,} files"
        terminal.note(f"left alone: {left}; nothing that these depend on has changed since the last run")
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


def _checked(inputs: Inputs, wanted: Settings, engine: Engine, cache: bool, step: Callable[[str], None]) -> Checked:
    """All findings: from what is published where just that was asked for, else as few as possible found anew."""
    from kg import publish, snapshot
    from kg.incremental import check, kept_in, of_snapshot, processors

    keep = kept_in(publish.HOME / "cache", (path.resolve().name for path in wanted.paths)) if cache else None
    taken = None if keep is None or keep.exists() else snapshot.published(inputs.sources, engine=engine)
    if taken:
        return of_snapshot(taken)
    return check(inputs.sources, keep=keep, engine=engine, progress=step, processes=processors())


def _checked_there(wanted: Settings, engine: Service, step: Callable[[str], None]) -> tuple[Inputs, Checked]:
    """All findings: those of what is published in an engine, or of the files that are named, found there."""
    from kg import remote, snapshot
    from kg.incremental import of_snapshot

    if not wanted.paths and not wanted.shapes:
        return snapshot.Inputs((), frozenset()), of_snapshot(remote.opened(engine, progress=step))
    inputs = snapshot.inputs(wanted.paths, shapes=wanted.shapes)
    with remote.tried(inputs.sources, engine, progress=step) as tried:
        return inputs, of_snapshot(tried)


def _judged(checked: Checked, inputs: Inputs, wanted: Settings) -> Judged:
    """The findings in the files under the paths, or all, judged; places as the caller calls the files."""
    from kg.policy import apply

    found = checked.findings
    # The files behind what an engine holds are called there as it calls them.
    called = {one.location.path: one.location.path for one in found if one.location}
    called |= {source.name: source.path for source in inputs.sources}

    def placed(one: Placed) -> Placed:
        return replace(one, location=one.location and replace(one.location, path=called[one.location.path]))

    if wanted.paths:
        found = tuple(one for one in found if one.location and one.location.path in inputs.named)
    policy = wanted.policy(checked.codes, tuple(map(placed, checked.waivers)))
    return apply(
        map(placed, found),
        policy,
        files={called[name] for name in inputs.named} if wanted.paths else called.values(),
        elsewhere=lambda: checked.findings if wanted.paths else (),
    )
