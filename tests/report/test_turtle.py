"""The report for other SHACL tools."""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDF, SH

from kg.findings import findings
from kg.iris import CG, ID
from kg.report import render
from tests.graphs import store


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(data=render(findings(store()), "turtle"), format="turtle")


def test_is_a_validation_report(graph: rdflib.Graph) -> None:
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert list(graph.objects(report, SH.conforms)) == [rdflib.Literal(False)]
    results = set(graph.objects(report, SH.result))
    assert results == set(graph.subjects(RDF.type, SH.ValidationResult))
    assert results == {rdflib.URIRef(f"{ID}finding/f{number}") for number in (1, 2, 3, 4)}
    for result in results:
        for name in ("focusNode", "sourceShape", "sourceConstraintComponent", "resultSeverity"):
            assert len(list(graph.objects(result, SH[name]))) == 1, (result, name)


def test_keeps_messages_paths_and_places(graph: rdflib.Graph) -> None:
    first, last = rdflib.URIRef(f"{ID}finding/f1"), rdflib.URIRef(f"{ID}finding/f4")
    assert {getattr(text, "language", None) for text in graph.objects(first, SH.resultMessage)} == {"en", "sv", "da"}
    assert graph.value(first, rdflib.URIRef(f"{CG}line")) == rdflib.Literal(12)
    assert graph.value(first, rdflib.URIRef(f"{CG}state")) == rdflib.URIRef(f"{CG}StatedOtherwise")
    path = graph.value(last, SH.resultPath)
    assert path is not None
    steps = list(graph.items(path))
    assert [graph.value(steps[0], SH.inversePath), steps[1]] == [
        rdflib.URIRef(f"{CG}about"),
        rdflib.URIRef(f"{CG}lacks"),
    ]
    assert isinstance(graph.value(last, SH.focusNode), rdflib.BNode)


def test_reads_back_as_the_report_graph() -> None:
    found = findings(store())
    again = store(report=without_prefixes(render(found, "turtle")))
    assert [finding.iri for finding in findings(again)] == [finding.iri for finding in found]
    assert findings(again)[:3] == found[:3]


def without_prefixes(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("@prefix"))


def test_only_what_was_selected_is_reported() -> None:
    (finding,) = findings(store(), files={"acme/answers.ttl"})
    quads = list(ox.parse(render([finding], "turtle"), format=ox.RdfFormat.TURTLE))
    assert sum(quad.predicate.value == str(SH.result) for quad in quads) == 1


def test_nothing_conforms() -> None:
    graph = rdflib.Graph().parse(data=render([], "turtle"), format="turtle")
    assert list(graph.objects(None, SH.conforms)) == [rdflib.Literal(True)]
    assert not list(graph.objects(None, SH.result))


def test_one_fact_on_a_line() -> None:
    text = render(findings(store()), "turtle")
    lines = text.splitlines()
    assert "    cg:line 12 ;" in lines
    assert "    sh:conforms false ;" in lines
    assert len(list(ox.parse(text, format=ox.RdfFormat.TURTLE))) == sum(line.endswith(" ;") for line in lines)
    for block in text.split("\n\n")[1:]:
        facts = block.splitlines()[1:-1]
        assert facts == sorted(facts)


def test_a_blank_node_is_the_same_in_every_result() -> None:
    nobody = findings(store())[3]
    again = replace(nobody, fingerprint="f9")
    quads = list(ox.parse(render([nobody, again], "turtle"), format=ox.RdfFormat.TURTLE))
    assert len({quad.object for quad in quads if quad.predicate.value == str(SH.focusNode)}) == 1
    assert len({quad.object for quad in quads if quad.predicate.value == str(SH.resultPath)}) == 2
