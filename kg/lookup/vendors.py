"""Vendors, with their services and contracts, and the services themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pyoxigraph import NamedNode

from kg.findings import Reference
from kg.iris import ID
from kg.lookup.contracts import Contract
from kg.lookup.listing import Kind
from kg.lookup.things import Around, References, Thing, along


@dataclass(frozen=True, slots=True)
class Vendor(Thing):
    """A party that offers a service under a contract."""

    OF_CLASS = ("Vendor",)

    services: Annotated[References, along("^offeredBy")]
    contracts: tuple[Contract, ...]


@dataclass(frozen=True, slots=True)
class Service(Thing):
    """What a vendor offers.

    Args:
        vendors: who offers it.
        belongs_to: the larger services that it is part of.
        parts: the services that are part of it.
        versions: the contract versions that are about it.
    """

    OF_CLASS = ("Service",)

    vendors: Annotated[References, along("offeredBy")]
    belongs_to: Annotated[References, along("belongsTo", documented=False)]
    parts: Annotated[References, along("^belongsTo", documented=False)]
    versions: Annotated[References, along("^hasService", of="ContractVersion")]


def _vendor(around: Around, reference: Reference) -> Vendor:
    node = NamedNode(reference.iri)
    theirs = (one for one in around.follow(node, "^hasVendor") if around.is_a(one, "Contract"))
    return around.read(Vendor, reference, contracts=around.read_all(Contract, theirs))


VENDORS = Kind(
    "vendor",
    f"{ID}party/",
    Vendor,
    """
    { ?thing cg:offeredBy? ?it }
    UNION { ?contract cg:hasVendor ?it ; a cg:Contract . ?thing cg:versionOf? ?contract }
    """,
    make=_vendor,
)
SERVICES = Kind(
    "service",
    f"{ID}service/",
    Service,
    """
    { ?thing cg:belongsTo? ?it } UNION { ?thing cg:hasService ?it ; a cg:ContractVersion }
    """,
    {"vendor": ("vendor", "?it cg:offeredBy ?vendor .")},
)

vendors, vendor, vendor_strict = VENDORS.all, VENDORS.one, VENDORS.strict
services, service, service_strict = SERVICES.all, SERVICES.one, SERVICES.strict
