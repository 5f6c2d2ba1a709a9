"""`kg search`: things by their words.

The JSON is an object with these keys::

    total        how many things were found
    hits         some of them, the best first; each with
      iri, kind  what it is
      label      what it is called
      passage    what is said of it, or null
    suggestions  where nothing was found, for each word
      word       as it was typed
      total      how many things it finds alone
      nearest    where it finds none, words that it may have been meant to be
    Labels and passages have text, lang, and hits: a list of where each hit begins and ends, in characters.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from kg.cli import options, terminal
from kg.errors import ParameterError
from kg.findings import Language, Text
from kg.iris import compact
from kg.printable import printable

if TYPE_CHECKING:
    from kg.search import Found, Hit, Kind, Passage, Suggestion

Format = Literal["text", "json"]
_FOUND = Text("found", "träffar", "fundet")
_SHOWN = Text("shown", "visas", "vist")
_ALONE = Text("alone", "ensamt", "alene")
_MEANT = Text("did you mean {}?", "menade du {}?", "mente du {}?")
_OR = Text("or", "eller", "eller")


def command(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help='Words, beginnings of words*, or "a phrase".')],
    kind: Annotated[
        list[str] | None, typer.Option(help="Only things of this kind, such as purpose; repeat for more.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to show.")] = 10,
    format: Annotated[Format, typer.Option(help="How to print.")] = "text",  # noqa: A002
    lang: options.Lang = "en",
) -> int:
    """Search for things by their names, codes and citations, and by what is said of them.

    Words are found in whichever form, in English, Swedish and Danish at once; the last one may be the beginning of a
    word. All of them must be found.
    """
    from kg.search import opened, search
    from kg.snapshot import current

    found = search(opened(current()), " ".join(words), kinds=kinds(kind or ()), language=lang)
    look = terminal.width(), terminal.colour()
    terminal.put(as_json(found, limit) if format == "json" else as_text(found, limit, lang, *look))
    return 0


def kinds(names: Sequence[str]) -> list[Kind]:
    """The kinds that were named.

    Raises:
        ParameterError: there is no such kind.
    """
    from kg.lookup.names import nearest
    from kg.search import KINDS

    for name in names:
        if name not in KINDS:
            raise ParameterError(f"there is no kind {name!r}", expected=nearest(name, KINDS))
    return [cast("Kind", name) for name in names]


def as_text(found: Found, limit: int, language: Language, width: int, colour: bool) -> str:
    """What was found, for people: hits bold on a terminal, between asterisks elsewhere."""
    hits = found[:limit]
    shown = f" ({len(hits)} {_SHOWN.in_(language)})" if len(hits) < found.total else ""
    said = [f"{found.total:,} {_FOUND.in_(language)}{shown}", ""]
    for hit in hits:
        said += [*_hit(hit, width, colour), ""]
    for one in found.suggestions:
        said += wrap(_suggestion(one, language), width, initial_indent="  ", subsequent_indent="    ")
    return "\n".join([*said, ""] if found.suggestions else said)


def as_json(found: Found, limit: int) -> str:
    """What was found, for programs; see the module."""
    listed = [
        {"iri": hit.iri, "kind": hit.kind, "label": _json(hit.label), "passage": hit.passage and _json(hit.passage)}
        for hit in found[:limit]
    ]
    said = {"total": found.total, "hits": listed, "suggestions": [asdict(one) for one in found.suggestions]}
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def _suggestion(one: Suggestion, language: Language) -> str:
    *others, last = one.nearest or ("",)
    near = f" {_OR.in_(language)} ".join([", ".join(others), last] if others else [last])
    meant = f"; {_MEANT.in_(language).format(near)}" if near else ""
    return f"{printable(one.word)} {_ALONE.in_(language)}: {one.total:,} {_FOUND.in_(language)}{meant}"


def _hit(hit: Hit, width: int, colour: bool) -> list[str]:
    lines = wrap(f"{hit.kind}: {_marked(hit.label)}", width, subsequent_indent="    ")
    for text in (_marked(hit.passage) if hit.passage else "", compact(hit.iri)):
        lines += wrap(text, width, initial_indent="    ", subsequent_indent="    ", break_long_words=False)
    return [_coloured(line) if colour else line.replace(_OPEN, "*").replace(_CLOSE, "*") for line in lines]


_OPEN, _CLOSE = "\ue000", "\ue001"
"""Stand for the ends of a hit while lines are broken; they cannot be printed, and so are in no text."""


def _marked(passage: Passage) -> str:
    pieces = ((printable(text), hit) for text, hit in passage.segments)
    return "".join(f"{_OPEN}{text}{_CLOSE}" if hit else text for text, hit in pieces)


def _coloured(line: str) -> str:
    return line.replace(_OPEN, "\x1b[1m").replace(_CLOSE, "\x1b[0m")


def _json(passage: Passage) -> dict[str, object]:
    return {"text": passage.text, "lang": passage.language, "hits": [list(mark) for mark in passage.marks]}
