"""Tables for people: rows of text in columns, no wider than a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import StringIO

from pyoxigraph import BlankNode, NamedNode

from kg.iris import compact
from kg.printable import printable
from kg.store.base import Term

_GAP = 3
"""The characters between two columns."""

_WORD = 30
"""The longest word that makes a column wider; longer ones, such as IRIs, are folded."""


def cell(term: Term | None, absent: str = "") -> str:
    """A term as people read it: IRIs with their prefix, literals as their characters, `absent` where there is none."""
    if term is None:
        return absent
    if isinstance(term, NamedNode):
        return compact(term.value)
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, width: int = 80) -> str:
    """A table with a heading, ending in a line break; cells that do not fit are folded, nothing is left out.

    Args:
        columns: the headings.
        rows: the cells.
        width: of the table, in characters.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    cells = [[printable(" ".join(said.split())) for said in row] for row in (columns, *rows)]
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    widths = _widths([*zip(*cells, strict=True)], width - _GAP * (len(columns) - 1))
    for name, room in zip(cells[0], widths, strict=True):
        grid.add_column(Text(name), overflow="fold", width=room)
    for row in cells[1:]:
        grid.add_row(*map(Text, row))
    out = StringIO()
    Console(file=out, width=width, color_system=None, legacy_windows=False, _environ={}).print(grid)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int]:
    """How wide each column may be: as it likes if all fit, else in proportion, with words kept whole where they can."""
    wanted = [max(1, *map(len, cells)) for cells in columns]
    if sum(wanted) <= room:
        return wanted
    least = [min(_WORD, max(len(word) for said in cells for word in (said or " ").split(" "))) for cells in columns]
    while sum(least) > room and max(least) > 1:
        least[least.index(max(least))] -= 1
    spare, missing = room - sum(least), sum(wanted) - sum(least)
    return [few + spare * (many - few) // missing for few, many in zip(least, wanted, strict=True)]
