"""SHACL validation of whatever a store holds: one function, two engines behind it.

`sparql` compiles the shapes to SPARQL and runs them inside the store; `pyshacl` is the reference.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pyoxigraph import Triple

from kg.iris import REPORT_GRAPH, SHAPES_GRAPH
from kg.shacl.paths import Path
from kg.shacl.report import INFO, VIOLATION, WARNING, Report, Result
from kg.store.base import Store

__all__ = ["INFO", "VIOLATION", "WARNING", "Engine", "Path", "Report", "Result", "validate"]

Engine = Literal["sparql", "pyshacl"]


def validate(
    store: Store,
    *,
    shapes: Iterable[Triple] | None = None,
    shapes_graph: str = SHAPES_GRAPH,
    data_graphs: Iterable[str] | None = None,
    engine: Engine = "sparql",
) -> Report:
    """Validates the data of a store against shapes (SHACL 3.4).

    Fastest where every named graph of the store is data, and the shapes are given as triples: then the queries run on
    the store's own default graph, and nothing is copied or left out.

    Args:
        store: any store; it is read, never written to.
        shapes: the shapes graph as it was parsed. Left out: what the store holds as `shapes_graph`.
        shapes_graph: the named graph that holds the shapes; $shapesGraph in queries.
        data_graphs: the named graphs whose union is the data graph. Left out: every one but the shapes graph and
            the report graph, so that data, ontology and inferred triples are validated together.
        engine: `sparql`, or `pyshacl` for the reference.

    Raises:
        ShapeError: shapes are ill-formed, or use what the engine cannot do; nothing was validated.
        StoreError: the store could not answer.
    """
    from kg.shacl.graph import triples

    held = store.graphs()
    graphs = [one for one in held if one not in (shapes_graph, REPORT_GRAPH)] if data_graphs is None else [*data_graphs]
    shapes = triples(store, [shapes_graph]) if shapes is None else tuple(shapes)
    if engine == "pyshacl":
        from kg.shacl import reference

        return reference.validate(triples(store, graphs), shapes)
    from kg.shacl import engine as compiled

    reachable = shapes_graph if shapes_graph in graphs else None
    return compiled.validate(*compiled.view(store, graphs), shapes, reachable)
