"""`kg explain`: what a code stands for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kg.cli import terminal

if TYPE_CHECKING:
    from kg.explain import Explanation
    from kg.findings import Language, Text


def command(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Of a finding, such as PD001.")],
    format: Annotated[Literal["text", "json"], typer.Option(help="Of the explanation.")] = "text",  # noqa: A002
    shapes: Annotated[
        list[Path] | None, typer.Option(metavar="DIR", help="Your own shapes, beside ours; repeat for more.")
    ] = None,
    lang: Annotated[
        Literal["en", "sv", "da"] | None, typer.Option(help="Language of labels and messages. [default: en]")
    ] = None,
) -> int:
    """Explain the code of a finding: its law, guidance and examples.

    Your own shapes and the language are as clausegraph.toml says where they are not given.
    """
    from kg.config import find
    from kg.explain import explain

    config = find(Path.cwd())
    found = explain(code, shapes or config.shapes)
    terminal.put(document(found) if format == "json" else text(found, lang or config.lang or "en", terminal.width()))
    return 0


def document(found: Explanation) -> str:
    """The explanation as JSON, every text in all three languages."""
    return json.dumps(asdict(found), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def text(found: Explanation, lang: Language, width: int) -> str:
    """The explanation for people: what the shape asks, what to do, the law, the guidance, and both examples."""
    return "\n".join(line.rstrip() for line in _lines(found, lang, width)) + "\n"


def _lines(found: Explanation, lang: Language, width: int) -> Iterator[str]:
    from kg.findings import Text
    from kg.report import words

    yield f"{found.code} {found.name.in_(lang)}"
    state = (words.STATES[found.state],) if found.state else ()
    yield ", ".join(text.in_(lang) for text in (words.SEVERITIES[found.severity], *state))
    parts: tuple[tuple[Text, Iterator[str]], ...] = (
        (Text("asks", "kräver", "kræver"), _wrapped(found.description.in_(lang), width)),
        (Text("to do", "åtgärd", "hvad kan gøres"), _wrapped(found.message.in_(lang), width)),
        (words.LAW, _law(found, lang, width)),
        (words.GUIDANCE, _guidance(found, lang, width)),
        (Text("passes", "godtas", "godtages"), _examples(found, passes=True)),
        (Text("fails", "underkänns", "forkastes"), _examples(found, passes=False)),
    )
    for head, said in parts:
        if lines := list(said):
            yield from ("", head.in_(lang), *lines)


def _law(found: Explanation, lang: Language, width: int) -> Iterator[str]:
    for one in found.law:
        yield f"  {one.label.in_(lang)}{f': {one.title.in_(lang)}' if one.title else ''}"
        yield from _wrapped(one.summary.in_(lang) if one.summary else "", width, "    ")


def _guidance(found: Explanation, lang: Language, width: int) -> Iterator[str]:
    from kg.findings import Text

    unverified = Text(
        "not verified against the original", "inte kontrollerad mot originalet", "ikke kontrolleret mod originalen"
    )
    for one in found.guidance:
        yield f"  {one.label.in_(lang)}"
        yield from _wrapped(one.cited_for.in_(lang) if one.cited_for else "", width, "    ")
        if not one.verified:
            yield f"    ({unverified.in_(lang)})"


def _examples(found: Explanation, *, passes: bool) -> Iterator[str]:
    for number, one in enumerate(example for example in found.examples if example.passes is passes):
        yield from ("",) if number else ()
        yield from (f"  {line}" for line in one.text.splitlines())


def _wrapped(said: str, width: int, indent: str = "  ") -> Iterator[str]:
    yield from wrap(said, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False)
