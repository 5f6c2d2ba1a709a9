"""Tables for people: rows of text in columns, no wider than a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import StringIO

from pyoxigraph import BlankNode, NamedNode

from kg.iris import compact
from kg.printable import printable
from kg.store.base import Term


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

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in columns:
        grid.add_column(Text(printable(name)), overflow="fold")
    for row in rows:
        grid.add_row(*(Text(printable(" ".join(said.split()))) for said in row))
    out = StringIO()
    Console(file=out, width=width, color_system=None, legacy_windows=False, _environ={}).print(grid)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())
