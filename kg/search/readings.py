"""What else may be meant by what was typed: each part of a query, with what it may be written as.

Words in quotes are meant as they are. All else is found as it was typed, and a little behind that

- as a term of art, by each of its names in `CONCEPTS`,
- in citations, with art., article and artikel for one another,
- with -ise for -ize, and the other way around,
- with and without the hyphen of sub-processor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from kg.search.grammar import Part
from kg.search.schema import analyser
from kg.search.things import LANGUAGES

Reading = tuple[Part, ...]
"""Parts that must all be found."""

Wanted = tuple[Reading, ...]
"""Readings of which one must be found; the first is what was typed."""

CONCEPTS: tuple[tuple[str, ...], ...] = (
    (
        *("LIA", "legitimate interests assessment", "balancing test", "balancing record", "balancing of interests"),
        *("intresseavvägning", "interesseafvejning"),
    ),
    (
        *("DPIA", "data protection impact assessment", "impact assessment"),
        *("konsekvensbedömning", "konsekvensanalyse"),
    ),
    (
        *("DPA", "data processing agreement", "data protection addendum"),
        *("personuppgiftsbiträdesavtal", "databehandleraftale"),
    ),
    ("SCC", "SCCs", "standard contractual clauses", "standardavtalsklausuler", "standardkontraktbestemmelser"),
    ("DPO", "data protection officer", "dataskyddsombud", "databeskyttelsesrådgiver"),
    ("RoPA", "record of processing activities", "register över behandling", "fortegnelse over behandlingsaktiviteter"),
    ("GDPR", "General Data Protection Regulation", "dataskyddsförordningen", "databeskyttelsesforordningen"),
)
"""Terms of art, by all names that one of them goes by: abbreviations, and what practitioners in English, Swedish and
Danish call it."""

_LONGEST = max(len(name.split()) for names in CONCEPTS for name in names)
_ARTICLE = ("article", "artikel", "art")
_CITED = re.compile(rf"({'|'.join(_ARTICLE)})\.?(?=\d)", re.IGNORECASE)
_SPELLED = re.compile(r"(?<=\w{3}[iy])[sz](?=(?:e[drs]?|ers?|ing|able|ations?|ational)?$)", re.IGNORECASE)
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_PREFIXED = re.compile(r"(co|e|non|opt|pre|re|self|sub)(?=[^\W\d_]{4})", re.IGNORECASE)


def wanted(parts: Sequence[Part]) -> tuple[Wanted, ...]:
    """What must be found, each with all its readings, in the order of the query."""
    split = [one for part in parts for one in _split(part)]
    found, at = list[Wanted](), 0
    while at < len(split):
        run, names = _concept(split[at:])
        if run:
            found.append((tuple(split[at : at + run]), *((Part(name, phrase=True),) for name in names)))
        else:
            follows = split[at + 1].text if at + 1 < len(split) else ""
            found.append(((split[at],), *((replace(split[at], text=text),) for text in _others(split[at], follows))))
        at += run or 1
    return tuple(found)


def _split(part: Part) -> Iterator[Part]:
    """Art.28 as art. 28."""
    cited = None if part.phrase else _CITED.match(part.text)
    if cited:
        yield Part(cited[0])
    yield replace(part, text=part.text[cited.end() :]) if cited else part


def _concept(parts: Sequence[Part]) -> tuple[int, tuple[str, ...]]:
    """How many parts name a term of art, the longest first, and all that it is called."""
    for run in range(min(_LONGEST, len(parts)), 0, -1):
        if any(part.phrase or part.begins for part in parts[:run]):
            continue
        typed = " ".join(part.text for part in parts[:run])
        for forms, names in _concepts():
            if not forms.isdisjoint(_forms(typed)):
                return run, names
    return 0, ()


@cache
def _concepts() -> tuple[tuple[frozenset[tuple[str, ...]], tuple[str, ...]], ...]:
    return tuple((frozenset(form for name in names for form in _forms(name)), names) for names in CONCEPTS)


def _forms(text: str) -> Iterator[tuple[str, ...]]:
    return (tuple(analyser(lang).analyze(text)) for lang in LANGUAGES)


def _others(part: Part, follows: str) -> Iterator[str]:
    word = part.text
    if part.phrase:
        return
    if word.lower().rstrip(".") in _ARTICLE and follows[:1].isdigit():
        yield from (name for name in _ARTICLE if name != word.lower().rstrip("."))
    for spelled in _SPELLED.finditer(word):
        other = "s" if spelled[0].lower() == "z" else "z"
        yield word[: spelled.start()] + other + word[spelled.end() :]
    if (joined := _HYPHEN.sub("", word)) != word:
        yield joined
    elif prefix := _PREFIXED.match(word):
        yield f"{prefix[0]}-{word[prefix.end() :]}"
