"""`kg evidence`: the passages that facts come from."""

from __future__ import annotations

from collections.abc import Iterable, Set
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import terminal

if TYPE_CHECKING:
    from kg.sources import Location, Source
    from kg.store import Term

app = typer.Typer(help="Check the passages that facts come from, or find the offsets of one.")


@app.command()
def check(
    sources: Annotated[Path, typer.Option(metavar="DIR", help="The folder that holds the source documents.")],
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]…", help="Files and folders to lay over the built-in knowledge."),
    ] = None,
) -> int:
    """Read the documents again, and report each passage that no longer stands where the facts say."""
    from kg import evidence, snapshot
    from kg.iris import compact
    from kg.printable import printable

    made = snapshot.current(paths or None)
    found = evidence.check(made.store, sources)
    places = _places(made.sources, {broken.subject for broken in found.broken})
    lines = []
    for broken in found.broken:
        place = places.get(broken.subject)
        said = f"{compact(broken.subject.value)}: {broken.message} ({broken.expected})"
        lines.append((place is None, place, printable(f"{place}: {said}" if place else said)))
    for *_, line in sorted(lines):
        terminal.put(f"{line}\n")
    summary = f"{found.intact:,} of {found.passages:,} passages are intact"
    terminal.put(f"{summary}; {found.sections:,} more name a section only\n")
    return 1 if found.broken else 0


@app.command()
def locate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The document.")],
    first: Annotated[str, typer.Argument(metavar="FIRST", help="How the passage begins.")],
    last: Annotated[str | None, typer.Argument(metavar="[LAST]", help="How it ends.")] = None,
) -> int:
    """Print the Turtle that says where a passage stands, from its first and last words."""
    from kg import evidence

    text, _ = evidence.read(file)
    start, end = evidence.locate(text, first, last)
    span = evidence.hash_of(text[start:end])
    terminal.put(f'    cg:end {end} ;\n    cg:spanSha256 "{span}" ;\n    cg:start {start} ;\n')
    return 0


def _places(sources: Iterable[Source], subjects: Set[Term]) -> dict[Term, Location]:
    """Where the things are described, in the first source that does."""
    from kg.sources import lines

    places: dict[Term, Location] = {}
    for source in sources if subjects else ():
        for subject in subjects & {quad.subject for quad in source.quads}:
            if place := lines(source).subject(subject):
                places.setdefault(subject, place)
    return places
