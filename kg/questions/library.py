"""Reads the stored questions: a SPARQL query each, under a header that names it, words it and types its parameters.

The header is made of comment lines at the top of the file::

    #+ en: Which purposes does no party answer for?
    #+ sv: Vilka ändamål ansvarar ingen part för?
    #+ da: Hvilke formål er ingen part ansvarlig for?
    #+ param vendor: party optional

A parameter is a variable of the query; its type is a kind of `kg.questions.kinds`.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from kg.errors import InternalError, NotFound
from kg.questions.kinds import KINDS

_LINE = re.compile(r"#\+ (?P<key>en|sv|da|param (?P<name>\w+)): (?P<text>.+)")
_PARAMETER = re.compile(rf"(?P<kind>{'|'.join(KINDS)}) (?P<need>required|optional)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question: its name, the kind of thing it takes, and whether it must be given."""

    name: str
    kind: str
    required: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A stored question: its name, its wording in three languages, its parameters and its query."""

    name: str
    wording: tuple[tuple[str, str], ...]
    parameters: tuple[Parameter, ...]
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
            (_read(file.name.removesuffix(".rq"), file.read_text("utf-8")) for file in files),
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
    remedy = f"did you mean {near[0]}?" if near else "`kg ask` lists the questions"
    raise NotFound(f"there is no question {name!r}", expected=remedy)


def _read(name: str, text: str) -> Question:
    wording: dict[str, str] = {}
    parameters: list[Parameter] = []
    for line in text.splitlines():
        if not line.startswith("#+"):
            continue
        matched = _LINE.fullmatch(line)
        if matched is None:
            raise InternalError(f"question {name}: not a header line: {line}")
        if matched["name"] is None:
            wording[matched["key"]] = matched["text"]
            continue
        typed = _PARAMETER.fullmatch(matched["text"])
        if typed is None or f"?{matched['name']}" not in text:
            raise InternalError(f"question {name}: parameter {matched['name']} has no type, or is not in the query")
        parameters.append(Parameter(matched["name"], typed["kind"], typed["need"] == "required"))
    if set(wording) != {"en", "sv", "da"}:
        raise InternalError(f"question {name}: it is not worded in all three languages")
    return Question(name, tuple(sorted(wording.items())), tuple(parameters), text)
