"""The built-in ontology and data: they agree, what the law demands follows, and HermiT finds what the rules find."""

from __future__ import annotations

from functools import lru_cache

import pytest
from pyoxigraph import Triple

from kg.errors import EnvironmentFault
from kg.iris import CG, GRAPH, INFERRED_GRAPH, ONTOLOGY_GRAPH
from kg.reason import java, materialise, uncovered
from kg.reason.expressions import OWL, RDFS, TYPE, Index
from kg.reason.hermit import DLReport, check
from kg.reason.rules import CHOICE, EXISTENCE
from kg.sources import read_builtin
from kg.store import EmbeddedStore

DATA_GRAPH = GRAPH + "data"


@lru_cache(maxsize=2)
def triples(room: str) -> tuple[Triple, ...]:
    return tuple(quad.triple for source in read_builtin(room) for quad in source.quads)


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    filled = EmbeddedStore()
    filled.add(ONTOLOGY_GRAPH, triples("ontology"))
    filled.add(DATA_GRAPH, triples("data"))
    materialise(filled)
    return filled


@lru_cache(maxsize=1)
def judged() -> DLReport:
    return check(triples("ontology"), triples("data"), individuals=True, seconds=600)


@pytest.fixture
def report() -> DLReport:
    try:
        java.find()
    except EnvironmentFault:
        pytest.skip("JAVA IS MISSING: the built-in knowledge is not judged by HermiT; install default-jre-headless")
    return judged()


def test_ontology_and_data_agree_and_every_class_can_have_a_member(report: DLReport) -> None:
    assert report.consistent
    assert report.unsatisfiable == ()


def test_no_two_of_our_classes_mean_the_same(report: DLReport) -> None:
    assert [group for group in report.equivalent if sum(iri.startswith(CG) for iri in group) > 1] == []


def test_the_rules_find_what_hermit_finds(report: DLReport, store: EmbeddedStore) -> None:
    # Annotations say nothing to a description logic; the rules follow their hierarchy all the same.
    annotations = Index(triples("ontology")).declared(OWL + "AnnotationProperty")
    hierarchy = {RDFS + "subClassOf", RDFS + "subPropertyOf"}
    found = {
        triple
        for triple in store.construct("CONSTRUCT WHERE { ?s ?p ?o }", graphs=[INFERRED_GRAPH])
        if triple.predicate.value not in annotations | hierarchy and "_:" not in str(triple)
    }
    assert found == report.inferred
    assert len(found) > 1000


def test_the_hierarchy_of_our_classes_is_hermits(report: DLReport, store: EmbeddedStore) -> None:
    above: dict[str, set[str]] = {}
    for low, high in report.hierarchy:
        above.setdefault(low, set()).add(high)

    def all_above(iri: str) -> set[str]:
        return set().union(*({high} | all_above(high) for high in above.get(iri, ())))

    expected = {(low, high) for low in above if low.startswith(CG) for high in all_above(low) if high != OWL + "Thing"}
    rows = store.select("SELECT ?low ?high { ?low rdfs:subClassOf ?high FILTER(isIRI(?high)) }")
    found = {(row["low"].value, row["high"].value) for row in rows}
    assert {(low, high) for low, high in found if low.startswith(CG)} == expected


def test_the_rules_leave_out_only_that_something_unknown_exists_or_which_of_several_it_is(store: EmbeddedStore) -> None:
    assert {gap.reason for gap in uncovered(store)} <= {EXISTENCE, CHOICE}


OWN_PURPOSE = """?x a cg:Processing ; cg:carriedOutBy ?v ; cg:forPurpose/cg:subPurposeOf? ?purpose .
    ?purpose cg:determinedBy ?v . ?contract cg:hasVendor ?v ."""
PROVISION = "?x a ?kind VALUES ?kind { cg:Point cg:Paragraph } "

FOLLOWS = [
    pytest.param(
        OWN_PURPOSE,
        ["?x a cg:ProcessingByController", "?x cg:hasController ?v"],
        id="Article 28(10): the vendor that determines the purpose is the controller",
    ),
    pytest.param(
        OWN_PURPOSE + "?x cg:underVersion|cg:statedIn ?place",
        ["?x a cg:Disclosure", "?x a cg:NeedsLegalGround"],
        id="it is a disclosure by the customer and needs a ground of its own",
    ),
    pytest.param(
        "?x a cg:Identifier ; cg:deidentifiedBy cg:Pseudonymisation",
        ["?x a cg:PersonalData", "?x a dpv:PersonalData"],
        id="a pseudonymised identifier is personal data",
    ),
    pytest.param(
        "?x cg:clauseOf/cg:versionOf/cg:hasVendor ?v", ["?x cg:hasVendor ?v"], id="a clause's vendor is its contract's"
    ),
    pytest.param(
        "?x cg:clauseOf/cg:hasCustomer ?v", ["?x cg:hasCustomer ?v"], id="a clause's customer is its version's"
    ),
    pytest.param("?x cg:clauseOf/cg:hasService ?v", ["?x cg:hasService ?v"], id="a clause's service is its version's"),
    pytest.param(
        PROVISION + "?x cg:partOf/cg:partOf ?v . ?v a cg:Article",
        ["?x cg:partOf ?v", "?x dcterms:isPartOf ?v"],
        id="a point is part of its article",
    ),
    pytest.param(
        PROVISION + "?x cg:partOf/cg:partOf/cg:partOf? ?v . ?v a cg:Regulation",
        ["?x cg:partOf ?v", "?x eli:is_part_of ?v"],
        id="a point and a paragraph are part of their regulation",
    ),
]


@pytest.mark.parametrize(("premise", "conclusions"), FOLLOWS)
def test_it_follows_wherever_it_should_and_is_stated_nowhere(
    premise: str, conclusions: list[str], store: EmbeddedStore
) -> None:
    rows = store.select(f"SELECT DISTINCT ?x ?v {{ {premise} }}", graphs=[DATA_GRAPH])
    assert len(rows)
    for row in rows:
        for conclusion in conclusions:
            known = {name: term for name, term in row.items() if f"?{name}" in conclusion}
            assert store.ask(f"ASK {{ {conclusion} }}", bindings=known, graphs=[INFERRED_GRAPH]), (conclusion, known)


@pytest.mark.parametrize(
    "gap",
    [
        "?x a cg:Point FILTER NOT EXISTS { ?x cg:partOf ?article . ?article a cg:Article }",
        PROVISION + "FILTER NOT EXISTS { ?x cg:partOf ?law . ?law a/rdfs:subClassOf* cg:LegalSource }",
        "?x a cg:Clause FILTER NOT EXISTS { ?x cg:hasVendor ?v ; cg:hasCustomer ?c ; cg:hasService ?s }",
    ],
)
def test_it_follows_for_every_one(gap: str, store: EmbeddedStore) -> None:
    assert [row["x"] for row in store.select(f"SELECT DISTINCT ?x {{ {gap} }}")] == []


def test_no_fact_is_both_stated_and_inferred(store: EmbeddedStore) -> None:
    stated = set(store.construct("CONSTRUCT WHERE { ?s ?p ?o }", graphs=[DATA_GRAPH]))
    assert not stated & set(store.construct("CONSTRUCT WHERE { ?s ?p ?o }", graphs=[INFERRED_GRAPH]))


def test_no_literal_has_a_type_and_nothing_is_a_thing(store: EmbeddedStore) -> None:
    inferred = store.construct("CONSTRUCT WHERE { ?s ?p ?o }", graphs=[INFERRED_GRAPH])
    assert not [triple for triple in inferred if triple.predicate.value == TYPE and OWL in str(triple.object)]
    assert not [triple for triple in inferred if triple.subject == triple.object and RDFS in str(triple.predicate)]
