"""The Turtle family as text: where each statement stands, and what of RDF 1.2 is refused.

The fast parser says what a file states but not where. This module finds the places, and does not parse a
second time: it cuts the text into lexemes and replays the order in which the parser hands out its statements,
so that the n-th place belongs to the n-th quad. Prefixes, bases, escapes and blank node labels need no
second interpretation, and so cannot get a different one.

https://www.w3.org/TR/turtle/#sec-grammar, https://www.w3.org/TR/trig/, https://www.w3.org/TR/n-quads/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.errors import SourceError
from kg.iris import PREFIXES
from kg.sources.text import Location, Places

Spot = tuple[int, int, int]
"""The offsets of one statement's subject, predicate and object."""

_WORD = r"""[^\s<>"'()\[\]{},;:.\#^@\\~|]"""
_LEXEME = re.compile(
    rf"""
    (?: \s++ | \#[^\r\n]*+ )*+                                              # white space and comments
    (?:
      ( <<\(? | \{{\| | ~                                                   # RDF 1.2
      | < [^<>\s]*+ >
      | \"\"\" (?: [^"\\]++ | \\. | "(?!"") )*+ \"\"\"
      | '''    (?: [^'\\]++ | \\. | '(?!'') )*+ '''
      | "      (?: [^"\\\r\n]++ | \\. )*+ "
      | '      (?: [^'\\\r\n]++ | \\. )*+ '
      | @ [A-Za-z]++ (?: --?+ [A-Za-z0-9]++ )*+
      | \^\^
      | [+-]? (?: \d++\.\d*+[eE][+-]?\d++ | \.?\d++[eE][+-]?\d++ | \d*+\.\d++ | \d++ )
      | (?: {_WORD}++ (?: \.++ {_WORD}++ )*+ )?+                            # prefix
        : (?: (?: {_WORD} | : | \\. )++ (?: \.++ (?: {_WORD} | : | \\. )++ )*+ )?+   # local name
      | [A-Za-z]++
      | . )
    | \Z )
    """,
    re.VERBOSE | re.DOTALL,
)
_RDF12 = re.compile(r"<<|\{\||~|--(?:ltr|rtl)")
_LIST = (NamedNode(PREFIXES["rdf"] + "first"), NamedNode(PREFIXES["rdf"] + "rest"))
_DIRECTIVES = {"@prefix": 2, "prefix": 2, "@base": 1, "base": 1, "@version": 1, "version": 1, "graph": 0}
"""What may stand in a subject's place and is none, with the number of lexemes that belong to it."""

_REFUSED = 4 * 1024 * 1024
"""The parser refuses lexemes of 16 MB, which are at least this many characters."""


def refuse(text: str, path: str) -> None:
    """Refuses what RDF 1.2 added: triple terms, reifiers, annotations, text with a direction.

    Nested 100,000 deep, triple terms end the process; and not every engine behind clausegraph can hold them.

    Raises:
        SourceError: with the place of the first one.
    """
    if not _RDF12.search(text):
        return
    for offset, lexeme in _lexemes(text):
        if lexeme in ("<<", "<<(", "{|", "~") or (lexeme[0] == "@" and "--" in lexeme):
            place = Places(path, text).at(offset)
            raise SourceError(
                f"{lexeme} is RDF 1.2, which is not read",
                path=path,
                line=place.line,
                column=place.column,
                expected="say it in RDF 1.1, with a node of its own for the statement",
            )


def longest(text: str, path: str) -> Location | None:
    """Where the longest lexeme begins; None where none is long enough for the parser to refuse it."""
    offset, lexeme = max(_lexemes(text), key=lambda one: len(one[1]), default=(0, ""))
    return Places(path, text).at(offset) if len(lexeme) > _REFUSED else None


def _lexemes(text: str) -> Iterator[tuple[int, str]]:
    for match in _LEXEME.finditer(text):
        if match[1]:
            yield match.start(1), match[1]


class _Open:
    """A statement, `[` or `(` that has begun; the nodes in it are known by the offset where they stand."""

    __slots__ = ("bracket", "predicate", "start", "subject")

    def __init__(self, bracket: str, start: int = 0) -> None:
        self.bracket = bracket
        self.start = start
        self.subject = start if bracket == "[" else None
        self.predicate: int | None = None


class _Replay:
    """Hands out statements in the parser's order, which is that of its calls, innermost first.

    A statement comes with the lexeme that completes its object, with two exceptions. The statement that a
    collection is the object of, and each `rdf:rest`, come with the first lexeme of an element, after what that
    lexeme completes. A quoted string completes nothing, since a language or datatype may follow: where none
    does, its statement comes with the next lexeme, after what that one completes.
    """

    def __init__(self) -> None:
        self.spots: list[Spot] = []
        self.string: Spot | None = None
        self._stack = [_Open("")]
        self._skip = 0

    def lexeme(self, at: int, lexeme: str) -> None:
        """The next lexeme, but for suffixes of strings."""
        top = self._stack[-1]
        if self._skip:
            self._skip -= 1
        elif lexeme in ".{}":
            top.subject = top.predicate = None
        elif lexeme == ";":
            top.predicate = None
        elif lexeme in "])":
            self._close(at)
        elif top.subject is None and not top.bracket and lexeme.lower() in _DIRECTIVES:
            self._skip = _DIRECTIVES[lexeme.lower()]
        elif lexeme == "^^":
            self._skip = 1
        elif lexeme != "," and lexeme[0] != "@":
            self._term(at, lexeme)

    def _term(self, at: int, lexeme: str) -> None:
        top = self._stack[-1]
        later = self._next_element(top, at) if top.bracket == "(" else None
        if lexeme in "[(":
            self._stack.append(_Open(lexeme, at))
        elif lexeme[0] in "\"'":
            self.string = self._part(at)
        else:
            self._add(self._part(at))
        self._add(later)

    def _next_element(self, top: _Open, at: int) -> Spot | None:
        if top.subject is not None:
            rest = (top.subject, at, at)
            top.subject = at
            return rest
        top.subject = top.start
        inner = self._stack.pop()
        spot = self._part(top.start)
        self._stack.append(inner)
        return spot

    def _close(self, at: int) -> None:
        done = self._stack.pop()
        if done.bracket == "(" and done.subject is not None:
            self._add((done.subject, at, at))
        else:
            self._add(self._part(done.start))

    def _part(self, at: int) -> Spot | None:
        """A whole term is the next part of the innermost thing that is open, and may complete a statement."""
        top = self._stack[-1]
        if top.subject is None:
            top.subject = at
        elif top.bracket == "(":
            return (top.subject, at, at)
        elif top.predicate is None:
            top.predicate = at
        else:
            return (top.subject, top.predicate, at)
        return None

    def _add(self, spot: Spot | None) -> None:
        if spot:
            self.spots.append(spot)


def places(text: str, quads: Sequence[Quad]) -> Sequence[Spot | None]:
    """Where each of the quads of a Turtle, TriG or N-Triples text stands.

    Should a parser come that hands out its statements in another order, each is None: no place is better
    than a wrong one.
    """
    spots = _spots(text)
    if len(spots) != len(quads) or not all(_fits(text, spot, quad) for spot, quad in zip(spots, quads, strict=True)):
        return [None] * len(quads)
    return spots


def _fits(text: str, spot: Spot, quad: Quad) -> bool:
    """Whether a quad can be what stands there: its object begins with the right character."""
    first, term = text[spot[2]], quad.object
    if spot[1] == spot[2] and quad.predicate not in _LIST:
        return False
    if isinstance(term, Literal):
        return first in "\"'+-.tf" or first.isdigit()
    if isinstance(term, BlankNode):
        return spot[1] == spot[2] or first not in "<\"'"
    return first not in "[\"'"


def _spots(text: str) -> list[Spot]:
    replay = _Replay()
    for at, lexeme in _lexemes(text):
        string, replay.string = replay.string, None
        if string and (lexeme == "^^" or lexeme[0] == "@"):
            replay.spots.append(string)
            string = None
        replay.lexeme(at, lexeme)
        if string:
            replay.spots.append(string)
    return replay.spots


def rows(text: str, _quads: Sequence[Quad]) -> Sequence[Spot | None]:
    """Where each of the quads of an N-Quads text stands: they come row by row."""
    found: list[Spot] = []
    row: list[int] = []
    skip = False
    for at, lexeme in _lexemes(text):
        if skip or lexeme[0] == "@":
            skip = False
        elif lexeme == ".":
            found.append((row[0], row[1], row[2]))
            row.clear()
        elif lexeme == "^^":
            skip = True
        else:
            row.append(at)
    return found
