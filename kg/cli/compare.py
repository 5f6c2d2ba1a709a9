"""`kg compare`: vendors side by side.

The JSON is an object with these keys::

    vendors  in the order given; each with iri, label and versions: the contract versions behind what is said of it,
             each with iri, label, customers and services
    rows     one for each matter; each with
      aspect     its short, stable name
      label      what it is called
      provision  for a duty, the IRI of the point of Article 28(3) that imposes it; else null
      cells      one for each vendor; each with
        state      stated, stated otherwise (a document says that there is none), none (nothing is left open of things
                   that were all gone through), or not documented
        values     what is stated: a list of iri, label, versions (IRIs) and evidence
        lacks      what a document says that there is none of, likewise
    topics   one for each legal topic of findings; each with topic, and one number for each vendor in counts, and of
             these in statedOtherwise and in notDocumented
    Passages have iri, document, section, start, end and sha256.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Annotated, Literal

import typer

from kg.cli import options, terminal
from kg.comparison import Version
from kg.findings import Language, Reference, Summary, Text
from kg.questions.formats import passage
from kg.questions.text import lines
from kg.questions.words import NOT_DOCUMENTED
from kg.side_by_side import Cell, Item, SideBySide, side_by_side

Format = Literal["text", "json"]
_LACKING = Text("lacking", "saknas", "mangler")
_FINDINGS = Text("findings", "iakttagelser", "fund")
_NONE = Text("none", "inga", "ingen")
_NO_FINDINGS = Text("none found", "inga gjorda", "ingen gjort")
_NO_VERSION = Text("[no version]", "[ingen version]", "[ingen version]")
_NUMBERS = Text(
    "A number in brackets is that of the contract version that says it.",
    "En siffra inom hakparentes är numret på den avtalsversion som säger det.",
    "Et tal i kantet parentes er nummeret på den aftaleversion, der siger det.",
)
_CLEAN = Text(
    "None found: the rules found nothing in what is documented, which does not say that all is lawful. Where nothing "
    "is documented, there may have been nothing to check.",
    "Inga gjorda: reglerna fann inget i det som är dokumenterat, vilket inte säger att allt är lagligt. Där inget är "
    "dokumenterat kan det ha saknats något att pröva.",
    "Ingen gjort: reglerne fandt intet i det, der er dokumenteret, hvilket ikke siger, at alt er lovligt. Hvor intet "
    "er dokumenteret, kan der have manglet noget at prøve.",
)
_EVIDENCE = Text(
    "--format json gives the passages behind each cell.",
    "--format json ger styckena bakom varje ruta.",
    "--format json giver passagerne bag hvert felt.",
)
_TOPICS = {
    "accountability": Text("accountability", "ansvarsskyldighet", "ansvarlighed"),
    "controller": Text("controller", "personuppgiftsansvarig", "dataansvarlig"),
    "lawfulness": Text("lawfulness", "laglighet", "lovlighed"),
    "processor": Text("processor", "personuppgiftsbiträde", "databehandler"),
    "purpose": Text("purpose", "ändamål", "formål"),
    "rights": Text("rights", "rättigheter", "rettigheder"),
    "security": Text("security", "säkerhet", "sikkerhed"),
}
"""What the topics of the built-in shapes are called; those of other shapes stand as they are."""


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
    """A table for people, below the contract versions behind it and above how to read it.

    Where there are several versions of a vendor, each has a number, and so has what it says.
    """
    from kg.report.words import STATE_MEANINGS, capital
    from kg.table import table

    marks = _marks(compared)
    head = list(lines([*_versions(compared, marks, language)], width))
    headings = ("", *(one.label.in_(language) for one in compared.vendors))
    rows = [
        (row.label.in_(language), *(_cell(cell, some, language) for cell, some in zip(row.cells, marks, strict=True)))
        for row in compared.rows
    ]
    rows += [
        (_topic(one.topic, language), *(_found(count.summary, language) for count in one.counts))
        for one in compared.topics
    ]
    silence = f"{capital(NOT_DOCUMENTED.in_(language))}: {STATE_MEANINGS['not documented'].in_(language)}."
    notes = [_NUMBERS.in_(language)] if any(marks) else []
    notes += [silence, _CLEAN.in_(language), _EVIDENCE.in_(language)]
    reading = [line for note in notes for line in wrap(note, width, break_on_hyphens=False)]
    return "\n".join([*head, "", table(headings, rows, width=width), *reading, ""])


def as_json(compared: SideBySide, language: Language) -> str:
    """The comparison for programs; see the module."""
    document = {
        "vendors": [
            {**_reference(one, language), "versions": [_version(version, language) for version in versions]}
            for one, versions in zip(compared.vendors, compared.versions, strict=True)
        ],
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
            {
                "topic": one.topic,
                "counts": [count.summary.findings for count in one.counts],
                "statedOtherwise": [count.summary.stated_otherwise for count in one.counts],
                "notDocumented": [count.summary.not_documented for count in one.counts],
            }
            for one in compared.topics
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


Marks = Mapping[str, str]
"""The number of each version of a vendor, in brackets, by its IRI; empty where there are not several."""


def _marks(compared: SideBySide) -> list[Marks]:
    every = [version.reference.iri for versions in compared.versions for version in versions]
    return [
        {one.reference.iri: f"[{every.index(one.reference.iri) + 1}]" for one in versions} if len(versions) > 1 else {}
        for versions in compared.versions
    ]


def _versions(compared: SideBySide, marks: Sequence[Marks], language: Language) -> Iterator[tuple[str, str]]:
    """What stands behind each vendor's column."""
    for vendor, versions, some in zip(compared.vendors, compared.versions, marks, strict=True):
        name = vendor.label.in_(language)
        for one in versions:
            parties = "; ".join(party.label.in_(language) for party in (*one.customers, *one.services))
            said = [
                some.get(one.reference.iri, ""),
                one.reference.label.in_(language),
                f"({parties})" if parties else "",
            ]
            yield name, " ".join(filter(None, said))
        if not versions:
            yield name, NOT_DOCUMENTED.in_(language)


def _cell(cell: Cell, marks: Marks, language: Language) -> str:
    said = [_labels(cell.values, marks, language)] if cell.values else []
    if cell.lacks:
        said.append(f"{_LACKING.in_(language)}: {_labels(cell.lacks, marks, language)}")
    return ". ".join(said) or (_NONE if cell.state == "none" else NOT_DOCUMENTED).in_(language)


def _labels(items: Iterable[Item], marks: Marks, language: Language) -> str:
    """Each label once, with the numbers of all versions that say it."""
    versions: dict[str, set[str]] = {}
    for one in items:
        versions.setdefault(one.label.in_(language), set()).update(two.iri for two in one.versions)
    told = {label: "".join(mark for iri, mark in marks.items() if iri in some) for label, some in versions.items()}
    return "; ".join(f"{label} {mark or _NO_VERSION.in_(language)}" if marks else label for label, mark in told.items())


def _topic(topic: str, language: Language) -> str:
    return f"{_FINDINGS.in_(language)}: {_TOPICS[topic].in_(language) if topic in _TOPICS else topic}"


def _found(counts: Summary, language: Language) -> str:
    """How many findings there are, and of which state."""
    from kg.report.words import STATES

    if not counts.findings:
        return _NO_FINDINGS.in_(language)
    states = ((STATES["stated otherwise"], counts.stated_otherwise), (STATES["not documented"], counts.not_documented))
    return ", ".join(f"{number} {state.in_(language)}" for state, number in states if number)


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


def _version(version: Version, language: Language) -> dict[str, object]:
    return {
        **_reference(version.reference, language),
        "customers": [_reference(one, language) for one in version.customers],
        "services": [_reference(one, language) for one in version.services],
    }


def _reference(one: Reference, language: Language) -> dict[str, object]:
    return {"iri": one.iri, "label": one.label.in_(language)}
