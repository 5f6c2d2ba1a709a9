"""Lists that read what is asked of them, and what contract versions state, across all contracts."""

from __future__ import annotations

from typing import Any

import pytest
from pyoxigraph import NamedNode

from kg import lookup
from kg.errors import NotFound, ParameterError
from kg.iris import ID
from kg.lookup.listing import Kind, Listing
from kg.snapshot import Snapshot
from kg.store import EmbeddedStore, Store

VERSION = "microsoft/dpa-2020-12-09"


class Counting(EmbeddedStore):
    """A store that counts what it is asked."""

    def __init__(self, of: Store) -> None:
        super().__init__()
        self.of, self.asked = of, 0

    def query(self, *arguments: Any, **named: Any) -> Any:
        self.asked += 1
        return self.of.query(*arguments, **named)


def test_a_slice_reads_no_more_than_itself(snapshot: Snapshot) -> None:
    store = Counting(snapshot.store)
    found = lookup.purposes(store)
    assert (len(found), store.asked) == (30, 1)
    assert [one.iri for one in found[3:5]] == [node.value for node in found.nodes[3:5]]
    assert store.asked == 2
    assert found[0].iri == found.nodes[0].value
    assert found[-1].iri == found.nodes[-1].value
    assert found[30:] == ()
    assert store.asked == 4
    assert [one.iri for one in found] == [node.value for node in found.nodes]


@pytest.mark.parametrize(
    ("all_", "one", "strict", "name", "near"),
    [
        (lookup.clauses, lookup.clause, lookup.clause_strict, f"{VERSION}/sub-processors", f"{VERSION}/sub-processor"),
        (lookup.data_types, lookup.data_type, lookup.data_type_strict, f"{VERSION}/customer-data", None),
        (lookup.processings, lookup.processing, lookup.processing_strict, f"{VERSION}/billing", None),
        (lookup.services, lookup.service, lookup.service_strict, "microsoft-teams", "microsoft-team"),
        (lookup.guidances, lookup.guidance, lookup.guidance_strict, "edpb-07-2020/par-114", None),
        (lookup.observations, lookup.observation, lookup.observation_strict, "region-stockholm-2021/3.1", None),
        (lookup.shapes, lookup.shape, lookup.shape_strict, "LI001", "LI01"),
    ],
)
def test_each_kind_is_found_by_name_and_by_iri(
    snapshot: Snapshot, all_: object, one: object, strict: object, name: str, near: str | None
) -> None:
    store = snapshot.store
    assert callable(all_)
    assert callable(one)
    assert callable(strict)
    found = one(store, name)
    assert found is not None
    assert found == one(store, found.iri) == strict(store, name)
    assert found in list(all_(store))
    wrong = near or f"{name}x"
    assert one(store, wrong) is None
    assert one(store, "no name <") is None
    with pytest.raises(NotFound) as raised:
        strict(store, wrong)
    assert raised.value.expected is not None
    assert raised.value.expected.startswith("did you mean ")


def test_a_thing_of_another_kind_is_none_of_this(snapshot: Snapshot) -> None:
    assert lookup.clause(snapshot.store, f"{ID}purpose/{VERSION}/billing") is None
    assert lookup.vendor(snapshot.store, "region-stockholm") is None


def test_filters(snapshot: Snapshot) -> None:
    store = snapshot.store
    (billing,) = lookup.processings(store, purpose=f"purpose/{VERSION}/billing")
    assert billing.roles == ("controller",)
    assert [one.label.en for one in billing.versions] != []
    own = lookup.processings(store, role="controller", version=VERSION)
    assert {one.roles for one in own} == {("controller",)}
    assert len(lookup.processings(store, role="processor")) + len(lookup.processings(store, role="controller")) <= len(
        lookup.processings(store)
    )
    for clause in lookup.clauses(store, version=VERSION):
        assert [one.iri for one in clause.versions] == [f"{ID}contract/{VERSION}"]
    with pytest.raises(ParameterError) as raised:
        lookup.data_types(store, vendor="microsft")
    assert (raised.value.parameter, raised.value.expected) == ("vendor", "did you mean microsoft?")


def test_guidance_from_both_ends(snapshot: Snapshot) -> None:
    paragraph = lookup.guidance_strict(snapshot.store, "edpb-07-2020/par-114")
    assert (paragraph.type, paragraph.number) == ("GuidanceParagraph", "114")
    assert paragraph.cited_for is not None
    (whole,) = paragraph.part_of
    document = lookup.guidance_strict(snapshot.store, whole.iri)
    assert document.type == "Guidance"
    assert paragraph.iri in {one.iri for one in document.paragraphs}
    assert paragraph.shapes
    shape = lookup.shape_strict(snapshot.store, paragraph.shapes[0].iri)
    assert paragraph.iri in {one.iri for one in shape.follows}
    assert shape.label == paragraph.shapes[0].label
    for one in paragraph.interprets:
        assert paragraph.iri in {other.iri for other in lookup.guidances(snapshot.store, provision=one.iri)}


def test_shape_says_what_it_weighs(snapshot: Snapshot) -> None:
    shape = lookup.shape_strict(snapshot.store, "AN002")
    assert (shape.type, shape.code, shape.topic) == ("NodeShape", "AN002", "lawfulness")
    assert (shape.severity, shape.state) == ("violation", "stated otherwise")
    assert shape.label.sv == "Anonymisering efter utlämnande utan stöd"
    assert shape.message is not None
    assert {one.number for one in shape.enforces} >= {"6(1)"}


def test_observation_and_service(snapshot: Snapshot) -> None:
    observation = lookup.observation_strict(snapshot.store, "region-stockholm-2021/3.1")
    assert [one.label.en for one in observation.made_by] == ["Region Stockholm"]
    assert f"{ID}purpose/{VERSION}/billing" in {one.iri for one in observation.about}
    teams = lookup.service_strict(snapshot.store, "microsoft-teams")
    assert [one.iri for one in teams.belongs_to] == [f"{ID}service/microsoft-365"]
    assert all(one.iri.startswith(f"{ID}contract/") for one in teams.versions)
    assert teams.versions


def test_list_of_nothing() -> None:
    found = lookup.purposes(EmbeddedStore())
    assert isinstance(found, Listing)
    assert (len(found), list(found), found[:5]) == (0, [], ())
    with pytest.raises(IndexError):
        found[0]
    with pytest.raises(NotFound, match="no purpose"):
        lookup.purpose_strict(EmbeddedStore(), "x")


def test_kinds_of_iris(snapshot: Snapshot) -> None:
    def known(path: str) -> bool:
        return lookup.has_kind(snapshot.store, NamedNode(ID + path))

    assert known(f"purpose/{VERSION}/billing")
    assert known(f"contract/{VERSION}")
    assert known("law/se/osl")
    assert known("party/microsoft")
    assert not known("party/region-stockholm")
    assert not known("document/gdpr")
    assert not known("purpose/none")
    assert Kind("thing", ID, lookup.Clause).name == "thing"
