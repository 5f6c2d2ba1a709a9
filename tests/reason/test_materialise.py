"""What the rules conclude, rule by rule, and what they leave alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import pytest
from pyoxigraph import Triple

from kg.errors import InputError
from kg.iris import INFERRED_GRAPH
from kg.reason import materialise, uncovered
from kg.reason.manchester import axiom
from kg.store import EmbeddedStore, RemoteStore, Term
from tests.reason.graphs import follows, inferred, loaded, turtle
from tests.store.sparql_server import serving

ROLES = ":p a owl:ObjectProperty . :q a owl:ObjectProperty . :r a owl:ObjectProperty . :d a owl:DatatypeProperty . "


@pytest.mark.parametrize(
    ("ontology", "data", "expected"),
    [
        pytest.param(":A rdfs:subClassOf :B .", ":x a :A .", ":x a :B .", id="cax-sco"),
        pytest.param(":A owl:equivalentClass :B .", ":x a :A . :y a :B .", ":x a :B . :y a :A .", id="cax-eqc"),
        pytest.param(
            ":A owl:disjointUnionOf ( :B :C ) .", ":x a :B . :y a :C . :z a :A .", ":x a :A . :y a :A .", id="union"
        ),
        pytest.param(":p rdfs:subPropertyOf :q .", ":x :p :y, 1 .", ":x :q :y, 1 .", id="prp-spo1"),
        pytest.param(
            "[ owl:inverseOf :p ] rdfs:subPropertyOf :q .", ":x :p :y, 1 .", ":y :q :x .", id="prp-spo1 inverse"
        ),
        pytest.param(
            ":r owl:propertyChainAxiom ( :p [ owl:inverseOf :q ] :p ) .",
            ":a :p :b . :c :q :b . :c :p :e .",
            ":a :r :e .",
            id="prp-spo2",
        ),
        pytest.param(":p owl:equivalentProperty :q .", ":x :p :y . :y :q :z .", ":x :q :y . :y :p :z .", id="prp-eqp"),
        pytest.param(":p owl:inverseOf :q .", ":x :p :y . :z :q :x .", ":y :q :x . :x :p :z .", id="prp-inv"),
        pytest.param(":p a owl:SymmetricProperty .", ":x :p :y .", ":y :p :x .", id="prp-symp"),
        pytest.param(
            ":p a owl:TransitiveProperty .",
            ":a :p :b . :b :p :c . :c :p :e . :e :p :f .",
            ":a :p :c, :e, :f . :b :p :e, :f . :c :p :f .",
            id="prp-trp",
        ),
        pytest.param(
            ":p a owl:TransitiveProperty .",
            ":a :p :b . :b :p :a .",
            ":a :p :a . :b :p :b .",
            id="prp-trp in a circle",
        ),
        pytest.param(":p rdfs:domain :A .", ":x :p 1 . _:b :q :x .", ":x a :A .", id="prp-dom"),
        pytest.param(":p rdfs:range :A .", ":x :p :y, 1 .", ":y a :A .", id="prp-rng"),
        pytest.param(
            ":p rdfs:domain [ owl:intersectionOf ( :A :B ) ] .", ":x :p :y .", ":x a :A, :B .", id="prp-dom of two"
        ),
        pytest.param(
            "[ owl:intersectionOf ( :A :B ) ] rdfs:subClassOf :C .",
            ":x a :A, :B . :y a :A .",
            ":x a :C .",
            id="cls-int1",
        ),
        pytest.param(
            "[ owl:unionOf ( :A :B ) ] rdfs:subClassOf :C .", ":x a :A . :y a :B .", ":x a :C . :y a :C .", id="cls-uni"
        ),
        pytest.param(
            "[ owl:onProperty :p ; owl:someValuesFrom :A ] rdfs:subClassOf :B .",
            ":x :p :y . :y a :A . :z :p :x .",
            ":x a :B .",
            id="cls-svf1",
        ),
        pytest.param(
            "[ owl:onProperty :p ; owl:someValuesFrom owl:Thing ] rdfs:subClassOf :B .",
            ":x :p :y .",
            ":x a :B .",
            id="cls-svf2",
        ),
        pytest.param(
            "[ owl:onProperty :d ; owl:someValuesFrom rdfs:Literal ] rdfs:subClassOf :B .",
            ':x :d "1" .',
            ":x a :B .",
            id="cls-svf2 for data",
        ),
        pytest.param(
            "[ owl:onProperty :p ; owl:minCardinality 1 ] rdfs:subClassOf :B .", ":x :p :y .", ":x a :B .", id="min 1"
        ),
        pytest.param(
            "[ owl:onProperty :p ; owl:hasValue :v ] rdfs:subClassOf :B .",
            ":x :p :v . :y :p :w .",
            ":x a :B .",
            id="cls-hv2",
        ),
        pytest.param(
            '[ owl:onProperty :d ; owl:hasValue "a\\"\\n"@sv ] rdfs:subClassOf :B .',
            ':x :d "a\\"\\n"@sv . :y :d "a" .',
            ":x a :B .",
            id="cls-hv2 for data",
        ),
        pytest.param(
            ":A rdfs:subClassOf [ owl:onProperty :p ; owl:hasValue :v ] .", ":x a :A .", ":x :p :v .", id="cls-hv1"
        ),
        pytest.param(
            ":A rdfs:subClassOf [ owl:onProperty :p ; owl:someValuesFrom [ owl:oneOf ( :v ) ] ] .",
            ":x a :A .",
            ":x :p :v .",
            id="cls-hv1 as one of one",
        ),
        pytest.param(
            ":A rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom :B ] .",
            ":x a :A ; :p :y . :z :p :y .",
            ":y a :B .",
            id="cls-avf",
        ),
        pytest.param(
            ":A rdfs:subClassOf [ owl:onProperty [ owl:inverseOf :p ] ; owl:allValuesFrom "
            "[ owl:onProperty :q ; owl:allValuesFrom :B ] ] .",
            ":x a :A . :y :p :x ; :q :z .",
            ":z a :B .",
            id="cls-avf twice",
        ),
        pytest.param("[ owl:oneOf ( :x :y ) ] rdfs:subClassOf :A .", ":z a :C .", ":x a :A . :y a :A .", id="cls-oo"),
        pytest.param(
            "[ owl:onProperty :p ; owl:someValuesFrom [ owl:oneOf ( :v :w ) ] ] rdfs:subClassOf :A .",
            ":x :p :v . :y :p :u .",
            ":x a :A .",
            id="cls-svf1 of some",
        ),
        pytest.param(
            ":A rdfs:subClassOf [ owl:onProperty :p ; owl:hasSelf true ] .", ":x a :A .", ":x :p :x .", id="self"
        ),
        pytest.param(
            "[ owl:onProperty :p ; owl:hasSelf true ] rdfs:subClassOf :A .",
            ":x :p :x . :y :p :x .",
            ":x a :A .",
            id="selves",
        ),
        pytest.param(":x a [ owl:onProperty :p ; owl:hasValue :v ] .", "", ":x :p :v .", id="a fact"),
        pytest.param(":A rdfs:subClassOf :B .", "_:b a :A ; :p :x .", "_:b a :B .", id="things without a name"),
        pytest.param(
            ":p rdfs:domain :A .", "<http://ex.org/%C3%A5> :p <urn:å> .", "<http://ex.org/%C3%A5> a :A .", id="any IRI"
        ),
    ],
)
def test_each_rule(ontology: str, data: str, expected: str) -> None:
    assert {_nameless(one) for one in follows(ROLES + ontology, data)} == {_nameless(one) for one in turtle(expected)}


def _nameless(triple: Triple) -> str:
    return " ".join("_:" if str(part).startswith("_:") else str(part) for part in triple)


@pytest.mark.parametrize(
    ("axiom_", "data"),
    [
        (":A rdfs:subClassOf owl:Thing .", ":x a :A ."),
        ("owl:Nothing rdfs:subClassOf :A .", ":x a :B ."),
        (":p rdfs:subPropertyOf owl:topObjectProperty .", ":x :p :y ."),
        (":A rdfs:subClassOf :A .", ":x a :A ."),
        (":d rdfs:range xsd:string .", ':x :d "a" .'),
        (":d rdfs:range :A .", ':x :d "a" .'),
        (":A owl:disjointWith :B .", ":x a :A ."),
        ("[] a owl:AllDisjointClasses ; owl:members ( :A :B ) .", ":x a :A ."),
        (":A rdfs:subClassOf [ owl:complementOf :B ] .", ":x a :A ."),
        (":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 0 ] .", ":x a :A ."),
        (":A rdfs:subClassOf [ owl:onProperty :d ; owl:maxCardinality 1 ] .", ":x a :A ."),
        (":A rdfs:subClassOf [ owl:onProperty :d ; owl:allValuesFrom [ owl:oneOf ( 1 2 ) ] ] .", ":x a :A ; :d 1 ."),
        (":A rdfs:subClassOf [ owl:unionOf ( owl:Nothing [ owl:complementOf :B ] ) ] .", ":x a :A ."),
        (":p a owl:AsymmetricProperty, owl:IrreflexiveProperty ; owl:propertyDisjointWith :q .", ":x :p :y ."),
        (":d a owl:FunctionalProperty .", ":x :d 1 ."),
        (":x owl:differentFrom :y .", ":x :p :y ."),
        (":mail a rdfs:Datatype ; owl:equivalentClass [ owl:onDatatype xsd:string ; owl:withRestrictions ( ) ] .", ""),
        (
            (
                ":x :q :y . [ owl:sourceIndividual :x ; owl:assertionProperty :p ; owl:targetIndividual :y ] "
                "a owl:NegativePropertyAssertion ."
            ),
            "",
        ),
    ],
)
def test_what_only_tests_adds_nothing_and_leaves_no_gap(axiom_: str, data: str) -> None:
    store = loaded(turtle(ROLES + axiom_), turtle(data))
    assert inferred(store) == set()
    assert uncovered(store) == ()


@pytest.mark.parametrize(
    ("axiom_", "reason"),
    [
        (":A rdfs:subClassOf [ owl:onProperty :p ; owl:someValuesFrom :B ] .", "something exists"),
        (":A rdfs:subClassOf [ owl:onProperty :p ; owl:minCardinality 2 ] .", "something exists"),
        (":A owl:disjointUnionOf ( :B :C ) .", "which of several"),
        (":A rdfs:subClassOf [ owl:oneOf ( :x :y ) ] .", "which of several"),
        (":A rdfs:subClassOf [ owl:oneOf ( :x ) ] .", "owl:sameAs is not used"),
        (":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 1 ] .", "owl:sameAs is not used"),
        (":p a owl:FunctionalProperty .", "owl:sameAs is not used"),
        (":p a owl:InverseFunctionalProperty .", "owl:sameAs is not used"),
        (":A owl:hasKey ( :d ) .", "owl:sameAs is not used"),
        (":x owl:sameAs :y .", "owl:sameAs is not used"),
        (":p a owl:ReflexiveProperty .", "outside of OWL 2 RL"),
        ("owl:Thing rdfs:subClassOf :A .", "outside of OWL 2 RL"),
        ("[ owl:complementOf :A ] rdfs:subClassOf :B .", "outside of OWL 2 RL"),
        ("[ owl:onProperty :p ; owl:allValuesFrom :A ] rdfs:subClassOf :B .", "outside of OWL 2 RL"),
        ("[ owl:onProperty :d ; owl:someValuesFrom xsd:string ] rdfs:subClassOf :B .", "outside of OWL 2 RL"),
        (":A rdfs:subClassOf [ owl:onProperty :p ; owl:hasValue [] ] .", "outside of OWL 2 RL"),
    ],
)
def test_what_the_rules_cannot_express_is_told(axiom_: str, reason: str) -> None:
    (gap,) = uncovered(loaded(turtle(ROLES + axiom_)))
    assert reason in gap.reason
    assert axiom(gap.axiom.statement)


def test_half_an_axiom_is_used_and_the_other_half_told() -> None:
    store = loaded(
        turtle(":A owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom :B ] ."), turtle(":x :p :y . :y a :B .")
    )
    assert inferred(store) == set(turtle(":x a :A ."))
    (gap,) = uncovered(store)
    assert "something exists" in gap.reason


def test_same_individuals_are_told_wherever_they_stand_and_not_used() -> None:
    store = loaded(turtle(":A rdfs:subClassOf :B ."), turtle(":x owl:sameAs :y . :y a :A ."))
    assert inferred(store) == set(turtle(":y a :B ."))
    assert [axiom(gap.axiom.statement) for gap in uncovered(store)] == [
        "http://example.org/x SameAs http://example.org/y"
    ]


def test_the_hierarchy_of_our_own_terms_is_closed() -> None:
    ontology = """
        cg:A rdfs:subClassOf cg:B . cg:B rdfs:subClassOf dpv:C, owl:Thing . dpv:C rdfs:subClassOf dpv:D .
        cg:E owl:equivalentClass [ owl:intersectionOf ( cg:A [ owl:onProperty cg:p ; owl:hasValue :v ] ) ] .
        cg:F owl:equivalentClass [ owl:unionOf ( cg:G cg:H ) ] . cg:B owl:equivalentClass cg:I .
        cg:J owl:disjointUnionOf ( cg:K cg:L ) .
        cg:p rdfs:subPropertyOf cg:q . cg:q rdfs:subPropertyOf dcterms:relation ; owl:equivalentProperty cg:r .
    """
    expected = """
        cg:A rdfs:subClassOf dpv:C, dpv:D, cg:I . cg:B rdfs:subClassOf dpv:D, cg:I .
        cg:E rdfs:subClassOf cg:A, cg:B, cg:I, dpv:C, dpv:D .
        cg:G rdfs:subClassOf cg:F . cg:H rdfs:subClassOf cg:F . cg:I rdfs:subClassOf cg:B, dpv:C, dpv:D .
        cg:K rdfs:subClassOf cg:J . cg:L rdfs:subClassOf cg:J .
        cg:p rdfs:subPropertyOf dcterms:relation, cg:r . cg:q rdfs:subPropertyOf cg:r .
        cg:r rdfs:subPropertyOf cg:q, dcterms:relation .
    """
    assert follows(ontology) == set(turtle(expected))


def test_the_axioms_are_those_of_the_ontology_graph_alone() -> None:
    assert follows("", ":A rdfs:subClassOf :B . :x a :A .") == set()


def test_what_is_asserted_in_any_graph_is_not_inferred_again() -> None:
    store = loaded(turtle(":A rdfs:subClassOf :B ."), turtle(":x a :A ."))
    store.add("https://example.org/other", turtle(":x a :B ."))
    assert inferred(store) == set()


def test_a_second_run_finds_the_same_and_forgets_what_no_longer_follows() -> None:
    store = loaded(turtle(":A rdfs:subClassOf :B . :B rdfs:subClassOf :C ."), turtle(":x a :A ."))
    assert inferred(store) == inferred(store) == set(turtle(":x a :B, :C ."))
    store.drop("https://w3id.org/clausegraph/graph/data")
    assert inferred(store) == set()


def test_what_is_not_owl_in_the_ontology_is_refused() -> None:
    with pytest.raises(InputError, match=r"http://example.org/A, rdfs:subClassOf"):
        materialise(loaded(turtle(":A rdfs:subClassOf [ a owl:Restriction ] .")))


class _Counting(EmbeddedStore):
    """A store that counts how often each rule runs: those in a circle ask first whether something new follows."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: Counter[str] = Counter()

    def ask(
        self, query: str, *, bindings: Mapping[str, Term] | None = None, graphs: Iterable[str] | None = None
    ) -> bool:
        self.runs[query] += 1
        return super().ask(query, bindings=bindings, graphs=graphs)

    def insert(self, graph: str, template: str, where: str) -> None:
        if f"ASK {{ {where} }}" not in self.runs:
            self.runs[where] += 1
        super().insert(graph, template, where)


def test_a_rule_runs_after_those_that_feed_it_and_so_only_once() -> None:
    store = _Counting()
    links = " ".join(f":C{n} rdfs:subClassOf :C{n + 1} ." for n in reversed(range(30)))
    store.add("https://w3id.org/clausegraph/graph/ontology", turtle(links))
    store.add("https://example.org/data", turtle(":x a :C0 ."))
    assert materialise(store) == 30
    assert set(store.runs.values()) == {1}


def test_rules_in_a_circle_run_until_nothing_new_comes() -> None:
    store = _Counting()
    store.add(
        "https://w3id.org/clausegraph/graph/ontology",
        turtle(":p a owl:TransitiveProperty ; rdfs:subPropertyOf :q . :A rdfs:subClassOf :B ."),
    )
    chain = " ".join(f":x{n} :p :x{n + 1} ." for n in range(64))
    store.add("https://example.org/data", turtle(chain + " :x0 a :A ."))
    materialise(store)
    transitive = [runs for query, runs in store.runs.items() if query.count("example.org/p>") == 3]
    assert transitive == [7]  # each run doubles the reach: six to span 64 links, and one that finds nothing new
    assert [runs for query, runs in store.runs.items() if "/q>" in query] == [1]
    assert store.count(INFERRED_GRAPH) == 65 * 64 // 2 - 64 + 65 * 64 // 2 + 1


def test_a_remote_store_gets_the_same() -> None:
    ontology = turtle(ROLES + ":p a owl:TransitiveProperty ; rdfs:domain :A . :A rdfs:subClassOf :B .")
    data = turtle(":x :p :y . :y :p :z .")
    with serving() as server:
        remote = RemoteStore(server.url, space="https://example.org/space")
        remote.add("https://w3id.org/clausegraph/graph/ontology", ontology)
        remote.add("https://example.org/data", data)
        assert materialise(remote) == 5
        found = remote.construct("CONSTRUCT WHERE { ?s ?p ?o }", graphs=[INFERRED_GRAPH])
    assert set(found) == inferred(loaded(ontology, data))
