"""The triple patterns of a SELECT; what is not known is never guessed."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from kg.incremental.patterns import Changing, Group, NotUnderstood, Optional, Pattern, Select, Union, Values
from kg.incremental.reading import names, read
from kg.iris import PREFIXES, REPORT_GRAPH, SHAPES_GRAPH
from kg.shacl.names import RDF_TYPE
from kg.shacl.paths import Alternative, Inverse, OneOrMore, Path, Sequence, ZeroOrMore, ZeroOrOne

P, Q = NamedNode("urn:p"), NamedNode("urn:q")
PROLOGUE = "PREFIX : <urn:> "


def group(text: str) -> Group:
    return read(f"{PROLOGUE}SELECT * WHERE {{ {text} }}").group


def pattern(subject: str, path: Path | None, value: str) -> Pattern:
    return Pattern(subject, path, value)


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        ("?a :p ?b", [("?a", P, "?b")]),
        ("$a :p ?b .", [("?a", P, "?b")]),
        ("?a a :C", [("?a", RDF_TYPE, "<urn:C>")]),
        ("?a :p ?b, ?c ; :q ?d ;; .", [("?a", P, "?b"), ("?a", P, "?c"), ("?a", Q, "?d")]),
        ("?a ?p ?b", [("?a", None, "?b")]),
        ("_:x :p _:y", [("?_:x", P, "?_:y")]),
        ("?a :p 'x', 'y'@en, '1'^^:t, -1, +1.5, true", None),
        ("?a :p [ :q ?b ]", [("?[0", Q, "?b"), ("?a", P, "?[0")]),
        ("[ :p ?b ] .", [("?[0", P, "?b")]),
        ("[ :p ?b ] :q ?c", [("?[0", P, "?b"), ("?[0", Q, "?c")]),
        ("?a :p []", [("?a", P, "?[0")]),
    ],
)
def test_triples(text: str, patterns: list[tuple[str, Path | None, str]] | None) -> None:
    found = group(text).elements
    if patterns is None:
        values = [one.value for one in found if isinstance(one, Pattern)]
        assert values == ["'x'", "'y'@en", "'1'^^<urn:t>", "-1", "+1.5", "true"]
    else:
        assert list(found) == [pattern(*one) for one in patterns]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("^:p", Inverse(P)),
        (":p/:q", Sequence((P, Q))),
        (":p|^:q", Alternative((P, Inverse(Q)))),
        (":p*", ZeroOrMore(P)),
        ("(:p/:q)+", OneOrMore(Sequence((P, Q)))),
        ("^(:p|:q)?", Inverse(ZeroOrOne(Alternative((P, Q))))),
        ("a/:p", Sequence((RDF_TYPE, P))),
        ("!:p", None),
        ("!(:p|:q)", None),
        (":p|!:q", None),
    ],
)
def test_paths(text: str, path: Path | None) -> None:
    assert group(f"?a {text} ?b").elements == (Pattern("?a", path, "?b"),)


def test_groups() -> None:
    found = group("{ ?a :p ?b } UNION { ?a :q ?b } OPTIONAL { ?b :p ?c } { ?c :p ?d }")
    assert found.elements == (
        Union((Group((Pattern("?a", P, "?b"),)), Group((Pattern("?a", Q, "?b"),)))),
        Optional(Group((Pattern("?b", P, "?c"),))),
        Union((Group((Pattern("?c", P, "?d"),)),)),
    )


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("FILTER EXISTS { ?a :p ?b }", 1),
        ("FILTER NOT EXISTS { ?a :p ?b }", 1),
        ("FILTER(?a = 1 && (NOT EXISTS { ?a :p ?b } || EXISTS { ?b :q ?a }))", 2),
        ("FILTER(REGEX(STR(?a), 'x') && xsd:integer(?a) IN (1, 2))", 0),
        ("FILTER REGEX(?a, 'EXISTS { ?a :p ?b }') ?a :p ?c", 0),
    ],
)
def test_filters(text: str, inside: int) -> None:
    assert len(group(text).exists) == inside


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("VALUES ?a { 1 :x 'y' }", [Values(("?a",))]),
        ("VALUES (?a ?b) { (1 2) (3 4) }", [Values(("?a", "?b"))]),
        ("BIND(:x AS ?a)", [Values(("?a",))]),
        ("BIND(?b AS ?a)", [Values(("?a",), "?b")]),
        ("BIND(STR(?b) AS ?a)", []),
        (f"GRAPH <{SHAPES_GRAPH}> {{ ?s ?p [ :q $o ] }}", [Values(("?s", "?p", "?o"))]),
        (f"GRAPH <{REPORT_GRAPH}> {{ ?s ?p 1 }}", [Values(("?s", "?p"))]),
    ],
)
def test_what_stands_for_terms(text: str, values: list[Values]) -> None:
    assert list(group(text).elements) == values


@pytest.mark.parametrize(
    ("query", "columns", "keys"),
    [
        ("SELECT * { ?a :p ?b }", None, None),
        ("SELECT DISTINCT ?a $b WHERE { ?a :p ?b }", {"?a": "?a", "?b": "?b"}, None),
        ("SELECT ?a (?b AS ?c) (STR(?b) AS ?d) { ?a :p ?b }", {"?a": "?a", "?c": "?b", "?d": None}, None),
        ("SELECT (COUNT(?a) AS ?n) { ?a :p ?b }", {"?n": None}, ()),
        (
            "SELECT ?a (COUNT(*) AS ?n) { ?a :p ?b } GROUP BY ?a HAVING (COUNT(*) > 1) ORDER BY DESC(?n) ?a",
            {"?a": "?a", "?n": None},
            ("?a",),
        ),
        ("SELECT ?a { ?a :p ?b } HAVING (?a > 1)", {"?a": "?a"}, ()),
        ("SELECT ?a { ?a :p ?b } ORDER BY (?b) ASC(?a)", {"?a": "?a"}, None),
    ],
)
def test_what_is_selected(query: str, columns: dict[str, str | None] | None, keys: tuple[str, ...] | None) -> None:
    assert read(PROLOGUE + query) == Select(Group((Pattern("?a", P, "?b"),)), columns, keys)


def test_a_query_in_a_query() -> None:
    found = group("{ SELECT ?a { ?a :p ?b } }").elements
    inner = Select(Group((Pattern("?a", P, "?b"),)), {"?a": "?a"}, None)
    assert found == (Union((Group((inner,)),)),)


def test_a_construct_is_read_by_its_where() -> None:
    assert read("CONSTRUCT { ?x ?y ?z } WHERE { ?a cg:p ?b }").group == Group(
        (Pattern("?a", NamedNode(PREFIXES["cg"] + "p"), "?b"),)
    )
    assert read("CONSTRUCT WHERE { ?a cg:p ?b }").columns is None


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?a :p ?b }",
        "SELECT REDUCED ?a { ?a :p ?b }",
        "SELECT (SUM(?b) AS ?n) { ?a :p ?b }",
        "SELECT (SAMPLE(?b) AS ?n) { ?a :p ?b }",
        "SELECT ?a { ?a :p ?b } LIMIT 1",
        "SELECT ?a { ?a :p ?b } OFFSET 1",
        "SELECT ?a { ?a :p ?b } VALUES ?a { 1 }",
        "SELECT ?a { ?a :p ?b } GROUP BY (STR(?a) AS ?c)",
        "SELECT ?a FROM <urn:g> { ?a :p ?b }",
        "SELECT ?a { ?a :p ?b } }",
        "SELECT ?a { ?a :p ?b",
        "SELECT ?a { ?a :p ?b MINUS { ?a :q ?b } }",
        "SELECT ?a { SERVICE <urn:s> { ?a :p ?b } }",
        "SELECT ?a { GRAPH ?g { ?a :p ?b } }",
        "SELECT ?a { GRAPH <urn:g> { ?a :p ?b } }",
        "SELECT ?a { VALUES (?a ?b) { (1 UNDEF) } }",
        "SELECT ?a { VALUES 1 { 1 } }",
        "SELECT ?a { BIND(EXISTS { ?a :p ?b } AS ?c) }",
        "SELECT ?a { ?a :p ?b FILTER(:function(?a)) }",
        "SELECT ?a { ?a :p ?b FILTER(NOSUCH(?a)) }",
        "SELECT ?a { ?a :p ?b FILTER({ ?a }) }",
        "SELECT ?a { ?a :p (1 2) }",
        "SELECT ?a { ?a :p ?b FILTER(?b) (1 2) :q ?a }",
        "SELECT ?a { << ?a :p ?b >> :q ?c }",
        "SELECT ?a { ?a none:p ?b }",
        "SELECT ?a { ?a :p\\.x ?b }",
        "SELECT ?a { ?a !^:p ?b }",
        "SELECT ?a { ?a ^!:p ?b }",
        "SELECT ?a { ?a ^(!:p) ?b }",
        "SELECT ?a { ?a !:p/:q ?b }",
        "SELECT ?a { ?a (!:p)* ?b }",
        "SELECT ?a { ?a :p 'x",
        "SELECT ?a { ?a ( :p ?b }",
        "SELECT",
        "",
        "CONSTRUCT { ?a :p ?b } WHERE { { SELECT ?a { ?a :p ?b } LIMIT 1 } }",
    ],
)
def test_what_is_not_known_is_not_guessed(query: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        read(PROLOGUE + query)
    assert not isinstance(caught.value, Changing)


@pytest.mark.parametrize("word", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_changes_each_time(word: str) -> None:
    with pytest.raises(Changing):
        read(f"SELECT ?a {{ ?a cg:p ?b FILTER({word} != ?b) }}")
    with pytest.raises(Changing):
        read(f"SELECT ?a {{ ?a cg:p ?b BIND({word} AS ?c) }}")


def test_the_names_in_a_query() -> None:
    query = "PREFIX eg: <urn:eg#> SELECT ?a { ?a eg:p cg:x ; <urn:q> 'urn:no' FILTER EXISTS { ?a a eg:C } }"
    cg = PREFIXES["cg"]
    assert names(query) == {"urn:eg#", "urn:eg#p", f"{cg}x", "urn:q", "urn:eg#C"}
