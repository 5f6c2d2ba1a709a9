"""Every term says what it is in three languages, stands in one module, and rests on declared terms only."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from kg.iris import CG, PREFIXES, compact
from kg.shacl.names import RDF_TYPE, RDFS
from tests.ontology.modules import MODULES, ONTOLOGY, OURS, declared

OWL, SKOS, XSD, RDF = (PREFIXES[name] for name in ("owl", "skos", "xsd", "rdf"))
LANGUAGES = ["da", "en", "sv"]
PROPERTIES = {OWL + kind for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")}
KINDS = PROPERTIES | {OWL + "Class", OWL + "NamedIndividual"}
IMPORTS = NamedNode(OWL + "imports")

VOCABULARY = {
    *(RDF + name for name in ("type", "first", "rest")),
    *(RDFS + name for name in ("domain", "isDefinedBy", "label", "range", "subClassOf", "subPropertyOf")),
    *(OWL + name for name in ("allValuesFrom", "equivalentClass", "hasValue", "onProperty", "someValuesFrom")),
    *(OWL + name for name in ("disjointWith", "intersectionOf", "members", "propertyChainAxiom", "inverseOf")),
    *(OWL + name for name in ("imports", "versionIRI", "versionInfo")),
    *(PREFIXES["dcterms"] + name for name in ("abstract", "license")),
    *(SKOS + name for name in ("changeNote", "definition")),
}
"""What modules may say; a slip such as rdfs:Label is not among it. Extend it when a module needs more of OWL."""

OPERANDS = {
    *(RDFS + name for name in ("domain", "range", "subClassOf", "subPropertyOf")),
    *(
        OWL + name
        for name in ("allValuesFrom", "disjointWith", "hasValue", "inverseOf", "onProperty", "someValuesFrom")
    ),
    *(RDF + name for name in ("first", "type")),
}
"""The properties whose values an axiom rests on."""


def english(term: NamedNode, predicate: str) -> list[str]:
    values = ONTOLOGY.objects(term, NamedNode(predicate))
    return [value.value for value in values if isinstance(value, Literal) and value.language == "en"]


def test_modules_say_what_they_may() -> None:
    said = {triple.predicate.value for triples in MODULES.values() for triple in triples}
    assert sorted(said - VOCABULARY) == []


@pytest.mark.parametrize("term", OURS, ids=lambda term: str(term.value).removeprefix(CG))
class TestTerm:
    def test_is_labelled_in_three_languages(self, term: NamedNode) -> None:
        labels = [label for label in ONTOLOGY.objects(term, NamedNode(RDFS + "label")) if isinstance(label, Literal)]
        assert sorted(str(label.language) for label in labels) == LANGUAGES
        assert all(label.value == label.value.strip() != "" for label in labels)

    def test_is_defined_in_one_sentence_or_more(self, term: NamedNode) -> None:
        (definition,) = english(term, SKOS + "definition")
        assert definition[0].isupper()
        assert definition.endswith(".")

    def test_is_defined_by_the_one_module_that_declares_it(self, term: NamedNode) -> None:
        modules = [iri for iri, triples in MODULES.items() if term in declared(triples)]
        assert [value.value for value in ONTOLOGY.objects(term, NamedNode(RDFS + "isDefinedBy"))] == modules
        assert len(modules) == 1

    def test_has_one_kind_and_a_name_that_shows_it(self, term: NamedNode) -> None:
        kinds = {kind.value for kind in ONTOLOGY.objects(term, RDF_TYPE)} & KINDS
        assert len(kinds) == 1
        assert term.value.removeprefix(CG)[0].islower() == (kinds <= PROPERTIES)


def closure(iri: str) -> set[str]:
    """A module and all that it imports."""
    found, todo = set[str](), [iri]
    while todo:
        if (module := todo.pop()) not in found:
            found.add(module)
            todo += [value.value for value in ONTOLOGY.objects(NamedNode(module), IMPORTS)]
    return found


@pytest.mark.parametrize("iri", MODULES)
def test_each_module_rests_on_terms_that_it_or_its_imports_declare(iri: str) -> None:
    known = {term.value for module in closure(iri) for term in declared(MODULES[module])}
    used = {triple.predicate.value for triple in MODULES[iri]}
    used |= {
        triple.object.value
        for triple in MODULES[iri]
        if triple.predicate.value in OPERANDS and isinstance(triple.object, NamedNode)
    }
    assert sorted(compact(term) for term in used - known if not term.startswith((OWL, RDF, RDFS, XSD))) == []
