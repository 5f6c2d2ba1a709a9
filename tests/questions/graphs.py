"""Small graphs for the questions, and answers as tests write them down."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from kg import reason
from kg.iris import ID, PREFIXES
from kg.questions import Answer, Row
from kg.sources import read_builtin
from kg.store import EmbeddedStore

Cells = dict[str, str | list[str] | None]
"""A row: one text or several for each column, None where no document says anything, nothing where nothing is said."""

_KINDS = ("contract", "data-type", "party", "processing", "purpose", "thing")
_PREFIXES = {**PREFIXES, **{kind: f"{ID}{kind}/" for kind in _KINDS}}


def store(turtle: str, *, reasoned: bool = True) -> EmbeddedStore:
    """The ontology, some facts, and what follows from both.

    Args:
        turtle: the facts; the usual prefixes are declared, and one for each of some kinds of thing.
        reasoned: whether to derive what follows.
    """
    made = EmbeddedStore()
    declared = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in _PREFIXES.items())
    made.add("urn:facts", [quad.triple for quad in ox.parse(declared + turtle, format=ox.RdfFormat.TURTLE)])
    for room in ("ontology", "data") if reasoned else ():
        for source in read_builtin(room):
            if room == "ontology" or source.name.startswith("data/vocabulary/"):
                made.add(source.graph, [quad.triple for quad in source.quads])
    if reasoned:
        reason.materialise(made)
    return made


def cells(answer: Answer, row: Row) -> Cells:
    """What stands in the columns of a row."""
    said: Cells = {}
    for column, values in zip(answer.columns, row.cells, strict=True):
        texts = [value.text for value in values]
        if texts or column.documented:
            said[column.name] = texts if len(texts) > 1 else texts[0] if texts else None
    return said


def rows(answer: Answer) -> list[Cells]:
    """What stands in the columns of every row."""
    return [cells(answer, row) for row in answer.rows]


def evidence(row: Row) -> Mapping[str, str]:
    """The sections of the passages behind a row, by the name of the document."""
    found: dict[str, list[str]] = {}
    for passage in row.evidence:
        assert passage.document
        assert passage.section
        sections = found.setdefault(passage.document.iri.rpartition("/")[2], [])
        if passage.section not in sections:
            sections.append(passage.section)
    return {document: "; ".join(sections) for document, sections in found.items()}
