"""The report for people: `file:line: severity CODE message`, then what the finding rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from kg.findings import EvidenceRef, Finding, Language, Reference, Severity, Text, summary
from kg.iris import slug
from kg.printable import printable
from kg.report import words
from kg.report.look import Look

_INDENT = " " * 4
_RESET, _BOLD, _DIM = "\x1b[0m", "\x1b[1m", "\x1b[2m"
_COLOURS: dict[Severity, str] = {"violation": "\x1b[1;31m", "warning": "\x1b[1;33m", "info": "\x1b[1;36m"}


def render(findings: Sequence[Finding], look: Look) -> str:
    """The report as text; its last line is the summary."""
    lines = [line for finding in findings for line in (*_finding(finding, look), "")]
    return "\n".join((*lines, words.total(summary(findings), look.language), ""))


def _finding(finding: Finding, look: Look) -> Iterator[str]:
    place = finding.location
    where = f"{printable(place.path)}:{place.line}: " if place else ""
    severity = words.SEVERITIES[finding.severity].in_(look.language)
    head = f"{where}{severity} {finding.code} "
    first, *rest = _wrapped(head, finding.message.in_(look.language), _INDENT, look.width)
    if look.colour:
        first = (
            f"{where}{_COLOURS[finding.severity]}{severity}{_RESET} {_BOLD}{finding.code}{_RESET} {first[len(head) :]}"
        )
    yield from (first, *rest)
    column = max(len(name.in_(look.language)) for name in words.FIELDS) + 2
    for field, said in _fields(finding, look.language):
        name = field.in_(look.language)
        for text in said:
            lead = f"{_INDENT}{name:{column}}"
            line, *more = _wrapped(lead, text, " " * len(lead), look.width)
            yield f"{_INDENT}{_DIM}{name}{_RESET}{line[len(_INDENT + name) :]}" if look.colour and name else line
            yield from more
            name = ""


def _fields(finding: Finding, language: Language) -> Iterator[tuple[Text, list[str]]]:
    """What stands below the first line: each field with its lines."""
    yield words.ABOUT, [_about(finding, language)]
    vendors = _labels(finding.vendors, language)
    versions = [one for one in finding.versions if one.iri != finding.focus]
    if versions:
        yield words.CONTRACT, [f"{_labels(versions, language)} ({vendors})" if vendors else _labels(versions, language)]
    elif vendors:
        yield words.VENDOR, [vendors]
    elif finding.customers:
        yield words.CUSTOMER, [_labels(finding.customers, language)]
    yield words.STATE, [words.STATES[finding.state].in_(language)]
    for field, things in (
        (words.LAW, finding.provisions),
        (words.GUIDANCE, finding.guidance),
        (words.CLAUSE, finding.clauses),
    ):
        if things:
            yield field, [_labels(things, language)]
    yield words.EVIDENCE, list(_passages(finding.evidence, language)) or [words.NO_EVIDENCE.in_(language)]
    if finding.observations:
        yield words.OBSERVED, [f"{one.label.in_(language)} ({slug(one.iri)})" for one in finding.observations]


def _about(finding: Finding, language: Language) -> str:
    focus = finding.focus_label.in_(language) if finding.focus_label else finding.focus or words.NO_NAME.in_(language)
    if finding.value is None or finding.value == finding.focus:
        return focus
    value = finding.value_label.in_(language) if finding.value_label else finding.value
    return f"{focus}; {finding.path_label.in_(language)}: {value}" if finding.path_label else f"{focus}; {value}"


def _labels(things: Iterable[Reference], language: Language) -> str:
    return "; ".join(one.label.in_(language) for one in things)


def _passages(evidence: Iterable[EvidenceRef], language: Language) -> Iterator[str]:
    """One line for each document, with its sections."""
    for document, passages in groupby(evidence, lambda one: one.document):
        sections = list(dict.fromkeys(one.section for one in passages if one.section))
        if sections and sections[0][0].isdigit():
            sections[0] = f"{words.SECTION.in_(language)} {sections[0]}"
        if said := ", ".join(filter(None, (document and document.label.in_(language), "; ".join(sections)))):
            yield said


def _wrapped(lead: str, text: str, indent: str, width: int) -> list[str]:
    """A lead that is never broken and the text behind it, in lines no wider than `width` where the words allow."""
    lines, line = [], lead
    for word in printable(" ".join(text.split())).split():
        if len(line) + len(word) > width and len(line) > len(indent):
            lines.append(line.rstrip())
            line = indent
        line += f"{word} "
    return [*lines, line.rstrip()]
