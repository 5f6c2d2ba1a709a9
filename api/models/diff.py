"""What changed between two contract versions."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models.base import ContractReference, Evidence, Model, Reference, Words
from api.models.findings import FindingHead


class ComparedVersion(ContractReference):
    """A contract version, with those that it was seen at work between."""

    customers: tuple[Reference, ...] = Field(description="Whom it binds.")
    services: tuple[Reference, ...] = Field(description="What it is about.")


class Detail(Model):
    """What the two versions say of one property, or of one element of a thing."""

    what: Reference = Field(description="The property or element.")
    earlier: tuple[Words, ...] = Field(description="Its values in the earlier version.")
    later: tuple[Words, ...] = Field(description="Its values in the later version.")
    documented: bool = Field(
        description="Whether no value says that the matter is not documented; else that there is nothing to say."
    )


class Change(Model):
    """What came, went or changed."""

    kind: Reference = Field(description="What it is, such as a purpose.")
    happening: Literal["came", "went", "changed"] = Field(description="What became of it.")
    certain: bool = Field(
        description="False where no document says it of the other version, so that it may only not be documented."
    )
    earlier: tuple[Reference, ...] = Field(description="What the earlier version states in this place.")
    later: tuple[Reference, ...] = Field(description="What the later version states in this place.")
    details: tuple[Detail, ...] = Field(description="In which respects it changed.")
    evidence: tuple[Evidence, ...] = Field(description="The passages behind it, those of both versions.")


class ComparedFinding(FindingHead):
    """A finding that only one of the versions has."""

    happening: Literal["came", "went"] = Field(
        description="Whether the later version has it, or the earlier one had it."
    )
    settled: bool = Field(
        description="For one that went: whether what it is about is known to be gone or to be otherwise now."
    )
    value: str | None = Field(description="The IRI or the characters of the value at fault.")
    value_label: Words | None = Field(description="What that value is called.")


class Difference(Model):
    """What differs between two contract versions, in the order in which they were named."""

    earlier: ComparedVersion = Field(description="The version that was named first, to start from, whatever its date.")
    later: ComparedVersion = Field(description="The version that was named second, whatever its date.")
    changes: tuple[Change, ...] = Field(description="What came, changed and went.")
    unchanged: int = Field(description="How many things both versions state alike.")
    findings: tuple[ComparedFinding, ...] = Field(description="The findings that only one of them has.")
    findings_stayed: int = Field(description="How many findings both versions have.")
