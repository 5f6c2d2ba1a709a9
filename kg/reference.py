"""The reference of the shapes: what each code stands for, as Markdown, made of what the shapes say of themselves.

`python -m kg.reference > shapes/README.md` writes it anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from pyoxigraph import Literal, NamedNode

from kg.iris import CG, GDPR, PREFIXES
from kg.shacl.graph import ReadGraph, Subject
from kg.shacl.names import RDFS, sh
from kg.sources import read_builtin
from kg.store.base import Term

_HEADER = ("Code", "Severity", "State", "Name", "Law", "Guidance")
_INTRODUCTION = """\
# Shapes

Every finding has the code of the shape that it breaks. The severity says whether what the shape asks for must, should
or may be so. The state says what the finding stands for: *stated otherwise* where a document says something that the
law does not allow, *not documented* where no document at hand says anything, which is never a violation. Numbers of law
are those of the GDPR. For each shape, `tests/shapes/` has an example that passes and one that does not; `kg explain`
shows them, with the law and the guidance.
"""


def shapes_reference() -> str:
    """The text of `shapes/README.md`: a table for each topic, sorted by code.

    Raises:
        SourceError: a built-in file cannot be read.
    """
    graph = ReadGraph(
        quad.triple for room in ("ontology", "shapes", "data") for source in read_builtin(room) for quad in source.quads
    )
    shapes = {code.value: shape for shape, code in graph.pairs(_cg("code"))}
    topics = sorted((_text(graph, shape, "topic"), code) for code, shape in shapes.items())
    parts = [_INTRODUCTION]
    for topic, group in groupby(topics, key=lambda one: one[0]):
        rows = [_HEADER, *(_row(graph, code, shapes[code]) for _, code in group)]
        parts.append(f"\n## {topic.capitalize()}\n\n" + "".join(_aligned(rows)))
    return "".join(parts)


def _row(graph: ReadGraph, code: str, shape: Subject) -> tuple[str, ...]:
    (severity,) = graph.objects(shape, sh("severity"))
    (state,) = graph.objects(shape, _cg("finds"))
    return (
        code,
        severity.value.removeprefix(PREFIXES["sh"]).lower(),
        _label(graph, state),
        _english(graph.objects(shape, sh("name"))),
        ", ".join(sorted((_law(graph, law) for law in graph.objects(shape, _cg("enforces"))), key=_natural)),
        "; ".join(_guidance(graph, graph.objects(shape, _cg("follows")))),
    )


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """The lines of a Markdown table whose columns stand below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    ruler = tuple("-" * width for width in widths)
    for row in (rows[0], ruler, *rows[1:]):
        yield f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |\n"


def _law(graph: ReadGraph, law: Term) -> str:
    return _text(graph, law, "number") if law.value.startswith(GDPR) else _label(graph, law)


def _guidance(graph: ReadGraph, paragraphs: Iterable[Term]) -> Iterator[str]:
    """Each guidance document once, with what is followed in it."""
    cited = sorted((_text(graph, one, "partOf"), _text(graph, one, "number")) for one in paragraphs)
    for whole, group in groupby(cited, key=lambda one: one[0]):
        numbers = sorted((number for _, number in group if number), key=_natural)
        yield ": ".join(filter(None, (_label(graph, NamedNode(whole)), "; ".join(numbers))))


def _natural(number: str) -> list[tuple[bool, int, str]]:
    """Sorts 5 before 28, and articles before recitals."""
    parts = "".join(c if c.isalnum() else " " for c in number).split()
    return [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]


def _text(graph: ReadGraph, node: Term, name: str) -> str:
    return next((value.value for value in graph.objects(node, _cg(name))), "")


def _label(graph: ReadGraph, node: Term) -> str:
    return _english(graph.objects(node, NamedNode(RDFS + "label")))


def _english(literals: Iterable[Term]) -> str:
    return next((one.value for one in literals if isinstance(one, Literal) and one.language == "en"), "")


def _cg(name: str) -> NamedNode:
    return NamedNode(CG + name)


if __name__ == "__main__":
    sys.stdout.write(shapes_reference())
