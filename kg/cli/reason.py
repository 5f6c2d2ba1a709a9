"""`kg reason`: whether everything can be true, and what follows for the classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kg.cli import terminal
from kg.iris import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from kg.reason.render import Findings
    from kg.sources import Location, Source


def reason(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH", help="Files and folders, judged with what is built in.")
    ] = None,
    format: Annotated[Literal["text", "json"], typer.Option(help="Of the result.")] = "text",  # noqa: A002
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=1, help="How long one run of the reasoner may take.")
    ] = 300,
) -> int:
    """Check the ontology and the facts with a description logic reasoner.

    Says whether everything stated can be true and which classes can have no member, with the axioms that make it so,
    and shows the hierarchy of classes with all that follows. Needs Java.
    """
    from kg.reason.render import as_json, as_text

    findings = judge(paths or (), seconds=timeout)
    terminal.put(as_json(findings) if format == "json" else as_text(findings, width=terminal.width()))
    return int(not findings.report.consistent or bool(findings.report.unsatisfiable))


def judge(paths: Sequence[Path], *, seconds: float) -> Findings:
    """HermiT's answer on the built-in knowledge and the files given, with what is needed to show it."""
    from kg.reason import gaps
    from kg.reason.axioms import axioms
    from kg.reason.hermit import check
    from kg.reason.render import Findings
    from kg.sources import combine, discover, read_builtin

    step = terminal.progress()
    step("reading")
    ontology, data = read_builtin("ontology"), read_builtin("data")
    # The built-in files agree with each other: what contradicts them is found soonest where the user's own come first.
    facts = (*(source for source in combine(ontology, data, discover(paths)) if not source.builtin), *data)
    axiom_triples, fact_triples = list(_triples(ontology)), list(_triples(facts))
    step("reasoning")
    try:
        report = check(axiom_triples, fact_triples, seconds=seconds)
    finally:
        step("")
    return Findings(
        report,
        stated=frozenset(_stated(axiom_triples + fact_triples)),
        labels=_labels(axiom_triples + fact_triples),
        uncovered=gaps(axioms(axiom_triples)),
        place=lambda axiom: _place((*ontology, *facts), axiom.triples[0]),
    )


def _triples(sources: Iterable[Source]) -> Iterator[Triple]:
    return (quad.triple for source in sources for quad in source.quads)


def _stated(triples: Iterable[Triple]) -> Iterator[tuple[str, str]]:
    """The pairs of named class and superclass among the triples."""
    for triple in triples:
        if triple.predicate.value == PREFIXES["rdfs"] + "subClassOf":
            yield getattr(triple.subject, "value", ""), getattr(triple.object, "value", "")


def _labels(triples: Iterable[Triple]) -> dict[str, str]:
    from pyoxigraph import Literal as Text

    return {
        getattr(triple.subject, "value", ""): triple.object.value
        for triple in triples
        if triple.predicate.value == PREFIXES["rdfs"] + "label"
        and isinstance(triple.object, Text)
        and triple.object.language == "en"
    }


def _place(sources: Iterable[Source], triple: Triple) -> Location | None:
    """Where a triple stands, in the first source that states it."""
    from kg.sources import lines

    holders = (source for source in sources if any(quad.triple == triple for quad in source.quads))
    found = (lines(source).statement(triple.subject, triple.predicate, triple.object) for source in holders)
    return next(found, None)
