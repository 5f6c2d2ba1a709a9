"""Findings of a small world, and waivers in it."""

from __future__ import annotations

from hashlib import sha256

from kg.findings import Finding, findings
from kg.iris import GRAPH, PREFIXES
from kg.sources import Source
from kg.store import EmbeddedStore
from tests.graphs import store

WAIVER = """
<https://w3id.org/clausegraph/id/waiver/acme/w> a cg:Waiver ;
    cg:waives cgs:PD001 ;
    cg:scope <https://w3id.org/clausegraph/id/contract/acme/2020> ;
    cg:reason "It is in the next version."@en, "Det står i nästa version."@sv ;
    cg:acceptedBy "Anna Lind, data protection officer" ;
    cg:until "2026-06-30"^^xsd:date .
"""
DECLARED = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


def found() -> tuple[Finding, ...]:
    """A violation PD001 and a warning, a note and a placeless warning CB001."""
    return findings(store())


def waived_world(text: str, more: str = "") -> tuple[EmbeddedStore, tuple[Source, ...]]:
    """A store that holds a file of waivers, and that file."""
    graph = f"{GRAPH}records/waivers"
    file = "records/waivers.ttl"
    data = (DECLARED + text + more).encode()
    source = Source(file, file, graph, sha256(data).hexdigest(), data=data)
    made = store()
    made.add(graph, [quad.triple for quad in source.quads])
    return made, (source,)
