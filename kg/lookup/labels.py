"""What IRIs are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import NamedNode

from kg.findings import Text
from kg.shacl.graph import ReadGraph
from kg.shacl.names import RDFS, sh
from kg.store.base import Store, Term

_NAMES = (NamedNode(f"{RDFS}label"), sh("name"))


def labels(store: Store, terms: Iterable[Term | None]) -> Mapping[NamedNode, Text]:
    """The labels of the IRIs among some terms, as far as the graph has any; fetched by one query.

    Raises:
        StoreError: the store could not answer.
    """
    nodes = sorted({term for term in terms if isinstance(term, NamedNode)}, key=str)
    if not nodes:
        return {}
    listed = " ".join(map(str, nodes))
    graph = ReadGraph(
        store.construct(
            "CONSTRUCT { ?node ?property ?label } WHERE { "
            f"VALUES ?node {{ {listed} }} VALUES ?property {{ rdfs:label sh:name }} ?node ?property ?label }}"
        )
    )
    said = {node: next(filter(None, (graph.objects(node, name) for name in _NAMES)), []) for node in nodes}
    return {node: Text.of(words) for node, words in said.items() if words}
