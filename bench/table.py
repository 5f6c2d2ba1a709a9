"""The table: rows are what is measured, columns are engines; figures of others as multiples of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.findings import Result
from bench.measure import Measured

OURS = "ours"

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of an engine.

    Args:
        load: reading all data, and nothing else.
        full: from cold files to the report.
        changed: the same after one file has changed; None where that takes as long as `full`.
        found: what the report holds.
        expected: what ours finds in the same triples; None for ours.
    """

    load: Measured
    full: Measured
    changed: Measured | None
    found: Counter[Result]
    expected: Counter[Result] | None


@dataclass(frozen=True, slots=True)
class Column:
    """One engine; `reason` says why it has no figures, where it has none."""

    title: str
    figures: Figures | None
    reason: str = ""


def table(vendors: int, columns: Sequence[Column]) -> str:
    """The table in Markdown.

    Args:
        vendors: how many.
        columns: ours first.
    """
    measured = [column for column in columns if column.figures]
    rows = [
        [f"{vendors:,} vendors", *(column.title for column in measured)],
        ["---"] + ["---:"] * len(measured),
        *_rows([column.figures for column in measured if column.figures]),
    ]
    text = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    left = [f"{column.title} has no figures: {column.reason}\n" for column in columns if not column.figures]
    return "\n".join((text, *left))


def _rows(figures: Sequence[Figures]) -> Iterator[list[str]]:
    ours = figures[0]
    yield ["load", *(_time(one.load, ours.load) for one in figures)]
    yield ["full validation", *(_time(one.full, ours.full) for one in figures)]
    after = ours.changed or ours.full
    yield ["after one file changed", *(_time(one.changed or one.full, after) for one in figures)]
    yield ["processor time of the full validation", *(_processors(one.full, ours.full) for one in figures)]
    yield ["memory", *(_memory(one.full, ours.full) for one in figures)]
    yield ["findings", *(_found(one) for one in figures)]


def _time(one: Measured, ours: Measured) -> str:
    if one.code is None:
        return f"> {one.wall / ours.wall:,.0f} × (> {one.wall:,.0f} s)"
    return _seconds(one.wall) if one is ours else f"{one.wall / ours.wall:,.1f} × ({_seconds(one.wall)})"


def _processors(one: Measured, ours: Measured) -> str:
    sign = "> " if one.code is None else ""
    return _seconds(one.cpu) if one is ours else f"{sign}{one.cpu / ours.cpu:,.1f} × ({sign}{_seconds(one.cpu)})"


def _seconds(seconds: float) -> str:
    return f"{seconds:,.2f} s" if seconds < 10 else f"{seconds:,.1f} s"


def _memory(one: Measured, ours: Measured) -> str:
    size = f"{one.memory / _MEGABYTE:,.0f} MB"
    return size if one is ours else f"{one.memory / ours.memory:,.1f} × ({size})"


def _found(one: Figures) -> str:
    if one.full.code is None:
        return "not in time"
    if one.expected is None:
        return f"{one.found.total():,} in these files"
    lacking, more = (one.expected - one.found).total(), (one.found - one.expected).total()
    if not lacking and not more:
        return f"the same {one.found.total():,}"
    return f"{(one.found & one.expected).total():,} the same, {lacking:,} lacking, {more:,} others"
