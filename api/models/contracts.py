"""Vendors, contracts and contract versions."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models import stated
from api.models.base import (
    ContractPath,
    ContractReference,
    Documented,
    Page,
    Reference,
    ServicePath,
    ServiceReference,
    Stated,
    VendorPath,
    VendorReference,
)


class Contract(Documented):
    """A vendor's data processing agreement, as a work that has versions."""

    type: Literal["Contract"] = Field(description="Its class, by its name in the ontology.")
    href: ContractPath = Field(validation_alias="iri", description="The path of this answer.")
    vendors: Stated[VendorReference] = Field(description="Whose contract it is.")
    versions: Stated[ContractReference] = Field(description="Its versions, sorted.")


class Version(Documented):
    """A contract as it stands from a date, with all that it states."""

    type: Literal["ContractVersion"] = Field(description="Its class, by its name in the ontology.")
    href: ContractPath = Field(validation_alias="iri", description="The path of this answer.")
    contract: Stated[ContractReference] = Field(description="The contract that it is a version of.")
    vendors: Stated[VendorReference] = Field(description="Whose contract it is.")
    customers: Stated[Reference] = Field(description="Whom it binds.")
    services: Stated[ServiceReference] = Field(description="What it is about.")
    valid_from: str | None = Field(description="From when it stands, as precisely as the document says.")
    supersedes: tuple[ContractReference, ...] = Field(description="Earlier versions.")
    known_through: tuple[Reference, ...] = Field(
        description="The documents through which it is known, where it was not read itself."
    )
    clauses: tuple[stated.Clause, ...] = Field(description="Its clauses.")
    purposes: tuple[stated.Purpose, ...] = Field(description="What data are processed for.")
    data_types: tuple[stated.DataType, ...] = Field(description="Which data.")
    processings: tuple[stated.Processing, ...] = Field(description="Which data, by whom, how and why, one by one.")
    exclusions: tuple[stated.Exclusion, ...] = Field(description="What data are not processed for.")
    conditions: tuple[stated.Condition, ...] = Field(description="Limits and promises.")
    instructions: tuple[stated.InstructionRegime, ...] = Field(description="What counts as instructions.")
    changes: tuple[stated.ChangeProcedure, ...] = Field(description="How changes take effect.")
    sub_processors: tuple[stated.SubProcessorList, ...] = Field(description="Lists of sub-processors.")
    security: tuple[stated.SecurityCommitment, ...] = Field(description="Promises of security measures.")
    assistance: tuple[stated.Assistance, ...] = Field(description="Help with the customer's duties.")
    legal_bases: tuple[stated.LegalBasis, ...] = Field(description="Statements of legal basis.")
    balancing_records: tuple[stated.BalancingRecord, ...] = Field(description="Documented balancings of interests.")
    anonymisation: tuple[stated.AnonymisationStep, ...] = Field(description="Steps that make data anonymous.")


class Contracts(Page[Contract]):
    """All contracts."""


class Vendor(Documented):
    """A party that offers a service under a contract."""

    href: VendorPath = Field(validation_alias="iri", description="The path of this answer.")
    services: Stated[ServiceReference] = Field(description="The services that it offers.")
    contracts: tuple[Contract, ...] = Field(description="Its contracts.")


class Vendors(Page[Vendor]):
    """All vendors."""


class Service(Documented):
    """What a vendor offers."""

    href: ServicePath = Field(validation_alias="iri", description="The path of this answer.")
    vendors: Stated[VendorReference] = Field(description="Who offers it.")
    belongs_to: tuple[ServiceReference, ...] = Field(description="The larger services that it is part of.")
    parts: tuple[ServiceReference, ...] = Field(description="The services that are part of it.")
    versions: Stated[ContractReference] = Field(description="The contract versions that are about it.")


class Services(Page[Service]):
    """The services that fit what was asked."""
