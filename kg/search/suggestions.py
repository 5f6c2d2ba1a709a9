"""What to do where nothing was found: which words alone find something, and what the others may have been meant to be.

All of it comes from the index that was searched, and so from what the caller may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from tantivy import Query

from kg.search.grammar import WORDS, Part
from kg.search.index import Index
from kg.search.schema import analyser, means_little
from kg.search.things import LANGUAGES

_NEAREST = 3
_SHORTEST, _SHORT = 4, 6
"""A word of fewer characters than the first resembles too many others; one of fewer than the second may have one
mistake, a longer one two."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word of a query that found nothing.

    Args:
        word: as it was typed.
        total: how many things it finds alone.
        nearest: words of the index that are spelled nearly so, the nearest first; none where it finds something.
    """

    word: str
    total: int
    nearest: tuple[str, ...]


def suggestions(
    index: Index, parts: Sequence[Part], count: Callable[[Part], int], among: Query | None = None
) -> tuple[Suggestion, ...]:
    """What can be said of each word of a query that found nothing; of no more words than a query may have parts.

    Args:
        index: that was searched.
        parts: of the query.
        count: how many things a part finds alone.
        among: what finds all things that were searched; None where it was all of them.
    """
    every = {part.text.lower(): part for part in reversed([one for part in parts for one in _words(part)])}
    words = [*reversed(every.values())]
    telling = [part for part in words if not means_little(part.text)] or words
    made = []
    for part in telling[:WORDS]:
        total = count(part)
        made.append(Suggestion(part.text, total, () if total else tuple(_nearest(index, part.text, among))))
    return tuple(made)


def _words(part: Part) -> Iterator[Part]:
    """The words of a part; what holds a digit, such as a code or a citation, stays whole."""
    for piece in part.text.split():
        if any(one.isdigit() for one in piece):
            yield replace(part, text=piece, phrase=False)
            continue
        for token in analyser(None).pre_tokenize(piece).tokens:
            yield replace(part, text=piece[token.char_offset_from : token.char_offset_to], phrase=False)


def _nearest(index: Index, word: str, among: Query | None) -> Iterator[str]:
    """Words of the index with as few other characters as can be, those of many things first."""
    tokens = analyser(None).analyze(word)
    if len(tokens) != 1 or len(tokens[0]) < _SHORTEST:
        return
    most = 1 if len(tokens[0]) < _SHORT else 2
    letters = set(tokens[0])
    found = []
    for term, things in index.searcher.terms_with_prefix("words", "", among):
        # Most terms are too long, too short, or have too many other letters: only the rest is compared.
        if things and abs(len(term) - len(tokens[0])) <= most and len(letters ^ set(term)) <= 2 * most:
            far = distance(tokens[0], term)
            if 0 < far <= most:
                found.append((far, -things, term))
    for _, _, term in sorted(found)[:_NEAREST]:
        yield _written(index, term)


def _written(index: Index, term: str) -> str:
    """A term of the index as a thing has it, with its accents."""
    for _, address in index.searcher.search(Query.term_query(index.schema, "words", term), 1).hits:
        found = index.searcher.doc(address)
        for text in (text for lang in LANGUAGES for name in ("name", "text") for text in found[f"{name}-{lang}"]):
            for token in analyser(None).pre_tokenize(text).tokens:
                if token.text == term:
                    return str(text[token.char_offset_from : token.char_offset_to].lower())
    return term


def distance(one: str, other: str) -> int:
    """How many characters must be changed, put in, left out or swapped with their neighbour to make one the other."""
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for to, wanted in enumerate(other, 1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and (letter, one[at - 2]) == (other[to - 2], wanted):
                cost = min(cost, earlier[to - 2] + 1)
            row.append(cost)
    return row[-1]
