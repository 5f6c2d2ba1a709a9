"""Answers for programs, as JSON and CSV.

The JSON is an object with these keys::

    question    the question's name
    wording     the question, in the answer's language
    language    en, sv or da
    parameters  what it was asked of, by name; each an object with iri and label
    columns     the columns in order; each an object with name, title and gathered
    rows        the rows; each an object with one key for each column, and
      evidence        the passages behind the row; each with iri, document, section, start, end and sha256
      notDocumented   the names of the columns on which no document says anything, which is never a no

A value is an object with iri and label where it is a thing, else a string, a number or a truth value. A gathered column
has a list of values, another one a value or null. Where nothing stands in a column that notDocumented does not name,
there is nothing to say.
"""

from __future__ import annotations

import json

from pyoxigraph import Literal

from kg.findings import EvidenceRef, Language
from kg.iris import PREFIXES
from kg.questions.answer import Answer, Row, Value
from kg.questions.words import passages, title

_BOOLEAN, _INTEGER = PREFIXES["xsd"] + "boolean", PREFIXES["xsd"] + "integer"


def as_json(answer: Answer) -> str:
    """An answer as JSON; see the module."""
    document = {
        "question": answer.question.name,
        "wording": answer.question.in_(answer.language),
        "language": answer.language,
        "parameters": {name: _value(value) for name, value in answer.parameters},
        "columns": [
            {"name": column.name, "title": title(column.name, answer.language), "gathered": column.gathered}
            for column in answer.columns
        ],
        "rows": [_row(answer, row) for row in answer.rows],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def as_csv(answer: Answer) -> str:
    """An answer as CSV (RFC 4180): what is not documented says so, and several values are joined by `; `."""
    from kg.results import serialise
    from kg.store import Solutions

    names = [column.name for column in answer.columns]
    rows = []
    for row in answer.rows:
        texts = [*answer.texts(row), "; ".join(passages(row.evidence, answer.language))]
        rows.append({name: Literal(text) for name, text in zip((*names, "evidence"), texts, strict=True)})
    return serialise(Solutions((*names, "evidence"), rows), "csv")


def _row(answer: Answer, row: Row) -> dict[str, object]:
    said: dict[str, object] = {}
    for column, cell in zip(answer.columns, row.cells, strict=True):
        values = [_value(value) for value in cell]
        said[column.name] = values if column.gathered else next(iter(values), None)
    silent = [one.name for one, cell in zip(answer.columns, row.cells, strict=True) if one.documented and not cell]
    return {**said, "evidence": [passage(one, answer.language) for one in row.evidence], "notDocumented": silent}


def _value(value: Value) -> object:
    if not isinstance(value.term, Literal):
        return {"iri": value.iri, "label": value.text}
    if value.term.datatype.value == _BOOLEAN:
        return value.term.value == "true"
    return int(value.term.value) if value.term.datatype.value == _INTEGER else value.term.value


def passage(one: EvidenceRef, language: Language) -> dict[str, object]:
    """A passage as JSON."""
    document = one.document
    return {
        "iri": one.iri,
        "document": document and {"iri": document.iri, "label": document.label.in_(language)},
        "section": one.section,
        "start": one.start,
        "end": one.end,
        "sha256": one.sha256,
    }
