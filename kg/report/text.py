"""The report for people: `file:line: severity CODE message`, then what the finding rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.findings import Finding, Language, Severity, Text, summary
from kg.printable import printable
from kg.report import words
from kg.report.look import Look
from kg.report.phrases import about, documents, labels, observed, parties, plain

_INDENT = " " * 4
_RESET, _BOLD, _DIM = "\x1b[0m", "\x1b[1m", "\x1b[2m"
_COLOURS: dict[Severity, str] = {"violation": "\x1b[1;31m", "warning": "\x1b[1;33m", "info": "\x1b[1;36m"}


def render(findings: Sequence[Finding], look: Look) -> str:
    """The report as text, without what is known from a baseline; its last line is the summary."""
    lines = [line for finding in findings if not finding.known for line in (*paragraph(finding, look), "")]
    return "\n".join((*lines, words.total(summary(findings), look.language), ""))


def paragraph(finding: Finding, look: Look) -> Iterator[str]:
    """The lines of one finding."""
    place = finding.location
    where = f"{printable(place.path)}:{place.line}: " if place else ""
    severity = words.weight(finding, look.language)
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
    yield words.ABOUT, [about(finding, language)]
    if whose := parties(finding, language):
        yield whose[0], [whose[1]]
    yield words.STATE, [words.STATES[finding.state].in_(language)]
    for field, things in (
        (words.LAW, finding.provisions),
        (words.GUIDANCE, finding.guidance),
        (words.CLAUSE, finding.clauses),
    ):
        if things:
            yield field, [labels(things, language)]
    if passages := list(documents(finding.evidence, language)):
        yield words.EVIDENCE, passages
    elif finding.provisions:
        yield words.EVIDENCE, [words.NO_EVIDENCE.in_(language)]
    if finding.observations:
        yield words.OBSERVED, observed(finding, language)
    if finding.waived:
        yield words.WAIVED, [words.accepted(finding.waived, language)]


def _wrapped(lead: str, text: str, indent: str, width: int) -> list[str]:
    """A lead that is never broken and the text behind it, in lines no wider than `width` where the words allow."""
    lines, line = [], lead
    for word in plain(text).split():
        if len(line) + len(word) > width and len(line) > len(indent):
            lines.append(line.rstrip())
            line = indent
        line += f"{word} "
    return [*lines, line.rstrip()]
