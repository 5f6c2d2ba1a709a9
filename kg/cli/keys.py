"""`kg keys`: who may see what through the service."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kg.cli import terminal
from kg.publish import HOME

app = typer.Typer(help="Make, list and revoke the keys that open your graphs to callers of the service.")

Home = Annotated[
    Path, typer.Option("--home", metavar="DIR", envvar="CLAUSEGRAPH_HOME", help="Where snapshots and keys lie.")
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="What its owner is called in lists and logs.")]


@app.command("add")
def add(
    name: Name,
    graphs: Annotated[
        list[str] | None,
        typer.Option("--graph", metavar="GRAPH", help="A graph that it opens; 'vendors/*' for all that begin so."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="It opens everything.")] = False,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The last day on which it works, in UTC."),
    ] = None,
    home: Home = HOME,
) -> int:
    """Make a key, and print it this once.

    Without --graph or --all it opens what is built in. A running service knows it at once.
    """
    from kg import keys

    scopes = [keys.scope(graph) for graph in graphs or ()] + [keys.EVERYTHING] * everything
    secret = keys.add(home, name, scopes, until=until.date() if until else None, tell=terminal.note)
    terminal.put(f"{secret}\n")
    terminal.note("This is the only time that the key is shown.")
    if not scopes:
        terminal.note("It opens what is built in, and none of your own graphs: --graph or --all would.")
    for unmatched in _unmatched(home, scopes):
        terminal.note(f"No graph today is {unmatched}.")
    return 0


@app.command("list")
def list_keys(home: Home = HOME) -> int:
    """List the keys by name: what each opens, and how long it works."""
    from kg import keys
    from kg.iris import GRAPH
    from kg.table import table

    rows = [
        (
            key.name,
            " ".join(one.removeprefix(GRAPH) for one in key.scopes) or "what is built in",
            str(key.made),
            f"{key.until}{' (over)' * key.over}" if key.until else "",
        )
        for key in keys.read(home)
    ]
    if rows:
        terminal.put(table(("name", "opens", "made", "until"), rows, width=terminal.width()))
    else:
        terminal.note("There are no keys; `kg keys add` makes one.")
    return 0


@app.command("revoke")
def revoke(name: Name, home: Home = HOME) -> int:
    """Revoke a key; a running service refuses it at once."""
    from kg import keys

    keys.revoke(home, name, tell=terminal.note)
    return 0


def _unmatched(home: Path, scopes: list[str]) -> list[str]:
    """The scopes that name no graph of the files that are served today; none where these cannot be read."""
    from kg import keys, snapshot
    from kg.errors import InputError

    try:
        graphs = [graph for source in snapshot.inputs(home=home).sources for graph in source.graphs]
    except InputError:
        return []
    return [one for one in scopes if one != keys.EVERYTHING and not any(keys.opens([one], graph) for graph in graphs)]
