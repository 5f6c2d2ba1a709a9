"""Every module of the ontology has the same full header; the shape that says so is seen to fail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

import kg
from kg.iris import PREFIXES
from kg.shacl import validate
from kg.shacl.names import RDF_TYPE, sh
from kg.shacl.paths import sparql
from kg.sources import read
from kg.store import EmbeddedStore
from tests.ontology.modules import BASE, MODULES

OWL, RDFS, SKOS, DCTERMS = (PREFIXES[name] for name in ("owl", "rdfs", "skos", "dcterms"))
HEADER = (DCTERMS + "abstract", DCTERMS + "license", OWL + "versionIRI", OWL + "versionInfo", RDFS + "label")
ONTOLOGY = NamedNode(OWL + "Ontology")
MODULE = BASE + "party"

Change = Callable[[Triple], Iterable[Triple]]


@cache
def shapes() -> tuple[Triple, ...]:
    """The header's shape, which also asks for the version of the package."""
    source = read(Path(__file__).with_name("header.shape.ttl"), name="tests/ontology/header.shape.ttl")
    version = NamedNode("https://w3id.org/clausegraph/tests/header/versionInfo")
    return (*(quad.triple for quad in source.quads), Triple(version, sh("hasValue"), Literal(str(kg.__version__))))


def wrong(triples: Iterable[Triple]) -> set[str]:
    """The properties of the header that break its shape; "" for the module itself."""
    store = EmbeddedStore()
    store.add("urn:module", triples)
    report = validate(store, shapes=shapes())
    return {"" if result.path is None else sparql(result.path).strip("<>") for result in report.results}


@pytest.mark.parametrize("iri", MODULES)
def test_each_module_has_the_header(iri: str) -> None:
    modules = [triple.subject for triple in MODULES[iri] if triple.predicate == RDF_TYPE and triple.object == ONTOLOGY]
    assert modules == [NamedNode(iri)]
    assert wrong(MODULES[iri]) == set()


def test_each_module_that_is_imported_is_there() -> None:
    imported = {
        triple.object.value
        for triples in MODULES.values()
        for triple in triples
        if triple.predicate.value == OWL + "imports" and isinstance(triple.object, NamedNode)
    }
    assert set() != imported <= MODULES.keys()


def instead(predicate: str, *values: NamedNode | Literal) -> Change:
    """The values of a property of the header replaced by others."""

    def change(triple: Triple) -> Iterable[Triple]:
        if triple.subject == NamedNode(MODULE) and triple.predicate.value == predicate:
            return [Triple(triple.subject, triple.predicate, value) for value in values]
        return [triple]

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        *((instead(predicate), {predicate}) for predicate in HEADER),
        (instead(SKOS + "changeNote"), {SKOS + "changeNote"}),
        (instead(SKOS + "changeNote", Literal("0.0.1: another.", language="en")), {SKOS + "changeNote"}),
        (instead(RDFS + "label", Literal("clausegraph: parties")), {RDFS + "label"}),
        (instead(RDFS + "label", *(Literal(f"clausegraph: {x}", language="en") for x in "ab")), {RDFS + "label"}),
        (instead(DCTERMS + "abstract", Literal("Parties.", language="en")), {DCTERMS + "abstract"}),
        (instead(DCTERMS + "license", NamedNode("https://example.org/licence")), {DCTERMS + "license"}),
        (instead(OWL + "versionIRI", NamedNode(BASE + "party/0.0.1")), {OWL + "versionIRI"}),
        (
            instead(OWL + "versionInfo", Literal("0.0.1")),
            {OWL + "versionInfo", OWL + "versionIRI", SKOS + "changeNote"},
        ),
    ],
)
def test_a_broken_header_is_found(change: Change, expected: set[str]) -> None:
    broken = [changed for triple in MODULES[MODULE] for changed in change(triple)]
    assert broken != list(MODULES[MODULE])
    assert wrong(broken) == expected


def test_a_misspelt_label_is_found() -> None:
    def misspelt(triple: Triple) -> Triple:
        header = triple.subject == NamedNode(MODULE) and triple.predicate.value == RDFS + "label"
        return Triple(triple.subject, NamedNode(RDFS + "Label"), triple.object) if header else triple

    assert wrong(map(misspelt, MODULES[MODULE])) == {RDFS + "label"}
