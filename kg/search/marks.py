"""Where in a text the words are that were searched for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from kg.findings import Language
from kg.search.grammar import Part
from kg.search.schema import analyser, beginning

_AROUND = 80
"""About how many characters of a long text are shown before its first hit; twice as many behind it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, or a part of a long one, with the words that were searched for.

    Args:
        text: the characters; an ellipsis stands for what is left out.
        language: that it is in.
        marks: where each hit begins and ends, in characters, in order.
    """

    text: str
    language: Language
    marks: tuple[tuple[int, int], ...]

    @property
    def segments(self) -> tuple[tuple[str, bool], ...]:
        """The text in pieces, each with whether it is a hit."""
        at, pieces = 0, []
        for start, end in self.marks:
            pieces += [(self.text[at:start], False), (self.text[start:end], True)]
            at = end
        return tuple(piece for piece in (*pieces, (self.text[at:], False)) if piece[0])

    @property
    def html(self) -> str:
        """The text as HTML, with each hit in a `mark` element."""
        return "".join(f"<mark>{escape(text)}</mark>" if hit else escape(text) for text, hit in self.segments)


class Marker:
    """Finds the parts of a query in texts, by the words that the index compares."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._stems: dict[Language, list[list[str]]] = {}
        self._starts = tuple(start for part in parts if (start := beginning(part)))

    def passage(self, text: str, language: Language) -> Passage:
        """A text with its hits, cut around the first where it is long."""
        marks = tuple(_merged(text, sorted(self._hits(text, language))))
        first = marks[0][0] if marks else 0
        start = 0 if first <= _AROUND else text.rfind(" ", 0, first - _AROUND // 2) + 1
        end = start + 3 * _AROUND
        if len(text) - end > _AROUND // 2:
            end = text.rfind(" ", start + 1, end) if " " in text[start + 1 : end] else end
        else:
            end = len(text)
        before, after = "… " if start else "", " …" if end < len(text) else ""
        moved = len(before) - start
        inside = tuple((one + moved, other + moved) for one, other in marks if other <= end)
        return Passage(f"{before}{text[start:end]}{after}", language, inside)

    def _hits(self, text: str, language: Language) -> Iterator[tuple[int, int]]:
        words = analyser(language).pre_tokenize(text).tokens
        if language not in self._stems:
            self._stems[language] = [analyser(language).analyze(part.text) for part in self._parts if not part.begins]
        for stems in self._stems[language]:
            for at in range(len(words) - len(stems) + 1) if stems else ():
                if [word.text for word in words[at : at + len(stems)]] == stems:
                    yield words[at].char_offset_from, words[at + len(stems) - 1].char_offset_to
        if self._starts:
            for word in analyser(None).pre_tokenize(text).tokens:
                if word.text.startswith(self._starts):
                    yield word.char_offset_from, word.char_offset_to


def _merged(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans, those that overlap made one, and those, too, that are parts of a citation such as 6(1)(f).

    A bracket that opens in a span closes in it.
    """
    at: tuple[int, int] | None = None
    for start, end in spans:
        if at and (start <= at[1] or (text[at[1] : start] == "(" and text[end : end + 1] == ")")):
            at = (at[0], max(at[1], end))
        else:
            if at:
                yield at
            at = (start, end)
        while text[at[1] : at[1] + 1] == ")" and text.count("(", *at) > text.count(")", *at):
            at = (at[0], at[1] + 1)
    if at:
        yield at
