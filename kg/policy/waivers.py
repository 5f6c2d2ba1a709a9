"""Reads the waivers of a store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import SourceError
from kg.findings import Text, Waiver
from kg.iris import CG, ID, PREFIXES, slug
from kg.shacl.graph import ReadGraph, Subject
from kg.shacl.names import RDF_TYPE, RDFS
from kg.sources import Location, Source, lines
from kg.store.base import Store, Term

SAID = "CONSTRUCT { ?waiver ?property ?value } WHERE { ?waiver a cg:Waiver ; ?property ?value }"
VERSIONS = """
CONSTRUCT { ?waiver cg:scope ?version } WHERE { ?waiver a cg:Waiver ; cg:scope/^cg:versionOf ?version }
"""
_DATE = NamedNode(PREFIXES["xsd"] + "date")


def read_waivers(store: Store, sources: Sequence[Source]) -> tuple[Waiver, ...]:
    """The waivers of a store, sorted by IRI.

    Args:
        store: a snapshot's store.
        sources: the files that it was made of.

    Raises:
        SourceError: a waiver lacks a name, what it waives, a scope, a reason, a date, or who accepted it.
    """
    said = ReadGraph(store.construct(SAID))
    nodes = sorted({waiver for waiver, _ in said.pairs(RDF_TYPE)}, key=str)
    if not nodes:
        return ()
    places = _places(sources)
    versions = ReadGraph(store.construct(VERSIONS))
    return tuple(_waiver(said, versions, node, places.get(node)) for node in nodes)


def _waiver(said: ReadGraph, versions: ReadGraph, node: Subject, place: Location | None) -> Waiver:
    if isinstance(node, BlankNode):
        raise _wrong(place, "a waiver without a name", "an IRI, so that a report can point to it")
    waives, scope = (_named(said.objects(node, _cg(name))) for name in ("waives", "scope"))
    if not waives:
        raise _wrong(place, "this waiver waives nothing", "cg:waives with a finding, or with a shape such as cgs:PD001")
    if not scope and any(not one.value.startswith(f"{ID}finding/") for one in waives):
        raise _wrong(place, "a waiver of a shape without cg:scope", "the contract or other things that it is about")
    reason, accepted, until = (said.objects(node, _cg(name)) for name in ("reason", "acceptedBy", "until"))
    if not any(isinstance(one, Literal) and one.value.strip() for one in reason):
        raise _wrong(place, "this waiver gives no cg:reason", "why the findings are accepted")
    if not any(isinstance(one, Literal) and one.value.strip() for one in accepted):
        raise _wrong(place, "this waiver does not say who accepted it", "cg:acceptedBy with a name and a function")
    return Waiver(
        iri=node.value,
        label=Text.of(said.objects(node, NamedNode(f"{RDFS}label")), slug(node.value)),
        waives=tuple(one.value for one in waives),
        scope=tuple(one.value for one in _named({*scope, *versions.objects(node, _cg("scope"))})),
        reason=Text.of(reason),
        accepted_by=Text.of(accepted).en,
        until=_until(until, place),
        location=place,
    )


def _until(values: Sequence[Term], place: Location | None) -> date:
    if len(values) == 1 and isinstance(value := values[0], Literal) and value.datatype == _DATE:
        try:
            return date.fromisoformat(value.value)
        except ValueError:
            pass
    raise _wrong(place, "this waiver has no one last day", 'cg:until with a date such as "2026-12-31"^^xsd:date')


def _places(sources: Sequence[Source]) -> dict[Term, Location]:
    """Where each waiver is written; only files that spell the word, or may spell it by escapes, are looked at."""
    holding = [source for source in sources if b"Waiver" in source.data or b"\\" in source.data]
    found: dict[Term, Location] = {}
    for source in holding:
        at = lines(source)
        for quad in source.quads:
            node = quad.subject
            typed = quad.predicate == RDF_TYPE and quad.object == _cg("Waiver")
            if typed and not isinstance(node, Triple) and (place := at.subject(node)):
                found.setdefault(node, place)
    return found


def _named(terms: Iterable[Term]) -> list[NamedNode]:
    return sorted((term for term in terms if isinstance(term, NamedNode)), key=lambda term: term.value)


def _wrong(place: Location | None, message: str, expected: str) -> SourceError:
    if place is None:
        return SourceError(message, expected=expected)
    return SourceError(message, path=place.path, line=place.line, column=place.column, expected=expected)


def _cg(name: str) -> NamedNode:
    return NamedNode(CG + name)
