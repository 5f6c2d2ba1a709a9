from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode

from kg import lookup
from kg.iris import CGS, ID
from kg.snapshot import Snapshot

MICROSOFT = NamedNode(f"{ID}party/microsoft")
SHAPE = NamedNode(f"{CGS}LI001")


def test_labels_of_what_has_one(snapshot: Snapshot) -> None:
    terms = [MICROSOFT, MICROSOFT, None, SHAPE, Literal("a"), BlankNode("b"), NamedNode("https://example.org/none")]
    found = lookup.labels(snapshot.store, terms)
    assert set(found) == {MICROSOFT, SHAPE}
    assert found[MICROSOFT].sv == "Microsoft"
    assert found[SHAPE].en == "Legitimate interest without a balancing record"


def test_nothing_to_label(snapshot: Snapshot) -> None:
    assert lookup.labels(snapshot.store, [None, Literal("a")]) == {}
