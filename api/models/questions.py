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


class DocumentedCell(Model):
    """A cell that the graph fills."""

    documented: Literal[True] = True
    value: str = Field(description="The IRI, or the characters of the literal.")
    type: Literal["uri", "literal", "bnode"] = Field(description="As in SPARQL results.")
    label: str | None = Field(default=None, description="What the IRI is called.")
    datatype: str | None = Field(default=None, description="The datatype of the literal, where it is no plain text.")
    lang: str | None = Field(default=None, description="The language of the literal.")


class UndocumentedCell(Model):
    """A cell that no document at hand fills: it stands neither for no nor for nothing."""

    documented: Literal[False] = False
    value: None = None


Cell = DocumentedCell | UndocumentedCell


class Answer(Page[dict[str, Cell]]):
    """The answer to a stored question: one item for each row, with a cell for each column."""

    question: Question = Field(description="What was asked.")
    lang: Language = Field(description="The language of the labels.")
    columns: tuple[str, ...] = Field(description="The columns, in order; every item has a cell for each.")
