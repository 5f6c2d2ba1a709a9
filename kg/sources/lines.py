"""Where in a file a statement stands; found only for files that a finding names."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from kg.sources.source import Source
from kg.sources.text import Location, Places, decode

Term = NamedNode | BlankNode | Literal | Triple


class Lines:
    """The places of a source's statements, subjects and terms; None for what the source does not hold.

    Exact to the character for Turtle, TriG, N-Triples and N-Quads. For JSON-LD a statement that cannot be traced
    (language maps, containers, contexts that apply by type) has no place.
    """

    def __init__(self, source: Source) -> None:
        text = decode(source.data, source.path)
        self._places = Places(source.path, text)
        quads = source.quads
        spots = source.form.places(text, quads) if quads else ()
        self._placed = [(quad, spot) for quad, spot in zip(quads, spots, strict=True) if spot is not None]

    @cached_property
    def _statements(self) -> dict[tuple[Term, Term], dict[Term, int]]:
        found: dict[tuple[Term, Term], dict[Term, int]] = {}
        for quad, spot in self._placed:
            values = found.setdefault((quad.subject, quad.predicate), {})
            values[quad.object] = min(spot[2], values.get(quad.object, spot[2]))
        return found

    @cached_property
    def _subjects(self) -> dict[Term, int]:
        found: dict[Term, int] = {}
        for quad, spot in self._placed:
            found[quad.subject] = min(spot[0], found.get(quad.subject, spot[0]))
        return found

    @cached_property
    def _terms(self) -> dict[Term, int]:
        found: dict[Term, int] = {}
        for quad, spot in self._placed:
            for term, offset in zip(_mentioned(quad), (*spot, spot[2]), strict=False):
                found[term] = min(offset, found.get(term, offset))
        return found

    def statement(self, subject: Term, predicate: Term, value: Term) -> Location | None:
        """Where the object of a statement begins; a literal is found in the form that a store gives it, too."""
        values = self._statements.get((subject, predicate), {})
        offset = values.get(value)
        if offset is None and isinstance(value, Literal):
            offset = next((values[term] for term in values if _stored(term) == value), None)
        return None if offset is None else self._places.at(offset)

    def subject(self, subject: Term) -> Location | None:
        """Where the description of a subject begins."""
        return self._at(self._subjects.get(subject))

    def term(self, term: Term) -> Location | None:
        """Where a term is first mentioned, as subject, predicate, object or datatype."""
        return self._at(self._terms.get(term))

    def _at(self, offset: int | None) -> Location | None:
        return None if offset is None else self._places.at(offset)


@lru_cache(maxsize=64)
def lines(source: Source) -> Lines:
    """The places of a source; made once for each of the last 64.

    Raises:
        SourceError: the source does not parse.
    """
    return Lines(source)


def _mentioned(quad: Quad) -> Iterable[Term]:
    value = quad.object
    return (quad.subject, quad.predicate, value, value.datatype) if isinstance(value, Literal) else quad.triple


def _stored(term: Term) -> Term:
    """What a store makes of a term: Oxigraph writes numbers and dates in their canonical form."""
    store = Store()
    store.add(Quad(NamedNode("urn:s"), NamedNode("urn:p"), term))
    stored: Term = next(iter(store)).object
    return stored
