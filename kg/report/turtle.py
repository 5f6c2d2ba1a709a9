"""The report for other SHACL tools: a validation report as RDF (SHACL 3.6), in Turtle, one fact on a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.findings import Finding
from kg.findings.model import STATES
from kg.iris import CG, PREFIXES
from kg.report.look import Look
from kg.shacl.names import RDF_TYPE, sh

_PREFIXES = {prefix: PREFIXES[prefix] for prefix in ("cg", "cgs", "rdf", "sh")}
_LOCAL = re.compile("[A-Za-z_][A-Za-z0-9_-]*")
_BARE = re.compile(rf'"([0-9]+)"\^\^<{PREFIXES["xsd"]}integer>|"(true|false)"\^\^<{PREFIXES["xsd"]}boolean>')


def render(findings: Sequence[Finding], look: Look) -> str:
    """The report as Turtle; with its code, state, waiver and place on each result.

    Blank nodes keep the labels that they have here, so that two results can be about the same one.
    """
    blocks: dict[str, list[str]] = {}
    for triple in _triples(findings):
        verb = "a" if triple.predicate == RDF_TYPE else _written(str(triple.predicate))
        fact = f"    {verb} {_written(str(triple.object))} ;\n"
        blocks.setdefault(_written(str(triple.subject)), []).append(fact)
    directives = "".join(f"@prefix {prefix}: <{base}> .\n" for prefix, base in _PREFIXES.items())
    return directives + "".join(f"\n{subject}\n{''.join(sorted(facts))}    .\n" for subject, facts in blocks.items())


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


@lru_cache(maxsize=4096)
def _written(term: str) -> str:
    """A term of N-Triples as Turtle writes it: with a prefix where one fits, numbers and truth values bare."""
    for prefix, base in _PREFIXES.items():
        if term.startswith(f"<{base}") and _LOCAL.fullmatch(term, len(base) + 1, len(term) - 1):
            return f"{prefix}:{term[len(base) + 1 : -1]}"
    bare = _BARE.fullmatch(term)
    return bare[1] or bare[2] if bare else term
