"""Findings."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from api.models.base import (
    Absent,
    ClauseReference,
    ContractReference,
    Evidence,
    FindingPath,
    GuidanceReference,
    Model,
    ObservationReference,
    Page,
    ProvisionReference,
    Reference,
    ServiceReference,
    VendorReference,
    Words,
)
from kg.findings import Severity, State


def _status(waiver: object) -> object:
    return waiver if isinstance(waiver, str) else "waived" if waiver else "open"


class Location(Model):
    """A place in a file."""

    file: str = Field(validation_alias="path", description="The file, as it was named when it was read.")
    line: int = Field(description="Counted from 1.")
    column: int = Field(description="Counted from 1.")


Status = Literal["open", "waived"]


class Waiver(Model):
    """A decision to accept findings until a date."""

    id: str = Field(validation_alias="iri", description="Its IRI.")
    label: Words = Field(description="What it is called.")
    reason: Words = Field(description="Why the findings are accepted.")
    accepted_by: str = Field(description="Who accepted them.")
    until: date = Field(description="The last day on which it holds.")
    location: Location | None = Field(description="Where it is written.")


class FindingHead(Model):
    """A finding, in short."""

    id: str = Field(validation_alias="iri", description="Its IRI; the same for the same finding in every build.")
    type: Literal["Finding"] = Field(default="Finding", description="What it is.")
    href: FindingPath = Field(validation_alias="iri", description="Where to look it up.")
    code: str = Field(description="The short, stable code of the shape.")
    severity: Severity = Field(description="What a breach weighs.")
    state: State = Field(description="Whether a document says otherwise, or none says it.")
    status: Annotated[Status, BeforeValidator(_status)] = Field(
        validation_alias="waived", description="Whether it is open, or a waiver holds for it today."
    )
    name: Words = Field(description="What the shape is called.")
    focus: str | None = Field(description="The IRI of what was found at fault; null where it has none.")
    focus_label: Words | None = Field(description="What that is called.")


class Finding(FindingHead):
    """One result of validation, with what is known of it."""

    message: Words = Field(description="What to do about it.")
    topic: str = Field(description="The legal topic of the shape.")
    shape: str = Field(description="The IRI of the shape.")
    path: str | None = Field(description="The property at fault, as an IRI or as SPARQL writes a longer path.")
    path_label: Words | None = Field(description="What that property is called.")
    value: str | None = Field(description="The IRI or the characters of the value at fault.")
    value_label: Words | None = Field(description="What that value is called.")
    location: Location | None = Field(description="Where the fault stands in the data.")
    provisions: tuple[ProvisionReference, ...] = Field(description="What the shape enforces.")
    guidance: tuple[GuidanceReference, ...] = Field(description="The guidance paragraphs that the shape follows.")
    clauses: tuple[ClauseReference, ...] = Field(description="The clauses that state what was found at fault.")
    versions: tuple[ContractReference, ...] = Field(description="The contract versions that it is stated under.")
    vendors: tuple[VendorReference, ...] = Field(description="Whose contract, processing or decision it is.")
    services: tuple[ServiceReference, ...] = Field(description="The services under the contract.")
    customers: tuple[Reference, ...] = Field(description="The customers under the contract.")
    evidence: tuple[Evidence, ...] = Field(description="The passages behind it.")
    observations: tuple[ObservationReference, ...] = Field(description="What named bodies observed of it.")
    waiver: Absent[Waiver] = Field(validation_alias="waived", description="The waiver that holds for it, if one does.")


class Counts(Model):
    """How many findings there are."""

    findings: int
    violation: int
    warning: int
    info: int
    stated_otherwise: int = Field(description="A document says otherwise.")
    not_documented: int = Field(description="No document at hand says it.")
    files: int = Field(description="In how many files.")
    waived: int = Field(description="That a waiver holds for; they are not among the others.")


class Findings(Page[Finding]):
    """The findings that fit what was asked, sorted by file, line and column."""

    counts: Counts = Field(description="How many there are of each sort; what is waived is counted apart.")
