"""Small worlds for validation, in which files depend on each other in many ways, and single edits to them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.mini import write

TERMS = """
cg:A a owl:Class . cg:B a owl:Class . cg:C a owl:Class . cg:D a owl:Class .
cg:p a owl:ObjectProperty . cg:q a owl:ObjectProperty . cg:r a owl:ObjectProperty . cg:s a owl:ObjectProperty .
cg:about a owl:ObjectProperty . cg:statedIn a owl:ObjectProperty .
cg:v a owl:DatatypeProperty . cg:code a owl:AnnotationProperty . cg:finds a owl:AnnotationProperty .
cg:NotDocumented a owl:NamedIndividual . cg:StatedOtherwise a owl:NamedIndividual . cg:Observation a owl:Class .
cg:Waiver a owl:Class . cg:waives a owl:AnnotationProperty . cg:scope a owl:AnnotationProperty .
cg:reason a owl:AnnotationProperty . cg:acceptedBy a owl:AnnotationProperty . cg:until a owl:AnnotationProperty .
cg:versionOf a owl:ObjectProperty .
"""

AXIOMS = (
    "cg:p rdfs:range cg:B .",
    "cg:q rdfs:range cg:A .",
    "cg:s rdfs:range cg:D .",
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

FORWARD = (
    "sh:targetClass cg:A ; sh:property [ sh:path cg:p ; sh:minCount 1 ]",
    "sh:targetClass cg:B ; sh:property [ sh:path cg:v ; sh:minCount 1 ]",
    "sh:targetClass cg:B ; sh:property [ sh:path cg:v ; sh:maxCount 0 ]",
    "sh:targetClass cg:C ; sh:property [ sh:path ( cg:p cg:q ) ; sh:nodeKind sh:Literal ]",
    "sh:targetClass cg:C ; sh:property [ sh:path [ sh:zeroOrMorePath cg:s ] ; sh:class cg:C ]",
    "sh:targetClass cg:D ; sh:not [ sh:path cg:q ; sh:class cg:A ]",
    "sh:targetClass cg:D ; sh:property [ sh:path cg:s ; sh:class cg:B ]",
    "sh:targetNode eg:base, eg:shared0, eg:nowhere ; sh:property [ sh:path cg:p ; sh:minCount 1 ]",
    "sh:targetClass cg:A ; sh:closed true ; sh:ignoredProperties ( cg:q rdf:type ) ; sh:property [ sh:path cg:p ]",
    "sh:targetClass cg:A ; sh:property [ sh:path cg:p ; sh:equals cg:q ]",
    (
        "sh:targetClass cg:C ; sh:property [ sh:path cg:p ; sh:qualifiedMinCount 2 ; "
        "sh:qualifiedValueShape [ sh:class cg:B ] ]"
    ),
    "sh:targetClass eg:Own ; sh:property [ sh:path cg:p ; sh:maxCount 0 ]",
    "$this cg:p ?value . OPTIONAL { ?value cg:q ?next } FILTER ( !BOUND(?next) )",
    "$this cg:p/cg:q* ?value . FILTER NOT EXISTS { ?value cg:s ?x . ?x a cg:D }",
    "$this ?path ?value . FILTER ( isIRI(?value) ) FILTER NOT EXISTS { ?value cg:v ?x }",
    "$this eg:own ?value ; ?path ?value .",
    "{ SELECT $this (COUNT(?x) AS ?n) WHERE { $this cg:p ?x } GROUP BY $this } FILTER ( ?n > 1 )",
)
"""What needs nothing but the descriptions of the nodes that are come to."""

BACKWARDS = (
    "sh:targetClass cg:B ; sh:property [ sh:path [ sh:inversePath cg:p ] ; sh:maxCount 1 ]",
    "sh:targetClass cg:D ; sh:property [ sh:path [ sh:inversePath cg:s ] ; sh:minCount 1 ]",
    "sh:targetObjectsOf cg:q ; sh:class cg:C",
    "sh:targetObjectsOf cg:v ; sh:minLength 3",
    "sh:targetSubjectsOf cg:s ; sh:property [ sh:path cg:s ; sh:property [ sh:path cg:v ; sh:minCount 1 ] ]",
    "$this a cg:A . FILTER NOT EXISTS { ?other cg:p $this }",
    "$this cg:p ?hub . ?other cg:q ?hub . FILTER ( ?other != $this )",
    "$this cg:p ?hub . FILTER NOT EXISTS { ?other cg:q ?hub }",
    "$this cg:p ?x . { ?x cg:q ?value } UNION { ?value cg:q ?x }",
    "$this cg:v ?value . ?other cg:v ?value . FILTER ( $this != ?other )",
    "$this ?path ?value . ?value cg:p ?x . FILTER NOT EXISTS { ?x cg:q ?y . ?y cg:p $this }",
    "{ SELECT $this (COUNT(?x) AS ?n) WHERE { ?x cg:s $this } GROUP BY $this } FILTER ( ?n > 1 )",
    "$this cg:p ?value . OPTIONAL { ?x cg:s ?value } FILTER ( BOUND(?x) )",
)
"""What needs those that point to the nodes, too."""

ANYWHERE = (
    "$this cg:v ?value . FILTER EXISTS { ?any a cg:D ; cg:v ?some }",
    "{ SELECT $this (COUNT(DISTINCT ?x) AS ?n) WHERE { $this cg:p ?y . ?x a cg:A } GROUP BY $this } FILTER ( ?n > 2 )",
    "$this cg:p ?a . OPTIONAL { ?b cg:statedIn ?c } FILTER ( BOUND(?b) )",
    "$this a ?class . ?other a ?class ; cg:v ?value . FILTER ( ?class != cg:C )",
    "$this cg:q eg:base . FILTER NOT EXISTS { eg:base cg:p ?value }",
    "$this cg:p ?value . FILTER NOT EXISTS { GRAPH ?g { ?value cg:q ?x } }",
)
"""What needs all triples of some kind."""

_PROPERTIES = ("cg:p", "cg:p", "cg:q", "cg:q", "cg:r", "cg:s", "cg:s", "cg:about", "cg:statedIn")
_CLASSES = ("cg:A", "cg:B", "cg:C", "cg:D", "eg:Own", "cg:Observation")
_ODD = (
    "eg:Own rdfs:subClassOf cg:B .",
    "eg:Own rdfs:subClassOf cg:D .",
    "cg:p rdfs:label 'a label' .",
    "eg:own rdfs:label 'another' .",
    (
        "eg:waiver a cg:Waiver ; cg:waives cgs:S0 ; cg:scope eg:f1n0 ; cg:reason 'x' ; cg:acceptedBy 'y' ; "
        'cg:until "2026-01-31"^^<http://www.w3.org/2001/XMLSchema#date> .'
    ),
    "eg:f2n0 cg:versionOf eg:f1n0 .",
)


def statement(random: Random, number: int) -> str:
    """One statement of a file; most nodes are its own, and a few are shared with others or built in."""
    own = [f"eg:f{number}n{place}" for place in range(3)]
    other = f"eg:f{random.randrange(4)}n{random.randrange(2)}"
    foreign = [other, other, "eg:shared0", "eg:shared1", random.choice(["eg:base", "eg:base2", "eg:shared2"])]
    chance = random.random()
    if chance < 0.04:
        return random.choice(_ODD)
    subject = random.choice([*own, *own, *own, "_:x", "_:y", random.choice(foreign[:3])])
    if random.random() < 0.01:
        subject = "eg:base"
    if chance < 0.3:
        return f"{subject} a {random.choice(_CLASSES)} ."
    if chance < 0.42:
        return f"{subject} cg:v {random.choice(['7', '1.10', 'true', f'{number}'])} ."
    if chance < 0.47:
        return f"{subject} eg:own {random.choice(own)} ."
    value = random.choice([*own, "_:x", *foreign[:4], *(foreign[4:] if random.random() < 0.3 else own)])
    return f"{subject} {random.choice(_PROPERTIES)} {value} ."


def shapes(chosen: Sequence[str]) -> str:
    """The Turtle of a shapes graph with these constraints and queries."""
    said = [
        "cgs:prefixes sh:declare [ sh:prefix 'cg' ; sh:namespace 'https://w3id.org/clausegraph/ns#' ] .",
        "cgs:prefixes sh:declare [ sh:prefix 'eg' ; sh:namespace 'https://example.org/' ] .",
    ]
    for number, text in enumerate(chosen):
        head = (
            f'cgs:S{number} a sh:NodeShape ; cg:code "S{number}" ; cg:finds cg:NotDocumented ; sh:name "{number}"@en ;'
        )
        if not text.startswith("sh:"):
            query = f'sh:select "SELECT * WHERE {{ {text} }}"'
            text = f"sh:targetSubjectsOf cg:p, cg:v, cg:q ; sh:sparql [ sh:prefixes cgs:prefixes ; {query} ]"
        said.append(f"{head} {text} .")
    return "\n".join(said)


class World:
    """Files of a user's, and what is built in, in a folder.

    Args:
        folder: an empty one.
        random: decides everything.
    """

    def __init__(self, folder: Path, random: Random) -> None:
        self.root, self.own = folder / "built-in", folder / "cases"
        self._random = random
        self._files: dict[int, list[str]] = {}
        self._axioms = random.sample(AXIOMS, random.randint(1, 5))
        self._shapes = self._some_shapes()
        self._facts: list[str] = []
        for number in range(4):
            self._files[number] = [statement(random, number) for _ in range(random.randint(3, 9))]
            self._write(number)
        self._build_in()

    def edit(self) -> str:
        """Changes something, mostly little of one file, and says what."""
        number = self._random.randrange(4)
        kind = self._random.choice(["add", "add", "add", "take", "take", "move", "gone", "built-in", "nothing"])
        if kind == "built-in":
            kind = self._random.choice(["axioms", "shapes", "facts"])
        lines = self._files.get(number)
        match kind:
            case "add":
                self._files.setdefault(number, []).append(statement(self._random, number))
            case "take" if lines:
                lines.pop(self._random.randrange(len(lines)))
            case "move" if lines:
                lines.insert(0, "# a comment")
            case "gone" if len(self._files) > 1:
                self._files.pop(number, None)
            case "axioms":
                self._axioms = self._random.sample(AXIOMS, self._random.randint(1, 5))
            case "shapes":
                self._shapes = self._some_shapes()
            case "facts":
                self._facts = [statement(self._random, 9)]
        self._write(number)
        self._build_in()
        return f"{kind} {number}"

    def _some_shapes(self) -> list[str]:
        chosen = self._random.sample(FORWARD, 3) + self._random.sample(BACKWARDS, self._random.randint(0, 3))
        return chosen + self._random.sample(ANYWHERE, int(self._random.random() < 0.07))

    def _write(self, number: int) -> None:
        path = self.own / f"{number}.ttl"
        if number in self._files:
            write(path, "\n".join([*self._files[number], ""]))
        else:
            path.unlink(missing_ok=True)

    def _build_in(self) -> None:
        write(self.root / "ontology" / "o.ttl", TERMS + "\n".join(self._axioms))
        write(self.root / "shapes" / "s.ttl", shapes(self._shapes))
        base = "eg:base a cg:A ; cg:p eg:base1 . eg:base1 cg:q eg:base2 ; cg:s eg:shared1 ."
        write(self.root / "data" / "facts.ttl", "\n".join([base, *self._facts, ""]))
