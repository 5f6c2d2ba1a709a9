"""Reads the findings of a store: its report graph, joined with its facts."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from pyoxigraph import Literal, NamedNode

from kg.findings.facts import FACTS, Facts, number, one
from kg.findings.model import SEVERITIES, STATES, Finding, Text
from kg.iris import ID, REPORT_GRAPH
from kg.shacl import Result
from kg.shacl.graph import ReadGraph, Subject
from kg.shacl.names import RDF_TYPE, sh
from kg.shacl.paths import read_path
from kg.sources import Location
from kg.store.base import Store

_SEVERITIES = {concept: severity for severity, concept in SEVERITIES.items()}
_STATES = {concept.value: state for state, concept in STATES.items()}
_PARTS = (
    *("focusNode", "resultPath", "value", "sourceShape", "sourceConstraintComponent", "resultSeverity"),
    *("resultMessage", "sourceConstraint"),
)


def findings(store: Store, *, files: Collection[str] | None = None) -> tuple[Finding, ...]:
    """The findings in a store's report graph, sorted by file, line, column, code, focus node and value.

    Args:
        store: a snapshot's store.
        files: only findings in these files, by the names that the report gives them.

    Raises:
        StoreError: the store could not answer.
    """
    report = ReadGraph(store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", graphs=[REPORT_GRAPH]))
    nodes = [node for node, kind in report.pairs(RDF_TYPE) if kind == sh("ValidationResult")]
    if files is not None:
        nodes = [node for node in nodes if one(report, node, "file") in files]
    if not nodes:
        return ()
    facts = Facts(store.construct(FACTS))
    return tuple(sorted((_finding(report, node, facts) for node in nodes), key=order))


def _finding(report: ReadGraph, node: Subject, facts: Facts) -> Finding:
    result = _result(report, node)
    focus, value = result.focus, result.value
    shape = facts.rule(result.shape)
    about = [focus] + ([value] if isinstance(value, NamedNode) and value.value.startswith(ID) else [])
    clauses = facts.linked(focus, "statedIn", itself="Clause")
    return Finding(
        fingerprint=node.value.rpartition("/")[2],
        code=one(report, node, "code") or "",
        shape=shape.value,
        name=Text.of(facts.graph.objects(shape, sh("name")), one(report, node, "code") or ""),
        description=Text.of(facts.graph.objects(shape, sh("description"))),
        topic=one(facts.graph, shape, "topic") or "",
        severity=_SEVERITIES.get(result.severity, "violation"),
        state=_STATES[one(report, node, "state") or ""],
        message=Text.of(result.messages),
        result=result,
        location=_location(report, node),
        focus_label=facts.label(focus),
        path_label=facts.label(result.path) if isinstance(result.path, NamedNode) else None,
        value_label=facts.label(value),
        provisions=facts.references(facts.linked(shape, "enforces")),
        guidance=facts.references(facts.linked(shape, "follows")),
        clauses=facts.references(clauses),
        versions=facts.references(facts.linked(focus, "underVersion", itself="ContractVersion")),
        vendors=facts.references(facts.parties(focus, "Vendor")),
        services=facts.references(facts.linked(focus, "hasService", itself="Service")),
        customers=facts.references(facts.parties(focus, "Customer")),
        evidence=facts.evidence(about) or facts.evidence(clauses),
        observations=facts.observations([*about, *facts.linked(focus, "respondsTo")]),
    )


def _result(report: ReadGraph, node: Subject) -> Result:
    parts = {name: report.objects(node, sh(name)) for name in _PARTS}
    path, value, constraint = (next(iter(parts[name]), None) for name in ("resultPath", "value", "sourceConstraint"))
    return Result(
        focus=parts["focusNode"][0],
        path=None if path is None else read_path(report, path),
        value=value,
        shape=cast("Subject", parts["sourceShape"][0]),
        component=cast("NamedNode", parts["sourceConstraintComponent"][0]),
        severity=cast("NamedNode", parts["resultSeverity"][0]),
        messages=tuple(text for text in parts["resultMessage"] if isinstance(text, Literal)),
        constraint=constraint,
    )


def _location(report: ReadGraph, node: Subject) -> Location | None:
    path = one(report, node, "file")
    if path is None:
        return None
    return Location(path, number(report, node, "line") or 1, number(report, node, "column") or 1)


def order(finding: Finding) -> tuple[object, ...]:
    """What findings are sorted by: file, line, column, code, focus node and value."""
    place, result = finding.location or Location("", 0, 0), finding.result
    return (not place.path, place, finding.code, str(result.focus), str(result.value), finding.fingerprint)
