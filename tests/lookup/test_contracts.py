from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from kg import lookup
from kg.errors import NotFound
from kg.iris import ID, PREFIXES
from kg.lookup.contracts import Contract, Version
from kg.snapshot import Snapshot
from kg.store import EmbeddedStore

FOREIGN = """
<https://example.org/c> a cg:Contract ; rdfs:label "C"@en .
<https://example.org/c/1> a cg:ContractVersion ; cg:versionOf <https://example.org/c> .
<https://example.org/p> a cg:Purpose ; cg:underVersion <https://example.org/c/1> ;
    rdfs:label "P"@en ; cg:lacks cg:DataTypesUsed .
<https://example.org/other> a cg:Purpose ; cg:succeeds <https://example.org/p> ;
    cg:underVersion <https://example.org/c/2> .
"""


@pytest.fixture
def foreign() -> EmbeddedStore:
    """A contract of somebody's own, of whom nothing is known."""
    prologue = "".join(f"@prefix {prefix}: <{iri}> . " for prefix, iri in PREFIXES.items())
    store = EmbeddedStore()
    quads = parse((prologue + FOREIGN).encode(), RdfFormat.TURTLE)
    store.add("https://example.org/g", [Triple(quad.subject, quad.predicate, quad.object) for quad in quads])
    return store


@pytest.fixture(scope="module")
def version(snapshot: Snapshot) -> Version:
    found = lookup.contract_strict(snapshot.store, "microsoft/dpa-2020-12-09")
    assert isinstance(found, Version)
    return found


def names(things: tuple[lookup.Thing, ...]) -> set[str]:
    return {thing.iri.rpartition("/")[2] for thing in things}


def test_contracts_come_sorted_with_their_versions(snapshot: Snapshot) -> None:
    found = lookup.contracts(snapshot.store)
    assert [one.iri for one in found] == [f"{ID}contract/google/education", f"{ID}contract/microsoft/dpa"]
    assert [one.iri for one in found[1].versions] == [
        f"{ID}contract/microsoft/dpa-2020-12-09",
        f"{ID}contract/microsoft/dpa-2023-01-01",
    ]
    assert [one.label.en for one in found[1].vendors] == ["Microsoft"]


def test_contract_by_name_and_by_iri(snapshot: Snapshot) -> None:
    by_name = lookup.contract(snapshot.store, "microsoft/dpa")
    assert isinstance(by_name, Contract)
    assert by_name == lookup.contract(snapshot.store, f"{ID}contract/microsoft/dpa")
    assert by_name == lookup.contracts(snapshot.store)[1]


def test_version_states_what_the_addendum_states(version: Version) -> None:
    assert version.valid_from == "2020-12-09"
    assert [one.label.en for one in version.customers] == ["Region Stockholm"]
    assert names(version.data_types) >= {"customer-data", "diagnostic-data", "service-generated-data"}
    assert names(version.exclusions) == {"profiling", "advertising", "market-research"}
    assert len(version.purposes) == 12
    assert {one.iri.split("/")[-2] for one in version.purposes} == {"dpa-2020-12-09"}
    assert version.not_documented == ()


def test_what_a_document_says_to_be_missing_and_what_none_says_are_kept_apart(version: Version) -> None:
    billing = next(one for one in version.purposes if one.iri.endswith("/billing"))
    assert [one.label.en for one in billing.lacks] == ["data types used"]
    assert billing.data_types == ()
    assert billing.not_documented == ("data_types",)
    assert billing.roles == ("controller",)
    diagnostic = next(one for one in version.data_types if one.iri.endswith("/diagnostic-data"))
    assert "protected_by" in diagnostic.not_documented
    customer = next(one for one in version.data_types if one.iri.endswith("/customer-data"))
    assert [one.label.en for one in customer.protected_by] == ["measures for customer data"]


def test_scaling_has_no_controller_and_no_clause(version: Version) -> None:
    scaling = next(one for one in version.purposes if one.iri.endswith("/scaling"))
    assert set(scaling.not_documented) >= {"clauses", "determined_by", "roles", "legal_bases"}


def test_clause_tells_what_it_states(version: Version) -> None:
    exclusions = next(one for one in version.clauses if one.iri.endswith("/exclusions"))
    assert names(version.exclusions) <= {one.iri.rpartition("/")[2] for one in exclusions.states}


def test_everything_stated_has_evidence(version: Version) -> None:
    for thing in (*version.clauses, *version.purposes, *version.processings, *version.security):
        assert thing.evidence, thing.iri


def test_contract_in_a_foreign_namespace(foreign: EmbeddedStore) -> None:
    contract = lookup.contract_strict(foreign, "https://example.org/c")
    assert isinstance(contract, Contract)
    assert contract.not_documented == ("vendors",)
    version = lookup.contract_strict(foreign, "https://example.org/c/1")
    assert isinstance(version, Version)
    assert version.not_documented == ("vendors", "customers", "services", "valid_from")
    assert [one.iri for one in version.purposes] == ["https://example.org/p"]


@pytest.mark.parametrize("name", ["microsoft/dpa-2021", "x y", "", "https://example.org/none", f"{ID}party/microsoft"])
def test_unknown_contract(snapshot: Snapshot, name: str) -> None:
    assert lookup.contract(snapshot.store, name) is None
    with pytest.raises(NotFound, match="there is no contract"):
        lookup.contract_strict(snapshot.store, name)


def test_unknown_contract_comes_with_the_nearest(snapshot: Snapshot) -> None:
    with pytest.raises(NotFound) as caught:
        lookup.contract_strict(snapshot.store, "microsoft/dpa-2020-12-08")
    assert caught.value.expected == "did you mean microsoft/dpa-2020-12-09?"


def test_unknown_contract_in_an_empty_graph() -> None:
    with pytest.raises(NotFound) as caught:
        lookup.contract_strict(EmbeddedStore(), "a")
    assert caught.value.expected == "the graph holds none"
