"""Contracts, and their versions with all that these state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated

from pyoxigraph import NamedNode

from kg.errors import NotFound
from kg.iris import ID
from kg.lookup import parts
from kg.lookup.listing import Kind
from kg.lookup.names import nearest, node_of
from kg.lookup.things import Around, References, Thing, along, value
from kg.store.base import Store

_FOLDER = f"{ID}contract/"
_VERSION = "?thing ( cg:underVersion | cg:clauseOf )? ?version ."


@dataclass(frozen=True, slots=True)
class Contract(Thing):
    """A vendor's data processing agreement, as a work that has versions."""

    OF_CLASS = ("Contract",)

    vendors: Annotated[References, along("hasVendor")]
    versions: Annotated[References, along("^versionOf")]


@dataclass(frozen=True, slots=True)
class Version(Thing):
    """A contract as it stands from a date, with all that it states.

    Args:
        contract: that it is a version of.
        vendors: whose contract it is.
        customers: that it binds.
        services: that it is about.
        valid_from: the date from which it stands, as the document gives it.
        supersedes: earlier versions.
        known_through: the documents through which it is known, where it was not read itself.
    """

    OF_CLASS = ("ContractVersion",)

    contract: Annotated[References, along("versionOf")]
    vendors: Annotated[References, along("hasVendor")]
    customers: Annotated[References, along("hasCustomer")]
    services: Annotated[References, along("hasService")]
    valid_from: Annotated[str | None, value("validFrom")]
    supersedes: Annotated[References, along("supersedes", documented=False)]
    known_through: Annotated[References, along("knownThrough", documented=False)]
    clauses: tuple[parts.Clause, ...]
    purposes: tuple[parts.Purpose, ...]
    data_types: tuple[parts.DataType, ...]
    processings: tuple[parts.Processing, ...]
    exclusions: tuple[parts.Exclusion, ...]
    conditions: tuple[parts.Condition, ...]
    instructions: tuple[parts.InstructionRegime, ...]
    changes: tuple[parts.ChangeProcedure, ...]
    sub_processors: tuple[parts.SubProcessorList, ...]
    security: tuple[parts.SecurityCommitment, ...]
    assistance: tuple[parts.Assistance, ...]
    legal_bases: tuple[parts.LegalBasis, ...]
    balancing_records: tuple[parts.BalancingRecord, ...]
    anonymisation: tuple[parts.AnonymisationStep, ...]


PARTS: Mapping[str, tuple[str, type[Thing]]] = MappingProxyType(
    {
        "clauses": ("Clause", parts.Clause),
        "purposes": ("Purpose", parts.Purpose),
        "data_types": ("DataType", parts.DataType),
        "processings": ("Processing", parts.Processing),
        "exclusions": ("Exclusion", parts.Exclusion),
        "conditions": ("Condition", parts.Condition),
        "instructions": ("InstructionRegime", parts.InstructionRegime),
        "changes": ("ChangeProcedure", parts.ChangeProcedure),
        "sub_processors": ("SubProcessorList", parts.SubProcessorList),
        "security": ("SecurityCommitment", parts.SecurityCommitment),
        "assistance": ("Assistance", parts.Assistance),
        "legal_bases": ("LegalBasisStatement", parts.LegalBasis),
        "balancing_records": ("BalancingRecord", parts.BalancingRecord),
        "anonymisation": ("AnonymisationStep", parts.AnonymisationStep),
    }
)
"""The fields of a version that list what it states, with the class of our ontology and of this library."""


_VENDOR = {"vendor": ("vendor", "?it cg:hasVendor ?vendor .")}
CONTRACTS = Kind("contract", _FOLDER, Contract, "?thing cg:versionOf? ?it .", _VENDOR)
VERSIONS = Kind("contract version", _FOLDER, Version, "?thing ( cg:underVersion | cg:clauseOf )? ?it .", _VENDOR)

contracts = CONTRACTS.all


def contract(store: Store, name: str) -> Contract | Version | None:
    """A contract or one of its versions; None where there is none of that name.

    Args:
        store: what to look in.
        name: what stands behind `id/contract/` in its IRI, or the IRI.
    """
    node = node_of(_FOLDER, name)
    if node is None:
        return None
    around = Around(store, _VERSION, version=node)
    if around.is_a(node, "ContractVersion"):
        return _version(around, node)
    return CONTRACTS.one(store, name)


def contract_strict(store: Store, name: str) -> Contract | Version:
    """Like `contract`, but raises NotFound with the nearest name where there is none."""
    found = contract(store, name)
    if found is None:
        nodes = (*CONTRACTS.all(store).nodes, *VERSIONS.all(store).nodes)
        known = [node.value.removeprefix(_FOLDER) for node in nodes]
        raise NotFound(f"there is no contract {name!r}", expected=nearest(name, known))
    return found


def _version(around: Around, node: NamedNode) -> Version:
    (thing,) = around.references([node])
    own = {one for path in ("^underVersion", "^clauseOf") for one in around.follow(node, path)}
    return around.read(
        Version,
        thing,
        **{
            name: around.read_all(kind, own.intersection(around.instances(of_class)))
            for name, (of_class, kind) in PARTS.items()
        },
    )
