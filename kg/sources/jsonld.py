"""JSON-LD: what is refused before and after parsing, so that nothing is fetched and nothing is lost in silence.

The standard lets a processor drop a key that stands for no IRI, a relative IRI without a base, and an IRI that is
none. A fact dropped in silence would be read as *not documented*, so each of these is an error here.

https://www.w3.org/TR/json-ld11/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg.errors import SourceError
from kg.sources.text import Places

LEXEME = re.compile(r'[{}\[\],:]|"(?:[^"\\]++|\\.)*+"|[^\s{}\[\],:"]++|"', re.DOTALL)
MAX_DEPTH = 100
"""The deepest nesting that is read; the parser's time grows with its square, and at some thousands it crashes."""

_RELATIVE = "https://relative.invalid/"
_UNMAPPED = "urn:unmapped:"


def string(lexeme: str) -> str | None:
    """What a JSON string lexeme says; None for any other lexeme."""
    if not lexeme.startswith('"'):
        return None
    try:
        return str(json.loads(lexeme, strict=False))
    except ValueError:
        return None


def refuse(text: str, path: str) -> None:
    """Refuses contexts that lie elsewhere, a base that is switched off, and nesting deeper than `MAX_DEPTH`.

    Raises:
        SourceError: with the place of the first one.
    """
    lexemes = [(match.start(), match[0]) for match in LEXEME.finditer(text)]
    lexemes += [(len(text), "")] * 2
    depth = 0
    for index, (offset, lexeme) in enumerate(lexemes[:-2]):
        depth += _step(lexeme)
        if depth > MAX_DEPTH:
            raise _error(text, path, offset, f"nested deeper than {MAX_DEPTH} levels", "give the inner nodes an @id")
        if lexemes[index + 1][1] != ":":
            continue
        key = string(lexeme)
        if key == "@import" or (key == "@context" and _names_a_document(lexemes, index + 2)):
            message = f"{key} names a document elsewhere, and nothing is fetched"
            raise _error(text, path, offset, message, "write the context out in this file")
        if key == "@base" and lexemes[index + 2][1] == "null":
            raise _error(text, path, offset, "@base is null, which drops every relative IRI", "leave @base out")


def _names_a_document(lexemes: Sequence[tuple[int, str]], start: int) -> bool:
    """Whether the context that begins at `start` has a string in the place of an object."""
    depth = objects = 0
    for _, lexeme in lexemes[start:]:
        if not objects and lexeme.startswith('"'):
            return True
        depth += _step(lexeme)
        objects += _step(lexeme) * (lexeme in "{}")
        if not depth:
            break
    return False


def refuse_loss(text: str, path: str) -> None:
    """Refuses a text, valid otherwise, of which the parser would drop something.

    Raises:
        SourceError: naming what would be dropped, with its place where the text holds it letter by letter.
    """
    everything = parse(
        f'{{"@context":{{"@vocab":"{_UNMAPPED}"}},"@graph":{text}}}',
        RdfFormat.JSON_LD,
        base_iri=_RELATIVE,
        lenient=True,
    )
    for term in _terms(everything):
        if not (wrong := _wrong(term)):
            continue
        word = term.value.removeprefix(_UNMAPPED).removeprefix(_RELATIVE)
        offset = next((match.start() for match in LEXEME.finditer(text) if string(match[0]) == word), None)
        raise _error(text, path, offset, f"{word!r} {wrong[0]}, so JSON-LD would drop it", wrong[1])


def _wrong(term: NamedNode | Literal) -> tuple[str, str] | None:
    """Why a term would be dropped, and the remedy."""
    if term.value.startswith(_UNMAPPED):
        return "stands for no IRI", "map it in the @context; to null, if it is to be left out"
    if term.value.startswith(_RELATIVE):
        return "is a relative IRI, and the file declares no base", "write the IRI in full"
    try:
        if isinstance(term, NamedNode):
            NamedNode(term.value)
        elif term.language:
            Literal(term.value, language=term.language)
    except ValueError as error:
        return f"is not valid: {error}", "mend it"
    return None


def _terms(quads: Iterable[Quad]) -> Iterator[NamedNode | Literal]:
    for quad in quads:
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, NamedNode | Literal):
                yield term


def _step(lexeme: str) -> int:
    return (lexeme in "{[") - (lexeme in "}]")


def _error(text: str, path: str, offset: int | None, message: str, expected: str) -> SourceError:
    if offset is None:
        return SourceError(message, path=path, expected=expected)
    place = Places(path, text).at(offset)
    return SourceError(message, path=path, line=place.line, column=place.column, expected=expected)
