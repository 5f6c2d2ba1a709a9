"""/v1/questions: the stored questions and their answers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pyoxigraph import Literal

from api.answers import Many
from api.models.base import Evidence
from api.models.questions import (
    Answer,
    Cell,
    Column,
    LiteralValue,
    NodeValue,
    Parameter,
    Question,
    Questions,
    Row,
    Value,
)
from kg import questions
from kg.findings import Language
from kg.iris import PREFIXES
from kg.questions.words import title

router = APIRouter(prefix="/v1/questions", tags=["questions"])

_OURS = {"lang", "fields", "limit", "cursor"}
_STRING = PREFIXES["xsd"] + "string"
_KINDS = {
    "vendor": "The name of a vendor, such as microsoft.",
    "customer": "The name of a customer, such as region-stockholm.",
    "version": "The name of a contract version, such as microsoft/dpa-2020-12-09.",
    "provision": "A provision, as in 6(1)(f), recital 39 or gdpr/art_6/par_1/pnt_f.",
    "paragraph": "A guidance paragraph, such as edpb-07-2020/par-114.",
    "document": "A document, such as region-stockholm-2021.",
    "thing": "Anything in the graph, such as purpose/microsoft/dpa-2020-12-09/billing.",
}


def _taken() -> list[dict[str, Any]]:
    """The parameters that any question takes, as OpenAPI has them."""
    kinds = {one.name: one.kind for question in questions.library() for one in question.parameters}
    return [
        {
            "name": name,
            "in": "query",
            "schema": {"type": "string"},
            "description": f"{_KINDS[kind]} Whole IRIs go, too.",
        }
        for name, kind in sorted(kinds.items())
    ]


@router.get("", summary="All stored questions", response_model=Questions)
def list_questions(asked: Many) -> Response:
    """The questions by name, each with its wording and the parameters that it takes."""
    return asked.page(Questions, [_question(one, asked.lang) for one in questions.library()])


@router.get("/{name}", summary="Ask a stored question", openapi_extra={"parameters": _taken()}, response_model=Answer)
def ask_question(
    asked: Many,
    name: Annotated[str, Path(description="The name of a question.", examples=["purposes-by-role"])],
) -> Response:
    """The answer to a question. Which of the parameters below it takes, and which of them it needs, says the list of
    questions.

    A cell with `"documented": false` is one that no document at hand fills. It never stands for no.
    """
    given = {key: value for key, value in asked.request.query_params.items() if key not in _OURS}
    answer = questions.ask(asked.store, name, given, language=asked.lang)
    return asked.page(
        Answer,
        [_row(answer, row) for row in answer.rows],
        context={"evidence": "@included"},  # a row is no thing
        question=_question(answer.question, asked.lang),
        lang=asked.lang,
        parameters={name: _node(value) for name, value in answer.parameters},
        columns=tuple(
            Column(name=one.name, title=title(one.name, asked.lang), gathered=one.gathered) for one in answer.columns
        ),
    )


def _question(question: questions.Question, lang: Language) -> Question:
    return Question(
        name=question.name,
        href=f"/v1/questions/{question.name}",
        wording=question.in_(lang),
        parameters=tuple(Parameter.of(one) for one in question.parameters),
    )


def _row(answer: questions.Answer, row: questions.Row) -> Row:
    cells = {
        column.name: Cell(documented=bool(values) or not column.documented, values=tuple(map(_value, values)))
        for column, values in zip(answer.columns, row.cells, strict=True)
    }
    return Row(cells=cells, evidence=tuple(Evidence.of(one, answer.language) for one in row.evidence))


def _value(value: questions.Value) -> Value:
    term = value.term
    if not isinstance(term, Literal):
        return _node(value)
    datatype = None if term.language or term.datatype.value == _STRING else term.datatype.value
    return LiteralValue(value=term.value, datatype=datatype, lang=term.language)


def _node(value: questions.Value) -> NodeValue:
    return NodeValue(type="uri" if value.iri else "bnode", value=value.term.value, label=value.text)
