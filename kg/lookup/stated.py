"""What contract versions state, across all contracts: clauses, purposes, data types and processings."""

from __future__ import annotations

from kg.iris import ID
from kg.lookup.listing import Kind, Listing
from kg.lookup.parts import Clause, DataType, Processing, Purpose
from kg.lookup.things import Role
from kg.store.base import Store

_VENDOR = ("vendor", "?it cg:hasVendor ?vendor .")
_VERSION = ("version", "?it cg:underVersion ?version .")
_ROLES: dict[Role, str] = {"controller": "cg:ProcessingByController", "processor": "cg:ProcessingOnBehalf"}

CLAUSES = Kind(
    "clause",
    f"{ID}clause/",
    Clause,
    "?thing cg:statedIn? ?it .",
    {"vendor": _VENDOR, "version": ("version", "?it cg:clauseOf ?version .")},
)
PURPOSES = Kind(
    "purpose",
    f"{ID}purpose/",
    Purpose,
    "?thing ( cg:forPurpose | ^cg:hasBasisStatement )? ?it .",
    {
        "vendor": ("vendor", "?it cg:hasVendor | cg:determinedBy | ^cg:forPurpose/cg:carriedOutBy ?vendor ."),
        "version": ("version", "?it cg:underVersion | ^cg:forPurpose/cg:underVersion ?version ."),
    },
)
DATA_TYPES = Kind(
    "data type",
    f"{ID}data-type/",
    DataType,
    "?thing ( cg:usesDataType | cg:protects )? ?it .",
    {"vendor": _VENDOR, "version": _VERSION},
)
PROCESSINGS = Kind(
    "processing",
    f"{ID}processing/",
    Processing,
    filters={
        "vendor": ("vendor", "?it cg:hasVendor | cg:carriedOutBy ?vendor ."),
        "version": _VERSION,
        "purpose": ("thing", "?it cg:forPurpose ?purpose ."),
        "data_type": ("thing", "?it cg:usesDataType ?data_type ."),
    },
)


def purposes(
    store: Store, *, vendor: str | None = None, version: str | None = None, role: Role | None = None
) -> Listing[Purpose]:
    """The purposes that fit all that is given, in the order of their IRIs.

    Args:
        store: what to look in.
        vendor: whose contract states them, who determines them or who processes for them.
        version: the contract version that they are pursued under.
        role: in which the vendor acts for them; where no document says it, a purpose fits no role.

    Raises:
        ParameterError: there is no such vendor or version; the error names the nearest.
    """
    groups = [f"FILTER EXISTS {{ ?acting cg:forPurpose ?it ; a {_ROLES[role]} }}"] if role else []
    return PURPOSES.all(store, *groups, vendor=vendor, version=version)


def processings(
    store: Store,
    *,
    vendor: str | None = None,
    version: str | None = None,
    purpose: str | None = None,
    data_type: str | None = None,
    role: Role | None = None,
) -> Listing[Processing]:
    """The processings that fit all that is given, in the order of their IRIs.

    Args:
        store: what to look in.
        vendor: whose contract states them, or who carries them out.
        version: the contract version that states them.
        purpose: what they are for.
        data_type: that they use.
        role: in which the vendor acts; where no document says it, a processing fits no role.

    Raises:
        ParameterError: a name names nothing; the error names the nearest.
    """
    groups = [f"?it a {_ROLES[role]} ."] if role else []
    return PROCESSINGS.all(store, *groups, vendor=vendor, version=version, purpose=purpose, data_type=data_type)


purpose, purpose_strict = PURPOSES.one, PURPOSES.strict
processing, processing_strict = PROCESSINGS.one, PROCESSINGS.strict
clauses, clause, clause_strict = CLAUSES.all, CLAUSES.one, CLAUSES.strict
data_types, data_type, data_type_strict = DATA_TYPES.all, DATA_TYPES.one, DATA_TYPES.strict
