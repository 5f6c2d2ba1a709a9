"""Findings in the order of a book: by vendor, by contract version, by the first provision that they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kg.findings import Finding, Language, Reference
from kg.report import words
from kg.report.look import WEIGHTS
from kg.report.phrases import labels

Natural = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Heading:
    """What findings stand under; sorted by rank, where 0 is that there is such a thing, then by key."""

    rank: int
    key: Natural
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding, its number in the book, and what it stands under: a vendor, a contract version, a provision."""

    number: int
    finding: Finding
    headings: tuple[Heading, Heading, Heading]


def outline(findings: Iterable[Finding], language: Language) -> list[Entry]:
    """The findings in the order of the book; below one provision the most severe first, else as they come."""
    headed = [((_vendor(one, language), _version(one, language), _provision(one, language)), one) for one in findings]
    headed.sort(key=lambda row: (row[0], not row[1].stands, -WEIGHTS[row[1].severity]))
    return [Entry(number, one, headings) for number, (headings, one) in enumerate(headed, 1)]


def index(entries: Iterable[Entry]) -> dict[Reference, dict[Heading, list[Entry]]]:
    """For each provision, and there for each contract version, the findings that rest on it, first or not.

    What is tied to no version stands under its vendor.
    """
    found: dict[Reference, dict[Heading, list[Entry]]] = {}
    for entry in entries:
        vendor, version, _ = entry.headings
        heading = vendor if version.rank else version
        for provision in entry.finding.provisions:
            found.setdefault(provision, {}).setdefault(heading, []).append(entry)
    return {provision: found[provision] for provision in sorted(found, key=lambda one: _natural(one.iri))}


def _vendor(finding: Finding, language: Language) -> Heading:
    if finding.vendors:
        return _heading(0, finding.vendors, labels(finding.vendors, language))
    if finding.customers:
        customer = words.capital(words.CUSTOMER.in_(language))
        return _heading(1, finding.customers, f"{customer}: {labels(finding.customers, language)}")
    return Heading(2, (), words.NO_VENDOR.in_(language))


def _version(finding: Finding, language: Language) -> Heading:
    if finding.versions:
        return _heading(0, finding.versions, labels(finding.versions, language))
    return Heading(1, (), words.NO_VERSION.in_(language))


def _provision(finding: Finding, language: Language) -> Heading:
    first = finding.provisions[:1]
    named = words.capital(labels(first, language))
    return _heading(0, first, named) if first else Heading(1, (), words.NO_LAW.in_(language))


def _heading(rank: int, things: Iterable[Reference], text: str) -> Heading:
    return Heading(rank, _natural(" ".join(one.iri for one in things)), text)


def _natural(text: str) -> Natural:
    """What texts with numbers in them are sorted by: Article 5 before Article 12."""
    return tuple(int(part) if part.isdecimal() else part for part in re.split(r"([0-9]+)", text))
