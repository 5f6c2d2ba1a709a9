"""What is the same for every store: the four query forms, and the checks before any of them runs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from pyoxigraph import Literal, NamedNode, QuerySolutions, Triple

from kg.errors import ParameterError, QueryError, StoreError
from kg.store import guard
from kg.store.base import Solutions, Term
from kg.store.bindings import bind


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query that may run: its text with the bindings in it, its form, and its dataset (None: the whole store)."""

    text: str
    form: guard.Form
    default_graphs: tuple[NamedNode, ...] | None
    named_graphs: tuple[NamedNode, ...] | None


class QueryForms(ABC):
    """Half of `kg.store.Store`, in terms of the other half."""

    @abstractmethod
    def query(
        self, query: str, *, bindings: Mapping[str, Term] | None = None, graphs: Iterable[str] | None = None
    ) -> Solutions | bool | tuple[Triple, ...]:
        """Any query form; the type of the answer says which one it was."""

    @abstractmethod
    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the named graphs, sorted."""

    def select(
        self, query: str, *, bindings: Mapping[str, Term] | None = None, graphs: Iterable[str] | None = None
    ) -> Solutions:
        """The solutions of a SELECT."""
        _expect(query, "SELECT")
        return cast(Solutions, self.query(query, bindings=bindings, graphs=graphs))

    def ask(
        self, query: str, *, bindings: Mapping[str, Term] | None = None, graphs: Iterable[str] | None = None
    ) -> bool:
        """The answer to an ASK."""
        _expect(query, "ASK")
        return cast(bool, self.query(query, bindings=bindings, graphs=graphs))

    def construct(
        self, query: str, *, bindings: Mapping[str, Term] | None = None, graphs: Iterable[str] | None = None
    ) -> tuple[Triple, ...]:
        """The triples of a CONSTRUCT or DESCRIBE, without duplicates."""
        _expect(query, "CONSTRUCT", "DESCRIBE")
        return cast("tuple[Triple, ...]", self.query(query, bindings=bindings, graphs=graphs))

    def count(self, graph: str | None = None) -> int:
        """How many quads the store, or one named graph, holds."""
        name = "?g" if graph is None else str(graph_name(graph))
        number = self.select(f"SELECT (COUNT(*) AS ?n) {{ GRAPH {name} {{ ?s ?p ?o }} }}").rows[0]["n"]
        if not isinstance(number, Literal):
            raise StoreError("the store cannot count")
        return int(number.value)

    def prepare(self, query: str, bindings: Mapping[str, Term] | None, graphs: Iterable[str] | None) -> Prepared:
        """Checks a query and puts its bindings in."""
        checked = guard.check(query)
        dataset = None if graphs is None else sorted(set(graphs))
        default, named = dataset, dataset
        if checked.default_graphs or checked.named_graphs:
            guard.check(query, self.graphs() if dataset is None else dataset)
            default, named = list(checked.default_graphs), list(checked.named_graphs)
        return Prepared(bind(query, bindings), checked.form, _names(default), _names(named))


def solutions(result: QuerySolutions) -> Solutions:
    """The whole answer that pyoxigraph streams; a variable without a value is absent from its row."""
    names = [variable.value for variable in result.variables]
    rows = ({name: term for name, term in zip(names, row, strict=True) if term is not None} for row in result)
    return Solutions(names, tuple(rows))


def graph_name(iri: str) -> NamedNode:
    """The name of a graph.

    Raises:
        ParameterError: it is not an IRI.
    """
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise ParameterError(f"{iri!r} is not an IRI, and cannot name a graph") from error


def insert_update(graph: str | None, template: str, where: str) -> str:
    """The SPARQL update that adds what follows to the default graph, and to a named graph if one is given."""
    named = "" if graph is None else f" GRAPH {graph_name(graph)} {{ {template} }}"
    return f"INSERT {{ {template}{named} }} WHERE {{ {where} }}"


def drop_update(graph: str) -> str:
    """The SPARQL update that removes a named graph, and from the default graph what no other graph states."""
    name = graph_name(graph)
    return (
        f"DELETE {{ ?s ?p ?o }} WHERE {{ GRAPH {name} {{ ?s ?p ?o }} "
        f"FILTER NOT EXISTS {{ GRAPH ?other {{ ?s ?p ?o }} FILTER(?other != {name}) }} }}; DROP SILENT GRAPH {name}"
    )


def _names(graphs: Iterable[str] | None) -> tuple[NamedNode, ...] | None:
    return None if graphs is None else tuple(graph_name(graph) for graph in graphs)


def _expect(query: str, *forms: guard.Form) -> None:
    form = guard.form(query)
    if form not in forms:
        raise QueryError(f"this query is a {form}", expected=f"a {' or '.join(forms)}")
