"""What contract versions state; each field is null where no document at hand says anything."""

from __future__ import annotations

from pydantic import Field

from api.models.base import (
    ClausePath,
    ClauseReference,
    ContractReference,
    DataTypePath,
    DataTypeReference,
    Documented,
    Page,
    ProcessingPath,
    ProvisionReference,
    PurposePath,
    PurposeReference,
    Reference,
    Stated,
    Words,
)
from kg.lookup import Role


class Clause(Documented):
    """A passage of a contract version on one matter."""

    href: ClausePath = Field(validation_alias="iri", description="Where to look it up.")
    versions: Stated[ContractReference] = Field(description="That it is a clause of.")
    states: tuple[Reference, ...] = Field(description="What it states.")


class Clauses(Page[Clause]):
    """The clauses that fit what was asked."""


class StatedThing(Documented):
    """Something that is stated in a contract version."""

    clauses: Stated[ClauseReference] = Field(description="The clauses that state it.")
    provides: tuple[Reference, ...] = Field(description="What a document says it contains.")
    lacks: tuple[Reference, ...] = Field(description="What a document says it does not contain.")


class Purpose(StatedThing):
    """What personal data are processed for."""

    href: PurposePath = Field(validation_alias="iri", description="Where to look it up.")
    versions: Stated[ContractReference] = Field(description="The contract versions that it is pursued under.")
    listed_under: tuple[PurposeReference, ...] = Field(description="The main purpose that it is listed under.")
    exhaustive: bool | None = Field(description="For a main purpose: whether the contract lists all under it.")
    determined_by: Stated[Reference] = Field(description="Who determines it.")
    roles: Stated[Role] = Field(description="In which the vendor acts for it.")
    categories: tuple[Reference, ...] = Field(description="Of the Data Privacy Vocabulary; the classification is ours.")
    data_types: Stated[DataTypeReference] = Field(description="That are used for it.")
    legal_bases: Stated[Reference] = Field(description="That its vendor names for it.")
    assumed_bases: tuple[Reference, ...] = Field(description="That a reader assumes, or the wording suggests.")


class Purposes(Page[Purpose]):
    """The purposes that fit what was asked."""


class DataType(StatedThing):
    """A category of data that a contract names."""

    href: DataTypePath = Field(validation_alias="iri", description="Where to look it up.")
    versions: Stated[ContractReference] = Field(description="The contract versions that name it.")
    personal: bool | None = Field(description="Whether the data are personal data.")
    arises: Stated[Reference] = Field(description="How the vendor comes to have them.")
    contains: tuple[DataTypeReference, ...] = Field(description="More detailed data types in it.")
    deidentified_by: tuple[Reference, ...] = Field(description="What made them harder to link to a person.")
    protected_by: Stated[Reference] = Field(description="The security commitments that cover them.")
    purposes: Stated[PurposeReference] = Field(description="What they are used for.")


class DataTypes(Page[DataType]):
    """The data types that fit what was asked."""


class Processing(StatedThing):
    """One answer to the four questions: which data, by whom, how and why."""

    href: ProcessingPath = Field(validation_alias="iri", description="Where to look it up.")
    versions: Stated[ContractReference] = Field(description="The contract versions that state it.")
    carried_out_by: Stated[Reference] = Field(description="Who carries it out.")
    controllers: Stated[Reference] = Field(description="Who determines its purpose.")
    roles: Stated[Role] = Field(description="In which the vendor acts.")
    purposes: Stated[PurposeReference] = Field(description="What it is for.")
    data_types: Stated[DataTypeReference] = Field(description="Which data it uses.")


class Processings(Page[Processing]):
    """The processings that fit what was asked."""


class Exclusion(StatedThing):
    """What the contract says that personal data are not processed for."""

    excludes: Stated[Reference] = Field(description="The purpose categories that it rules out.")
    applies_to: tuple[Reference, ...] = Field(description="What it is limited to.")


class Condition(StatedThing):
    """A limit or promise that the contract attaches to processing."""

    applies_to: tuple[Reference, ...] = Field(description="What it is limited to.")


class InstructionRegime(StatedThing):
    """What counts as the customer's documented instructions."""

    consists_of: Words | None = Field(description="What counts, in our words.")


class ChangeProcedure(StatedThing):
    """How a change of terms or functions takes effect."""

    approved_by: Stated[Reference] = Field(description="What counts as the customer's approval.")


class SubProcessorList(StatedThing):
    """The list of sub-processors that the vendor publishes."""

    data_types: Stated[DataTypeReference] = Field(description="That it says they have access to.")


class SecurityCommitment(StatedThing):
    """A promise of security measures."""

    protects: Stated[DataTypeReference] = Field(description="The data types that it covers.")
    applies_to: tuple[Reference, ...] = Field(description="What else it is limited to.")
    recognises: Stated[Reference] = Field(description="States of data that the vendor takes into account.")
    disregards: tuple[Reference, ...] = Field(description="States of data that it is said not to take into account.")
    certified_to: Stated[Reference] = Field(description="Standards that the measures are to meet.")


class Assistance(StatedThing):
    """What the processor does to help the controller."""

    assists_with: Stated[ProvisionReference] = Field(description="The provisions whose duties it serves.")


class LegalBasis(StatedThing):
    """A party's word on the legal basis of processing."""

    bases: Stated[Reference] = Field(description="The legal bases that it names.")
    purposes: Stated[PurposeReference] = Field(description="The purposes that it covers.")
    assumed: bool | None = Field(description="True where it is what a reader assumes, and not what the party said.")


class BalancingRecord(StatedThing):
    """A documented balancing of a legitimate interest."""

    purposes: Stated[PurposeReference] = Field(description="The purposes that it covers.")
    some_of: tuple[PurposeReference, ...] = Field(
        description="Main purposes of which it covers a selection that is not named."
    )


class AnonymisationStep(StatedThing):
    """The step that turns personal data into anonymous data."""

    turns: Stated[DataTypeReference] = Field(description="What goes in.")
    into: Stated[DataTypeReference] = Field(description="What comes out.")
    takes_place: Stated[Reference] = Field(description="Before or after the data reach the vendor.")
