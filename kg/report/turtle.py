"""The report for other SHACL tools: a validation report as RDF (SHACL 3.6), in Turtle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg import turtle
from kg.findings import Finding
from kg.findings.model import STATES
from kg.iris import CG
from kg.report.look import Look
from kg.shacl.names import RDF_TYPE, sh


def render(findings: Sequence[Finding], look: Look) -> str:
    """The report as Turtle; with its code, state, waiver and place on each result."""
    return turtle.write(_triples(findings))


def _triples(findings: Sequence[Finding]) -> Iterator[Triple]:
    report = BlankNode("report")
    yield Triple(report, RDF_TYPE, sh("ValidationReport"))
    yield Triple(report, sh("conforms"), Literal(not findings))
    for finding in findings:
        node = NamedNode(finding.iri)
        yield Triple(report, sh("result"), node)
        yield from finding.result.triples(node)
        yield Triple(node, NamedNode(f"{CG}code"), Literal(finding.code))
        yield Triple(node, NamedNode(f"{CG}state"), STATES[finding.state])
        if finding.waived:
            yield Triple(node, NamedNode(f"{CG}waivedBy"), NamedNode(finding.waived.iri))
        if finding.location:
            yield Triple(node, NamedNode(f"{CG}file"), Literal(finding.location.path))
            yield Triple(node, NamedNode(f"{CG}line"), Literal(finding.location.line))
            yield Triple(node, NamedNode(f"{CG}column"), Literal(finding.location.column))
