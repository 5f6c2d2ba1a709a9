"""Which kind of thing an IRI is of."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kg.iris import CG, ID, expand
from kg.lookup.contracts import CONTRACTS, VERSIONS
from kg.lookup.guidance import GUIDANCE, OBSERVATIONS
from kg.lookup.stated import CLAUSES, DATA_TYPES, PROCESSINGS, PURPOSES
from kg.lookup.vendors import SERVICES, VENDORS
from kg.store.base import Store

_CLASSES = (
    *(
        (kind.folder, kind.model.OF_CLASS)
        for kind in (
            *(VENDORS, SERVICES, CONTRACTS, VERSIONS, CLAUSES, PURPOSES, DATA_TYPES, PROCESSINGS),
            *(GUIDANCE, OBSERVATIONS),
        )
    ),
    (f"{ID}law/", ("Provision", "LegalSource")),
    (f"{ID}finding/", ("sh:ValidationResult",)),
)
_IS_A = "ASK { ?it a ?class VALUES ?class { %s } }"


def has_kind(store: Store, it: NamedNode) -> bool:
    """Whether one of our own IRIs names a thing that can be looked up by the kind that it says it is of."""
    names = [name for folder, classes in _CLASSES if it.value.startswith(folder) for name in classes]
    classes = " ".join(f"<{expand(name) or CG + name}>" for name in names)
    return bool(names) and store.ask(_IS_A % classes, bindings={"it": it})
