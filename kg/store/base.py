"""The protocol that every store fulfils; what runs on one store runs on all of them.

Terms are pyoxigraph's (`NamedNode`, `BlankNode`, `Literal`, `Triple`, `Quad`) everywhere in clausegraph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

Term = NamedNode | BlankNode | Literal
Row = Mapping[str, Term]


class Solutions:
    """The whole answer to a SELECT: its variables, without `?`, and its rows in the order they came."""

    def __init__(self, variables: Sequence[str], rows: Sequence[Row]) -> None:
        self.variables = tuple(variables)
        self.rows = tuple(rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class Store(Protocol):
    """A SPARQL 1.1 dataset. A query without a dataset clause sees the union of all named graphs.

    `bindings` replaces variables by terms before the query runs (no string building);
    `graphs` restricts the query to those named graphs, and makes their union the default graph.
    The prefixes of `kg.iris.PREFIXES` are declared already.

    Raises (every method):
        QueryError: the query does not parse, or asks for SERVICE or FROM outside of the dataset.
        StoreError: the store could not answer.
    """

    def select(
        self, query: str, *, bindings: Mapping[str, Term] | None = None, graphs: Iterable[str] | None = None
    ) -> Solutions:
        """The solutions of a SELECT."""
        ...

    def ask(
        self, query: str, *, bindings: Mapping[str, Term] | None = None, graphs: Iterable[str] | None = None
    ) -> bool:
        """The answer to an ASK."""
        ...

    def construct(
        self, query: str, *, bindings: Mapping[str, Term] | None = None, graphs: Iterable[str] | None = None
    ) -> tuple[Triple, ...]:
        """The triples of a CONSTRUCT or DESCRIBE, without duplicates."""
        ...

    def query(
        self, query: str, *, bindings: Mapping[str, Term] | None = None, graphs: Iterable[str] | None = None
    ) -> Solutions | bool | tuple[Triple, ...]:
        """Any query form; the type of the answer says which one it was."""
        ...

    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the named graphs, sorted."""
        ...

    def count(self, graph: str | None = None) -> int:
        """How many quads the store, or one named graph, holds."""
        ...

    def add(self, graph: str, triples: Iterable[Triple]) -> None:
        """Adds triples to a named graph."""
        ...

    def insert(self, graph: str, template: str, where: str) -> None:
        """Adds what a CONSTRUCT of this template and this pattern gives to a named graph; nothing leaves the store.

        Both are clausegraph's own words: they are not checked as queries are, and have no prefixes to rely on.
        """
        ...

    def drop(self, graph: str) -> None:
        """Removes a named graph; no error where there is none."""
        ...


class Fillable(Store, Protocol):
    """A store that takes texts, too."""

    def load(self, graph: str, text: bytes, form: RdfFormat) -> None:
        """Adds what a text without blank nodes states to a named graph: `add`, without an object for each term.

        Args:
            graph: the IRI of the graph.
            text: in UTF-8.
            form: Turtle or N-Triples.

        Raises:
            StoreError: the text is not of that form; nothing was added.
        """
        ...
