"""`kg diff`: what changed between two versions of a contract.

The JSON is an object with these keys, in which earlier and later, came and went stand in the order in which the
versions were named, whatever their dates::

    earlier, later  the versions; each with iri, label, customers and services
    changes     what came, changed or went; each with
      kind        what it is: iri and label
      happening   came, changed or went
      certain     false where no document says it of the other version, so that it may only not be documented
      earlier     what the earlier version states in this place: a list of iri and label
      later       what the later version states in this place
      details     in which respects it changed; each with what (iri and label), earlier and later (lists of labels) and
                  documented: whether an empty list stands for not documented, or else for nothing to say
      evidence    the passages behind it; each with iri, document, section, start, end and sha256
    unchanged   how many things both versions state alike
    findings    those that only one version has; each with
      happening   came or went
      settled     for one that went, whether what it is about is known to be gone or to be otherwise now
      fingerprint, iri, code, name, severity and state, as in `kg validate --format json`; about and value, with labels
    findingsStayed  how many findings both versions have
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from textwrap import wrap
from typing import Annotated, Literal

import typer

from kg.cli import options, terminal
from kg.comparison import Change, Detail, Difference, Version, diff
from kg.findings import Finding, Language, Reference, Text
from kg.iris import ID
from kg.printable import printable
from kg.questions.formats import passage
from kg.questions.text import lines
from kg.questions.words import NOT_DOCUMENTED, cited, documents, places

Format = Literal["text", "json"]
_SIGNS = {"came": "+", "changed": "~", "went": "-"}
_NOTHING = "–"
_CUSTOMER = Text("customer", "kund", "kunde")
_SERVICE = Text("service", "tjänst", "tjeneste")
_LEGEND = Text(
    "+ came, - went, ~ changed. With ? it may only not be documented: no document at hand says that it is gone, or "
    "that it was not there before.",
    "+ kom till, - föll bort, ~ ändrades. Med ? kan det bara vara odokumenterat: inget tillgängligt dokument säger att "
    "det är borta, eller att det inte fanns förut.",
    "+ kom til, - faldt bort, ~ blev ændret. Med ? kan det blot være udokumenteret: intet foreliggende dokument siger, "
    "at det er væk, eller at det ikke var der før.",
)
_LEGEND_OF_TWO = Text(
    "+ and - stand in the version with that sign above and not in the other, ~ in both with a difference. With ? it "
    "may only not be documented: no document at hand says that the other version is without it.",
    "+ och - står i den version som har tecknet ovan och inte i den andra, ~ i båda med en skillnad. Med ? kan det "
    "bara vara odokumenterat: inget tillgängligt dokument säger att den andra versionen saknar det.",
    "+ og - står i den version, der har tegnet ovenfor, og ikke i den anden, ~ i begge med en forskel. Med ? kan det "
    "blot være udokumenteret: intet foreliggende dokument siger, at den anden version er uden det.",
)
_SAME = Text(
    "compared with itself, nothing differs",
    "jämförd med sig själv skiljer sig inget",
    "sammenlignet med sig selv er der ingen forskel",
)
_UNCHANGED = Text("unchanged", "oförändrade", "uændrede")
_ONLY = Text("findings only in", "iakttagelser bara i", "fund kun i")
_STAYED = Text("findings in both", "iakttagelser i båda", "fund i begge")


def command(
    first: Annotated[str, typer.Argument(help="The version to start from, such as microsoft/dpa-2020-12-09.")],
    second: Annotated[str, typer.Argument(help="The version to compare with it.")],
    format: Annotated[Format, typer.Option(help="How to print.")] = "text",  # noqa: A002
    lang: options.Lang = "en",
    store: options.Store = None,
) -> int:
    """Show what differs between two contract versions, and which findings only one of them has.

    + only in the second, - only in the first, ~ changed. What carries a question mark is only not documented for the
    other version: no document at hand says that it is not there.
    """
    from kg import remote, snapshot

    engine = options.service(store)
    made = remote.opened(engine) if engine else snapshot.current()
    difference = diff(made.store, first, second)
    said = as_json(difference, lang) if format == "json" else as_text(difference, lang, terminal.width())
    terminal.put(said)
    return 0


def as_text(difference: Difference, language: Language, width: int) -> str:
    """A difference for people."""
    if difference.earlier == difference.later:
        return "".join(
            f"{line}\n" for line in _wrapped("", f"{_called(difference.earlier)}: {_SAME.in_(language)}", width)
        )
    read = documents(one for change in difference.changes for one in change.evidence)
    legend = _LEGEND if difference.in_time else _LEGEND_OF_TWO
    said = [*_version("-", difference.earlier, language, width), *_version("+", difference.later, language, width), ""]
    said += [*lines(cited(read, language), width), "", *wrap(legend.in_(language), width), ""]
    for kind, changes in groupby(difference.changes, lambda change: change.kind):
        said += [kind.label.in_(language), *(_changed(changes, read, language, width)), ""]
    said += [f"{difference.unchanged} {_UNCHANGED.in_(language)}", ""]
    sides = (("+", difference.findings_came, difference.later), ("-", difference.findings_went, difference.earlier))
    for sign, findings, version in sides:
        said += _wrapped("", f"{_ONLY.in_(language)} {_called(version)}: {len(findings)}", width)
        for settled in (True, False) if sign == "-" else (True,):
            some = [one for one in findings if sign == "+" or (one.fingerprint in difference.settled) == settled]
            said += _listed(f"{sign} " if settled else f"{sign}?", some, language, width)
        said.append("")
    return "\n".join([*said, f"{_STAYED.in_(language)}: {difference.findings_stayed}", ""])


def as_json(difference: Difference, language: Language) -> str:
    """A difference for programs; see the module."""
    sides = ((difference.findings_came, "came"), (difference.findings_went, "went"))
    document = {
        "earlier": _version_json(difference.earlier, language),
        "later": _version_json(difference.later, language),
        "changes": [_change_json(change, language) for change in difference.changes],
        "unchanged": difference.unchanged,
        "findings": [
            {"happening": happening, "settled": one.fingerprint in difference.settled, **_finding_json(one, language)}
            for findings, happening in sides
            for one in findings
        ],
        "findingsStayed": difference.findings_stayed,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _called(version: Version) -> str:
    """A version as it is typed."""
    return version.reference.iri.removeprefix(f"{ID}contract/")


def _version(sign: str, version: Version, language: Language, width: int) -> Iterator[str]:
    yield from _wrapped(f"{sign} ", version.reference.label.in_(language), width)
    for name, some in ((_CUSTOMER, version.customers), (_SERVICE, version.services)):
        if some:
            yield from _wrapped("    ", f"{name.in_(language)}: {_labels(some, language)}", width)


def _changed(changes: Iterable[Change], read: Sequence[Reference], language: Language, width: int) -> Iterator[str]:
    for change in changes:
        mark = _SIGNS[change.happening] + (" " if change.certain else "?")
        labels = [_labels(side, language) for side in (change.earlier, change.later) if side]
        yield from _wrapped(f"  {mark} ", " → ".join(dict.fromkeys(labels)), width)
        for detail in change.details:
            yield from _wrapped("       ", _detail(detail, language), width)
        yield from _wrapped("       ", places(change.evidence, read), width)


def _detail(detail: Detail, language: Language) -> str:
    absent = NOT_DOCUMENTED.in_(language) if detail.documented else _NOTHING
    before, after = ("; ".join(one.in_(language) for one in side) or absent for side in (detail.earlier, detail.later))
    return f"{detail.what.label.in_(language)}: {before} → {after}"


def _listed(sign: str, findings: Sequence[Finding], language: Language, width: int) -> Iterator[str]:
    """Findings by code, then by what they are about."""
    from kg.report.words import SEVERITIES

    for code, some in groupby(sorted(findings, key=lambda one: one.code), lambda one: one.code):
        found = list(some)
        first = found[0]
        said = f"{code} {SEVERITIES[first.severity].in_(language)}: {first.name.in_(language)}"
        state = NOT_DOCUMENTED.in_(language)
        if first.state == "not documented" and state not in said:
            said += f" ({state})"
        yield from _wrapped(f"  {sign} ", said, width)
        yield from _wrapped("       ", "; ".join(_about(found, language)), width)


def _about(findings: Sequence[Finding], language: Language) -> Iterator[str]:
    for _, some in groupby(findings, lambda one: one.focus):
        found = list(some)
        values = [one.value_label.in_(language) for one in found if one.value_label and one.value != one.focus]
        focus = found[0].focus_label.in_(language) if found[0].focus_label else found[0].focus or ""
        whole = found[0].focus in {version.iri for version in found[0].versions}
        yield ": ".join(filter(None, ("" if whole and values else focus, ", ".join(values))))


def _labels(things: Iterable[Reference], language: Language) -> str:
    return "; ".join(one.label.in_(language) for one in things)


def _wrapped(lead: str, text: str, width: int) -> list[str]:
    more = " " * (len(lead) + 2)
    return wrap(printable(text), width, initial_indent=lead, subsequent_indent=more, break_on_hyphens=False)


def _version_json(version: Version, language: Language) -> dict[str, object]:
    return {
        **_reference(version.reference, language),
        "customers": [_reference(one, language) for one in version.customers],
        "services": [_reference(one, language) for one in version.services],
    }


def _change_json(change: Change, language: Language) -> dict[str, object]:
    return {
        "kind": _reference(change.kind, language),
        "happening": change.happening,
        "certain": change.certain,
        "earlier": [_reference(one, language) for one in change.earlier],
        "later": [_reference(one, language) for one in change.later],
        "details": [
            {
                "what": _reference(detail.what, language),
                "earlier": [one.in_(language) for one in detail.earlier],
                "later": [one.in_(language) for one in detail.later],
                "documented": detail.documented,
            }
            for detail in change.details
        ],
        "evidence": [passage(one, language) for one in change.evidence],
    }


def _finding_json(finding: Finding, language: Language) -> dict[str, object]:
    return {
        "fingerprint": finding.fingerprint,
        "iri": finding.iri,
        "code": finding.code,
        "name": finding.name.in_(language),
        "severity": finding.severity,
        "state": finding.state,
        "about": {"iri": finding.focus, "label": finding.focus_label and finding.focus_label.in_(language)},
        "value": finding.value
        and {"iri": finding.value, "label": finding.value_label and finding.value_label.in_(language)},
    }


def _reference(one: Reference, language: Language) -> dict[str, str]:
    return {"iri": one.iri, "label": one.label.in_(language)}
