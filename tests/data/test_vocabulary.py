"""The terms of DPV 2.3 that the project uses: each exists there, and its purpose categories are linked as there."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.iris import CG, PREFIXES
from tests.conftest import ROOT

SKOS = PREFIXES["skos"]
BROADER = ox.NamedNode(SKOS + "broader")
PURPOSE = ox.NamedNode(PREFIXES["dpv"] + "Purpose")
DPV_ROOT = "https://w3id.org/dpv"
VOCABULARY = ROOT / "data" / "vocabulary" / "dpv-purposes.ttl"


def terms(path: Path) -> set[str]:
    """Every IRI of the DPV family in a Turtle file, the datatypes of literals included."""
    found = set()
    for quad in ox.parse(path=str(path)):
        for term in (quad.subject, quad.predicate, quad.object):
            iri = term.datatype.value if isinstance(term, ox.Literal) else term.value
            if iri.startswith(DPV_ROOT):
                found.add(iri)
    return found


@pytest.fixture(scope="module")
def dpv(shared: Path) -> ox.Store:
    store = ox.Store()
    for path in sorted((shared / "vocab").glob("*.ttl")):
        store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    return store


def categories() -> set[ox.NamedNode]:
    quads = ox.parse(path=str(VOCABULARY))
    return {quad.subject for quad in quads if quad.object == ox.NamedNode(CG + "PurposeCategory")}


@pytest.mark.shared
def test_every_dpv_term_exists_in_dpv(dpv: ox.Store) -> None:
    used: dict[str, set[str]] = {}
    for room in ("ontology", "shapes", "data"):
        for path in sorted((ROOT / room).rglob("*.ttl")):
            for iri in terms(path):
                used.setdefault(iri, set()).add(path.relative_to(ROOT).as_posix())
    assert len(used) > 40
    label = ox.NamedNode(SKOS + "prefLabel")
    missing = {
        iri: sorted(files)
        for iri, files in used.items()
        if next(dpv.quads_for_pattern(ox.NamedNode(iri), label, None, None), None) is None
    }
    assert missing == {}


@pytest.mark.shared
def test_purpose_categories_are_linked_as_in_dpv(dpv: ox.Store) -> None:
    ours: dict[ox.NamedNode, set[ox.NamedNode]] = {category: set() for category in categories()}
    for quad in ox.parse(path=str(VOCABULARY)):
        if quad.predicate == BROADER:
            ours[quad.subject].add(quad.object)
    theirs = {c: {quad.object for quad in dpv.quads_for_pattern(c, BROADER, None, None)} for c in ours}
    assert all(theirs.values()), "each category stands below dpv:Purpose"
    assert ours == {category: wider - {PURPOSE} for category, wider in theirs.items()}


def test_each_category_that_is_used_is_described() -> None:
    predicates = {ox.NamedNode(CG + name) for name in ("category", "excludes", "namesAsTooBroad", "bordersOn")}
    described, used = set(), set()
    for path in sorted((ROOT / "data").rglob("*.ttl")):
        for quad in ox.parse(path=str(path)):
            if quad.object == ox.NamedNode(CG + "PurposeCategory"):
                described.add(quad.subject)
            if quad.predicate in predicates or quad.predicate == BROADER:
                used.add(quad.object)
    assert sorted(term.value for term in used - described) == []
    assert PURPOSE not in described


def test_each_category_is_labelled_in_three_languages() -> None:
    label = ox.NamedNode(PREFIXES["rdfs"] + "label")
    languages: dict[ox.NamedNode, list[str]] = {category: [] for category in categories()}
    for quad in ox.parse(path=str(VOCABULARY)):
        if quad.predicate == label:
            languages[quad.subject].append(quad.object.language)
    assert {tuple(sorted(tags)) for tags in languages.values()} == {("da", "en", "sv")}
