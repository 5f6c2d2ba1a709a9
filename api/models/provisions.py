"""Provisions of law."""

from __future__ import annotations

from pydantic import Field

from api.models.base import Page, ProvisionPath, ProvisionReference, Reference, Thing, Words
from api.models.findings import FindingHead


class Resting(Thing):
    """Something that rests on a provision, or on a part of it."""

    code: str | None = Field(description="Of a shape; null for anything else.")
    on: tuple[ProvisionReference, ...] = Field(description="The provisions that it rests on.")


class Provision(Thing):
    """A provision or a whole legal source, and everything that rests on it or on a part of it."""

    href: ProvisionPath = Field(validation_alias="iri", description="The path of this answer.")
    number: str | None = Field(description="How it is cited below its source, such as 6(1)(f).")
    title: Words | None = Field(description="As the law has it where that is short, else in our words.")
    summary: Words | None = Field(description="What it says, in one sentence of ours.")
    identifier: tuple[Reference, ...] = Field(description="Whether its identifier was confirmed with its publisher.")
    verification: tuple[Reference, ...] = Field(description="Whether the summary was checked against the original.")
    known_through: tuple[Reference, ...] = Field(
        description="The documents through which it is known, where it was not read itself."
    )
    parents: tuple[ProvisionReference, ...] = Field(description="What it is part of, from the nearest to the whole.")
    children: tuple[ProvisionReference, ...] = Field(description="Its own parts, without theirs.")
    shapes: tuple[Resting, ...] = Field(description="Shapes that enforce it.")
    guidance: tuple[Resting, ...] = Field(description="Guidance paragraphs that interpret it.")
    observations: tuple[Resting, ...] = Field(description="Observations that invoke it.")
    conclusions: tuple[Resting, ...] = Field(description="Conclusions that invoke it.")
    views: tuple[Resting, ...] = Field(description="Views on the ground for a disclosure, that invoke it.")
    requests: tuple[Resting, ...] = Field(description="Requests that invoke it.")
    assistance: tuple[Resting, ...] = Field(description="Assistance with a duty in it.")
    legal_bases: tuple[Resting, ...] = Field(description="Statements of legal basis that name it.")
    purposes: tuple[Resting, ...] = Field(description="Purposes that those statements cover.")
    clauses: tuple[Resting, ...] = Field(description="Clauses that state them, or assistance with a duty in it.")
    findings: tuple[FindingHead, ...] = Field(description="Findings of the shapes that enforce it.")


class Provisions(Page[ProvisionReference]):
    """All legal sources and provisions that the graph holds."""
