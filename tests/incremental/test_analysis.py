"""What rules, shapes and questions need of the data, all together; and what a file has of that."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from kg.incremental.analysis import analyse, written
from kg.incremental.model import ANY, Analysis, Builtin, Given, Summary
from kg.incremental.summary import builtin, number, said, summarise
from kg.reason.axioms import axioms
from kg.reason.rules import Rule, compile_axiom
from kg.shacl.compile import compiled
from kg.shacl.components.base import Check, Finder
from kg.shacl.graph import ReadGraph
from kg.shacl.read import read_shapes
from tests.mini import PREFIXES

EG = "https://example.org/"


def triples(text: str) -> list[Triple]:
    return [quad.triple for quad in parse((PREFIXES + text).encode(), RdfFormat.TURTLE)]


def rules(text: str) -> tuple[Rule, ...]:
    given = triples(text)
    return tuple(dict.fromkeys(rule for axiom in axioms(given) for rule in compile_axiom(axiom.statement).rules))


def steps(text: str) -> tuple[Finder | Check, ...]:
    return tuple(compiled(read_shapes(ReadGraph(triples(text)))))


def local(names: frozenset[str]) -> set[str]:
    return {name.replace(f"<{EG}", "").replace(">", "") for name in names}


SUBJECTS = "eg:S sh:targetSubjectsOf eg:p ; "


@pytest.mark.parametrize(
    ("shapes", "backwards", "anywhere"),
    [
        (SUBJECTS + "sh:property [ sh:path eg:q ; sh:minCount 1 ] .", set(), set()),
        (SUBJECTS + "sh:property [ sh:path ( eg:q eg:r ) ; sh:class eg:C ] .", set(), set()),
        (SUBJECTS + "sh:property [ sh:path [ sh:inversePath eg:q ] ; sh:maxCount 1 ] .", {"q"}, set()),
        ("eg:S sh:targetObjectsOf eg:p ; sh:nodeKind sh:IRI .", {"p"}, set()),
        (SUBJECTS + "sh:sparql [ sh:select 'SELECT $this { ?x <https://example.org/q> ?y }' ] .", set(), {"q"}),
    ],
)
def test_what_shapes_need(shapes: str, backwards: set[str], anywhere: set[str]) -> None:
    found = analyse((), steps(shapes), ())
    assert (local(found.backwards), local(found.anywhere), found.given) == (backwards, anywhere, ())


@pytest.mark.parametrize(
    ("select", "changing"),
    [
        ("SELECT $this { $this ?p ?o } LIMIT 1", False),
        ("SELECT $this { $this ?p ?o FILTER(<urn:f>(?o)) }", False),
        ("SELECT $this { $this ?p ?o FILTER(NOW() > ?o) }", True),
    ],
)
def test_what_is_not_understood_needs_everything(select: str, changing: bool) -> None:
    found = analyse((), (), [(select.replace("$", "?"), "?this")])
    assert found == Analysis(frozenset(), frozenset((ANY,)), changing=changing)


def test_a_limit_needs_everything() -> None:
    shapes = steps(SUBJECTS + "sh:sparql [ sh:select 'SELECT $this { $this ?p ?o } LIMIT 1' ] .")
    assert analyse((), shapes, ()).anywhere == {ANY}


QUESTION = [("SELECT * { ?x a eg:B ; eg:p ?y }".replace("eg:B", f"<{EG}B>").replace("eg:p", f"<{EG}p>"), "?x")]


def test_a_rule_is_asked_of_the_node_that_it_says_something_of() -> None:
    found = analyse(
        rules("eg:A rdfs:subClassOf eg:B . eg:q rdfs:domain eg:B . eg:r rdfs:subPropertyOf eg:p ."), (), QUESTION
    )
    assert (found.backwards, found.anywhere, found.given) == (frozenset(), frozenset(), ())


def test_what_follows_from_being_pointed_to_is_handed_over() -> None:
    found = analyse(rules("eg:p rdfs:range eg:B ."), (), QUESTION)
    (given,) = found.given
    assert isinstance(given, Given)
    assert given.of == f"{EG}B"
    assert f"{given.giver} <{EG}p> {given.thing}" in given.where
    assert (found.backwards, found.anywhere) == (frozenset(), frozenset())


def test_what_leads_to_more_of_its_kind_is_not_handed_over() -> None:
    """Else the order in which files are looked at would matter."""
    chain = (
        "eg:p rdfs:range eg:B . eg:C owl:equivalentClass"
        " [ a owl:Restriction ; owl:onProperty eg:p ; owl:someValuesFrom eg:B ] . eg:C rdfs:subClassOf eg:B ."
        " eg:q rdfs:range [ a owl:Restriction ; owl:onProperty eg:p ; owl:allValuesFrom eg:B ] ."
    )
    found = analyse(rules(chain), (), QUESTION)
    for given in found.given:
        assert f"{given.giver} a <{EG}B>" not in given.where


def test_an_inverse_is_walked_backwards() -> None:
    found = analyse(rules("eg:p owl:inverseOf eg:q ."), (), QUESTION)
    assert local(found.backwards) == {"p", "q"}


def test_the_iris_that_are_written_in_queries() -> None:
    shapes = steps(SUBJECTS + "sh:class eg:C .")
    assert {f"{EG}p", f"{EG}C"} <= written(shapes, ())
    assert f"{EG}B" in written((), QUESTION)


def numbers(*names: str) -> list[int]:
    return sorted(number(f"{EG}{name}") for name in names)


def summary(text: str, analysis: Analysis, built_in: Builtin) -> Summary:
    return summarise(parse((PREFIXES + text).encode(), RdfFormat.TURTLE), analysis, built_in)


def test_what_a_file_has() -> None:
    built_in = builtin(triples("eg:base a eg:C ; eg:p eg:other ."), [f"{EG}w"])
    found = summary(
        "eg:a eg:p eg:b, eg:a, eg:base ; eg:own [ eg:q eg:c, 'text' ] .",
        Analysis(frozenset((f"<{EG}q>",)), frozenset()),
        built_in,
    )
    assert list(found.described) == numbers("a")
    assert list(found.mentioned) == numbers("b", "c")
    assert list(found.used) == numbers("own", "q")
    assert list(found.exposed) == numbers("c")
    assert found.common  # a literal can be pointed to from any file


@pytest.mark.parametrize(
    ("text", "anywhere", "common"),
    [
        ("eg:a eg:q eg:b .", "", False),
        ("eg:a eg:q eg:b .", f"<{EG}q>", True),
        ("eg:a eg:q eg:b .", f"<{EG}r>", False),
        ("eg:a a eg:D .", f"a <{EG}D>", True),
        ("eg:a a eg:E .", f"a <{EG}D>", False),
        ("eg:a eg:q eg:b .", ANY, True),
        ("eg:base eg:q eg:b .", "", True),
        ("eg:w eg:q eg:b .", "", True),
        ("eg:a eg:back eg:base .", "", True),
        ("eg:a eg:back eg:b .", "", False),
        ("eg:a eg:back 1 .", "", True),
    ],
)
def test_what_every_file_depends_on(text: str, anywhere: str, common: bool) -> None:
    built_in = builtin(triples("eg:base a eg:C ; eg:p eg:other ."), [f"{EG}w"])
    analysis = Analysis(frozenset((f"<{EG}back>",)), frozenset(filter(None, (anywhere,))))
    assert summary(text, analysis, built_in).common == common


def test_everything_backwards() -> None:
    found = summary("eg:a eg:q eg:b .", Analysis(frozenset((ANY,)), frozenset()), Builtin())
    assert list(found.exposed) == numbers("b")


def test_what_is_built_in() -> None:
    found = builtin(triples("eg:base a eg:C ; eg:p [ eg:q 'x' ] ."), [f"{EG}w"])
    assert set(numbers("base", "C", "p", "q", "w")) <= found.named
    assert number(said(f"{EG}base", f"{EG}C")) in found.named
    assert found.described == frozenset(numbers("base"))
