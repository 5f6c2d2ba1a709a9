"""Vendors, with their services and contracts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from kg.errors import NotFound
from kg.iris import ID
from kg.lookup.contracts import Contract
from kg.lookup.names import nearest
from kg.lookup.things import Around, References, Thing, along
from kg.store.base import Store

_FOLDER = f"{ID}party/"
_VENDORS = """
    { ?thing a cg:Vendor } UNION { ?thing cg:offeredBy ?vendor }
    UNION { ?contract cg:hasVendor ?vendor ; a cg:Contract . ?thing cg:versionOf? ?contract }
"""


@dataclass(frozen=True, slots=True)
class Vendor(Thing):
    """A party that offers a service under a contract."""

    services: Annotated[References, along("^offeredBy")]
    contracts: tuple[Contract, ...]


def vendors(store: Store) -> tuple[Vendor, ...]:
    """All vendors, sorted by IRI."""
    around = Around(store, _VENDORS)
    contracts = around.read_all(Contract, around.instances("Contract"))
    return tuple(
        around.read(Vendor, one, contracts=tuple(of for of in contracts if one in of.vendors))
        for one in around.references(around.instances("Vendor"))
    )


def vendor(store: Store, name: str) -> Vendor | None:
    """One vendor; None where there is none of that name.

    Args:
        store: what to look in.
        name: what stands behind `id/party/` in its IRI, or the IRI.
    """
    return next((one for one in vendors(store) if one.iri in (name, _FOLDER + name)), None)


def vendor_strict(store: Store, name: str) -> Vendor:
    """Like `vendor`, but raises NotFound with the nearest name where there is none."""
    found = vendor(store, name)
    if found is None:
        known = [one.iri.removeprefix(_FOLDER) for one in vendors(store)]
        raise NotFound(f"there is no vendor {name!r}", expected=nearest(name, known))
    return found
