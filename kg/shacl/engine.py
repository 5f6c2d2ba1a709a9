"""Runs compiled shapes on a store and turns the solutions into results."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from pyoxigraph import Literal, NamedNode

from kg.errors import QueryError, ShapeError
from kg.shacl.compile import compiled
from kg.shacl.components.base import Check, Finder
from kg.shacl.graph import ReadGraph
from kg.shacl.read import read_shapes
from kg.shacl.report import Report, Result, report_of
from kg.store.base import Row, Store


def validate(store: Store, shapes: ReadGraph, data_graphs: Iterable[str] | None) -> Report:
    """Validates with the compiled shapes.

    Args:
        store: is asked, never written to.
        shapes: the shapes graph.
        data_graphs: the named graphs whose union is validated; None for all that the store has.

    Raises:
        ShapeError: shapes are ill-formed or cannot be compiled.
        StoreError: the store could not answer.
    """
    graphs = None if data_graphs is None else list(data_graphs)
    known = read_shapes(shapes)
    found: dict[tuple[object, ...], Result] = {}
    todo = list(compiled(known))
    while todo:
        step = todo.pop()
        try:
            if isinstance(step, Check):
                todo += step.finders if store.ask(step.query, graphs=graphs) else ()
                continue
            rows = store.select(step.query, graphs=graphs)
        except QueryError as error:
            raise ShapeError(f"{step.shape.node} cannot be run as a query: {error.message}") from error
        for row in rows:
            key = (step.context.above, id(step.constraint), *(row.get(name[1:]) for name in step.variables))
            found.setdefault(key, _result(step, row))
    return report_of(list(found.values()))


def _result(finder: Finder, row: Row) -> Result:
    path = finder.shape.path if finder.path is None else cast("NamedNode", row[finder.path[1:]])
    return Result(
        focus=row[finder.context.focus[1:]],
        path=path,
        value=None if finder.value is None else row[finder.value[1:]],
        shape=finder.shape.node,
        component=finder.constraint.component,
        severity=finder.shape.severity,
        messages=finder.shape.messages or (Literal(finder.constraint.describe()),),
    )
