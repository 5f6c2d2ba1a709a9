"""The formats of results and of graphs, and the writing of graphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Quad,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    serialize,
)

from kg import turtle
from kg.iris import PREFIXES

ROWS: Final[Mapping[str, QueryResultsFormat]] = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
GRAPHS: Final[Mapping[str, RdfFormat]] = {
    "turtle": RdfFormat.TURTLE,
    "n-triples": RdfFormat.N_TRIPLES,
    "rdf-xml": RdfFormat.RDF_XML,
    "json-ld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "n-quads": RdfFormat.N_QUADS,
}

_NONE: Final[Mapping[str, str]] = MappingProxyType({})


def graph(triples: Iterable[Triple], name: str, *, prefixes: Mapping[str, str] = _NONE) -> bytes:
    """The triples, sorted; the same triples give the same bytes, whatever their blank nodes are called.

    Args:
        triples: duplicates count once.
        name: of the format, one of GRAPHS.
        prefixes: beside those of `kg.iris.PREFIXES`, which are declared where they are used.

    Raises:
        InputError: the format cannot hold them.
    """
    if name == "turtle":
        return turtle.write(triples, prefixes=prefixes).encode()
    triples = set(triples)
    if any(isinstance(node, BlankNode) for triple in triples for node in triple):
        dataset = Dataset(Quad(*triple) for triple in triples)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        triples = {quad.triple for quad in dataset}
    lines = {str(triple): triple for triple in triples}
    text = "".join(lines)
    used = {prefix: iri for prefix, iri in {**PREFIXES, **prefixes}.items() if f"<{iri}" in text}
    return serialize((lines[line] for line in sorted(lines)), format=GRAPHS[name], prefixes=used) or b""
