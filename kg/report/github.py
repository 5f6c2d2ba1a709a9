"""The report as workflow commands, which GitHub shows as annotations beside the lines at fault.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.findings import Finding, Language, Severity, Waiver, summary
from kg.report import words
from kg.report.look import Look
from kg.report.phrases import accepted, sentence, title
from kg.report.places import relative

SHOWN = 10
"""How many annotations of each level GitHub shows for a step."""

_LEVELS: dict[Severity, str] = {"violation": "error", "warning": "warning", "info": "notice"}


def render(findings: Sequence[Finding], look: Look) -> str:
    """The report as annotations of the findings that stand, the most severe first; its last line is the summary.

    Where GitHub would not show them all, the rest is counted in a last notice. What is waived stands in the log alone.
    """
    return "".join(f"{line}\n" for line in _lines(findings, look))


def _lines(findings: Sequence[Finding], look: Look) -> Iterator[str]:
    levels = {level: [one for one in findings if one.stands and one.severity == level] for level in _LEVELS}
    over = any(len(found) > SHOWN for found in levels.values())
    rest: list[Finding] = []
    for severity, found in levels.items():
        room = SHOWN - 1 if over and severity == "info" else SHOWN
        yield from (_annotation(one, look) for one in found[:room])
        rest += found[room:]
    if rest:
        left = words.OVER_STEP.in_(look.language).format(SHOWN, words.total(summary(rest), look.language))
        yield f"::notice title=clausegraph::{_data(left)}"
    yield from (_waived(one, one.waived, look.language) for one in findings if one.waived)
    yield words.total(summary(findings), look.language)


def _waived(finding: Finding, waiver: Waiver, language: Language) -> str:
    """A line that begins with a word of our own, and so is no command."""
    said = f"{title(finding, language)}: {sentence(finding, language)}"
    return f"{words.weight(finding, language)} {said} ({words.WAIVED.in_(language)}: {accepted(waiver, language)})"


def _annotation(finding: Finding, look: Look) -> str:
    properties = {"title": title(finding, look.language)}
    if place := finding.location:
        properties = {"file": relative(place.path), "line": str(place.line), "col": str(place.column)} | properties
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_LEVELS[finding.severity]} {said}::{_data(sentence(finding, look.language))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
