"""Findings as rows of JSON, each value once: quick to read, and nothing in them is ever run.

A row is the number of a class and the values of its fields. A field that holds another such value holds the number of
its row, which stands further up.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import date
from types import MappingProxyType
from typing import Any, cast, get_args, get_origin, get_type_hints

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.findings import EvidenceRef, Finding, Reference, Text, Waiver
from kg.shacl import Result, paths
from kg.sources import Location


def _literal(value: str, language: str | None, datatype: str) -> Literal:
    return Literal(value, language=language) if language else Literal(value, datatype=NamedNode(datatype))


_RECORDS: tuple[type[Any], ...] = (
    *(Finding, Result, Text, Reference, EvidenceRef, Location, Waiver),
    *(paths.Inverse, paths.Sequence, paths.Alternative, paths.ZeroOrMore, paths.OneOrMore, paths.ZeroOrOne),
)
_MAKERS: tuple[Callable[..., Any], ...] = (NamedNode, BlankNode, _literal, date.fromisoformat, *_RECORDS)
_KINDS = MappingProxyType({kind: place for place, kind in enumerate((NamedNode, BlankNode, Literal, date, *_RECORDS))})
"""The number of each class."""


class Table:
    """Rows, and the values that they stand for.

    Args:
        text: the rows of an earlier table, as `text` gives them.

    Raises:
        ValueError, TypeError, LookupError: the text is none that a table gave.
    """

    def __init__(self, text: bytes = b"") -> None:
        self._text = text
        self._values = _read(json.loads(b"[%b]" % text))
        self._added: list[list[object]] = []
        self._places: dict[object, int] = {}

    def __len__(self) -> int:
        return len(self._values)

    @property
    def text(self) -> bytes:
        """All rows as JSON, without the brackets around them."""
        added = json.dumps(self._added, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")[
            1:-1
        ]
        return b",".join(filter(None, (self._text, added)))

    def __getitem__(self, place: int) -> object:
        return self._values[place]

    def finding(self, place: int) -> Finding:
        """The finding in a row."""
        return cast(Finding, self._values[place])

    def waiver(self, place: int) -> Waiver:
        """The waiver in a row."""
        return cast(Waiver, self._values[place])

    def add(self, value: object) -> int:
        """The number of a value's row; a row is added where no added one has the value."""
        place = self._places.get(value)
        if place is None:
            self._added.append([_KINDS[type(value)], *self._fields(value)])
            self._values.append(value)
            place = self._places[value] = len(self._values) - 1
        return place

    def _fields(self, value: object) -> Iterator[object]:
        if isinstance(value, Literal):
            yield from (value.value, value.language, value.datatype.value)
        elif isinstance(value, NamedNode | BlankNode):
            yield value.value
        elif isinstance(value, date):
            yield value.isoformat()
        else:
            for name, held in _HELD[type(value)]:
                part = getattr(value, name)
                if not held or part is None:
                    yield part
                else:
                    yield [self.add(one) for one in part] if isinstance(part, tuple) else self.add(part)


def _read(rows: Iterable[list[Any]]) -> list[object]:
    """The values of rows, each made of those before it."""
    values: list[object] = []
    for kind, *row in rows:
        for place, several in _PLACES[kind]:
            part = row[place]
            if several is None:
                row[place] = tuple(part)
            elif several:
                row[place] = tuple([values[one] for one in part])
            elif part is not None:
                row[place] = values[part]
        values.append(_MAKERS[kind](*row))
    return values


def _is_record(hint: object) -> bool:
    return hint in _KINDS or any(map(_is_record, get_args(hint)))


def _hints(kind: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}


_HELD = MappingProxyType(
    {kind: tuple((name, _is_record(hint)) for name, hint in _hints(kind).items()) for kind in _RECORDS}
)
"""The fields of each record, and whether they hold values that have rows of their own."""

_PLACES = (
    *((), (), (), ()),
    *(
        tuple(
            (place, None if not _is_record(hint) else get_origin(hint) is tuple)
            for place, hint in enumerate(_hints(kind).values())
            if _is_record(hint) or get_origin(hint) is tuple
        )
        for kind in _RECORDS
    ),
)
"""For each class the fields that are no plain values: whether they hold one or several, or a tuple of plain ones."""
