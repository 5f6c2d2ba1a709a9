"""The words that answers show for terms of other vocabularies."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.iris import GDPR, PREFIXES
from tests.conftest import ROOT

FOLDER = ROOT / "data" / "vocabulary"
LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
SOURCE = ox.NamedNode(PREFIXES["dcterms"] + "source")


@pytest.mark.parametrize("name", ["dpv-legal-bases", "dpv-roles", "shacl"])
def test_each_term_is_labelled_in_three_languages(name: str) -> None:
    languages: dict[object, list[str]] = {}
    for quad in ox.parse(path=str(FOLDER / f"{name}.ttl")):
        tags = languages.setdefault(quad.subject, [])
        if quad.predicate == LABEL and isinstance(quad.object, ox.Literal):
            tags.append(quad.object.language or "")
    assert languages
    assert {tuple(sorted(tags)) for tags in languages.values()} == {("da", "en", "sv")}


def test_legal_bases_that_the_data_name_are_described() -> None:
    described = {quad.subject for quad in ox.parse(path=str(FOLDER / "dpv-legal-bases.ttl"))}
    basis = ox.NamedNode(PREFIXES["cg"] + "basis")
    named = {
        quad.object
        for path in sorted((ROOT / "data").rglob("*.ttl"))
        for quad in ox.parse(path=str(path))
        if quad.predicate == basis
    }
    assert named
    assert named <= described


@pytest.mark.shared
def test_legal_bases_stand_for_the_provisions_that_dpv_names(shared: Path) -> None:
    dpv = ox.Store()
    dpv.bulk_load(path=str(shared / "vocab" / "eu-gdpr.ttl"), format=ox.RdfFormat.TURTLE)
    ours = {
        (quad.subject, str(getattr(quad.object, "value", "")).removeprefix(GDPR))
        for quad in ox.parse(path=str(FOLDER / "dpv-legal-bases.ttl"))
        if quad.predicate == SOURCE
    }
    theirs = {
        (subject, str(getattr(url.object, "value", "")).partition("/eli/reg/2016/679/")[2])
        for subject in {subject for subject, _ in ours if isinstance(subject, ox.NamedNode)}
        for source in dpv.quads_for_pattern(subject, SOURCE, None, None)
        if not isinstance(source.object, ox.Literal)
        for url in dpv.quads_for_pattern(source.object, None, None, None)
        if url.predicate.value.endswith("/url")
    }
    assert len(ours) == 6
    assert ours == theirs
