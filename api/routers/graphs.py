"""/v1/graphs: the named graphs, and what is in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pyoxigraph import NamedNode

from api import pages
from api.answers import Listed, Many
from api.errors import Refused
from api.models.base import graph_page
from api.models.resource import Graph, GraphEntry, Graphs
from api.routers.resource import ANSWERS, OFFERS, written
from kg import lookup
from kg.errors import NotFound
from kg.findings import Reference
from kg.iris import GRAPH
from kg.lookup.names import nearest, node_of

router = APIRouter(prefix="/v1/graphs", tags=["graph"])

MOST = 200_000
"""How many triples of a graph are written out at once."""

_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@router.get("", summary="All named graphs", response_model=Graphs)
def list_graphs(asked: Many) -> Response:
    """The graphs, each with how many triples it holds and the files that it was read from."""
    found = lookup.graphs(asked.store, asked.served.origins)
    return asked.page(Graphs, [_entry(one) for one in found])


@router.get("/{path:path}", summary="One named graph", response_model=Graph, responses=ANSWERS)
def get_graph(
    asked: Many,
    path: Annotated[
        str,
        Path(
            description="What stands behind `graph/` in its IRI, or the whole IRI.",
            examples=["data/contracts/microsoft-2020-12-09", "ontology", "shapes"],
        ),
    ],
) -> Response:
    """The things that a graph makes statements of, as JSON or as a page; the whole graph as Turtle or N-Triples."""
    offer = asked.choose(OFFERS)
    all_ = lookup.graphs(asked.store, asked.served.origins)
    node = node_of(GRAPH, path)
    entry = next((one for one in all_ if node is not None and one.iri == node.value), None)
    if entry is None:
        known = [one.iri.removeprefix(GRAPH) for one in all_]
        raise NotFound(f"there is no graph {path!r}", expected=nearest(path, known))
    if offer.format in ("turtle", "n-triples"):
        if entry.triples > MOST:
            detail = f"the graph holds {entry.triples:,} triples"
            raise Refused("too-large-answer", detail, expected="a CONSTRUCT of a part of it at /sparql")
        triples = asked.store.construct(_ALL, graphs=[entry.iri])
        return asked.sent(written(triples, offer.format), offer)
    nodes: list[NamedNode] = lookup.subjects(asked.store, entry.iri)
    asked.check(len(nodes))
    if offer.format == "html":
        things = lookup.references(asked.store, nodes[asked.offset : asked.offset + asked.limit])
        headers = {"link": asked.links(len(nodes)), **pages.HEADERS}
        return asked.sent(pages.graph(entry, things, len(nodes), asked), offer, headers)
    return asked.page(Graph, _Things(asked, nodes), graph=_entry(entry))


class _Things(Sequence[Reference]):
    """What the things of a graph are called; a slice is read when it is asked for."""

    def __init__(self, asked: Listed, nodes: Sequence[NamedNode]) -> None:
        self._asked, self._nodes = asked, nodes

    def __len__(self) -> int:
        return len(self._nodes)

    def __getitem__(self, index: Any) -> Any:
        return lookup.references(self._asked.store, self._nodes[index])


def _entry(one: lookup.GraphOf) -> GraphEntry:
    name = one.iri.removeprefix(GRAPH)
    return GraphEntry(id=one.iri, name=name, href=graph_page(one.iri), triples=one.triples, files=one.files)
