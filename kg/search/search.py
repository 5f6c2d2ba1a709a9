"""Search: from what a person types to the things that it finds, the best first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from tantivy import Document, Occur, Query, Schema, Searcher, SearchResult

from kg.findings import Language
from kg.questions.kinds import provision
from kg.search.grammar import Part, parts
from kg.search.index import Index
from kg.search.marks import Marker, Passage
from kg.search.readings import Wanted, wanted
from kg.search.schema import analyser, beginning, may_go_on, means_little
from kg.search.suggestions import Suggestion, suggestions
from kg.search.things import LANGUAGES, Kind

WINDOW = 10_000
"""How many things of one search can be looked at, page by page."""

# What a find is worth: what names a thing comes before what is in its name, and that before what is said of it.
_EXACT, _CODE, _EXACT_START, _NAME, _TEXT, _NAME_START, _TEXT_START = 1000.0, 100.0, 5.0, 3.0, 1.0, 1.0, 0.2
_OTHERWISE = 0.5
"""What a find is worth that is not what was typed but another reading of it."""

_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$]")


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found.

    Args:
        iri: what it is.
        kind: what kind of thing.
        label: what it is called, with the hits in it.
        passage: what is said of it, with the hits in it: in the language asked for where there are any, else in
            another; None where nothing is said of it.
    """

    iri: str
    kind: Kind
    label: Passage
    passage: Passage | None


class Found(Sequence[Hit]):
    """What was found, the best first; what is as good is sorted by IRI. Each thing is read when it is asked for.

    Args:
        searcher: that found it.
        result: of the search.
        marker: of what was searched for.
        language: of labels and passages.
        suggestions: what to do where nothing was found.
    """

    def __init__(
        self,
        searcher: Searcher,
        result: SearchResult,
        marker: Marker,
        language: Language,
        suggestions: Sequence[Suggestion] = (),
    ) -> None:
        self.total, self.suggestions = _count(result), tuple(suggestions)
        self._searcher, self._marker, self._language = searcher, marker, language
        addresses = [address for _, address in result.hits]
        turns = searcher.fast_field_values("turn", addresses)
        ranked = sorted(zip(result.hits, turns, strict=True), key=lambda one: (-one[0][0], one[1]))
        self._addresses = [address for (_, address), _ in ranked]

    def __len__(self) -> int:
        """How many can be looked at, which is no more than WINDOW; `total` says how many there are."""
        return len(self._addresses)

    @overload
    def __getitem__(self, at: int) -> Hit: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Hit, ...]: ...

    def __getitem__(self, at: int | slice) -> Hit | tuple[Hit, ...]:
        if isinstance(at, int):
            return _hit(self._searcher.doc(self._addresses[at]), self._marker, self._language)
        return tuple(_hit(self._searcher.doc(one), self._marker, self._language) for one in self._addresses[at])


def search(index: Index, query: str, *, kinds: Collection[Kind] = (), language: Language = "en") -> Found:
    """Searches for things by their names, codes, citations, and what is said of them, in all languages at once.

    Args:
        index: of a snapshot.
        query: see `kg.search.grammar`.
        kinds: only things of these kinds; of any where there are none.
        language: in which labels and passages are to come.

    Raises:
        ParameterError: there is no word in the query, or it is too long.
    """
    query = query.encode(errors="replace").decode()  # a terminal may give half characters
    asked = parts(query)
    every = wanted(asked)
    telling = tuple(one for one in every if not all(means_little(part.text) for part in one[0])) or every
    some = Query.term_set_query(index.schema, "kind", sorted(kinds)) if kinds else None
    result = index.searcher.search(_among(some, _query(index.schema, query, every, telling)), WINDOW)

    def count(part: Part) -> int:
        alone = wanted((part,))
        return _count(index.searcher.search(_among(some, _query(index.schema, part.text, alone, alone)), 1))

    advice = () if _count(result) else suggestions(index, asked, count, some)
    said = [part for one in telling for reading in one for part in _telling(reading)]
    return Found(index.searcher, result, Marker(said), language, advice)


def _count(result: SearchResult) -> int:
    found: int = result.count  # type: ignore[attr-defined]  # tantivy's stub has forgotten it
    return found


def _among(some: Query | None, query: Query) -> Query:
    """What a query finds among some things."""
    if some is None:
        return query
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(some, 0.0))])


def _telling(parts: Sequence[Part]) -> Sequence[Part]:
    return [part for part in parts if not means_little(part.text)] or parts


def _query(schema: Schema, text: str, every: Sequence[Wanted], telling: Sequence[Wanted]) -> Query:
    """All that tells something, or a thing that the whole text names."""
    whole = " ".join(text.lower().split())
    names = sorted({whole, (provision(whole) or whole).lower()})
    exact = Query.const_score_query(Query.term_set_query(schema, "exact", names), _EXACT)
    words = Query.boolean_query(
        [(Occur.Must if one in telling else Occur.Should, _wanted(schema, one)) for one in every]
    )
    return Query.boolean_query([(Occur.Should, exact), (Occur.Should, words)])


def _wanted(schema: Schema, one: Wanted) -> Query:
    """One of the readings, what was typed before all others."""
    typed, *others = (_reading(schema, reading) for reading in one)
    return Query.disjunction_max_query([typed, *(Query.boost_query(other, _OTHERWISE) for other in others)])


def _reading(schema: Schema, reading: Sequence[Part]) -> Query:
    """All parts of a reading that tell something."""
    telling = _telling(reading)
    return Query.boolean_query(
        [(Occur.Must if part in telling else Occur.Should, _part(schema, part)) for part in reading]
    )


def _part(schema: Schema, part: Part) -> Query:
    """A part of the query in whichever field finds it best."""
    return Query.disjunction_max_query([*_whole(schema, part), *_starts(schema, part)])


def _whole(schema: Schema, part: Part) -> Iterator[Query]:
    if part.begins:
        return
    for name, worth in (("exact", _EXACT), ("codes", _CODE)):
        yield Query.const_score_query(Query.term_query(schema, name, part.text.lower()), worth)
    for lang in LANGUAGES:
        stems = analyser(lang).analyze(part.text)
        for name, worth in (("name", _NAME), ("text", _TEXT)):
            field = f"{name}-{lang}"
            if len(stems) == 1:
                yield Query.boost_query(Query.term_query(schema, field, stems[0]), worth)
            elif stems:
                yield Query.boost_query(Query.phrase_query(schema, field, list(stems)), worth)


def _starts(schema: Schema, part: Part) -> Iterator[Query]:
    fields = [("exact", part.text.lower(), _EXACT_START)] if may_go_on(part) else []
    if start := beginning(part):
        fields += [("names", start, _NAME_START), ("words", start, _TEXT_START)]
    for name, start, worth in fields:
        pattern = _SPECIAL.sub(r"\\\g<0>", start) + ".*"
        yield Query.boost_query(Query.regex_query(schema, name, pattern), worth)


def _hit(found: Document, marker: Marker, language: Language) -> Hit:
    label, *others = found[f"name-{language}"]
    own = [(text, language) for text in (*found[f"text-{language}"], *others)]
    rest = [
        (text, lang)
        for lang in LANGUAGES
        for name in ("name", "text")
        for text in found[f"{name}-{lang}"]
        if lang != language
    ]
    passages = [marker.passage(*one) for one in own]
    marked = (one for one in (*passages, *(marker.passage(*one) for one in rest)) if one.marks)
    shown = marker.passage(label, language)
    best = next(marked, None) if not shown.marks or any(one.marks for one in passages) else None
    return Hit(
        iri=found["iri"][0],
        kind=found["kind"][0],
        label=shown,
        passage=best or next(iter(passages), None),
    )
