"""The modules of the ontology as they were parsed, the terms that they declare, and all that is said with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from pyoxigraph import NamedNode, Triple, parse

from kg import reason
from kg.iris import CG
from kg.shacl.graph import ReadGraph
from kg.shacl.names import RDF_TYPE
from kg.sources import read_builtin
from kg.store import EmbeddedStore
from tests.conftest import ROOT
from tests.shapes.knowledge import facts

BASE = "https://w3id.org/clausegraph/ontology/"

MODULES: Mapping[str, tuple[Triple, ...]] = MappingProxyType(
    {
        BASE + PurePosixPath(source.name).stem: tuple(quad.triple for quad in source.quads)
        for source in read_builtin("ontology")
    }
)
"""The triples of each module, by the IRI that its file name stands for."""

ONTOLOGY = ReadGraph(triple for triples in MODULES.values() for triple in triples)


def declared(triples: tuple[Triple, ...]) -> Iterator[NamedNode]:
    """Each term that a module gives a type, ours and those of other vocabularies, once for each type."""
    for triple in triples:
        if triple.predicate == RDF_TYPE and isinstance(triple.subject, NamedNode):
            yield triple.subject


TERMS = tuple(sorted({term.value for triples in MODULES.values() for term in declared(triples)} - MODULES.keys()))
OURS = tuple(NamedNode(term) for term in TERMS if term.startswith(CG))
"""Every term of the clausegraph namespace that a module declares."""

EXAMPLES = tuple(sorted((ROOT / "tests" / "shapes").rglob("*.ttl")))
"""The examples of the shapes."""


def triples(paths: Iterable[Path]) -> Iterator[Triple]:
    """The triples of files of Turtle."""
    for path in paths:
        yield from (quad.triple for quad in parse(path=str(path)))


@cache
def everything() -> EmbeddedStore:
    """The built-in knowledge and the examples, with what follows from them."""
    store = EmbeddedStore()
    for graph, known in facts():
        store.add(graph, known)
    store.add("urn:examples", triples(EXAMPLES))
    reason.materialise(store)
    return store
