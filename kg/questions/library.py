"""Reads the stored questions: a SPARQL query each, under a header that words it and types what goes in and comes out.

The header is made of comment lines at the top of the file::

    #+ en: Which purposes does each party pursue?
    #+ sv: Vilka ändamål har varje part?
    #+ da: Hvilke formål har hver part?
    #+ param version: version optional
    #+ columns: version purpose | listedUnder? role
    #+ evidence: purpose processing

A parameter is a variable of the query; its type is a kind of `kg.questions.kinds`. There is one row for each
combination of the columns before the bar; those behind it gather all values that go with it. Where a column has no
value the matter is *not documented*, but where the name ends in `?` there is simply nothing to say. The variables after
`evidence` are the things whose passages stand behind a row, columns or not.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from kg.errors import InternalError, NotFound
from kg.questions.kinds import KINDS

_LINE = re.compile(r"#\+ (?P<key>en|sv|da|columns|evidence|param (?P<name>\w+)): (?P<text>.+)")
_PARAMETER = re.compile(rf"(?P<kind>{'|'.join(KINDS)}) (?P<need>required|optional)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question: its name, the kind of thing it takes, and whether it must be given."""

    name: str
    kind: str
    required: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer.

    Args:
        name: the variable of the query.
        gathered: whether a cell can hold several values; the other columns say what a row stands for.
        documented: whether an empty cell says that the matter is not documented; else there is nothing to say.
    """

    name: str
    gathered: bool
    documented: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A stored question: its name, its wording in three languages, what it takes and gives, and its query.

    Args:
        evidence: the variables of the query whose passages stand behind a row.
    """

    name: str
    wording: tuple[tuple[str, str], ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    evidence: tuple[str, ...]
    query: str

    def in_(self, language: str) -> str:
        """The wording in `en`, `sv` or `da`; in English where the language is another one."""
        return dict(self.wording).get(language) or dict(self.wording)["en"]


@cache
def library() -> tuple[Question, ...]:
    """All stored questions, sorted by name.

    Raises:
        InternalError: a header is incomplete or does not parse.
    """
    files = (file for file in resources.files("kg.questions").iterdir() if file.name.endswith(".rq"))
    return tuple(
        sorted(
            (read(file.name.removesuffix(".rq"), file.read_text("utf-8")) for file in files),
            key=lambda question: question.name,
        )
    )


def question(name: str) -> Question:
    """The stored question of that name.

    Raises:
        NotFound: there is none; the error names the nearest.
    """
    known = {question.name: question for question in library()}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    remedy = f"did you mean {near[0]}?" if near else f"known: {', '.join([*known][:4])} …"
    raise NotFound(f"there is no question {name!r}", expected=remedy)


def read(name: str, text: str) -> Question:
    """The question that a file holds.

    Args:
        name: of the question.
        text: the header and the query.

    Raises:
        InternalError: the header is incomplete or does not parse.
    """
    said: dict[str, str] = {}
    parameters: list[Parameter] = []
    for line in text.splitlines():
        if not line.startswith("#+"):
            continue
        matched = _LINE.fullmatch(line)
        if matched is None:
            raise InternalError(f"question {name}: not a header line: {line}")
        if matched["name"] is None:
            said[matched["key"]] = matched["text"]
            continue
        typed = _PARAMETER.fullmatch(matched["text"])
        if typed is None or not re.search(rf"\?{matched['name']}\b", text):
            raise InternalError(f"question {name}: parameter {matched['name']} has no type, or is not in the query")
        parameters.append(Parameter(matched["name"], typed["kind"], typed["need"] == "required"))
    wording = {language: said[language] for language in ("da", "en", "sv") if language in said}
    if len(wording) != 3 or "columns" not in said:
        raise InternalError(f"question {name}: it is not worded in all three languages, or has no columns")
    columns, evidence = tuple(_columns(said["columns"])), tuple(said.get("evidence", "").split())
    for variable in (*(column.name for column in columns), *evidence):
        if not re.search(rf"\?{variable}\b", text):
            raise InternalError(f"question {name}: the query has no variable ?{variable}")
    return Question(name, tuple(wording.items()), tuple(parameters), columns, evidence, text)


def _columns(text: str) -> list[Column]:
    keys, _, gathered = text.partition("|")
    parts = ((keys, False), (gathered, True))
    return [
        Column(name.removesuffix("?"), many, not name.endswith("?")) for names, many in parts for name in names.split()
    ]
