"""What an answer is: rows of cells with the words behind each, for people in one language and for programs."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.findings import EvidenceRef, Language
from kg.questions.library import Column, Question
from kg.questions.words import NOT_DOCUMENTED
from kg.store.base import Term


@dataclass(frozen=True, slots=True)
class Value:
    """One value in a cell: what the graph holds, and how a reader of the answer's language is told it."""

    term: Term
    text: str

    @property
    def iri(self) -> str | None:
        """The thing itself, where the value is one that has a name."""
        return self.term.value if isinstance(self.term, NamedNode) else None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an answer.

    Args:
        cells: the values of each column, sorted; none where no document says anything, which is never a no, or, in the
            columns that say so, where there is nothing to say.
        evidence: the passages behind the row.
    """

    cells: tuple[tuple[Value, ...], ...]
    evidence: tuple[EvidenceRef, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question.

    Args:
        question: what was asked.
        language: of the texts: `en`, `sv` or `da`.
        parameters: what it was asked of, by the names of the parameters.
        rows: sorted by the columns, in one order for all languages.
    """

    question: Question
    language: Language
    parameters: tuple[tuple[str, Value], ...]
    rows: tuple[Row, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of every row."""
        return self.question.columns

    def texts(self, row: Row) -> list[str]:
        """What people read in each cell of a row: `not documented` where it is so, nothing where there is nothing."""
        absent = NOT_DOCUMENTED.in_(self.language)
        return [
            "; ".join(value.text for value in cell) or (absent if column.documented else "")
            for column, cell in zip(self.columns, row.cells, strict=True)
        ]
