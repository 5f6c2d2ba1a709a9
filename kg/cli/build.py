"""`kg build`: from files to a published snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options, terminal


def command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="DIR", help="Your own folders or files, laid over what is built in."),
    ] = None,
    store: options.Store = None,
    store_update: options.StoreUpdate = None,
) -> int:
    """Read, reason over, validate and publish the graph.

    Publishes it in .kg/, or in an engine, for the commands that follow. A build that fails publishes nothing; findings
    do not make it fail.
    """
    from kg import remote, snapshot
    from kg.findings import findings, summary
    from kg.iris import INFERRED_GRAPH
    from kg.report.words import total

    engine = options.service(store, store_update)
    step = terminal.progress()
    try:
        if engine:
            made = remote.build(paths or (), engine, progress=step)
        else:
            made = snapshot.build(paths or (), progress=step)
    finally:
        step("")
    graphs = made.manifest.graphs
    terminal.put(
        f"snapshot  {made.id}\n"
        f"triples   {sum(graphs.values()):,}, of which {graphs.get(INFERRED_GRAPH, 0):,} follow from the others\n"
        f"found     {total(summary(findings(made.store)), 'en')}\n"
        f"lies in   {engine.url if engine else made.folder}\n"
    )
    return 0
