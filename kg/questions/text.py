"""Answers for people: what holds for all rows stands once at the top, and behind each row the places of its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import wrap

from kg.printable import printable
from kg.questions.answer import Answer
from kg.questions.words import EVIDENCE, NO_ROWS, SECTION, cited, counted, documents, places, title
from kg.table import table

_ROWS_TO_A_HEADING = 3
_GAP = 3
_NOTHING, _INDENT = "–", "    "


def as_text(answer: Answer, width: int) -> str:
    """An answer as text, ending in a line break.

    A column that says the same in every row becomes a line above the table. Where the first columns repeat themselves,
    each of their values gets a table of its own, in which the same is done again. Below an answer without rows stands
    what that means.

    Args:
        answer: any answer.
        width: of the lines, in characters.
    """
    language = answer.language
    read = documents(one for row in answer.rows for one in row.evidence)
    titles = [title(column.name, language) for column in answer.columns]
    titles.append((SECTION if len(read) == 1 else EVIDENCE).in_(language))
    rows = [(*answer.texts(row), places(row.evidence, read)) for row in answer.rows]
    fields = [(title(name, language), value.text) for name, value in answer.parameters]
    fields += cited(read, language)
    shared = _shared(rows, range(len(titles)))
    fields += [field for row in rows[:1] for field in _fields(titles, row, shared) if field not in fields]
    rest = [column for column in range(len(titles)) if column not in shared]
    heads = _heads(rows, sum(not column.gathered for column in answer.columns))
    blocks = [wrap(answer.question.in_(language), width), list(lines(fields, width))]
    text = "".join(f"{line}\n" for block in blocks if block for line in (*block, ""))
    for _, some in groupby(rows, key=lambda row: row[:heads]):
        text += _block(titles, list(some), rest, width)
    meaning = [] if rows else wrap(NO_ROWS.in_(language), width)
    return text + "".join(f"{line}\n" for line in (counted(len(rows), language), *meaning))


def _block(titles: Sequence[str], rows: Sequence[Sequence[str]], columns: Sequence[int], width: int) -> str:
    """The rows of one heading: lines for what they share; for the rest a table, or a list where that is shorter."""
    shared = _shared(rows, columns)
    rest = [column for column in columns if column not in shared]
    text = "".join(f"{line}\n" for line in lines(_fields(titles, rows[0], shared), width))
    if rest:
        made = _rows([titles[column] for column in rest], [[row[column] for column in rest] for row in rows], width)
        text += f"\n{made}" if text else made
    return f"{text}\n" if text else ""


def _rows(titles: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """A table, or a list with the first column as headings where that is shorter or the words need more room."""
    cells = [[said or _NOTHING for said in row] for row in rows]
    if len(titles) == 1:
        return table(titles, cells, width=width)
    listed = ""
    for (name, *_), (_, *rest) in zip(cells, rows, strict=True):
        fields = [field for field in zip(titles[1:], rest, strict=True) if field[1]]
        listed += "".join(f"{line}\n" for line in lines([("", name)], width))
        listed += "".join(f"{_INDENT}{line}\n" for line in lines(fields, width - len(_INDENT)))
    words = [max(len(word) for said in column for word in said.split()) for column in zip(titles, *cells, strict=True)]
    if sum(words) + _GAP * (len(words) - 1) > width:
        return listed
    return min(table(titles, cells, width=width), listed, key=lambda text: text.count("\n"))


def _heads(rows: Sequence[Sequence[str]], keys: int) -> int:
    """How many of the first columns make headings: as long as there are several rows under each on average."""
    heads = 0
    while heads < keys - 1 and len({tuple(row[: heads + 1]) for row in rows}) * _ROWS_TO_A_HEADING <= len(rows):
        heads += 1
    return heads


def _shared(rows: Sequence[Sequence[str]], columns: Sequence[int]) -> list[int]:
    return [column for column in columns if len({row[column] for row in rows}) == 1]


def _fields(titles: Sequence[str], row: Sequence[str], columns: Sequence[int]) -> list[tuple[str, str]]:
    return [(titles[column], row[column]) for column in columns if row[column]]


def lines(fields: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    """Names with what is said of each in a column of its own, in lines no wider than `width`."""
    column = max((len(name) + 2 for name, _ in fields if name), default=0)
    before = ""
    for name, said in fields:
        lead = f"{'' if name == before else name:{column}}"
        yield from wrap(
            printable(" ".join(said.split())),
            width,
            initial_indent=lead,
            subsequent_indent=" " * column,
            break_on_hyphens=False,
        )
        before = name
