"""`kg reason`: what it says of the built-in knowledge and of files laid beside it."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PREFIXES = """\
@prefix cg: <https://w3id.org/clausegraph/ns#> .
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
SERVICE_THAT_OFFERS = """
# a service is no party

ex:teams a cg:Service ; rdfs:label "Teams" .
ex:tv
    cg:offeredBy ex:teams .
"""
IMPOSSIBLE_CLASS = """
ex:Mixed a owl:Class ; rdfs:label "mixed"@en ;
    rdfs:subClassOf cg:Service, cg:Clause .
ex:Part a owl:Class ; rdfs:subClassOf ex:Mixed .
"""


@pytest.fixture
def java() -> None:
    if not shutil.which("java"):
        pytest.skip("JAVA IS MISSING: `kg reason` is not tested; install default-jre-headless")


@pytest.mark.usefixtures("java")
def test_the_built_in_knowledge_is_consistent(kg: Run, tmp_path: Path) -> None:
    ran = kg("reason", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("consistent; no unsatisfiable classes\n")
    assert "\n      cg:Vendor (vendor)\n" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("java")
def test_a_fact_that_cannot_be_true_comes_with_its_line_and_the_axioms_against_it(kg: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text(PREFIXES + SERVICE_THAT_OFFERS)
    ran = kg("reason", "bad.ttl", cwd=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    lines = ran.out.splitlines()
    assert lines[:2] == ["inconsistent: not everything that is stated can be true", "  because of these together:"]
    told = {axiom.strip(): place.strip() for axiom, place in itertools.pairwise(lines)}
    assert told["https://example.org/teams Type cg:Service"] == "bad.ttl:8:12"
    assert told["https://example.org/tv cg:offeredBy https://example.org/teams"] == "bad.ttl:10:18"
    assert told["cg:offeredBy Range cg:Vendor"].startswith("ontology/party.ttl:")
    assert told["cg:Vendor SubClassOf cg:Party"].startswith("ontology/party.ttl:")


@pytest.mark.usefixtures("java")
def test_an_impossible_class_is_told_in_json_with_the_places(kg: Run, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "classes.ttl").write_text(PREFIXES + IMPOSSIBLE_CLASS)
    ran = kg("reason", "own", "--format", "json", cwd=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    answer = json.loads(ran.out)
    assert answer["consistent"] is True
    assert answer["unsatisfiable"] == ["https://example.org/Mixed", "https://example.org/Part"]
    (explanation,) = answer["explanations"]
    assert explanation["class"] == "https://example.org/Mixed"
    own = {(one["axiom"], one["file"], one["line"]) for one in explanation["axioms"] if "example" in one["axiom"]}
    assert own == {
        ("https://example.org/Mixed SubClassOf cg:Service", "own/classes.ttl", 7),
        ("https://example.org/Mixed SubClassOf cg:Clause", "own/classes.ttl", 7),
    }
    assert explanation["minimal"] is True
    disclosure = next(one for one in answer["classes"] if one["iri"].endswith("#Disclosure"))
    assert disclosure["label"] == "disclosure by the customer"


def test_without_java_it_says_what_to_install(kg: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    ran = kg("reason", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: HermiT needs a Java runtime (version 8 or newer)")
    assert "default-jre-headless" in ran.err


def test_what_does_not_parse_is_told_with_its_place(kg: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text(PREFIXES + "ex:a a ex:B\n")
    ran = kg("reason", "broken.ttl", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: broken.ttl:")
