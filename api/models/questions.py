"""Stored questions and their answers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models.base import Model, Page
from kg.findings import Language


class Parameter(Model):
    """A parameter of a question."""

    name: str
    kind: str = Field(description="What kind of thing it takes.")
    required: bool = Field(description="Whether it must be given.")


class Question(Model):
    """A stored question."""

    name: str
    href: str = Field(description="Where to ask it.")
    wording: str = Field(description="The question, in words.")
    parameters: tuple[Parameter, ...] = Field(description="What it takes.")


class Questions(Page[Question]):
    """All stored questions."""


class NodeCell(Model):
    """A cell with a thing of the graph."""

    documented: Literal[True] = True
    type: Literal["uri", "bnode"] = Field(description="As in SPARQL results.")
    value: str = Field(description="The IRI, or a name that holds within this answer.")
    label: str | None = Field(description="What it is called.")


class LiteralCell(Model):
    """A cell with words, a number or a date."""

    documented: Literal[True] = True
    type: Literal["literal"] = Field(default="literal", description="As in SPARQL results.")
    value: str = Field(description="The characters.")
    datatype: str | None = Field(description="The datatype; null for plain text.")
    lang: str | None = Field(description="The language of the text.")


class UndocumentedCell(Model):
    """A cell that no document at hand fills: it stands neither for no nor for nothing."""

    documented: Literal[False] = False
    value: None = None


Cell = NodeCell | LiteralCell | UndocumentedCell


class Answer(Page[dict[str, Cell]]):
    """The answer to a stored question: one item for each row, with a cell for each column."""

    question: Question = Field(description="What was asked.")
    lang: Language = Field(description="The language of the labels.")
    columns: tuple[str, ...] = Field(description="The columns, in order; every item has a cell for each.")
