"""Small worlds for validation: strategies for files, shapes and ontologies that hang together in many ways."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from tests.mini import write

TERMS = """
cg:A a owl:Class . cg:B a owl:Class . cg:C a owl:Class . cg:D a owl:Class .
cg:p a owl:ObjectProperty . cg:q a owl:ObjectProperty . cg:r a owl:ObjectProperty . cg:s a owl:ObjectProperty .
cg:about a owl:ObjectProperty . cg:statedIn a owl:ObjectProperty .
cg:v a owl:DatatypeProperty . cg:code a owl:AnnotationProperty . cg:finds a owl:AnnotationProperty .
cg:NotDocumented a owl:NamedIndividual . cg:StatedOtherwise a owl:NamedIndividual .
cg:Observation a owl:Class .
cg:Waiver a owl:Class . cg:waives a owl:AnnotationProperty . cg:scope a owl:AnnotationProperty .
cg:reason a owl:AnnotationProperty . cg:acceptedBy a owl:AnnotationProperty . cg:until a owl:AnnotationProperty .
cg:versionOf a owl:ObjectProperty .
"""

AXIOMS = (
    "cg:p rdfs:range cg:B .",
    "cg:q rdfs:range cg:A .",
    "cg:p rdfs:domain cg:A .",
    "cg:v rdfs:domain cg:C .",
    "cg:A rdfs:subClassOf cg:C .",
    "cg:B rdfs:subClassOf cg:D .",
    "cg:q owl:inverseOf cg:r .",
    "cg:s a owl:TransitiveProperty .",
    "cg:r rdfs:subPropertyOf cg:p .",
    "cg:s owl:propertyChainAxiom ( cg:p cg:q ) .",
    "cg:r a owl:SymmetricProperty .",
    "cg:D owl:equivalentClass [ a owl:Restriction ; owl:onProperty cg:p ; owl:someValuesFrom cg:B ] .",
    "cg:C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty cg:q ; owl:allValuesFrom cg:D ] .",
    "cg:D rdfs:subClassOf [ a owl:Restriction ; owl:onProperty cg:p ; owl:hasValue eg:base ] .",
    "cg:A owl:equivalentClass [ a owl:Restriction ; owl:onProperty cg:s ; owl:hasValue eg:base ] .",
)

CONSTRAINTS = (
    "sh:targetClass cg:A ; sh:property [ sh:path cg:p ; sh:minCount 1 ]",
    "sh:targetClass cg:B ; sh:property [ sh:path cg:v ; sh:maxCount 0 ]",
    "sh:targetClass cg:B ; sh:property [ sh:path [ sh:inversePath cg:p ] ; sh:maxCount 1 ]",
    "sh:targetClass cg:C ; sh:property [ sh:path ( cg:p cg:q ) ; sh:nodeKind sh:Literal ]",
    "sh:targetClass cg:C ; sh:property [ sh:path [ sh:zeroOrMorePath cg:s ] ; sh:class cg:C ]",
    "sh:targetClass cg:D ; sh:not [ sh:path cg:q ; sh:class cg:A ]",
    "sh:targetObjectsOf cg:p ; sh:class cg:C",
    "sh:targetSubjectsOf cg:s ; sh:property [ sh:path cg:s ; sh:property [ sh:path cg:v ; sh:minCount 1 ] ]",
    "sh:targetNode eg:base, eg:shared0, eg:nowhere ; sh:property [ sh:path cg:p ; sh:minCount 1 ]",
    "sh:targetClass cg:A ; sh:closed true ; sh:ignoredProperties ( cg:q ) ; sh:property [ sh:path cg:p ]",
    "sh:targetClass cg:A ; sh:property [ sh:path cg:p ; sh:equals cg:q ]",
    (
        "sh:targetClass cg:C ; sh:property [ sh:path cg:p ; sh:qualifiedValueShape [ sh:class cg:B ] ; "
        "sh:qualifiedMinCount 2 ]"
    ),
    "sh:targetObjectsOf cg:v ; sh:minLength 3",
    "sh:targetClass eg:Own ; sh:property [ sh:path cg:p ; sh:maxCount 0 ]",
)

QUERIES = (
    "$this a cg:A . FILTER NOT EXISTS { ?other cg:p $this }",
    "$this cg:p ?hub . ?other cg:q ?hub . FILTER ( ?other != $this )",
    "$this cg:p ?hub . FILTER NOT EXISTS { ?other cg:q ?hub }",
    "$this cg:v ?value . FILTER EXISTS { ?any a cg:D ; cg:v ?some }",
    "$this cg:v ?value . ?other cg:v ?value . FILTER ( $this != ?other )",
    "$this cg:p ?value . OPTIONAL { ?value cg:q ?next } FILTER ( !BOUND(?next) )",
    "$this cg:p ?x . { ?x cg:q ?value } UNION { ?value cg:q ?x }",
    "$this ?path ?value . ?value cg:p ?x . FILTER NOT EXISTS { ?x cg:q ?y . ?y cg:p $this }",
    "$this cg:p/cg:q* ?value . FILTER NOT EXISTS { ?value ^cg:s ?x }",
    "{ SELECT $this (COUNT(?x) AS ?n) WHERE { ?x cg:p $this } GROUP BY $this } FILTER ( ?n > 1 )",
    "{ SELECT $this (COUNT(DISTINCT ?x) AS ?n) WHERE { $this cg:p ?y . ?x a cg:A } GROUP BY $this } FILTER ( ?n > 2 )",
    "$this cg:p ?a . OPTIONAL { ?b cg:q ?c } FILTER ( BOUND(?b) )",
    "$this cg:q eg:base . FILTER NOT EXISTS { eg:base cg:p ?value }",
    "$this a ?class . ?other a ?class ; cg:v ?value . FILTER ( ?class != cg:C )",
)

_SHARED = [f"eg:shared{number}" for number in range(3)]
_BUILTIN = ["eg:base", "eg:base1"]
_CLASSES = ["cg:A", "cg:B", "cg:C", "cg:D", "eg:Own"]


@st.composite
def files(draw: st.DrawFn, number: int) -> str:
    """The Turtle of one file; most of its nodes are its own, and a few are shared with others or built in."""
    own = [f"eg:f{number}n{place}" for place in range(3)]
    other = f"eg:f{draw(st.integers(0, 4))}n0"
    subjects = st.sampled_from([*own, *own, "_:x", "_:y", draw(st.sampled_from([*own, *_SHARED, *_BUILTIN, other]))])
    far = draw(st.lists(st.sampled_from([*_SHARED, *_BUILTIN, other, "eg:undescribed"]), max_size=2))
    nodes = st.sampled_from([*own, "_:x", *far])
    lines = draw(
        st.lists(
            st.one_of(
                st.tuples(
                    subjects, st.sampled_from(["cg:p", "cg:q", "cg:r", "cg:s", "cg:about", "cg:statedIn"]), nodes
                ),
                st.tuples(subjects, st.just("a"), st.sampled_from(_CLASSES)),
                st.tuples(subjects, st.just("cg:v"), st.sampled_from(['"long"', '"ab"', "7", "1.10", f'"{number}"'])),
            ),
            max_size=9,
        )
    )
    extra = draw(st.sampled_from(["", "", "", "eg:Own rdfs:subClassOf cg:B .", "cg:p rdfs:label 'a label' ."]))
    return "\n".join([*(f"{subject} {name} {value} ." for subject, name, value in lines), extra, ""])


def shapes(chosen: list[str]) -> str:
    """The Turtle of a shapes graph with these constraints and queries."""
    prefixes = (
        "cgs:prefixes sh:declare [ sh:prefix 'cg' ; sh:namespace '{}' ], [ sh:prefix 'eg' ; sh:namespace '{}' ] ."
    )
    return "\n".join(
        [
            prefixes.format("https://w3id.org/clausegraph/ns#", "https://example.org/"),
            *(
                f'cgs:S{number} a sh:NodeShape ; cg:code "S{number}" ; cg:finds cg:NotDocumented ; '
                f'sh:name "{number}"@en ;'
                + (
                    f" {text} ."
                    if text in CONSTRAINTS
                    else f" sh:targetSubjectsOf cg:p, cg:v, cg:q ; sh:sparql [ sh:prefixes cgs:prefixes ; "
                    f'sh:select "SELECT * WHERE {{ {text} }}" ] .'
                )
                for number, text in enumerate(chosen)
            ),
        ]
    )


def build_in(root: Path, axioms: list[str], chosen: list[str], facts: str) -> None:
    """Writes the built-in knowledge."""
    write(root / "ontology" / "o.ttl", TERMS + "\n".join(axioms))
    write(root / "shapes" / "s.ttl", shapes(chosen))
    write(root / "data" / "facts.ttl", f"eg:base a cg:A ; cg:p eg:base1 . eg:base1 cg:q eg:base2 .\n{facts}")
