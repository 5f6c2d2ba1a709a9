"""What `validate` takes and gives, beside what the conformance and differential tests see."""

from __future__ import annotations

import subprocess
import sys

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from kg.errors import ShapeError
from kg.iris import REPORT_GRAPH, SHAPES_GRAPH
from kg.shacl import INFO, VIOLATION, WARNING, Engine, Report, Result, validate
from kg.shacl.names import RDF_TYPE, sh
from kg.shacl.paths import Alternative, Inverse, OneOrMore, Sequence, ZeroOrMore, ZeroOrOne, path_triples, sparql
from kg.store import EmbeddedStore

PREFIXES = """
@prefix ex: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ENGINES: tuple[Engine, ...] = ("sparql", "pyshacl")
EX = "http://example.org/"
DECLARED = f'ex:p sh:declare [ sh:prefix "ex" ; sh:namespace "{EX}"^^xsd:anyURI ] .'


def read(turtle: str) -> list[Triple]:
    quads = pyoxigraph.parse(PREFIXES + turtle, format=RdfFormat.TURTLE)
    return [quad.triple for quad in quads]


def check(data: str, shapes: str, engine: Engine = "sparql") -> Report:
    store = EmbeddedStore()
    store.add(EX + "data", read(data))
    return validate(store, shapes=read(shapes), engine=engine)


def select(query: str) -> str:
    constraint = f'[ sh:prefixes ex:p ; sh:select """{query}""" ]'
    return f"ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:sparql {constraint} . {DECLARED}"


def focuses(report: Report) -> list[str]:
    return [str(result.focus).removeprefix("<" + EX).removesuffix(">") for result in report.results]


def test_shapes_in_the_store_are_no_data() -> None:
    store = EmbeddedStore()
    shapes = read("ex:S a sh:NodeShape ; sh:targetSubjectsOf sh:targetSubjectsOf ; sh:nodeKind sh:Literal .")
    store.add(SHAPES_GRAPH, shapes)
    store.add(REPORT_GRAPH, shapes)
    store.add(EX + "data", read("ex:a ex:p 1 ."))
    assert validate(store).conforms
    assert focuses(validate(store, data_graphs=[SHAPES_GRAPH])) == ["S"]
    assert focuses(validate(store, data_graphs=[SHAPES_GRAPH], engine="pyshacl")) == ["S"]


def test_a_triple_of_two_graphs_counts_once() -> None:
    store = EmbeddedStore()
    for name in ("one", "two", "other"):
        store.add(EX + name, read("ex:a ex:p 1 ."))
    shapes = read(
        select("SELECT $this WHERE { $this ex:p ?x } GROUP BY $this HAVING (COUNT(?x) > 1)")
        + "ex:T sh:targetNode ex:a ; sh:path ex:p ; sh:maxCount 1 ."
    )
    assert validate(store, shapes=shapes).conforms
    assert validate(store, shapes=shapes, data_graphs=[EX + "one", EX + "two"]).conforms


def test_results_are_sorted_and_severities_kept() -> None:
    report = check(
        "",
        "ex:S a sh:NodeShape ; sh:targetNode ex:b, ex:a ; sh:property "
        "[ sh:path ex:p ; sh:minCount 1 ; sh:severity sh:Warning ], "
        "[ sh:path ex:q ; sh:minCount 1 ; sh:severity sh:Info ], [ sh:path ex:r ; sh:minCount 1 ] .",
    )
    assert focuses(report) == ["a", "a", "a", "b", "b", "b"]
    assert [result.severity for result in report.results] == [WARNING, INFO, VIOLATION] * 2
    assert not report.conforms


@pytest.mark.parametrize("engine", ENGINES)
def test_every_language_of_a_message_is_kept(engine: Engine) -> None:
    report = check(
        "",
        'ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:minCount 1 ; sh:message "Saknas"@sv, "Missing"@en, "?" .',
        engine,
    )
    assert report.results[0].messages == (
        Literal("?"),
        Literal("Missing", language="en"),
        Literal("Saknas", language="sv"),
    )


def test_a_shape_without_a_message_says_what_is_wrong() -> None:
    assert check("", "ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:minCount 2 .").results[0].messages == (
        Literal("There are fewer than 2 values."),
    )


def test_messages_of_queries_are_filled_in() -> None:
    query = "SELECT $this ?value ?path WHERE { $this ?path ?value }"
    shapes = select(query).replace("sh:prefixes", 'sh:message "{$this} has {?value}, not {?none}"@en ; sh:prefixes')
    (result,) = check("ex:a ex:q 5 .", shapes).results
    assert result.messages == (Literal(f"{EX}a has 5, not {{?none}}", language="en"),)
    assert result.path == NamedNode(EX + "q")
    assert result.value == Literal(5)
    assert isinstance(result.constraint, BlankNode)
    own = check("ex:a ex:q 5 .", select('SELECT $this ("told" AS ?message) WHERE { $this ex:q 5 }'))
    assert own.results[0].messages == (Literal("told"),)
    assert own.results[0].value == NamedNode(EX + "a")


def test_a_query_can_report_a_failure() -> None:
    with pytest.raises(ShapeError, match="reports a failure"):
        check("ex:a ex:q 5 .", select("SELECT $this (true AS ?failure) WHERE { $this ex:q 5 }"))


def test_limit_holds_for_each_focus_node() -> None:
    shapes = select("SELECT $this ?value WHERE { $this ex:q ?value } ORDER BY ?value LIMIT 2")
    report = check("ex:a ex:q 1, 2, 3 . ex:b ex:q 4, 5, 6 .", shapes.replace("ex:a ;", "ex:a, ex:b ;"))
    assert [result.value for result in report.results] == list(map(Literal, (1, 2, 4, 5)))


def test_a_nested_property_shape_reports_once_for_each_way_to_it() -> None:
    report = check(
        "ex:a ex:p ex:c . ex:b ex:p ex:c .",
        "ex:S a sh:NodeShape ; sh:targetNode ex:a, ex:b ; "
        "sh:property [ sh:path ex:p ; sh:property [ sh:path ex:q ; sh:minCount 1 ] ] .",
    )
    assert focuses(report) == ["c", "c"]


def test_blank_nodes_come_back_under_the_stores_own_labels() -> None:
    for engine in ENGINES:
        store = EmbeddedStore()
        node = BlankNode("mine")
        store.add(EX + "data", [Triple(node, NamedNode(EX + "p"), node)])
        shapes = read("ex:S sh:targetSubjectsOf ex:p ; sh:path ex:p ; sh:nodeKind sh:IRI .")
        (result,) = validate(store, shapes=shapes, engine=engine).results
        assert result.focus == result.value == node


def test_nested_queries_are_bound_to_the_value_node() -> None:
    query = "SELECT $this WHERE { $this ex:q ?x . FILTER(?x > 1) }"
    shapes = select(query).replace("sh:targetNode ex:a ;", "")
    outer = "ex:T sh:targetNode ex:a ; sh:path ex:p ; sh:node ex:S ."
    report = check("ex:a ex:p ex:b, ex:c . ex:b ex:q 1 . ex:c ex:q 2 .", shapes + outer)
    assert [str(result.value) for result in report.results] == [f"<{EX}c>"]
    grouped = shapes.replace(query, "SELECT $this WHERE { $this ex:q ?x } GROUP BY $this HAVING (COUNT(?x) > 1)")
    report = check("ex:a ex:p ex:b, ex:c . ex:b ex:q 1 . ex:c ex:q 2, 3 .", grouped + outer)
    assert [str(result.value) for result in report.results] == [f"<{EX}c>"]


def test_large_counts_nested_and_not() -> None:
    data = "ex:a ex:p " + ", ".join(map(str, range(8))) + " . ex:b ex:p 1 ."
    start = "ex:S a sh:NodeShape ; sh:targetNode ex:a, ex:b ;"
    for count, wrong in ((8, ["b"]), (9, ["a", "b"]), (1, [])):
        flat = f"sh:property [ sh:path ex:p ; sh:minCount {count} ]"
        for shape in (f"{start} {flat} .", f"{start} sh:node [ {flat} ] ."):
            assert focuses(check(data, shape)) == wrong
    for count, wrong in ((8, []), (7, ["a"]), (4, ["a"]), (0, ["a", "b"])):
        flat = f"sh:property [ sh:path ex:p ; sh:maxCount {count} ]"
        more = f"sh:property [ sh:path ex:p ; sh:minCount {count + 1} ]"
        for shape in (f"{start} {flat} .", f"{start} sh:node [ {flat} ] .", f"{start} sh:not [ {more} ] ."):
            assert focuses(check(data, shape)) == wrong


def test_booleans_have_an_order() -> None:
    report = check("ex:a ex:p true, false .", "ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:maxExclusive true .")
    assert [result.value for result in report.results] == [Literal(value=True)]


@pytest.mark.parametrize(
    ("datatype", "good", "bad"),
    [
        (
            "date",
            ["2020-02-29", "2021-12-31Z", "-0001-01-01", "2000-02-29+14:00"],
            ["2021-02-29", "1900-02-29", "2020-1-1", "2020-01-01+15:00"],
        ),
        (
            "dateTime",
            ["2020-01-01T24:00:00", "2020-01-01T00:00:00.5Z"],
            ["2020-01-01", "2020-01-01T24:00:01", "2020-01-01T25:00:00"],
        ),
        ("time", ["23:59:59"], ["24:01:00", "1:00:00"]),
        ("integer", ["0", "-5", "99999999999999999999999"], ["1.0", "", "five", " 5"]),
        ("decimal", ["1", "1.5", ".5"], ["1e5", "INF"]),
        ("double", ["1e5", "INF", "NaN"], ["inf.", "1,5"]),
        ("boolean", ["true", "false"], ["yes", "TRUE"]),
        ("gYear", ["2020", "-0044"], ["20"]),
        ("duration", ["P1Y", "PT5S", "-P1DT2H"], ["P", "1Y"]),
        ("language", ["sv", "en-GB"], ["swedish language", "1"]),
        ("hexBinary", ["", "0A"], ["0"]),
        ("base64Binary", ["", "QQ==", "QUI="], ["Q", "QQ="]),
        ("anyURI", ["x", "http://example.org/"], []),
        ("NCName", ["a-b.c"], ["1a", "a:b"]),
    ],
)
def test_lexical_forms(datatype: str, good: list[str], bad: list[str]) -> None:
    data = " ".join(f'ex:a ex:p "{text}"^^xsd:{datatype} .' for text in good)
    shape = f"ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:datatype xsd:{datatype} ."
    assert check(data, shape).conforms
    for text in bad:
        assert not check(f'ex:a ex:p "{text}"^^xsd:{datatype} .', shape).conforms, text


PATHS = [
    ("ex:p", NamedNode(EX + "p")),
    ("[ sh:inversePath ex:p ]", Inverse(NamedNode(EX + "p"))),
    ("( ex:p ex:q )", Sequence((NamedNode(EX + "p"), NamedNode(EX + "q")))),
    ("[ sh:alternativePath ( ex:p ex:q ) ]", Alternative((NamedNode(EX + "p"), NamedNode(EX + "q")))),
    ("[ sh:zeroOrMorePath ex:p ]", ZeroOrMore(NamedNode(EX + "p"))),
    ("[ sh:oneOrMorePath [ sh:inversePath ex:p ] ]", OneOrMore(Inverse(NamedNode(EX + "p")))),
    ("[ sh:zeroOrOnePath ( ex:p ex:p ) ]", ZeroOrOne(Sequence((NamedNode(EX + "p"), NamedNode(EX + "p"))))),
]


@pytest.mark.parametrize(("turtle", "path"), PATHS, ids=[turtle for turtle, _ in PATHS])
def test_a_path_is_written_as_it_was_read(turtle: str, path: NamedNode) -> None:
    shape = f"ex:S sh:targetNode ex:a ; sh:path {turtle} ; sh:hasValue ex:z ."
    (result,) = check("", shape).results
    assert result.path == path
    written = list(result.triples(NamedNode(EX + "r")))
    again = pyoxigraph.Dataset(pyoxigraph.Quad(one.subject, one.predicate, one.object) for one in written)
    expected = pyoxigraph.Dataset(
        pyoxigraph.Quad(one.subject, one.predicate, one.object)
        for one in read(
            f"ex:r a sh:ValidationResult ; sh:focusNode ex:a ; sh:resultPath {turtle} ; sh:sourceShape ex:S ; "
            "sh:sourceConstraintComponent sh:HasValueConstraintComponent ; sh:resultSeverity sh:Violation ; "
            f'sh:resultMessage "The value <{EX}z> is missing." .'
        )
    )
    for dataset in (again, expected):
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    assert again == expected
    assert path_triples(path, "x") == path_triples(path, "x")
    assert sparql(path)


def test_a_report_as_triples() -> None:
    empty, broken = check("", ""), check("", "ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:minCount 1 .")
    assert {str(one.predicate): one.object for one in empty.triples()}[str(sh("conforms"))] == Literal(value=True)
    kinds = [one.object for one in broken.triples() if one.predicate == RDF_TYPE]
    assert kinds == [sh("ValidationReport"), sh("ValidationResult")]
    (result,) = broken.results
    with_all = Result(result.focus, None, Literal("v"), result.shape, result.component, WARNING, (), BlankNode("c"))
    predicates = {one.predicate for one in with_all.triples(BlankNode("n"))}
    assert {sh("value"), sh("sourceConstraint")} < predicates
    assert sh("resultPath") not in predicates
    assert with_all.key != result.key


COMPONENT = "ex:S sh:targetNode ex:a ; ex:x 1, 2 ; ex:y 3 . ex:C a sh:ConstraintComponent ;"
ILL_FORMED = [
    ("ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:minCount 1.5 .", 'minCount: "1.5"', "not an integer"),
    ("ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:minCount 1, 2 .", "sh:minCount", "has 2 values"),
    ("ex:S sh:targetNode ex:a ; sh:minCount 1 .", "sh:minCount", "only a property shape can"),
    ("ex:S sh:targetNode ex:a ; sh:uniqueLang true .", "sh:uniqueLang", "only a property shape can"),
    ("ex:S sh:targetNode ex:a ; sh:lessThan ex:p .", "sh:lessThan", "only a property shape can"),
    ("ex:S a sh:PropertyShape ; sh:targetNode ex:a .", "sh:path", "needs one"),
    ("ex:S a sh:NodeShape ; sh:path ex:p .", "sh:path", "a node shape cannot have it"),
    ('ex:S sh:targetNode ex:a ; sh:path "p" .', "sh:path", "not a well-formed property path"),
    ("ex:S sh:targetNode ex:a ; sh:path (ex:p) .", "sh:path", "fewer than two members"),
    ("ex:S sh:targetNode ex:a ; sh:path [ sh:inversePath ex:p ; sh:zeroOrMorePath ex:q ] .", "sh:path", "exactly one"),
    ("ex:S sh:targetNode ex:a ; sh:path [ sh:inversePath ex:p, ex:q ] .", "sh:path", "2 values"),
    ("ex:S sh:targetNode ex:a ; sh:path _:x . _:x sh:inversePath _:x .", "sh:path", "not a well-formed property path"),
    ("ex:S sh:targetNode ex:a ; sh:path [ sh:alternativePath ex:p ] .", "sh:path", "not a well-formed list"),
    ("ex:S sh:targetNode ex:a ; sh:in ex:nil .", "sh:in", "not a well-formed list"),
    ("ex:S sh:targetNode ex:a ; sh:nodeKind ex:Thing .", "sh:nodeKind", "six node kinds"),
    ("ex:S sh:targetNode ex:a ; sh:class 5 .", "sh:class", "not an IRI"),
    ("ex:S sh:targetNode ex:a ; sh:minInclusive ex:b .", "sh:minInclusive", "not a literal"),
    ('ex:S sh:targetNode ex:a ; sh:pattern "(" .', "sh:pattern", "no regular expression"),
    ('ex:S sh:targetNode ex:a ; sh:pattern "(?=a)" .', "sh:pattern", "look-around"),
    ("ex:S sh:targetNode ex:a ; sh:pattern 5 .", "sh:pattern", "not a string"),
    ("ex:S sh:targetNode ex:a ; sh:languageIn (5 6 ex:sv) .", "sh:languageIn", "strings"),
    ("ex:S sh:targetNode ex:a ; sh:closed true ; sh:ignoredProperties (5) .", "sh:ignoredProperties", "IRIs"),
    ('ex:S sh:targetNode ex:a ; sh:deactivated "yes" .', "sh:deactivated", "not a boolean"),
    ("ex:S sh:targetNode ex:a ; sh:message 5 .", "sh:message", "not a string"),
    ("ex:S sh:targetNode ex:a ; sh:not 5 .", "sh:not", "not a shape"),
    ("ex:S sh:targetNode ex:a ; sh:or (5) .", "sh:or", "must be shapes"),
    (
        "ex:S sh:targetNode ex:a ; sh:node ex:Typo .",
        "sh:NodeConstraintComponent",
        "says nothing of <http://example.org/Typo>",
    ),
    ("ex:S sh:targetNode ex:a ; sh:property [ sh:minCount 1 ] .", "sh:property", "no sh:path"),
    (
        "ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ ], [ sh:in () ] .",
        "sh:qualifiedValueShape",
        "more than one value",
    ),
    ("ex:S sh:targetNode ex:a ; sh:sparql [ ] .", "sh:select", "is missing"),
    (select("SELECT $this WHERE { $this ex:p ?x "), "sh:select", "brackets"),
    (select("SELECT $this WHERE { $this nope:p ?x }"), "sh:select", "'nope' is not declared"),
    (select("ASK { $this ex:p ?x }"), "sh:select", "not a SELECT query"),
    (select("SELECT ?x WHERE { $this ex:p ?x }"), "sh:select", "does not return $this"),
    (select("SELECT $this WHERE { $this $PATH ?x }"), "sh:select", "$PATH stands for nothing"),
    (select("SELECT $this WHERE { $this ex:p ?x } OFFSET 1"), "sh:select", "OFFSET"),
    (select("SELECT $this WHERE { { SELECT $this WHERE { $this ex:p ?x } LIMIT 1 } }"), "sh:select", "LIMIT"),
    (select("SELECT $this WHERE { GRAPH ex:g { FILTER($this = ex:a) } }"), "sh:select", "GRAPH"),
    (select("SELECT $this WHERE { $this ex:p ?x } }"), "sh:select", "brackets"),
    (select("SELECT $this FROM ex:g WHERE { $this ex:p ?x }"), "sh:select", "FROM"),
    ("ex:C a sh:ConstraintComponent .", "sh:parameter", "not optional"),
    ("ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:this ] .", "sh:parameter", "cannot be a parameter"),
    (
        f"{COMPONENT} sh:parameter [ sh:path ex:x ] ; sh:validator [ sh:select 'SELECT' ] .",
        "sh:validator",
        "no sh:ask",
    ),
    (
        f"{COMPONENT} sh:parameter [ sh:path ex:x ], [ sh:path ex:y ] ; sh:validator [ sh:ask 'ASK {{ }}' ] .",
        "ex",
        "more than one value",
    ),
    ("ex:p sh:declare 5 . " + select("SELECT $this WHERE { }"), "sh:declare", "literal"),
    ("ex:p sh:declare [ sh:prefix 'x' ] . " + select("SELECT $this WHERE { }"), "sh:declare", "sh:namespace"),
    ("ex:p sh:declare [ sh:prefix 'ex' ; sh:namespace 'urn:x' ] . " + select("SELECT $this { }"), "sh:declare", "two"),
]


@pytest.mark.parametrize(("shapes", "parameter", "text"), ILL_FORMED)
@pytest.mark.parametrize("engine", ENGINES)
def test_ill_formed_shapes_are_told_before_anything_runs(
    shapes: str, parameter: str, text: str, engine: Engine
) -> None:
    with pytest.raises(ShapeError) as caught:
        check("ex:a ex:p 1 .", shapes, engine)
    faults = [caught.value.message, *(fault.message for fault in caught.value.more)]
    assert all(fault.startswith("ill-formed shape: ") for fault in faults)
    assert any(parameter in fault and text in fault for fault in faults)


def test_all_problems_are_told_at_once() -> None:
    shapes = "ex:S sh:targetNode ex:a ; sh:class 5 ; sh:property [ sh:path ex:p ; sh:minCount 0.5 ] ."
    with pytest.raises(ShapeError) as caught:
        check("", shapes)
    assert [line.partition('"')[0] for line in str(caught.value).splitlines()] == [
        f"ill-formed shape: <{EX}S>, sh:class: ",
        f"ill-formed shape: <{EX}S> → sh:property → (<{EX}p>), sh:minCount: ",
    ]
    assert [fault.about[1] for fault in (caught.value, *caught.value.more)] == [sh("class"), sh("minCount")]


def test_of_very_many_problems_the_first_are_told() -> None:
    with pytest.raises(ShapeError) as caught:
        check("", " ".join(f"ex:S{number} sh:targetNode ex:a ; sh:class {number} ." for number in range(1_000)))
    lines = str(caught.value).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "and 980 more faults"


def test_a_problem_with_a_long_text_is_told_in_short() -> None:
    with pytest.raises(ShapeError) as caught:
        check("", f"ex:S sh:targetNode ex:a ; sh:pattern '{'(' * 100_000}' .")
    assert len(caught.value.message) < 600
    assert "grows too big" in caught.value.message


NOT_COMPILED = [
    ("ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:node ex:S ] .", "refers to itself"),
    ("ex:S a sh:NodeShape ; sh:targetNode [ ] ; sh:nodeKind sh:IRI .", "blank node"),
    ("ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:hasValue [ ] .", "blank node"),
    ("ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:in ( [ ] ) .", "blank node"),
    (select("SELECT $this WHERE { GRAPH $shapesGraph { $currentShape a ?x } }"), "$shapesGraph"),
]


@pytest.mark.parametrize(("shapes", "text"), NOT_COMPILED)
def test_what_cannot_be_compiled_is_refused_by_name(shapes: str, text: str) -> None:
    with pytest.raises(ShapeError) as caught:
        check("", shapes)
    assert caught.value.message.startswith("a shape that cannot be compiled: ")
    assert "pyshacl" in (caught.value.expected or "")
    assert f"<{EX}S>" in caught.value.message or "_:" in caught.value.message
    assert text in caught.value.message


def test_pyshacl_refuses_a_loop_in_the_data() -> None:
    shapes = "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:node ex:S ] ."
    assert check("ex:a ex:p ex:b .", shapes, "pyshacl").conforms
    with pytest.raises(ShapeError, match=f"{EX}S> refers to itself"):
        check("ex:a ex:p ex:a .", shapes, "pyshacl")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_query_that_does_not_parse_is_told_before_anything_runs(engine: Engine) -> None:
    with pytest.raises(ShapeError, match=f"{EX}S> → sh:sparql, sh:select: line 2: .*near") as caught:
        check("ex:a ex:p 1 .", select("SELECT $this\\nWHERE { $this ex:p }"), engine)
    assert caught.value.about[1] == sh("select")


def test_a_long_list() -> None:
    members = " ".join(f"ex:n{number} {number} 'text {number}'" for number in range(400))
    shapes = f"ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:in ( {members} ) ."
    report = check("ex:a ex:p ex:n7, 7, 'text 7', ex:none, 7.5, 'text' .", shapes)
    assert len(report.results) == 3


def test_equal_numbers_of_other_datatypes_are_other_terms() -> None:
    data = "ex:a ex:p 5 ; ex:q 5.0 ."
    for constraint in ("sh:in (5.0)", "sh:hasValue 5.0", "sh:equals ex:q"):
        assert not check(data, f"ex:S sh:targetNode ex:a ; sh:path ex:p ; {constraint} .").conforms
    assert check(data, "ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:disjoint ex:q .").conforms


def test_classes_are_targets_of_their_own() -> None:
    data = "ex:a a ex:Small . ex:Small rdfs:subClassOf ex:S ."
    for kind in ("rdfs:Class", "owl:Class", "ex:Meta"):
        shapes = f"ex:S a sh:NodeShape, {kind} ; sh:nodeKind sh:Literal . ex:Meta rdfs:subClassOf rdfs:Class ."
        assert focuses(check(data, shapes)) == ["a"]


def test_queries_stay_fast_where_an_engine_could_begin_at_the_wrong_end() -> None:
    """A sequence within a condition, over data where a join from its far end would take minutes."""
    store = EmbeddedStore()
    triples = []
    for number in range(4000):
        node, part = NamedNode(f"{EX}n{number}"), NamedNode(f"{EX}m{number}")
        triples += [
            Triple(node, NamedNode(EX + "part"), part),
            Triple(node, NamedNode(EX + "name"), Literal(str(number))),
        ]
    store.add(EX + "data", triples)
    shapes = read(
        "ex:S a sh:NodeShape ; sh:targetObjectsOf ex:part ; "
        "sh:or ( [ sh:path ( [ sh:inversePath ex:part ] ex:name ) ; sh:datatype xsd:date ] [ sh:class ex:C ] ) ."
    )
    assert len(validate(store, shapes=shapes).results) == 4000


def test_neither_engine_is_imported_before_it_is_needed() -> None:
    code = "import sys, kg.shacl; print({'rdflib', 'pyshacl', 'kg.shacl.engine'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
