"""The job of answering a SPARQL query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, QueryTriples, Triple

from api.formats import ROWS, graph
from api.pool.frames import TooLarge
from api.pool.worker import opened
from kg.errors import InputError, QueryError
from kg.iris import ID
from kg.store import guard
from kg.store.dataset import with_dataset
from kg.store.tokens import tokens

if TYPE_CHECKING:
    from typing_extensions import Buffer

_CHANGING: Final = frozenset(("BNODE", "NOW", "RAND", "STRUUID", "UUID"))
"""Functions whose value is another each time (SPARQL 1.1, sections 17.4.2.9 to 17.4.2.13, 17.4.4.5 and 17.4.5.1)."""

_XML: Final = ("xml", "rdf-xml")
_NOT_XML = re.compile(b"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


@dataclass(frozen=True, slots=True)
class Ready:
    """Has a worker open a snapshot, so that the first query need not wait for it."""

    folder: Path

    def run(self) -> None:
        """Opens it."""
        opened(self.folder).query("ASK {}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes of a query.

    Args:
        form: of the query.
        body: in the format that was asked for; None where no format was, for this form.
        lasting: it is the same whenever the snapshot is asked.
    """

    form: guard.Form
    body: bytes | None
    lasting: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    """A query of a snapshot.

    Args:
        folder: of the snapshot.
        text: any text.
        default: graphs whose union is the default graph, in place of what the query itself says.
        named: the named graphs, likewise.
        rows: the format for SELECT, one of `api.formats.ROWS`; None for none.
        truth: for ASK, likewise.
        triples: for CONSTRUCT and DESCRIBE, one of `api.formats.GRAPHS`.
        longest: how large the answer may be, in bytes.
    """

    folder: Path
    text: str
    default: tuple[str, ...]
    named: tuple[str, ...]
    rows: str | None
    truth: str | None
    triples: str | None
    longest: int

    def run(self) -> Answer:
        """Answers it.

        Raises:
            QueryError: it does not parse, or is refused.
            TooLarge: the answer is too large.
            InputError: the format cannot hold the answer.
            StoreError: the store failed.
        """
        form = guard.check(self.text).form
        name = {"SELECT": self.rows, "ASK": self.truth}.get(form, self.triples)
        return Answer(form, self._body(name) if name else None, lasting(self.text))

    def _body(self, name: str) -> bytes:
        body = _Body(self.longest)
        try:
            with opened(self.folder).results(self._text(), base=ID) as result:
                if isinstance(result, QueryTriples):
                    body.write(_graph(result, name, self.longest))
                else:
                    result.serialize(body, ROWS[name])
        except QueryError as error:
            if self.default or self.named:
                error.column = None  # the clauses that were put in have moved it
            raise
        if name in _XML and (found := _NOT_XML.search(body.getbuffer())):
            code = ord(found[0].decode())
            raise InputError(
                f"a value has the character U+{code:04X}, which XML cannot hold", expected="another format"
            )
        return body.getvalue()

    def _text(self) -> str:
        if not self.default and not self.named:
            return self.text
        return with_dataset(self.text, map(NamedNode, self.default), map(NamedNode, self.named))


def lasting(text: str) -> bool:
    """Whether a query has the same answer whenever its snapshot is asked."""
    return not any(token.kind == "word" and token.text.upper() in _CHANGING for token in tokens(text))


class _Body(BytesIO):
    """Takes so much and no more."""

    def __init__(self, longest: int) -> None:
        super().__init__()
        self._longest = longest

    def write(self, piece: Buffer) -> int:
        """Takes a piece.

        Raises:
            TooLarge: there is no room for it.
        """
        taken = super().write(piece)
        if self.tell() > self._longest:
            raise TooLarge(f"the answer has more than {self._longest:,} bytes")
        return taken


def _graph(result: QueryTriples, name: str, longest: int) -> bytes:
    """Each triple once, the same bytes each time."""
    triples: set[Triple] = set()
    size = 0
    for triple in result:
        if triple not in triples:
            triples.add(triple)
            size += len(str(triple))
            if size > longest:
                raise TooLarge(f"the answer has more than {longest:,} bytes")
    return graph(triples, name)
