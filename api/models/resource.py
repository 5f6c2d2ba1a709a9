"""Anything that the graph holds, with its statements; and the graphs themselves."""

from __future__ import annotations

from pydantic import Field

from api.models.base import Absent, Evidence, Model, Page, Path, Reference, Words


class _Placed(Model):
    """Where a statement comes from."""

    graph: str = Field(description="The graph that holds it.")
    file: Absent[str] = Field(description="The file that it was read from; left out where it was not read from one.")
    line: Absent[int] = Field(description="Counted from 1; left out where it is not known.")
    column: Absent[int] = Field(description="Counted from 1; left out where it is not known.")


class Node(_Placed):
    """A statement's other end, where that is a thing."""

    id: str = Field(description="Its IRI; `_:` and a name that holds within this answer, where it has none.")
    label: Absent[str] = Field(description="What it is called.")
    href: Absent[str] = Field(description="Where to look it up.")


class TextValue(_Placed):
    """A statement's value, where that is words, a number, a date or a truth value."""

    text: str = Field(description="The characters.")
    language: Absent[str] = Field(description="The language of the text.")
    datatype: Absent[str] = Field(description="The datatype; left out for plain text.")


class Property(Model):
    """A property of the statements."""

    id: str = Field(description="Its IRI.")
    name: str = Field(description="As it stands in `statements` and `incoming`.")
    label: str = Field(description="What it is called.")
    href: str = Field(description="Where to look it up.")


class Resource(Model):
    """A thing, with the statements of which it is the subject or the value."""

    id: str = Field(description="Its IRI.")
    label: Words = Field(description="What it is called.")
    href: str = Field(description="The path of this answer, or of the answer for things of its kind.")
    evidence: tuple[Evidence, ...] = Field(description="The passages that say what is said of it.")
    statements: dict[str, tuple[Node | TextValue, ...]] = Field(description="What is said of it, by property.")
    incoming: dict[str, tuple[Node, ...]] = Field(description="What is said by it, by property: the subjects.")
    properties: tuple[Property, ...] = Field(description="The properties of those statements.")
    total: int = Field(description="How many statements there are, on all pages.")


class GraphEntry(Model):
    """A named graph."""

    id: str = Field(description="Its IRI.")
    name: str = Field(description="What stands behind `graph/` in its IRI, or the IRI.")
    href: str = Field(description="Where to look it up.")
    triples: int = Field(description="How many it holds.")
    files: tuple[str, ...] = Field(description="The files that it was read from, sorted.")


class Graphs(Page[GraphEntry]):
    """The named graphs."""


class Described(Reference):
    """A thing that a graph makes statements of."""

    href: Path = Field(validation_alias="iri", description="Where to look it up.")


class Graph(Page[Described]):
    """A named graph: the things that it makes statements of."""

    graph: GraphEntry = Field(description="The graph.")
