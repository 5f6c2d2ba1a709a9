"""The report as one page to read, send and print: by vendor, contract version and provision, with an index of law.

The page loads nothing, runs nothing and allows nothing else to (its content security policy admits only the one
style sheet inside of it).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from html import escape
from itertools import groupby
from pathlib import Path

import kg
from kg.findings import Finding, Language, Reference, summary
from kg.report import words
from kg.report.look import Look
from kg.report.outline import Entry, index, outline
from kg.report.phrases import about, accepted, labels, observed, passage, plain
from kg.report.places import link


def render(findings: Sequence[Finding], look: Look) -> str:
    """The page; what is known from a baseline is counted only."""
    return "".join(f"{line}\n" for line in _page(findings, look.language))


def _page(findings: Sequence[Finding], language: Language) -> Iterator[str]:
    style = f"\n{Path(__file__).with_name('html.css').read_text(encoding='utf-8')}"
    digest = b64encode(sha256(style.encode()).digest()).decode()
    title, total = words.TITLE.in_(language), words.total(summary(findings), language)
    entries = outline((one for one in findings if not one.known), language)
    yield "<!DOCTYPE html>"
    yield f'<html lang="{language}">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{title}</title>"
    yield f"<style>{style}</style>"
    yield "</head>"
    yield "<body>"
    yield f'<a class="skip" href="#findings">{words.SKIP.in_(language)}</a>'
    yield f'<header>\n<h1>{title}</h1>\n<p class="total">{words.capital(total)}</p>\n</header>'
    if entries:
        yield from _legend(language)
        yield from _contents(entries, language)
        yield from _index(entries, language)
    yield '<main id="findings" tabindex="-1">'
    yield from _sections(entries, language)
    yield "</main>"
    yield f"<footer>{words.MADE_WITH.in_(language).format(kg.__version__)}</footer>"
    yield "</body>\n</html>"


def _legend(language: Language) -> Iterator[str]:
    """What the severities and states mean."""
    yield f'<section>\n<h2>{words.READING.in_(language)}</h2>\n<dl class="legend">'
    for severity, name in words.SEVERITIES.items():
        meaning = words.SEVERITY_MEANINGS[severity].in_(language)
        yield f'<dt class="{severity}">{name.in_(language)}</dt><dd>{meaning}</dd>'
    for state, name in words.STATES.items():
        yield f"<dt>{name.in_(language)}</dt><dd>{words.STATE_MEANINGS[state].in_(language)}</dd>"
    yield "</dl>\n</section>"


def _contents(entries: Sequence[Entry], language: Language) -> Iterator[str]:
    """Vendors, their contract versions, and the provisions under each."""
    yield f'<nav aria-labelledby="contents">\n<h2 id="contents">{words.BY_CONTRACT.in_(language)}</h2>\n<ol>'
    for vendor in _grouped(entries, 1):
        yield f"<li>{_jump(vendor, 1)} {_count(vendor, language)}\n<ol>"
        for version in _grouped(vendor, 2):
            yield f'<li>{_jump(version, 2)} {_count(version, language)}\n<ul class="laws">'
            for provision in _grouped(version, 3):
                yield f'<li>{_jump(provision, 3)} <span class="count">{len(provision)}</span></li>'
            yield "</ul></li>"
        yield "</ol></li>"
    yield "</ol>\n</nav>"


def _index(entries: Sequence[Entry], language: Language) -> Iterator[str]:
    """Provisions, and for each contract version the numbers of the findings that rest on them."""
    if not (found := index(entries)):
        return
    yield f'<nav aria-labelledby="law">\n<h2 id="law">{words.BY_LAW.in_(language)}</h2>\n<dl>'
    for provision, places in found.items():
        yield f"<div><dt>{_linked(provision, words.capital(provision.label.in_(language)))}</dt>"
        for heading, some in sorted(places.items()):
            numbers = " ".join(f'<a href="#{_id(one.finding)}">{one.number}</a>' for one in some)
            yield f"<dd>{_said(heading.text)}: {numbers}</dd>"
        yield "</div>"
    yield "</dl>\n</nav>"


def _sections(entries: Sequence[Entry], language: Language) -> Iterator[str]:
    for vendor in _grouped(entries, 1):
        yield f'<section aria-labelledby="{_anchor(vendor, 1)}">\n{_heading(vendor, 1)}'
        for version in _grouped(vendor, 2):
            yield f"{_heading(version, 2)}{_parties(version, language)}"
            for provision in _grouped(version, 3):
                yield _heading(provision, 3)
                for entry in provision:
                    yield from _article(entry, language)
        yield "</section>"


def _article(entry: Entry, language: Language) -> Iterator[str]:
    """One finding: what it is, what it rests on, what to do about it, and where it stands."""
    one = entry.finding
    kind = "waived" if one.waived else one.severity
    state = "undocumented" if one.state == "not documented" else "stated"
    yield f'<article class="{kind} {state}" id="{_id(one)}" aria-labelledby="n{entry.number}">'
    yield (
        f'<p class="signs"><span><a href="#{_id(one)}">{entry.number}</a> <b>{words.weight(one, language)}</b></span> '
        f"<span><i>{words.STATES[one.state].in_(language)}</i></span></p>"
    )
    yield f'<div>\n<h5 id="n{entry.number}">{_said(one.name.in_(language) or one.code)}</h5>'
    yield f'<p class="about">{_said(about(one, language))}</p>'
    if description := one.description.in_(language):
        yield f'<p class="rule">{_said(description)}</p>'
    yield "<dl>"
    for field, values in (
        (words.LAW, _together(one.provisions, language)),
        (words.GUIDANCE, _together(one.guidance, language)),
        (words.CLAUSE, _together(one.clauses, language)),
        (words.EVIDENCE, _all(passage(each, language) for each in one.evidence) or [words.NO_EVIDENCE.in_(language)]),
        (words.OBSERVED, _all(observed(one, language))),
        (words.WAIVED, _all([accepted(one.waived, language)] if one.waived else [])),
    ):
        if values:
            yield f"<dt>{words.capital(field.in_(language))}</dt><dd>{_lines(values)}</dd>"
    yield f'<dt class="todo">{words.capital(words.TO_DO.in_(language))}</dt>'
    yield f"<dd>{_said(one.message.in_(language))}</dd>\n</dl>"
    place = f" <code>{escape(plain(one.location.path))}:{one.location.line}</code>" if one.location else ""
    yield f'<p class="place"><code>{_said(one.code)}</code>{place}</p>\n</div>\n</article>'


def _parties(version: Sequence[Entry], language: Language) -> str:
    """Who the customers under a contract version are, and which services it is about."""
    said = []
    for field, things in (
        (words.CUSTOMER, [thing for one in version for thing in one.finding.customers]),
        (words.SERVICE, [thing for one in version for thing in one.finding.services]),
    ):
        if named := labels(dict.fromkeys(things), language):
            said.append(f"{words.capital(field.in_(language))}: {_said(named)}")
    return f'\n<p class="soft">{" · ".join(said)}</p>' if said else ""


def _grouped(entries: Iterable[Entry], depth: int) -> Iterator[list[Entry]]:
    """Entries that have the first headings in common."""
    return (list(group) for _, group in groupby(entries, key=lambda one: one.headings[:depth]))


def _anchor(group: Sequence[Entry], depth: int) -> str:
    return f"{'-vcp'[depth]}{group[0].number}"


def _heading(group: Sequence[Entry], depth: int) -> str:
    level = f"h{depth + 1}"
    return f'<{level} id="{_anchor(group, depth)}">{_said(group[0].headings[depth - 1].text)}</{level}>'


def _jump(group: Sequence[Entry], depth: int) -> str:
    return f'<a href="#{_anchor(group, depth)}">{_said(group[0].headings[depth - 1].text)}</a>'


def _count(group: Sequence[Entry], language: Language) -> str:
    return f'<span class="count">{words.brief(summary([one.finding for one in group]), language)}</span>'


def _linked(thing: Reference, name: str) -> str:
    """A link to a thing where it can be read, else its name alone."""
    address = link(thing)
    return f'<a href="{escape(address)}">{_said(name)}</a>' if address else _said(name)


def _together(things: Sequence[Reference], language: Language) -> list[str]:
    return ["; ".join(_linked(thing, thing.label.in_(language)) for thing in things)] if things else []


def _all(texts: Iterable[str]) -> list[str]:
    return [_said(text) for text in texts if text]


def _lines(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"<ul>{''.join(f'<li>{value}</li>' for value in values)}</ul>"


def _id(finding: Finding) -> str:
    return f"f-{escape(finding.fingerprint)}"


@lru_cache(maxsize=4096)
def _said(text: str) -> str:
    return escape(plain(text), quote=False)
