"""The report as GitHub Flavored Markdown, for the summary of a job.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape as html_escape

from kg.findings import Finding, Language, summary
from kg.report import words
from kg.report.look import WEIGHTS, Look
from kg.report.phrases import about, documents, labels, plain
from kg.report.places import by_file

LIMIT = 1_000_000
"""How many bytes a report may have: GitHub takes 1 MiB for a step, to which other tools may have written as well."""

_LAST_WORDS = 1_000
_SPECIAL = re.compile(r"[\\`*_\[\]~|#!$]")


def render(findings: Sequence[Finding], look: Look) -> str:
    """The report: counts by severity and code, then the findings of each file, folded.

    What is known from a baseline is counted only, and so is what is too much.
    """
    parts = ["\n".join(_head(findings, look.language))]
    size = _size(parts[0]) + _LAST_WORDS
    left: list[Finding] = []
    for file, found in by_file(one for one in findings if not one.known).items():
        opening, closing = _fold(file, found, look.language)
        grown, items = size + _size(opening, closing), []
        for one in found:
            item = "" if left else _item(one, look.language)
            if left or grown + _size(item) > LIMIT:
                left.append(one)
            else:
                items.append(item)
                grown += _size(item)
        if items:
            parts.append("\n".join([opening, *items, closing]))
            size = grown
    if left:
        parts.append(words.OVER_SUMMARY.in_(look.language).format(words.total(summary(left), look.language)))
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """A text of others as Markdown shows it, inside of a line or a table's cell."""
    return _SPECIAL.sub(r"\\\g<0>", html_escape(plain(text), quote=False))


def _head(findings: Sequence[Finding], language: Language) -> Iterator[str]:
    """The heading, the total, and a table with a row for each severity and code."""
    yield f"## {words.TITLE.in_(language)}"
    yield ""
    yield f"**{words.total(summary(findings), language)}**"
    standing = [one for one in findings if one.stands]
    if not standing:
        return
    yield ""
    names = (words.SEVERITY, words.CODE, words.NAME, words.LAW, words.FINDINGS)
    yield f"| {' | '.join(words.capital(name.in_(language)) for name in names)} |"
    yield "| --- | --- | --- | --- | ---: |"
    counts = Counter((-WEIGHTS[one.severity], one.code) for one in standing)
    examples = {(-WEIGHTS[one.severity], one.code): one for one in reversed(standing)}
    for row, number in sorted(counts.items()):
        one = examples[row]
        said = (one.code, one.name.in_(language), labels(one.provisions, language))
        severity = words.SEVERITIES[one.severity].in_(language)
        yield f"| {severity} | {' | '.join(map(escape, said))} | {number} |"


def _fold(file: str, found: Sequence[Finding], language: Language) -> tuple[str, str]:
    """What stands before and behind the findings of a file; HTML up to the first empty line."""
    name = f"<code>{html_escape(plain(file))}</code>" if file else words.capital(words.NO_FILE.in_(language))
    return f"<details>\n<summary>{name}: {words.brief(summary(found), language)}</summary>\n", "\n</details>"


def _item(finding: Finding, language: Language) -> str:
    """One finding: a list item on one line, so that nothing in it begins a line."""
    severity, state = words.weight(finding, language), words.STATES[finding.state].in_(language)
    line = f", {words.LINE.in_(language)} {finding.location.line}" if finding.location else ""
    parts = [
        f"**{severity} {escape(finding.code)}** {escape(finding.name.in_(language))}{line}, *{state}*",
        f"{escape(about(finding, language))} – {escape(finding.message.in_(language))}",
    ]
    for field, said in (
        (words.LAW, labels(finding.provisions, language)),
        (words.CLAUSE, labels(finding.clauses, language)),
        (words.EVIDENCE, "; ".join(documents(finding.evidence, language))),
        (words.WAIVED, finding.waived and words.accepted(finding.waived, language)),
    ):
        if said:
            parts.append(f"{words.capital(field.in_(language))}: {escape(said)}")
    return f"- {'<br>'.join(parts)}"


def _size(*texts: str) -> int:
    return sum(len(text.encode()) + 1 for text in texts)
