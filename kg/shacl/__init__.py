"""SHACL validation of whatever a store holds: one function, two engines behind it.

`sparql` compiles the shapes to SPARQL and runs them inside the store; `pyshacl` is the reference.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from kg.iris import REPORT_GRAPH, SHAPES_GRAPH
from kg.shacl.paths import Path
from kg.shacl.report import INFO, VIOLATION, WARNING, Report, Result
from kg.store.base import Store

__all__ = ["INFO", "VIOLATION", "WARNING", "Engine", "Path", "Report", "Result", "validate"]

Engine = Literal["sparql", "pyshacl"]


def validate(
    store: Store,
    *,
    shapes_graph: str = SHAPES_GRAPH,
    data_graphs: Iterable[str] | None = None,
    engine: Engine = "pyshacl",
) -> Report:
    """Validates the data of a store against the shapes in one of its named graphs (SHACL 3.4).

    Args:
        store: any store; it is read, never written to.
        shapes_graph: the named graph that holds the shapes.
        data_graphs: the named graphs whose union is the data graph. Left out: every one but the shapes graph and
            the report graph, so that data, ontology and inferred triples are validated together.
        engine: `sparql`, or `pyshacl` for the reference.

    Raises:
        ShapeError: shapes are ill-formed, or use what the engine cannot do; nothing was validated.
        StoreError: the store could not answer.
    """
    if data_graphs is None:
        data_graphs = [graph for graph in store.graphs() if graph not in (shapes_graph, REPORT_GRAPH)]
    from kg.shacl import engine as compiled
    from kg.shacl import reference
    from kg.shacl.graph import ReadGraph

    if engine == "pyshacl":
        return reference.validate(store, shapes_graph, tuple(data_graphs))
    return compiled.validate(store, ReadGraph.of(store, shapes_graph), tuple(data_graphs))
