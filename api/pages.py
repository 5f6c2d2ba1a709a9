"""Pages to read: a thing with its statements, a graph with its things.

Each loads nothing and runs nothing: its content security policy admits only the one style sheet inside of it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import escape
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode

from api.answers import Listed
from api.models.base import page_of
from kg import lookup
from kg.findings import EvidenceRef, Language, Reference, Text

_STYLE = f"\n{Path(__file__).with_name('pages.css').read_text(encoding='utf-8')}"
_DIGEST = b64encode(sha256(_STYLE.encode()).digest()).decode()

HEADERS = MappingProxyType(
    {
        "content-security-policy": "; ".join(
            (
                "default-src 'none'",
                f"style-src 'sha256-{_DIGEST}'",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
            )
        )
    }
)
"""What a page is sent with."""

_SKIP = Text("Skip to the statements", "Hoppa till påståendena", "Spring til udsagnene")
_SAYS = Text("What the graph says of it", "Vad grafen säger om det", "Hvad grafen siger om det")
_POINTS = Text("What points to it", "Vad som pekar på det", "Hvad der peger på det")
_EVIDENCE = Text("Evidence", "Belägg", "Belæg")
_PROPERTY = Text("Property", "Egenskap", "Egenskab")
_VALUE = Text("Value", "Värde", "Værdi")
_THING = Text("Thing", "Sak", "Ting")
_THINGS = Text("Things in this graph", "Saker i denna graf", "Ting i denne graf")
_FROM = Text("From", "Från", "Fra")
_NO_NAME = Text("without a name", "utan namn", "uden navn")
_NOTHING = Text("Nothing.", "Inget.", "Intet.")
_PAGES = Text("Pages", "Sidor", "Sider")
_NEXT = Text("Next page", "Nästa sida", "Næste side")
_FIRST = Text("First page", "Första sidan", "Første side")
_LANGUAGES: dict[Language, str] = {"en": "English", "sv": "svenska", "da": "dansk"}


def resource(found: lookup.Resource, asked: Listed) -> str:
    """The page of a thing."""
    return _page(found.label.in_(asked.lang), found.iri, found.total, asked, list(_resource(found, asked.lang)))


def graph(entry: lookup.GraphOf, things: Sequence[Reference], total: int, asked: Listed) -> str:
    """The page of a graph."""
    lang = asked.lang
    lines = [f"<h2>{_THINGS.in_(lang)}</h2>"]
    lines += [f"<p>{escape(name)}</p>" for name in entry.files]
    lines += ["<ul>", *(f"<li>{_link(one.iri, one.label.in_(lang))}</li>" for one in things), "</ul>"]
    return _page(entry.iri.rpartition("/graph/")[2], entry.iri, total, asked, lines)


def _page(title: str, iri: str, total: int, asked: Listed, lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in _whole(title, iri, total, asked, lines))


def _whole(title: str, iri: str, total: int, asked: Listed, lines: Sequence[str]) -> Iterator[str]:
    lang = asked.lang
    yield "<!DOCTYPE html>"
    yield f'<html lang="{lang}">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{escape(title)} · clausegraph</title>"
    yield f"<style>{_STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield f'<a class="skip" href="#statements">{_SKIP.in_(lang)}</a>'
    yield f"<header>\n<h1>{escape(title)}</h1>\n<p><code>{escape(iri)}</code></p>\n</header>"
    yield '<main id="statements" tabindex="-1">'
    yield from lines
    yield "</main>"
    yield from _neighbours(total, asked)
    yield from _footer(iri, asked)
    yield "</body>\n</html>"


def _resource(found: lookup.Resource, lang: Language) -> Iterator[str]:
    if found.evidence:
        yield f"<h2>{_EVIDENCE.in_(lang)}</h2>\n<ul>"
        yield from (f"<li>{_passage(one, lang)}</li>" for one in found.evidence)
        yield "</ul>"
    for title, incoming, column in ((_SAYS, False, _VALUE), (_POINTS, True, _THING)):
        some = [one for one in found.statements if one.incoming == incoming]
        yield f"<h2>{title.in_(lang)}</h2>"
        if not some:
            yield f"<p>{_NOTHING.in_(lang)}</p>"
            continue
        yield "<table>\n<thead><tr>"
        yield f'<th scope="col">{_PROPERTY.in_(lang)}</th><th scope="col">{column.in_(lang)}</th>'
        yield f'<th scope="col" class="from">{_FROM.in_(lang)}</th></tr></thead>\n<tbody>'
        for name, group in groupby(some, key=lambda one: one.property):
            rows = list(group)
            for number, one in enumerate(rows):
                head = (
                    f'<th scope="rowgroup" rowspan="{len(rows)}">{_term(name, found, lang)}</th>' if not number else ""
                )
                yield f'<tr>{head}<td>{_term(one.other, found, lang)}</td><td class="from">{_origin(one)}</td></tr>'
        yield "</tbody>\n</table>"


def _term(term: NamedNode | BlankNode | Literal, found: lookup.Resource, lang: Language) -> str:
    if isinstance(term, BlankNode):
        return f"<i>{_NO_NAME.in_(lang)}</i>"
    if isinstance(term, NamedNode):
        return _link(term.value, found.called[term.value].in_(lang))
    spoken = f' lang="{escape(term.language)}"' if term.language else ""
    return f"<span{spoken}>{escape(term.value)}</span>"


def _link(iri: str, text: str) -> str:
    return f'<a href="/v1/resource?iri={quote(iri, safe="")}" title="{escape(iri)}">{escape(text)}</a>'


def _origin(one: lookup.Statement) -> str:
    if one.file is None:
        return f"<code>{escape(one.graph.rpartition('/graph/')[2])}</code>"
    line = f":{one.location.line}" if one.location else ""
    return f"<code>{escape(one.file)}{line}</code>"


def _passage(one: EvidenceRef, lang: Language) -> str:
    document = one.document.label.in_(lang) if one.document else ""
    text = ", ".join(part for part in (document, one.section or "") if part) or _NO_NAME.in_(lang)
    return _link(one.iri, text) if one.iri else escape(text)


def _neighbours(total: int, asked: Listed) -> Iterator[str]:
    lang = asked.lang
    targets = asked.targets(total)
    links = [(targets.get("first") if asked.offset else None, _FIRST), (targets.get("next"), _NEXT)]
    if any(target for target, _ in links):
        yield f'<nav aria-label="{_PAGES.in_(lang)}">\n<ul>'
        yield from (f'<li><a href="{escape(target)}">{text.in_(lang)}</a></li>' for target, text in links if target)
        yield "</ul>\n</nav>"


def _footer(iri: str, asked: Listed) -> Iterator[str]:
    yield "<footer>"
    rest = page_of(iri)
    links = [f'<a href="{escape(rest)}">{escape(rest)}</a>'] if not rest.startswith("/v1/resource") else []
    links += [f'<a href="{escape(asked.spoken(one))}" lang="{one}">{name}</a>' for one, name in _LANGUAGES.items()]
    yield f"<p>{' · '.join(links)}</p>"
    yield "</footer>"
