"""What validation returns (SHACL 3.6): a report, its results, and how they are written as RDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.shacl.graph import Subject
from kg.shacl.names import RDF_TYPE, sh
from kg.shacl.paths import Path, path_triples, sparql
from kg.store.base import Term

VIOLATION = sh("Violation")
WARNING = sh("Warning")
INFO = sh("Info")


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result (3.6.2).

    Args:
        focus: the focus node.
        path: the path of the property shape, or the one that a SPARQL constraint bound; None for a node shape.
        value: the value node that does not conform, where the constraint names one.
        shape: the shape that was broken, as the shapes graph names it.
        component: the constraint component, such as sh:MinCountConstraintComponent.
        severity: sh:Violation, sh:Warning, sh:Info, or an IRI of the shape's author.
        messages: every sh:resultMessage, in all languages, sorted.
        constraint: the SPARQL constraint at fault, where there is one.
    """

    focus: Term
    path: Path | None
    value: Term | None
    shape: Subject
    component: NamedNode
    severity: NamedNode
    messages: tuple[Literal, ...] = ()
    constraint: Term | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What results are sorted by: the same for equal results, whatever the order they were found in."""
        return (
            str(self.focus),
            "" if self.path is None else sparql(self.path),
            str(self.component),
            str(self.shape),
            "" if self.value is None else str(self.value),
            str(self.severity),
            "" if self.constraint is None else str(self.constraint),
            *map(str, self.messages),
        )

    def triples(self, node: Subject, *, label: str | None = None) -> Iterator[Triple]:
        """The result as RDF (3.6.2).

        Args:
            node: what the result is called in the report.
            label: what the labels of a complex path's blank nodes begin with; the same label gives the same triples.
                Left out, it is made of the node's own name.
        """
        yield Triple(node, RDF_TYPE, sh("ValidationResult"))
        yield Triple(node, sh("focusNode"), self.focus)
        if self.path is not None:
            yield from self.path_triples(node, label=label)
        if self.value is not None:
            yield Triple(node, sh("value"), self.value)
        yield Triple(node, sh("sourceShape"), self.shape)
        yield Triple(node, sh("sourceConstraintComponent"), self.component)
        yield Triple(node, sh("resultSeverity"), self.severity)
        if self.constraint is not None:
            yield Triple(node, sh("sourceConstraint"), self.constraint)
        for message in self.messages:
            yield Triple(node, sh("resultMessage"), message)

    def path_triples(self, node: Subject, *, label: str | None = None) -> Iterator[Triple]:
        """The sh:resultPath of `triples` alone; nothing where the result has no path."""
        if self.path is not None:
            head, triples = path_triples(self.path, label or "path" + "".join(filter(str.isalnum, node.value)))
            yield Triple(node, sh("resultPath"), head)
            yield from triples


@dataclass(frozen=True, slots=True)
class Report:
    """A validation report (3.6.1).

    Args:
        results: sorted by `Result.key`. A node that breaks a nested property shape for two focus nodes has two
            results, which may be equal.
    """

    results: tuple[Result, ...]

    @property
    def conforms(self) -> bool:
        """Whether there is no result, of whatever severity (3.6.1.1)."""
        return not self.results

    def triples(self) -> Iterator[Triple]:
        """The whole report as RDF, with blank nodes named by their place in it."""
        report = BlankNode("report")
        yield Triple(report, RDF_TYPE, sh("ValidationReport"))
        yield Triple(report, sh("conforms"), Literal(value=self.conforms))
        for number, result in enumerate(self.results):
            node = BlankNode(f"result{number}")
            yield Triple(report, sh("result"), node)
            yield from result.triples(node)


def report_of(results: list[Result]) -> Report:
    """A report of results found in any order."""
    return Report(tuple(sorted(results, key=lambda result: result.key)))
