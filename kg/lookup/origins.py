"""Which files graphs were read from, and where in them a statement stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from pyoxigraph import Triple

from kg.sources import Location, Source, lines

LONGEST = 4 << 20
"""The longest file that is searched for a statement, in bytes."""


class Origins:
    """The files of a store; which graphs each writes to is found once.

    Args:
        sources: the files.
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = tuple(sources)

    def of(self, graph: str) -> tuple[Source, ...]:
        """The files that write to a graph."""
        return self._by_graph.get(graph, ())

    def place(self, graph: str, triple: Triple) -> tuple[str | None, Location | None]:
        """The name of the file that a statement of a graph was read from, and its place there, as far as known."""
        files = self.of(graph)
        for source in files:
            if len(source.data) <= LONGEST:
                place = lines(source).statement(triple.subject, triple.predicate, triple.object)
                if place is not None:
                    return source.name, place
        return (files[0].name, None) if len(files) == 1 else (None, None)

    @cached_property
    def _by_graph(self) -> Mapping[str, tuple[Source, ...]]:
        found: dict[str, list[Source]] = {}
        for source in self._sources:
            for name in source.graphs:
                found.setdefault(name, []).append(source)
        return {name: tuple(files) for name, files in found.items()}
