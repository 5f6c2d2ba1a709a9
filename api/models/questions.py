"""Stored questions and their answers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models.base import Evidence, Model, Page
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


class NodeValue(Model):
    """A thing of the graph."""

    type: Literal["uri", "bnode"] = Field(description="As in SPARQL results.")
    value: str = Field(description="The IRI, or a name that holds within this answer.")
    label: str = Field(description="What it is called.")


class LiteralValue(Model):
    """Words, a number, a date or a truth value."""

    type: Literal["literal"] = Field(default="literal", description="As in SPARQL results.")
    value: str = Field(description="The characters.")
    datatype: str | None = Field(description="The datatype; null for plain text.")
    lang: str | None = Field(description="The language of the text.")


Value = NodeValue | LiteralValue


class Cell(Model):
    """A cell with its values."""

    documented: bool = Field(
        description="False where no document at hand says anything: it stands neither for no nor for nothing. "
        "True with no values where there is nothing to say."
    )
    values: tuple[Value, ...] = Field(description="At most one, but in gathered columns.")


class Row(Model):
    """A row, with the words behind it."""

    cells: dict[str, Cell] = Field(description="A cell for each column.")
    evidence: tuple[Evidence, ...] = Field(description="The passages that say what the row says.")


class Column(Model):
    """A column of an answer."""

    name: str
    title: str = Field(description="What people call it.")
    gathered: bool = Field(description="Whether its cells gather several values; the others say what a row stands for.")


class Answer(Page[Row]):
    """The answer to a stored question: one item for each row."""

    question: Question = Field(description="What was asked.")
    lang: Language = Field(description="The language of the labels.")
    parameters: dict[str, NodeValue] = Field(description="What it was asked of, as it was understood.")
    columns: tuple[Column, ...] = Field(description="The columns, in order; every item has a cell for each.")
