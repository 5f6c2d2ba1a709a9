"""/v1/questions: the stored questions and their answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pyoxigraph import BlankNode, NamedNode

from api.models.questions import Answer, Cell, LiteralCell, NodeCell, Parameter, Question, Questions, UndocumentedCell
from api.parameters import Current, Lang
from kg import lookup, questions
from kg.findings import Language, Text
from kg.iris import PREFIXES
from kg.store import Term

router = APIRouter(prefix="/v1/questions", tags=["questions"])

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


@router.get("", summary="All stored questions")
def list_questions(lang: Lang = "en") -> Questions:
    """The questions by name, each with its wording and the parameters that it takes."""
    found = [_question(one, lang) for one in questions.library()]
    return Questions(items=tuple(found), total=len(found))


@router.get("/{name}", summary="Ask a stored question", openapi_extra={"parameters": _taken()})
def ask_question(
    served: Current,
    request: Request,
    name: Annotated[str, Path(description="The name of a question.", examples=["purposes-by-role"])],
    lang: Lang = "en",
) -> Answer:
    """The answer to a question. Which of the parameters below it takes, and which of them it needs, says the list of
    questions.

    A cell with `"documented": false` is one that no document at hand fills. It never stands for no.
    """
    given = {key: value for key, value in request.query_params.items() if key != "lang"}
    answer = questions.ask(served.snapshot.store, name, given, language=lang)
    labels = lookup.labels(served.snapshot.store, (term for row in answer.rows for term in row))
    rows = tuple(
        {column: _cell(term, labels, lang) for column, term in zip(answer.columns, row, strict=True)}
        for row in answer.rows
    )
    return Answer(
        items=rows,
        total=len(rows),
        question=_question(answer.question, lang),
        lang=lang,
        columns=answer.columns,
    )


def _question(question: questions.Question, lang: Language) -> Question:
    return Question(
        name=question.name,
        href=f"/v1/questions/{question.name}",
        wording=question.in_(lang),
        parameters=tuple(Parameter.of(one) for one in question.parameters),
    )


def _cell(term: Term | None, labels: Mapping[NamedNode, Text], lang: Language) -> Cell:
    if term is None:
        return UndocumentedCell()
    if isinstance(term, NamedNode):
        return NodeCell(type="uri", value=term.value, label=labels[term].in_(lang) if term in labels else None)
    if isinstance(term, BlankNode):
        return NodeCell(type="bnode", value=term.value, label=None)
    datatype = None if term.language or term.datatype.value == _STRING else term.datatype.value
    return LiteralCell(value=term.value, datatype=datatype, lang=term.language)
