"""What the service can do, and what is in its dataset.

https://www.w3.org/TR/sparql11-service-description/, https://www.w3.org/TR/void/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from api import formats
from kg.iris import PREFIXES
from kg.store import Store

if TYPE_CHECKING:
    from api.served import Served

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"

_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_RESULTS = {"json": "SPARQL_Results_JSON", "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV"}
_RESULTS["tsv"] = "SPARQL_Results_TSV"
_GRAPHS = {
    "turtle": "Turtle",
    "n-triples": "N-Triples",
    "rdf-xml": "RDF_XML",
    "json-ld": "JSON-LD",
    "trig": "TriG",
    "n-quads": "N-Quads",
}

_CLASSES = "SELECT ?of (COUNT(DISTINCT ?s) AS ?n) { ?s a ?of FILTER(isIRI(?of)) } GROUP BY ?of ORDER BY ?of"
_PROPERTIES = "SELECT ?of (COUNT(*) AS ?n) { ?s ?of ?o } GROUP BY ?of ORDER BY ?of"
_ALL = "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) { ?s ?p ?o }"


@dataclass(frozen=True, slots=True)
class Contents:
    """How much there is: triples and their subjects in all, then of each class and of each property, sorted by IRI."""

    triples: int
    subjects: int
    classes: tuple[tuple[str, int], ...]
    properties: tuple[tuple[str, int], ...]


def describe(served: Served, base: str, format: str) -> bytes:  # noqa: A002
    """The description of the service and of the dataset that it shows to a caller.

    Args:
        served: what the caller sees.
        base: where the service is, without a slash at the end.
        format: one of `api.formats.GRAPHS`.
    """
    endpoint, dataset = NamedNode(f"{base}/sparql"), NamedNode(f"{base}/.well-known/void#dataset")
    triples = [*_service(endpoint, dataset), *_dataset(served, endpoint, dataset)]
    return formats.graph(triples, format, prefixes={"formats": FORMATS, "sd": SD, "void": VOID})


def _service(endpoint: NamedNode, dataset: NamedNode) -> Iterator[Triple]:
    service = BlankNode("service")
    yield Triple(service, _TYPE, _sd("Service"))
    yield Triple(service, _sd("endpoint"), endpoint)
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    yield Triple(service, _sd("defaultDataset"), dataset)
    for name in (*_RESULTS.values(), *_GRAPHS.values()):
        yield Triple(service, _sd("resultFormat"), NamedNode(FORMATS + name))


def _dataset(served: Served, endpoint: NamedNode, dataset: NamedNode) -> Iterator[Triple]:
    whole = BlankNode("whole")
    contents = served.contents
    yield Triple(dataset, _TYPE, _sd("Dataset"))
    yield Triple(dataset, _TYPE, NamedNode(VOID + "Dataset"))
    yield Triple(dataset, _dcterms("title"), Literal("clausegraph"))
    yield Triple(dataset, _dcterms("identifier"), Literal(served.snapshot.id))
    yield Triple(dataset, _void("sparqlEndpoint"), endpoint)
    yield Triple(dataset, _void("triples"), Literal(contents.triples))
    yield Triple(dataset, _void("distinctSubjects"), Literal(contents.subjects))
    for name in _GRAPHS.values():
        yield Triple(dataset, _void("feature"), NamedNode(FORMATS + name))
    yield Triple(dataset, _sd("defaultGraph"), whole)
    yield Triple(whole, _TYPE, _sd("Graph"))
    yield Triple(whole, _void("triples"), Literal(contents.triples))
    for number, (iri, triples) in enumerate(sorted(served.snapshot.manifest.graphs.items())):
        named, graph = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        yield Triple(dataset, _sd("namedGraph"), named)
        yield Triple(named, _TYPE, _sd("NamedGraph"))
        yield Triple(named, _sd("name"), NamedNode(iri))
        yield Triple(named, _sd("graph"), graph)
        yield Triple(graph, _TYPE, _sd("Graph"))
        yield Triple(graph, _void("triples"), Literal(triples))
    for kind, count, found in (("class", "entities", contents.classes), ("property", "triples", contents.properties)):
        for number, (iri, times) in enumerate(found):
            part = BlankNode(f"{kind}{number}")
            yield Triple(dataset, _void(f"{kind}Partition"), part)
            yield Triple(part, _void(kind), NamedNode(iri))
            yield Triple(part, _void(count), Literal(times))


def count(store: Store) -> Contents:
    """Counts what is in a store."""
    whole = store.select(_ALL).rows[0]
    classes, properties = (
        tuple((row["of"].value, int(row["n"].value)) for row in store.select(query))
        for query in (_CLASSES, _PROPERTIES)
    )
    return Contents(int(whole["n"].value), int(whole["subjects"].value), classes, properties)


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)


def _void(name: str) -> NamedNode:
    return NamedNode(VOID + name)


def _dcterms(name: str) -> NamedNode:
    return NamedNode(PREFIXES["dcterms"] + name)
