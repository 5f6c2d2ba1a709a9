"""Every construct of OWL 2 is read from its triples, and written as a person reads it."""

import pytest

from kg.errors import InputError
from kg.reason.axioms import axioms
from kg.reason.expressions import Index
from kg.reason.manchester import axiom
from tests.reason.graphs import turtle

DECLARED = ":d a owl:DatatypeProperty . :p a owl:ObjectProperty . :q a owl:ObjectProperty . :mail a rdfs:Datatype . "


def read(text: str) -> list[str]:
    return [axiom(one.statement).replace("http://example.org/", "") for one in axioms(turtle(DECLARED + text))]


def restriction(rest: str, on: str = ":p") -> str:
    return f":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty {on} ; {rest} ] ."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (":A rdfs:subClassOf cg:Party .", "A SubClassOf cg:Party"),
        (":A owl:equivalentClass :B .", "A EquivalentTo B"),
        (":A owl:disjointWith :B .", "A DisjointWith B"),
        ("[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) .", "DisjointClasses A, B, C"),
        (":A owl:disjointUnionOf ( :B :C ) .", "A DisjointUnionOf {B, C}"),
        (":A owl:hasKey ( :p :d ) .", "A HasKey {p, d}"),
        (":p rdfs:subPropertyOf :q .", "p SubPropertyOf q"),
        ("[ owl:inverseOf :p ] rdfs:subPropertyOf :q .", "inverse p SubPropertyOf q"),
        (":p owl:propertyChainAxiom ( :p [ owl:inverseOf :q ] ) .", "p o inverse q SubPropertyOf p"),
        (":p owl:equivalentProperty :q .", "p EquivalentTo q"),
        (":p owl:inverseOf :q .", "p InverseOf q"),
        (":p owl:propertyDisjointWith :q .", "p DisjointWith q"),
        ("[] a owl:AllDisjointProperties ; owl:members ( :p :q :d ) .", "DisjointProperties p, q, d"),
        (":p rdfs:domain :A .", "p Domain A"),
        (":d rdfs:range xsd:string .", "d Range xsd:string"),
        (":p a owl:TransitiveProperty .", "p Characteristics Transitive"),
        (":p a owl:InverseFunctionalProperty .", "p Characteristics InverseFunctional"),
        (":a owl:sameAs :b .", "a SameAs b"),
        (":a owl:differentFrom :b .", "a DifferentFrom b"),
        ("[] a owl:AllDifferent ; owl:distinctMembers ( :a :b :c ) .", "a DifferentFrom b DifferentFrom c"),
        (
            (
                "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; owl:assertionProperty :p ; "
                "owl:targetIndividual :b ."
            ),
            "not a p b",
        ),
        (
            (
                "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; owl:assertionProperty :d ; "
                "owl:targetValue 1 ."
            ),
            "not a d 1",
        ),
        (":a a :A .", "a Type A"),
        (":a a owl:Nothing .", "a Type owl:Nothing"),
        (":a a [ a owl:Class ; owl:complementOf :A ] .", "a Type not A"),
        (":a :p :b .", "a p b"),
        (':a :d "x"@sv .', 'a d "x"@sv'),
        (":a :d true .", "a d true"),
        (':a :d "x" .', 'a d "x"'),
        (':a :d "2020-12-09"^^xsd:date .', 'a d "2020-12-09"^^xsd:date'),
        (
            ":A rdfs:subClassOf [ owl:intersectionOf ( :B [ owl:unionOf ( :C :D ) ] ) ] .",
            "A SubClassOf B and (C or D)",
        ),
        (":A owl:unionOf ( :B :C ) .", "A EquivalentTo B or C"),
        (":A owl:equivalentClass [ owl:oneOf ( :a :b ) ] .", "A EquivalentTo {a, b}"),
        (restriction("owl:someValuesFrom :B"), "A SubClassOf p some B"),
        (restriction("owl:someValuesFrom [ owl:oneOf ( :a ) ]"), "A SubClassOf p some {a}"),
        (restriction("owl:allValuesFrom [ owl:complementOf :B ]"), "A SubClassOf p only (not B)"),
        (restriction("owl:hasValue :b", "[ owl:inverseOf :p ]"), "A SubClassOf inverse p value b"),
        (restriction("owl:hasSelf true"), "A SubClassOf p Self"),
        (restriction("owl:minCardinality 1"), "A SubClassOf p min 1 owl:Thing"),
        (restriction("owl:maxCardinality 1", ":d"), "A SubClassOf d max 1 rdfs:Literal"),
        (restriction("owl:cardinality 2"), "A SubClassOf p exactly 2 owl:Thing"),
        (restriction("owl:qualifiedCardinality 2 ; owl:onClass :B"), "A SubClassOf p exactly 2 B"),
        (
            restriction("owl:minQualifiedCardinality 0 ; owl:onDataRange xsd:string", ":d"),
            "A SubClassOf d min 0 xsd:string",
        ),
        (
            (
                ":d rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:integer ; "
                "owl:withRestrictions ( [ xsd:minInclusive 1 ] [ xsd:maxExclusive 9 ] ) ] ."
            ),
            "d Range xsd:integer[>= 1, < 9]",
        ),
        (
            (
                ":mail owl:equivalentClass [ a rdfs:Datatype ; owl:onDatatype xsd:string ; "
                'owl:withRestrictions ( [ xsd:pattern ".*@.*" ] ) ] .'
            ),
            'mail EquivalentTo xsd:string[pattern ".*@.*"]',
        ),
        (":d rdfs:range [ a rdfs:Datatype ; owl:datatypeComplementOf :mail ] .", "d Range not mail"),
    ],
)
def test_each_construct(text: str, expected: str) -> None:
    assert read(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        ":A a owl:Class . :p a owl:ObjectProperty . :a a owl:NamedIndividual, owl:Thing .",
        ':A rdfs:label "a"@en ; skos:definition "of a"@en ; rdfs:seeAlso :B .',
        "<http://example.org/> a owl:Ontology ; owl:imports <http://example.org/other> .",
        "[] a owl:Axiom ; owl:annotatedSource :A ; owl:annotatedProperty rdfs:subClassOf ; owl:annotatedTarget :B .",
    ],
)
def test_declarations_and_annotations_are_no_axioms(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (":A rdfs:subClassOf [ a owl:Restriction ] .", "A, rdfs:subClassOf: _:"),
        (":A rdfs:subClassOf [ owl:onProperty :p, :q ; owl:hasSelf true ] .", "none or several properties"),
        (restriction(":strange true"), "the restriction on http://example.org/p says nothing of its values"),
        (restriction('owl:minCardinality "many"'), '"many" is not a cardinality'),
        (restriction("owl:minCardinality -1"), "is not a cardinality"),
        (":A rdfs:subClassOf 3 .", "is not a class"),
        (':p rdfs:subPropertyOf "q" .', "is not a property"),
        (":A owl:unionOf [ rdf:first :B ] .", "an RDF list is broken"),
        ("_:l rdf:first :B ; rdf:rest _:l . :A owl:unionOf _:l .", "an RDF list is broken"),
        ("_:x owl:complementOf _:x . :A rdfs:subClassOf _:x .", "contains itself"),
        (":d rdfs:range [ owl:onDatatype [] ] .", "is not a datatype"),
        ("[] a owl:AllDisjointClasses .", "an axiom without a name, rdf:type: the members are not given once"),
        ("[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a .", "a negative assertion is incomplete"),
    ],
)
def test_what_is_not_owl_is_refused_with_the_name_of_its_subject(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    assert message in caught.value.message


def test_an_axiom_comes_with_the_triples_that_spell_it_out_and_no_others() -> None:
    text = (
        ":A rdfs:subClassOf [ owl:onProperty [ owl:inverseOf :p ] ; owl:someValuesFrom [ owl:oneOf ( :a :b ) ] ] ."
        ' :a :p [ :p :b ] ; rdfs:label "a" .'
    )
    first, *rest = axioms(turtle(DECLARED + text))
    assert len(first.triples) == 9
    assert str(first.triples[0]).startswith("<http://example.org/A> <http://www.w3.org/2000/01/rdf-schema#subClassOf>")
    assert [len(one.triples) for one in rest] == [1, 1]


def test_what_is_declared_is_found_by_its_kind() -> None:
    index = Index(turtle(DECLARED))
    assert index.datatypes == {"http://example.org/mail"}
    assert index.data_roles == {"http://example.org/d"}
    assert index.is_datatype("http://www.w3.org/2001/XMLSchema#date")
    assert not index.is_datatype("http://example.org/A")
