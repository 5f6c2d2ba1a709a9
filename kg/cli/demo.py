"""`kg demo`: the tour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import shorten
from typing import TYPE_CHECKING

from kg.cli import terminal

if TYPE_CHECKING:
    from kg.findings import Finding
    from kg.questions import Answer

# Each question with the columns that its answer is grouped by, and the column that is listed.
QUESTIONS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("own-purposes", ("vendor",), "purpose"),
    ("disclosures", ("outcome", "vendor"), "purpose"),
    ("incomplete-balancing", (), "purpose"),
    ("rights-requests", ("vendor", "outcome"), "request"),
    ("open-mapping", ("customer",), "task"),
)
NEXT = """\
Try next:
  kg validate   all findings, with the law and the evidence behind each
  kg ask        all questions; one of them: kg ask own-purposes --vendor google
  kg diff microsoft/dpa-2020-12-09 microsoft/dpa-2023-01-01
  kg serve      the same over HTTP, as SPARQL and REST
"""
WIDTH = 80


def command() -> int:
    """Take the tour: build, validate, ask, and see what to try next."""
    from kg import publish, snapshot
    from kg.findings import findings, summary
    from kg.iris import INFERRED_GRAPH
    from kg.questions import ask
    from kg.report.words import total

    step = terminal.progress()
    published = publish.pointer(publish.HOME)
    try:
        made = snapshot.build(published.paths if published else (), progress=step)
    finally:
        step("")
    graphs, found = made.manifest.graphs, findings(made.store)
    triples, inferred = sum(graphs.values()), graphs.get(INFERRED_GRAPH, 0)
    lines = [
        f"Built: {triples:,} triples from {len(made.sources)} files; {inferred:,} of them follow from the others.",
        f"Validated: {total(summary(found), 'en')}.",
        "",
        *_example(found),
        "",
    ]
    for name, columns, listed in QUESTIONS:
        lines += _digest(ask(made.store, name), columns, listed)
    terminal.put("\n".join((*lines, "", NEXT)))
    return 0


def _example(found: Sequence[Finding]) -> list[str]:
    """A finding as `kg validate` prints it: that of a purpose that neither party answers for, where there is one."""
    from kg.report import render

    example = sorted(found, key=lambda finding: finding.code != "PC001")[:1]
    return [f"  {line}" for line in render(example, "text", width=WIDTH - 2).splitlines()[:-2]]


def _digest(answer: Answer, columns: Sequence[str], listed: str) -> Iterator[str]:
    """A question and the gist of its answer: how many of what is listed in each group, and the first of them."""
    groups: dict[str, list[str]] = {}
    for row in answer.rows:
        said = {column.name: text for column, text in zip(answer.columns, answer.texts(row), strict=True)}
        items = groups.setdefault(", ".join(said[name] for name in columns), [])
        if said[listed] not in items:
            items.append(said[listed])
    yield answer.question.in_("en")
    for group, items in groups.items():
        text = f"{group}: {'; '.join(items)}" if group else "; ".join(items)
        yield f"{len(items):4}  {shorten(text, WIDTH - 6, placeholder=' …')}"
