"""`kg diff`: what changed between two versions of a contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from textwrap import wrap
from typing import Annotated, Literal

import typer

from kg.cli import options, terminal
from kg.comparison import Change, Difference, diff
from kg.findings import Finding, Language

Format = Literal["text", "json"]
_SIGNS = {"came": "+", "went": "-", "changed": "~"}


def command(
    earlier: Annotated[str, typer.Argument(help="The version to start from, such as microsoft/dpa-2020-12-09.")],
    later: Annotated[str, typer.Argument(help="The version to compare with it.")],
    format: Annotated[Format, typer.Option(help="How to print.")] = "text",  # noqa: A002
    lang: options.Lang = "en",
) -> int:
    """Show what changed between two contract versions, and which findings came and went.

    + came, - went, ~ changed. What carries a question mark is only not documented for the other version: no document at
    hand says that it is gone, or that it was not there before.
    """
    from kg.snapshot import current

    difference = diff(current().store, earlier, later, language=lang)
    said = as_json(difference) if format == "json" else as_text(difference, lang, terminal.width())
    terminal.put(said)
    return 0


def as_text(difference: Difference, language: Language, width: int) -> str:
    """A difference for people."""
    lines = [f"- {difference.earlier}", f"+ {difference.later}"]
    kind = ""
    for change in difference.changes:
        if change.kind != kind:
            kind = change.kind
            lines += ["", kind]
        lines += _change(change, width)
    lines += ["", f"{difference.unchanged} unchanged"]
    for sign, findings in (("+", difference.findings_came), ("-", difference.findings_went)):
        lines += ["", f"findings only in the {'later' if sign == '+' else 'earlier'} version: {len(findings)}"]
        lines += [line for finding in findings for line in _finding(sign, finding, language, width)]
    lines += ["", f"findings in both: {difference.findings_stayed}"]
    return "\n".join(lines) + "\n"


def as_json(difference: Difference) -> str:
    """A difference for programs; findings by their fingerprint."""
    document = {
        "earlier": difference.earlier,
        "later": difference.later,
        "changes": [asdict(change) for change in difference.changes],
        "unchanged": difference.unchanged,
        "findingsCame": [finding.fingerprint for finding in difference.findings_came],
        "findingsWent": [finding.fingerprint for finding in difference.findings_went],
        "findingsStayed": difference.findings_stayed,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _change(change: Change, width: int) -> Iterator[str]:
    mark = _SIGNS[change.happening] + (" " if change.certain else "?")
    label = change.later or change.earlier or ""
    if change.earlier and change.later and change.earlier != change.later:
        label = f"{change.earlier} → {change.later}"
    yield from wrap(label, width, initial_indent=f"  {mark} ", subsequent_indent="     ")
    for detail in change.details:
        before, after = (", ".join(values) or "not documented" for values in (detail.earlier, detail.later))
        said = f"{detail.property}: {before} → {after}"
        yield from wrap(said, width, initial_indent="       ", subsequent_indent="         ")


def _finding(sign: str, finding: Finding, language: Language, width: int) -> Iterator[str]:
    about = finding.focus_label.in_(language) if finding.focus_label else ""
    if finding.value_label and finding.value != finding.focus:
        about = f"{about}: {finding.value_label.in_(language)}"
    state = f" ({finding.state})" if finding.state == "not documented" else ""
    said = f"{finding.severity} {finding.code} {about}{state}"
    yield from wrap(said, width, initial_indent=f"  {sign} ", subsequent_indent="      ")
