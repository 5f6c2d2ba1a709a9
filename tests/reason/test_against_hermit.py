"""HermiT judges the rules: what they conclude of named individuals is what it concludes, no more and no less.

One start of Java judges many ontologies, one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kg.errors import EnvironmentFault
from kg.reason import java
from kg.reason.expressions import OWL, THING, TYPE
from kg.reason.taxonomy import Taxonomy
from tests.reason.graphs import EX, inferred, loaded, turtle
from tests.reason.ontologies import DECLARATIONS, ontologies


@pytest.fixture(scope="module", autouse=True)
def _needs_java() -> None:
    try:
        java.find()
    except EnvironmentFault:
        pytest.skip("JAVA IS MISSING: the rules are not judged by HermiT; install default-jre-headless")


def judged(examples: Sequence[Sequence[Triple]]) -> Iterator[set[Triple]]:
    """What HermiT infers of the named individuals of each example, all in one start of Java."""
    with TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.nt" for number in range(len(examples))]
        for file, triples in zip(files, examples, strict=True):
            asked = [one for name, probe in _probes(triples).items() for one in _probe(name, *probe)]
            serialize((*triples, *asked), str(file), format=RdfFormat.N_TRIPLES)
        output = java.hermit(["-k", "-c", "-O", "-D", "-I", "-Y"], files, seconds=300)
    assert output.code == 0, output.err
    before, *answers = output.out.split(f"{THING} is satisfiable.\n")
    assert before == ""
    for triples, answer in zip(examples, answers, strict=True):
        yield _told(triples, Taxonomy().read(answer))


def _told(triples: Sequence[Triple], taxonomy: Taxonomy) -> set[Triple]:
    assert taxonomy.unsatisfiable == ()
    probes = _probes(triples)
    found, told = set(taxonomy.facts(triples)), set()
    for one in tuple(found):
        probe = probes.get(one.object.value) if isinstance(one.object, NamedNode) else None
        if probe:
            found.remove(one)
            told.add(Triple(one.subject, *probe))
    assert {one for one in found if isinstance(one.object, Literal)} <= told | set(triples)
    return {one for one in found | told if "_:" not in str(one)} - set(triples)


def _probes(triples: Sequence[Triple]) -> dict[str, tuple[NamedNode, Literal]]:
    """A class for each property of data and literal, of the things that have the one for the other.

    HermiT prints no values that are literals; but it prints the members of such a class.
    """
    data = NamedNode(OWL + "DatatypeProperty")
    roles = {one.subject for one in triples if one.object == data and isinstance(one.subject, NamedNode)}
    values = {one.object for one in triples if isinstance(one.object, Literal)}
    pairs = sorted(((role, value) for role in roles for value in values), key=str)
    return {f"{EX}probe/{number}": pair for number, pair in enumerate(pairs)}


def _probe(iri: str, role: NamedNode, value: Literal) -> list[Triple]:
    name, restriction = NamedNode(iri), BlankNode()
    return [
        Triple(name, NamedNode(TYPE), NamedNode(OWL + "Class")),
        Triple(name, NamedNode(OWL + "equivalentClass"), restriction),
        Triple(restriction, NamedNode(TYPE), NamedNode(OWL + "Restriction")),
        Triple(restriction, NamedNode(OWL + "onProperty"), role),
        Triple(restriction, NamedNode(OWL + "hasValue"), value),
    ]


def assert_judged_right(texts: Sequence[str]) -> None:
    examples = [turtle(DECLARATIONS + text) for text in texts]
    for text, triples, expected in zip(texts, examples, judged(examples), strict=True):
        assert {one for one in inferred(loaded(triples)) if "_:" not in str(one)} == expected, text


def restriction(rest: str, on: str = ":p0") -> str:
    return f"[ a owl:Restriction ; owl:onProperty {on} ; owl:{rest} ]"


CASES = [
    # what follows from classes
    ":C0 rdfs:subClassOf :C1 . :C1 rdfs:subClassOf :C2 . :a a :C0 .",
    ":C0 owl:equivalentClass :C1 . :a a :C0 . :b a :C1 .",
    ":C0 owl:disjointUnionOf ( :C1 :C2 ) . :a a :C1 . :b a :C0 .",
    ":C0 owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( :C1 :C2 ) ] . :a a :C1, :C2 . :b a :C0 . :c a :C1 .",
    "[ a owl:Class ; owl:unionOf ( :C1 :C2 ) ] rdfs:subClassOf :C0 . :a a :C1 . :b a :C2 . :c a :C0 .",
    ":C0 owl:equivalentClass [ a owl:Class ; owl:oneOf ( :a :b ) ] . :C0 rdfs:subClassOf :C1 . :c a :C0 .",
    # what follows from restrictions
    f":C0 owl:equivalentClass {restriction('someValuesFrom :C1')} . :a :p0 :b . :b a :C1 .",
    f":C0 owl:equivalentClass {restriction('someValuesFrom owl:Thing')} . :a :p0 [] .",
    f"{restriction('minCardinality 1')} rdfs:subClassOf :C0 . :a :p0 :b .",
    f"{restriction('someValuesFrom rdfs:Literal', ':d0')} rdfs:subClassOf :C0 . :a :d0 1 .",
    f"{restriction('someValuesFrom [ owl:oneOf ( :b :c ) ; a owl:Class ]')} rdfs:subClassOf :C0 . :a :p0 :c .",
    f":C0 owl:equivalentClass {restriction('hasValue :b')} . :a a :C0 . :c :p0 :b .",
    f":C0 owl:equivalentClass {restriction('hasValue 1', ':d0')} . :a a :C0 . :c :d0 1, 2 .",
    f":C0 rdfs:subClassOf {restriction('allValuesFrom :C1')} . :a a :C0 ; :p0 :b . :c :p0 :a .",
    f":C0 rdfs:subClassOf {restriction('someValuesFrom [ a owl:Class ; owl:oneOf ( :b ) ]')} . :a a :C0 .",
    f":C0 rdfs:subClassOf {restriction('allValuesFrom :C1', '[ owl:inverseOf :p0 ]')} . :b :p0 :a . :a a :C0 .",
    f":C0 owl:equivalentClass {restriction('hasSelf true')} . :a a :C0 . :b :p0 :b, :c .",
    # what follows from properties
    ":p0 rdfs:domain :C0 ; rdfs:range :C1 . :a :p0 :b . :d0 rdfs:domain :C2 . :c :d0 'x' .",
    ":p0 rdfs:subPropertyOf :p1 . :p1 rdfs:subPropertyOf :p2 . :d0 rdfs:subPropertyOf :d1 . :a :p0 :b ; :d0 'x'@sv .",
    ":p0 owl:equivalentProperty :p1 . :d0 owl:equivalentProperty :d1 . :a :p0 :b ; :d1 1 . :b :p1 :c .",
    ":a :p0 :b . :b :q0 :c . :q0 rdfs:domain :C0 .",
    ":p0 a owl:SymmetricProperty . :a :p0 :b . :b :q0 :c .",
    ":p0 a owl:TransitiveProperty . :a :p0 :b . :b :p0 :c . :c :p0 :a .",
    ":p2 owl:propertyChainAxiom ( :p0 :p1 ) . :a :p0 :b . :b :p1 :c .",
    ":p2 owl:propertyChainAxiom ( :p0 :p2 ), ( :p2 :p1 ) . :a :p0 :b . :b :p2 :c . :c :p1 :a .",
    ":p2 owl:propertyChainAxiom ( :p0 [ owl:inverseOf :p1 ] ) . :a :p0 :b . :c :p1 :b .",
    # several together, and what only tests
    (
        ":p0 a owl:TransitiveProperty ; rdfs:subPropertyOf :p1 . :p2 owl:propertyChainAxiom ( :p1 :p1 ) . "
        f":p2 rdfs:range :C0 . :C0 rdfs:subClassOf {restriction('hasValue :a', ':p3')} . :a :p0 :b . :b :p0 :c ."
    ),
    ":C0 owl:disjointWith :C1 . :C2 rdfs:subClassOf :C0 . :a a :C2 . :b a :C1 .",
    f":C0 rdfs:subClassOf {restriction('maxCardinality 0')} . :a a :C0 .",
    # something exists of which no rule knows, but nothing follows for what has a name
    f":C0 rdfs:subClassOf {restriction('someValuesFrom :C1')} . :a a :C0 .",
]


def test_each_construct() -> None:
    assert_judged_right(CASES)


@settings(max_examples=3, phases=[Phase.generate])
@given(st.lists(ontologies, min_size=40, max_size=40))
def test_random_ontologies(texts: list[str]) -> None:
    assert_judged_right(texts)
