"""Which triples a query can need beside the descriptions of the nodes that its walks come to."""

from __future__ import annotations

import re

import pytest

from kg.incremental.reach import Needs
from kg.incremental.reading import read
from kg.shacl.names import RDF_TYPE

PROLOGUE = "PREFIX : <urn:> "


def needs(query: str, *known: str) -> tuple[set[str], set[str]]:
    """What is walked backwards, and what is needed from anywhere; by local names."""
    found = Needs()
    found.select(read(PROLOGUE + query), set(known))
    return set(map(_local, found.backwards)), set(map(_local, found.anywhere))


def _local(name: str) -> str:
    return re.sub("<urn:(.*)>", r"\1", name)


@pytest.mark.parametrize(
    ("where", "backwards", "anywhere"),
    [
        # from the subject on, nothing more is needed
        ("?this :p ?x", set(), set()),
        ("?this :p ?x . ?x :q ?y . ?y ?any ?z", set(), set()),
        ("?this :p/:q*/:r ?x", set(), set()),
        ("?this a :C ; ?p ?o", set(), set()),
        (":fixed :p ?x", set(), set()),
        ("?this :p ?x OPTIONAL { ?x :q ?y }", set(), set()),
        ("?this :p ?x FILTER NOT EXISTS { ?x :q ?this }", set(), set()),
        ("?this :q ?w BIND(?this AS ?x) ?x :p ?y", set(), set()),
        ("VALUES ?x { :a } ?x :p ?y", set(), set()),
        ("{ ?this :p ?x } UNION { ?this :q ?x } ?x :r ?y", set(), set()),
        # against the direction of a property
        ("?x :p ?this", {"p"}, set()),
        ("?this ^:p ?x", {"p"}, set()),
        ("?this :p/^:q ?x", {"q"}, set()),
        ("?this (^:p|:q)* ?x", {"p"}, set()),
        ("?x ?any ?this", {"*"}, set()),
        ("?x :p* ?this", {"p"}, set()),
        ("?this :p ?hub . ?other :q ?hub", {"q"}, set()),
        ("?this :p ?x OPTIONAL { ?y :q ?x }", {"q"}, set()),
        ("?this :p ?x FILTER EXISTS { ?y :q ?x }", {"q"}, set()),
        ("?this :p ?x FILTER EXISTS { ?y :q :fixed }", set(), {"q"}),
        # by nothing that is known
        ("BIND(?this AS ?x) ?x :p ?y", set(), {"p"}),  # nothing gives ?this a value in front of it
        ("?this :p ?x . ?y :q ?z", set(), {"q"}),
        ("?this :p ?x . ?y a :C", set(), {"a C"}),
        ("?this :p ?x . ?y ?any ?z", set(), {"*"}),
        ("?this :p ?x . ?y :q* ?z", set(), {"*"}),
        ("?this :p ?x . ?y (:q|:r) ?z", set(), {"q", "r"}),
        ("?this :p ?x OPTIONAL { ?y :q ?z }", set(), {"q"}),
        ("?this :p ?x FILTER EXISTS { ?y a ?class }", set(), {str(RDF_TYPE)}),
        ("OPTIONAL { ?this :q ?y } OPTIONAL { ?y :r ?z }", set(), {"q", "r"}),
    ],
)
def test_what_a_walk_needs(where: str, backwards: set[str], anywhere: set[str]) -> None:
    assert needs(f"SELECT * {{ {where} }}", "?this") == (backwards, anywhere)


@pytest.mark.parametrize(
    ("query", "backwards", "anywhere"),
    [
        ("SELECT ?this { { SELECT ?this { ?this :p ?x } } ?this :q ?y }", set(), set()),
        ("SELECT * { { SELECT (?x AS ?this) { ?x :p ?y } } }", set(), set()),
        ("SELECT * { ?this :q ?z { SELECT ?y { ?x :p ?y } } }", set(), {"p"}),
        ("SELECT * { { SELECT ?this (COUNT(?x) AS ?n) { ?x :p ?this } GROUP BY ?this } }", {"p"}, set()),
        ("SELECT * { { SELECT ?this (COUNT(?x) AS ?n) { ?this :p ?x } GROUP BY ?this } }", set(), set()),
        ("SELECT * { ?this :q ?n { SELECT (COUNT(?x) AS ?m) { ?this :p ?x } } }", set(), {"p"}),
        ("SELECT * { ?this :q ?y { SELECT ?x ?y { ?x :p ?y } } }", {"p"}, set()),
    ],
)
def test_what_a_query_in_a_query_needs(query: str, backwards: set[str], anywhere: set[str]) -> None:
    assert needs(query, "?this") == (backwards, anywhere)


def test_of_several_ways_the_cheapest_is_taken() -> None:
    """What is known by one pattern is entered there, however the patterns are ordered."""
    assert needs("SELECT * { ?y :r ?z . ?x :q ?y . ?this :p ?x }", "?this") == (set(), set())
    assert needs("SELECT * { ?x :q ?z . ?this :p ?x, ?z }", "?this") == (set(), set())


def test_nothing_known_needs_everything_that_is_named() -> None:
    assert needs("SELECT * { ?a :p ?b . ?b :q ?c }") == (set(), {"p"})


def test_what_a_filter_does_not_surely_know_is_not_known() -> None:
    """An option may leave its variable without a value, and then any triple will do."""
    where = "?this :p ?x OPTIONAL { ?x :q ?y } FILTER NOT EXISTS { ?y :r ?z }"
    assert needs(f"SELECT * {{ {where} }}", "?this") == (set(), {"r"})
    where = "?this :p ?x { ?x :q ?y } UNION { ?x :q ?w } FILTER NOT EXISTS { ?y :r ?z }"
    assert needs(f"SELECT * {{ {where} }}", "?this") == (set(), {"r"})
