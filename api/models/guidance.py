"""Guidance, observations, and the shapes that follow from law and guidance."""

from __future__ import annotations

from pydantic import Field

from api.models.base import (
    Documented,
    GuidancePath,
    GuidanceReference,
    ObservationPath,
    Page,
    ProvisionReference,
    Reference,
    ShapePath,
    ShapeReference,
    Stated,
    Thing,
    Words,
)
from kg.findings import Severity, State


class Guidance(Documented):
    """A document of a body that guides, or a paragraph of one."""

    href: GuidancePath = Field(validation_alias="iri", description="The path of this answer.")
    title: Words | None = Field(description="Of a document.")
    number: str | None = Field(description="Of a paragraph in its document.")
    reference: str | None = Field(description="How its author refers to a document.")
    issued_by: Stated[Reference] = Field(description="The body.")
    part_of: tuple[GuidanceReference, ...] = Field(description="The document that a paragraph stands in.")
    paragraphs: tuple[GuidanceReference, ...] = Field(description="Those of a document that the graph knows.")
    cited_for: Words | None = Field(description="What a paragraph is cited for, in our words.")
    summary: Words | None = Field(description="What a document is, in our words.")
    interprets: tuple[ProvisionReference, ...] = Field(description="The provisions that it says how to read.")
    too_broad: tuple[Reference, ...] = Field(description="Purpose categories that it names as too broad.")
    verification: tuple[Reference, ...] = Field(description="Whether our words were checked against the original.")
    known_through: tuple[Reference, ...] = Field(
        description="The documents through which it is known, where it was not read itself."
    )
    shapes: tuple[ShapeReference, ...] = Field(description="Shapes that follow it.")
    resting: tuple[Reference, ...] = Field(description="Observations, conclusions and requests that invoke it.")


class Guidances(Page[Guidance]):
    """The guidance that fits what was asked."""


class Observation(Documented):
    """What a named body found in a service or contract."""

    href: ObservationPath = Field(validation_alias="iri", description="The path of this answer.")
    summary: Words | None = Field(description="What it found, in our words.")
    made_by: Stated[Reference] = Field(description="The body.")
    about: Stated[Reference] = Field(description="What it concerns.")
    rests_on: tuple[ProvisionReference, ...] = Field(description="Provisions and guidance that it invokes.")
    risks: tuple[Reference, ...] = Field(description="That the body sees.")


class Observations(Page[Observation]):
    """The observations that fit what was asked."""


class Shape(Thing):
    """A rule that the graph is validated against."""

    href: ShapePath = Field(validation_alias="iri", description="The path of this answer.")
    code: str | None = Field(description="Short and stable.")
    topic: str | None = Field(description="The topic of law.")
    severity: Severity | None = Field(
        description="What a breach weighs; null where the shape does not say, which SHACL reads as a violation."
    )
    state: State | None = Field(description="What a breach says: that a document says otherwise, or that none says it.")
    description: Words | None = Field(description="What it asks for.")
    message: Words | None = Field(description="What to do about a breach.")
    enforces: tuple[ProvisionReference, ...] = Field(description="The provisions.")
    follows: tuple[GuidanceReference, ...] = Field(description="The guidance paragraphs.")


class Shapes(Page[Shape]):
    """The shapes that fit what was asked."""
