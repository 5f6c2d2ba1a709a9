"""What the reasoner found, as text for people and as JSON for programs.

The JSON has these keys, sorted::

    classes        one entry for each class: iri, label, and parents, each with its iri and whether a file states it
    consistent     whether everything can be true together
    equivalent     groups of classes that mean the same
    explanations   class (null where everything together contradicts itself), axioms, and whether each is needed;
                   an axiom has its text in Manchester syntax, and file, line and column, or null
    uncovered      axioms that the rules of `kg build` do not express, or not wholly, and the reason
    unsatisfiable  classes that can have no member
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from textwrap import wrap

from kg.iris import compact
from kg.printable import printable
from kg.reason import Uncovered
from kg.reason.expressions import THING
from kg.reason.hermit import DLReport, Explanation
from kg.reason.manchester import axiom as in_manchester
from kg.reason.statements import Axiom
from kg.sources import Location

_MOST = 20  # axioms that the text shows of one explanation that could not be narrowed down


@dataclass(frozen=True, slots=True)
class Findings:
    """What is to be shown.

    Args:
        report: HermiT's answer.
        stated: the pairs of class and superclass that a file states.
        labels: the English labels of classes.
        uncovered: what the rules leave out.
        place: where an axiom stands.
    """

    report: DLReport
    stated: frozenset[tuple[str, str]] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)
    uncovered: tuple[Uncovered, ...] = ()
    place: Callable[[Axiom], Location | None] = lambda axiom: None


def as_json(findings: Findings) -> str:
    """The findings as JSON."""
    report = findings.report
    parents = _parents(report)
    answer = {
        "classes": [
            {
                "iri": iri,
                "label": findings.labels.get(iri),
                "parents": [{"iri": above, "stated": (iri, above) in findings.stated} for above in parents[iri]],
            }
            for iri in sorted(parents)
        ],
        "consistent": report.consistent,
        "equivalent": report.equivalent,
        "explanations": [
            {
                "axioms": [_axiom_json(findings, axiom) for axiom in explanation.cause.axioms],
                "class": explanation.of,
                "minimal": explanation.cause.minimal,
            }
            for explanation in report.explanations
        ],
        "uncovered": [{**_axiom_json(findings, gap.axiom), "reason": gap.reason} for gap in findings.uncovered],
        "unsatisfiable": report.unsatisfiable,
    }
    return json.dumps(answer, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def as_text(findings: Findings, *, width: int = 80) -> str:
    """The findings as text, no wider than `width` where words allow; the verdict comes first."""
    return "\n".join(printable(line) for line in _lines(findings, width)) + "\n"


def _axiom_json(findings: Findings, axiom: Axiom) -> dict[str, object]:
    place = findings.place(axiom)
    return {
        "axiom": in_manchester(axiom.statement),
        "column": place and place.column,
        "file": place and place.path,
        "line": place and place.line,
    }


def _lines(findings: Findings, width: int) -> Iterator[str]:
    report = findings.report
    if not report.consistent:
        yield "inconsistent: not everything that is stated can be true"
        for explanation in report.explanations:
            yield from _explanation(findings, explanation, width)
        return
    empty = len(report.unsatisfiable)
    yield f"consistent; {empty or 'no'} unsatisfiable {'class' if empty == 1 else 'classes'}"
    explained = {explanation.of: explanation for explanation in report.explanations}
    for iri in report.unsatisfiable:
        yield ""
        yield f"unsatisfiable: {_named(findings, iri)}"
        if iri in explained:
            yield from _explanation(findings, explained[iri], width)
        else:
            yield "  since what it is a kind of is unsatisfiable"
    yield ""
    yield "Every class below what it is a kind of; + follows and is stated nowhere."
    yield ""
    yield from _tree(findings)
    for group in report.equivalent:
        yield "  the same: " + ", ".join(_named(findings, iri) for iri in group)
    yield from _uncovered(findings, width)


def _explanation(findings: Findings, explanation: Explanation, width: int) -> Iterator[str]:
    axioms = explanation.cause.axioms
    if not axioms:
        yield "  the axioms behind it could not be singled out"
        return
    needed = "these together" if explanation.cause.minimal else "some of these"
    yield f"  because of {needed}:"
    for axiom in axioms[:_MOST]:
        yield from wrap(in_manchester(axiom.statement), width, initial_indent="    ", subsequent_indent="      ")
        place = findings.place(axiom)
        if place:
            yield f"      {place}"
    if len(axioms) > _MOST:
        yield f"    and {len(axioms) - _MOST} more"


def _tree(findings: Findings) -> Iterator[str]:
    parents = _parents(findings.report)
    children: dict[str, list[str]] = defaultdict(list)
    for low, above in parents.items():
        for high in above:
            children[high].append(low)
    shown: set[str] = set()

    def branch(iri: str, above: str | None, depth: int) -> Iterator[str]:
        follows = above is not None and (iri, above) not in findings.stated
        again = iri in shown and children[iri]
        yield f"{'+' if follows else ' '} {'  ' * depth}{_named(findings, iri)}{' …' if again else ''}"
        if not again:
            shown.add(iri)
            for low in sorted(children[iri], key=compact):
                yield from branch(low, iri, depth + 1)

    for iri in sorted(parents, key=compact):
        if not parents[iri]:
            yield from branch(iri, None, 0)


def _uncovered(findings: Findings, width: int) -> Iterator[str]:
    if not findings.uncovered:
        return
    yield ""
    yield "Checked here, but not or not wholly in the rules that `kg build` runs:"
    by_reason = sorted(findings.uncovered, key=lambda gap: gap.reason)
    for reason, gaps in groupby(by_reason, key=lambda gap: gap.reason):
        yield f"  {reason}"
        for gap in gaps:
            yield from wrap(
                in_manchester(gap.axiom.statement), width, initial_indent="    ", subsequent_indent="      "
            )


def _parents(report: DLReport) -> dict[str, list[str]]:
    """Each class that HermiT placed, and what is directly above it, if not everything."""
    parents: dict[str, list[str]] = {}
    for low, high in report.hierarchy:
        parents.setdefault(low, [])
        if high != THING:
            parents[low].append(high)
    return parents


def _named(findings: Findings, iri: str) -> str:
    label = findings.labels.get(iri)
    return f"{compact(iri)} ({label})" if label else compact(iri)
