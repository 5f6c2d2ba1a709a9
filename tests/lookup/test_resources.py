from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg import lookup
from kg.errors import NotFound, ParameterError
from kg.iris import CG, GRAPH, ID
from kg.snapshot import Snapshot, inputs, kept

BILLING = f"{ID}purpose/microsoft/dpa-2020-12-09/billing"
OWN = """
@prefix cg: <https://w3id.org/clausegraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
GRAPH <https://example.org/named> {
    <https://example.org/it> a cg:Purpose ; rdfs:label "it" ; rdfs:seeAlso [ rdfs:label "nameless" ] .
}
"""


def test_pages_of_statements_are_the_whole(snapshot: Snapshot) -> None:
    sources = lookup.Origins(snapshot.sources)
    whole = lookup.resource_strict(snapshot.store, BILLING, sources, limit=1000)
    assert whole.total == len(whole.statements)
    pages = [
        lookup.resource_strict(snapshot.store, BILLING, sources, limit=7, offset=offset).statements
        for offset in range(0, whole.total, 7)
    ]
    assert tuple(one for page in pages for one in page) == whole.statements
    assert [one.incoming for one in whole.statements] == sorted(one.incoming for one in whole.statements)


def test_places_are_those_in_the_files(snapshot: Snapshot) -> None:
    root = Path(__file__).parents[2]
    found = lookup.resource_strict(snapshot.store, BILLING, lookup.Origins(snapshot.sources), limit=1000)
    placed = [one for one in found.statements if one.location]
    assert len(placed) >= 15
    for one in placed:
        assert one.file is not None
        assert one.location is not None
        line = (root / one.file).read_text(encoding="utf-8").splitlines()[one.location.line - 1]
        there = line[one.location.column - 1 :]
        assert (
            there[0] == '"'
            if isinstance(one.other, Literal)
            else there.split(" ")[0].rpartition(":")[2] in str(one.triple(NamedNode(BILLING)).object)
        )
    inferred = [one for one in found.statements if one.graph == f"{GRAPH}inferred"]
    assert {(one.file, one.location) for one in inferred} == {(None, None)}


def test_file_too_long_to_search_is_named_all_the_same(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.lookup.origins.LONGEST", 10)
    found = lookup.resource_strict(snapshot.store, BILLING, lookup.Origins(snapshot.sources), limit=5)
    assert {one.location for one in found.statements} == {None}
    assert "data/contracts/microsoft-2020-12-09.ttl" in {one.file for one in found.statements}


def test_named_graph_of_a_file_of_several(tmp_path: Path) -> None:
    (tmp_path / "own.trig").write_text(OWN, encoding="utf-8")
    made = kept(inputs([tmp_path / "own.trig"]).sources, home=tmp_path / "home")
    found = lookup.resource_strict(made.store, "https://example.org/it", lookup.Origins(made.sources), limit=100)
    own = [one for one in found.statements if one.graph == "https://example.org/named"]
    assert len(own) == 3
    assert all(one.file and one.file.endswith("own.trig") for one in own)
    assert {one.location.line for one in own if one.location} == {5}
    (nameless,) = [one.other for one in own if isinstance(one.other, BlankNode)]
    described = lookup.described(made.store, found)
    label = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    assert Triple(nameless, label, Literal("nameless")) in described
    graph = next(
        one for one in lookup.graphs(made.store, lookup.Origins(made.sources)) if one.iri == "https://example.org/named"
    )
    assert (graph.triples, len(graph.files)) == (4, 1)
    assert lookup.subjects(made.store, graph.iri) == [NamedNode("https://example.org/it")]
    assert [one.label.en for one in lookup.references(made.store, lookup.subjects(made.store, graph.iri))] == ["it"]
    assert lookup.references(made.store, []) == ()


def test_what_is_not_there(snapshot: Snapshot) -> None:
    assert lookup.resource(snapshot.store, "https://example.org/none", lookup.Origins(()), limit=5) is None
    with pytest.raises(NotFound, match=r"nothing of https://example\.org/none"):
        lookup.resource_strict(snapshot.store, "https://example.org/none", lookup.Origins(()), limit=5)
    with pytest.raises(ParameterError, match="no IRI") as raised:
        lookup.resource(snapshot.store, "no iri", lookup.Origins(()), limit=5)
    assert raised.value.parameter == "iri"


def test_graphs_and_properties_are_known_too(snapshot: Snapshot) -> None:
    for iri in (f"{GRAPH}report", f"{CG}hasVendor", f"{CG}NotDocumented"):
        assert lookup.knows(snapshot.store, NamedNode(iri))
        assert lookup.resource(snapshot.store, iri, lookup.Origins(()), limit=5) is not None
    assert not lookup.knows(snapshot.store, NamedNode(f"{GRAPH}none"))


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (f"{CG}hasVendor", "cg:hasVendor"),
        (BILLING, BILLING),
        (f"{GRAPH}report", f"{GRAPH}report"),
        ("https://example.org/p", "https://example.org/p"),
    ],
)
def test_short_names(iri: str, short: str) -> None:
    assert lookup.short(iri) == short
