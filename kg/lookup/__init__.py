"""Look-ups of single things and lists of them, the same for the command line and the API.

Each comes in two forms: `vendor` gives None where there is nothing of that name, `vendor_strict` raises NotFound.
"""

from kg.lookup.contracts import Contract, Version, contract, contract_strict, contracts
from kg.lookup.findings import finding, finding_strict, matching
from kg.lookup.parts import Purpose
from kg.lookup.provisions import Provision, provision, provision_strict, provisions
from kg.lookup.purposes import purpose, purpose_strict, purposes
from kg.lookup.things import Role, Thing
from kg.lookup.vendors import Vendor, vendor, vendor_strict, vendors

__all__ = [
    "Contract",
    "Provision",
    "Purpose",
    "Role",
    "Thing",
    "Vendor",
    "Version",
    "contract",
    "contract_strict",
    "contracts",
    "finding",
    "finding_strict",
    "matching",
    "provision",
    "provision_strict",
    "provisions",
    "purpose",
    "purpose_strict",
    "purposes",
    "vendor",
    "vendor_strict",
    "vendors",
]
