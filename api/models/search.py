"""What a search finds."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from pydantic import BeforeValidator, Field, ValidationInfo

from api.models.base import Model, Page, page_of
from kg.findings import Language
from kg.iris import ID
from kg.search import Kind, Passage


def _plain(passage: object) -> object:
    return passage.text if isinstance(passage, Passage) else passage


def _marked(passage: object) -> object:
    return passage.html if isinstance(passage, Passage) else passage


def _page(iri: str, info: ValidationInfo) -> str:
    own = f"{ID}party/"
    vendor = info.data.get("kind") == "vendor" and iri.startswith(own)
    return f"/v1/vendors/{quote(iri[len(own) :])}" if vendor else page_of(iri)


class FoundPassage(Model):
    """What is said of a thing, or a part of it."""

    plain: str = Field(validation_alias="text", description="The words; an ellipsis stands for what is left out.")
    marked: str = Field(validation_alias="html", description="The same as HTML, with each hit in a `mark` element.")
    lang: Language = Field(validation_alias="language", description="The language that it is in.")


class Hit(Model):
    """A thing that was found."""

    id: str = Field(validation_alias="iri", description="Its IRI.")
    kind: Kind = Field(description="What kind of thing it is.")
    href: Annotated[str, BeforeValidator(_page)] = Field(validation_alias="iri", description="Where to look it up.")
    label: Annotated[str, BeforeValidator(_plain)] = Field(description="What it is called.")
    marked: Annotated[str, BeforeValidator(_marked)] = Field(
        validation_alias="label", description="The label as HTML, with each hit in a `mark` element."
    )
    passage: FoundPassage | None = Field(description="What is said of it, with the hits in it; null where nothing is.")


class Suggestion(Model):
    """A word of a query that found nothing."""

    word: str = Field(description="As it was typed.")
    total: int = Field(description="How many things it finds alone.")
    nearest: tuple[str, ...] = Field(
        description="Words in the graph that it may have been meant to be, the nearest first; none where it finds "
        "something."
    )


class SearchHits(Page[Hit]):
    """What was found, the best first."""

    suggestions: tuple[Suggestion, ...] = Field(
        exclude_if=lambda found: not found,
        description="What each word of the query that tells something finds alone; left out where something was found.",
    )
