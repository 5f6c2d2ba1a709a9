from __future__ import annotations

import re

import pytest

from kg.errors import ParameterError
from kg.findings import findings
from kg.iris import ID
from kg.side_by_side import Cell, SideBySide, side_by_side
from kg.store import EmbeddedStore
from tests import graphs

FACTS = """
id-party:acme a cg:Vendor, cg:Party ; rdfs:label "Acme" .
id-party:bolt a cg:Vendor, cg:Party ; rdfs:label "Bolt" .
id-contract:acme a cg:Contract ; rdfs:label "Acme terms" ; cg:hasVendor id-party:acme .
id-contract:acme-1 a cg:ContractVersion ; rdfs:label "Acme 1" ; cg:hasVendor id-party:acme .
id-contract:acme-2 a cg:ContractVersion ; rdfs:label "Acme 2" ; cg:hasVendor id-party:acme .
id-party:list-1 a cg:SubProcessorList ; rdfs:label "list" ; cg:underVersion id-contract:acme-1 ; cg:lacks cg:One ;
    cg:evidence id-party:e1 .
id-party:list-2 a cg:SubProcessorList ; rdfs:label "list" ; cg:underVersion id-contract:acme-2 ; cg:lacks cg:One ;
    cg:evidence id-party:e2 .
id-party:e1 cg:section "1" . id-party:e2 cg:section "2" .
cg:One rdfs:label "one"@en .
id-party:basis a cg:LegalBasisStatement ; rdfs:label "basis" ; cg:underVersion id-contract:acme-1 ;
    cg:basis cg:Consent ; cg:assumed true ; cg:lacks cg:One .
cg:Consent rdfs:label "consent"@en .
id-party:coil a cg:Vendor, cg:Party ; rdfs:label "Coil" .
id-purpose:own a cg:Purpose ; rdfs:label "own" ; cg:determinedBy id-party:coil ; cg:hasBasisStatement id-basis:own .
id-basis:own a cg:LegalBasisStatement ; cg:basis cg:Consent .
"""


@pytest.fixture(scope="module")
def compared() -> SideBySide:
    return side_by_side(store(), ["acme", "bolt", "coil"], ())


def store() -> EmbeddedStore:
    return graphs.store(facts=re.sub(r"id-(\w+):([\w-]+)", rf"<{ID}\1/\2>", FACTS), report="", shapes="")


def cell(compared: SideBySide, aspect: str, vendor: int) -> Cell:
    return next(row for row in compared.rows if row.aspect == aspect).cells[vendor]


def test_stated_in_several_versions(compared: SideBySide) -> None:
    found = cell(compared, "sub-processors", 0)
    assert found.state == "stated"
    assert [one.iri.rpartition("/")[2] for one in found.values] == ["list-1", "list-2"]
    (lack,) = found.lacks
    assert (lack.label.en, len(lack.versions)) == ("one", 2)
    assert [one.section for one in lack.evidence] == ["1", "2"]


def test_stated_otherwise_where_nothing_but_its_lack_is_stated(compared: SideBySide) -> None:
    found = cell(compared, "legal-bases", 0)
    assert (found.state, found.values) == ("stated otherwise", ())
    assert [one.label.en for one in found.lacks] == ["one"]


def test_not_documented(compared: SideBySide) -> None:
    for row in compared.rows:
        assert (row.cells[1].state, row.cells[1].values, row.cells[1].lacks) == ("not documented", (), ())


def test_what_a_party_says_beside_its_contracts(compared: SideBySide) -> None:
    (basis,) = cell(compared, "legal-bases", 2).values
    assert (basis.label.en, basis.versions) == ("consent", ())
    assert [one.label.en for one in cell(compared, "purposes-without-role", 2).values] == ["own"]


def test_none_where_every_purpose_has_a_role() -> None:
    facts = f"""
        <{ID}party/a> a cg:Vendor . <{ID}party/b> a cg:Vendor .
        <{ID}contract/v> a cg:ContractVersion ; cg:hasVendor <{ID}party/a> ; cg:validFrom "2020-01-01" .
        <{ID}purpose/p> a cg:Purpose ; cg:underVersion <{ID}contract/v> ; cg:hasVendor <{ID}party/a> .
        <{ID}processing/p> a cg:Processing, cg:ProcessingByController ; cg:forPurpose <{ID}purpose/p> .
    """
    compared = side_by_side(graphs.store(facts=facts, report="", shapes=""), ["a", "b"], ())
    assert [cell(compared, "purposes-without-role", vendor).state for vendor in (0, 1)] == ["none", "not documented"]
    assert [cell(compared, "exclusions", vendor).state for vendor in (0, 1)] == ["not documented"] * 2


def test_versions_behind_each_vendor(compared: SideBySide) -> None:
    assert [[one.reference.label.en for one in versions] for versions in compared.versions] == [
        ["Acme 1", "Acme 2"],
        [],
        [],
    ]


def test_duties_have_their_titles() -> None:
    point = "http://data.europa.eu/eli/reg/2016/679/art_28/par_3/pnt"
    whole = "http://data.europa.eu/eli/reg/2016/679/art_28/par_3/oj"
    facts = f"""
        <{ID}party/a> a cg:Vendor . <{ID}party/b> a cg:Vendor .
        <{point}_a/oj> a cg:Point ; cg:partOf <{whole}> ; rdfs:label "28(3)(a)"@en ; dcterms:title "Word"@en, "Ord"@sv .
        <{point}_b/oj> a cg:Point ; cg:partOf <{whole}> ; rdfs:label "28(3)(b)"@en .
    """
    compared = side_by_side(graphs.store(facts=facts, report="", shapes=""), ["a", "b"], ())
    duties = [row.label for row in compared.rows if row.aspect == "duty"]
    assert [(one.en, one.sv) for one in duties] == [("28(3)(a): Word", "28(3)(a): Ord"), ("28(3)(b)", "28(3)(b)")]


def test_no_duties_where_the_law_is_not_in_the_graph(compared: SideBySide) -> None:
    assert "duty" not in {row.aspect for row in compared.rows}


def test_findings_are_counted() -> None:
    found = findings(graphs.store())
    facts = graphs.store(facts=graphs.FACTS + f"<{ID}party/bolt> a cg:Vendor ; rdfs:label 'Bolt' .")
    compared = side_by_side(facts, ["acme", f"{ID}party/bolt"], found)
    assert [one.topic for one in compared.topics] == ["controller", "purpose"]
    counts = {one.topic: [count.summary.findings for count in one.counts] for one in compared.topics}
    assert counts == {"controller": [1, 0], "purpose": [1, 0]}


@pytest.mark.parametrize("names", [[], ["acme"], ["acme", "Acme"], ["acme"] * 9, ["acme", "none"]])
def test_names(names: list[str]) -> None:
    with pytest.raises(ParameterError) as caught:
        side_by_side(store(), names, ())
    assert caught.value.expected
