"""Vendors side by side."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models.base import ContractReference, Evidence, Model, ProvisionReference, Reference, VendorReference, Words
from api.models.findings import Counts
from kg.side_by_side import State


class ComparedItem(Reference):
    """Something that a cell holds."""

    versions: tuple[ContractReference, ...] = Field(
        description="The contract versions that say it; none for what a party says elsewhere."
    )
    evidence: tuple[Evidence, ...] = Field(description="The passages behind it.")


class ComparedCell(Model):
    """What the documents at hand say of one vendor on one matter."""

    vendor: VendorReference = Field(description="The vendor.")
    state: State = Field(
        description="Whether anything is stated; else whether a document says that there is none; else none, where "
        "the matter is what is open of other things, and nothing is of any; else not documented, which is neither a "
        "yes nor a no."
    )
    values: tuple[ComparedItem, ...] = Field(description="What is stated.")
    lacks: tuple[ComparedItem, ...] = Field(description="What a document says that there is none of.")


class ComparedRow(Model):
    """One matter."""

    aspect: Literal[
        "own-purposes",
        "purposes-on-behalf",
        "purposes-without-role",
        "data-types",
        "legal-bases",
        "safeguards",
        "sub-processors",
        "exclusions",
        "duty",
    ] = Field(description="Its short, stable name.")
    label: Words = Field(description="What it is called; for a duty, the provision with its title.")
    provision: ProvisionReference | None = Field(description="For a duty: the point of Article 28(3) that imposes it.")
    cells: tuple[ComparedCell, ...] = Field(description="One for each vendor, in their order.")


class ComparedCount(Model):
    """How many findings on a topic there are about a vendor; none does not say that all is lawful."""

    vendor: VendorReference = Field(description="The vendor.")
    counts: Counts = Field(validation_alias="summary", description="How many, of each sort.")


class ComparedTopic(Model):
    """The findings on one legal topic."""

    topic: str = Field(description="The topic of the shapes.")
    vendors: tuple[ComparedCount, ...] = Field(
        validation_alias="counts", description="One for each vendor, in their order."
    )


class SideBySide(Model):
    """Vendors, compared matter by matter."""

    vendors: tuple[VendorReference, ...] = Field(description="In the order in which they were asked for.")
    rows: tuple[ComparedRow, ...] = Field(description="What is said, matter by matter.")
    topics: tuple[ComparedTopic, ...] = Field(description="What was found, topic by topic.")
