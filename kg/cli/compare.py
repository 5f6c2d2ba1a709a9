"""`kg compare`: vendors side by side.

The JSON is an object with these keys::

    vendors  in the order given; each with iri and label
    rows     one for each matter; each with
      aspect     its short, stable name
      label      what it is called
      provision  for a duty, the IRI of the point of Article 28(3) that imposes it; else null
      cells      one for each vendor; each with
        state      stated, stated otherwise (a document says that there is none), or not documented
        values     what is stated: a list of iri, label, versions (IRIs) and evidence
        lacks      what a document says that there is none of, likewise
    topics   one for each legal topic of findings; each with topic, and counts: one number for each vendor
    Passages have iri, document, section, start, end and sha256.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Literal

import typer

from kg.cli import options, terminal
from kg.findings import Language, Text
from kg.questions.formats import passage
from kg.questions.words import NOT_DOCUMENTED
from kg.side_by_side import Cell, Item, SideBySide, side_by_side

Format = Literal["text", "json"]
_LACKING = Text("lacking", "saknas", "mangler")
_FINDINGS = Text("findings", "iakttagelser", "fund")


def command(
    vendors: Annotated[list[str], typer.Argument(metavar="VENDOR", help="Two or more, such as microsoft google.")],
    format: Annotated[Format, typer.Option(help="How to print.")] = "text",  # noqa: A002
    lang: options.Lang = "en",
) -> int:
    """Put vendors side by side: purposes, data types, legal bases, safeguards, duties, and what was found.

    What no document at hand says anything of is not documented, which stands neither for yes nor for no.
    """
    from kg.findings import findings
    from kg.snapshot import current

    store = current().store
    compared = side_by_side(store, vendors, findings(store))
    said = as_json(compared, lang) if format == "json" else as_text(compared, lang, terminal.width())
    terminal.put(said)
    return 0


def as_text(compared: SideBySide, language: Language, width: int) -> str:
    """A table for people."""
    from kg.table import table

    headings = ("", *(one.label.in_(language) for one in compared.vendors))
    rows = [(row.label.in_(language), *(_cell(cell, language) for cell in row.cells)) for row in compared.rows]
    rows += [
        (f"{_FINDINGS.in_(language)}: {one.topic}", *(str(count.summary.findings) for count in one.counts))
        for one in compared.topics
    ]
    return table(headings, rows, width=width)


def as_json(compared: SideBySide, language: Language) -> str:
    """The comparison for programs; see the module."""
    document = {
        "vendors": [{"iri": one.iri, "label": one.label.in_(language)} for one in compared.vendors],
        "rows": [
            {
                "aspect": row.aspect,
                "label": row.label.in_(language),
                "provision": row.provision and row.provision.iri,
                "cells": [
                    {
                        "state": cell.state,
                        "values": _items(cell.values, language),
                        "lacks": _items(cell.lacks, language),
                    }
                    for cell in row.cells
                ],
            }
            for row in compared.rows
        ],
        "topics": [
            {"topic": one.topic, "counts": [count.summary.findings for count in one.counts]} for one in compared.topics
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _cell(cell: Cell, language: Language) -> str:
    said = [_labels(cell.values, language)] if cell.values else []
    if cell.lacks:
        said.append(f"{_LACKING.in_(language)}: {_labels(cell.lacks, language)}")
    return ". ".join(said) or NOT_DOCUMENTED.in_(language)


def _labels(items: Iterable[Item], language: Language) -> str:
    return "; ".join(dict.fromkeys(one.label.in_(language) for one in items))


def _cell_json(cell: Cell, language: Language) -> dict[str, object]:
    return {"state": cell.state, "values": _items(cell.values, language), "lacks": _items(cell.lacks, language)}


def _items(items: Iterable[Item], language: Language) -> list[dict[str, object]]:
    return [
        {
            "iri": one.iri,
            "label": one.label.in_(language),
            "versions": [version.iri for version in one.versions],
            "evidence": [passage(two, language) for two in one.evidence],
        }
        for one in items
    ]
