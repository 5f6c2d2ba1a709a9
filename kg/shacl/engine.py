"""Runs compiled shapes on a store and turns the solutions into results."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import QueryError, ShapeError
from kg.shacl.compile import compiled
from kg.shacl.components.base import Check, Finder
from kg.shacl.graph import ReadGraph, triples
from kg.shacl.names import TRUE
from kg.shacl.read import read_shapes
from kg.shacl.report import Report, Result, report_of
from kg.store.base import Row, Store, Term
from kg.store.embedded import EmbeddedStore


def view(store: Store, graphs: list[str]) -> tuple[Store, list[str] | None]:
    """A store, and what to give it as `graphs`, so that queries see each triple of these graphs once, and fast.

    Oxigraph looks up every pattern in one graph after the other, and counts a triple once for each graph that has it.
    So more than one graph, where they are not all that the store has, is copied into a store of its own.
    """
    if sorted(graphs) == list(store.graphs()):
        return store, None
    if len(graphs) < 2 or not isinstance(store, EmbeddedStore):
        return store, graphs
    copy = EmbeddedStore()
    for graph in graphs:
        copy.add(graph, triples(store, [graph]))
    return copy, None


def validate(store: Store, graphs: list[str] | None, shapes: tuple[Triple, ...], shapes_graph: str | None) -> Report:
    """Validates with the compiled shapes.

    Args:
        store: is asked, never written to.
        graphs: the named graphs whose union is validated; None for all that the store has.
        shapes: the shapes graph.
        shapes_graph: its IRI, where it is one of the graphs that queries see.

    Raises:
        ShapeError: shapes are ill-formed or cannot be compiled.
        StoreError: the store could not answer.
    """
    found: dict[tuple[object, ...], Result] = {}
    todo = list(steps(shapes, shapes_graph))
    while todo:
        step = todo.pop()
        if isinstance(step, Check):
            todo += step.finders if _may_break(store, step, graphs) else ()
            continue
        try:
            rows = store.select(step.query, graphs=graphs)
        except QueryError as error:
            message = f"{step.shape.node} cannot be run as a query: {error.message}"
            raise ShapeError(message, about=(step.shape.node,)) from error
        taken: Counter[Term] = Counter()
        for row in rows:
            focus = row[step.context.focus[1:]]
            taken[focus] += 1
            if step.limit is not None and taken[focus] > step.limit:
                continue
            told = tuple(sorted(row.items())) if step.select else tuple(row.get(name[1:]) for name in step.variables)
            found.setdefault((step.context.above, id(step.constraint), told), _result(step, row))
    return report_of(list(found.values()))


@lru_cache(maxsize=4)
def steps(shapes: tuple[Triple, ...], shapes_graph: str | None) -> tuple[Finder | Check, ...]:
    """The compiled shapes, which stay the same while data comes and goes.

    Args:
        shapes: the shapes graph.
        shapes_graph: its IRI, where it is one of the graphs that queries see.

    Raises:
        ShapeError: shapes are ill-formed or cannot be compiled.
    """
    return tuple(compiled(read_shapes(ReadGraph(shapes), shapes_graph)))


def _may_break(store: Store, check: Check, graphs: list[str] | None) -> bool:
    try:
        return store.ask(check.query, graphs=graphs)
    except QueryError:  # too long for the store, where the parts may not be
        return True


def _result(finder: Finder, row: Row) -> Result:
    if row.get("failure") == TRUE:
        raise ShapeError(f"a query of {finder.shape.node} reports a failure", about=(finder.shape.node,))
    focus = row[finder.context.focus[1:]]
    value = None if finder.value is None else row.get(finder.value[1:])
    path = None if finder.path is None else row.get(finder.path[1:])
    return Result(
        focus=focus,
        path=path if isinstance(path, NamedNode) else finder.shape.path,
        value=focus if finder.select and value is None and finder.shape.path is None else value,
        shape=finder.shape.node,
        component=finder.constraint.component,
        severity=finder.shape.severity,
        messages=finder.constraint.messages(row) or finder.shape.messages or (Literal(finder.constraint.describe()),),
        constraint=finder.constraint.source,
    )
