"""A small world with an ontology, two shapes and a few facts, in the place of the built-in knowledge."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import knowledge

PREFIXES = """
@prefix cg: <https://w3id.org/clausegraph/ns#> .
@prefix cgs: <https://w3id.org/clausegraph/shapes#> .
@prefix eg: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""

ONTOLOGY = """
cg:Purpose a owl:Class .
cg:OwnPurpose a owl:Class ; rdfs:subClassOf cg:Purpose .
cg:controller a owl:ObjectProperty .
cg:code a owl:AnnotationProperty .
cg:finds a owl:AnnotationProperty .
cg:NotDocumented a owl:NamedIndividual .
cg:StatedOtherwise a owl:NamedIndividual .
"""

SHAPES = """
cgs:MINI01 a sh:NodeShape ; sh:targetClass cg:Purpose ; sh:severity sh:Violation ;
    cg:code "MINI01" ; cg:finds cg:NotDocumented ;
    sh:property [ sh:path cg:controller ; sh:minCount 1 ; sh:message "Say who."@en ] .

cgs:MINI02 a sh:NodeShape ; sh:targetClass cg:Purpose ;
    sh:property cgs:MINI02-type .
cgs:MINI02-type sh:path cg:controller ; sh:nodeKind sh:IRI ; sh:severity sh:Warning ;
    cg:code "MINI02" ; cg:finds cg:StatedOtherwise .
"""

FACTS = """
eg:served a cg:OwnPurpose ;
    cg:controller eg:anna .

eg:orphan
    a cg:OwnPurpose .
"""


@pytest.fixture
def mini(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a small built-in knowledge; it holds one purpose with a controller and one without."""
    root = tmp_path / "mini"
    for room, name, text in (("ontology", "o", ONTOLOGY), ("shapes", "s", SHAPES), ("data", "facts", FACTS)):
        write(root / room / f"{name}.ttl", text)
    monkeypatch.setattr(knowledge, "root", lambda: root)
    return root


def write(path: Path, text: str) -> Path:
    """Writes a Turtle file that may use the prefixes above."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PREFIXES.lstrip() + text, encoding="utf-8")
    return path
