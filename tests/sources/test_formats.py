from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, NamedNode

from kg.errors import SourceError
from tests.sources import source


def refused(text: str | bytes, name: str = "room/file.ttl") -> SourceError:
    with pytest.raises(SourceError) as caught:
        _ = source(text, name).quads
    assert caught.value.path == name
    return caught.value


def blank_nodes(text: str, name: str) -> list[str]:
    terms = [term for quad in source(text, name).quads for term in quad.triple if isinstance(term, BlankNode)]
    return [term.value for term in terms]


SAME = "<http://a> <http://b> <http://c> ."


@pytest.mark.parametrize("name", ["x/a.ttl", "x/a.trig", "x/a.nt", "x/a.nq"])
def test_what_is_in_no_named_graph_is_in_the_files_own(name: str) -> None:
    assert [str(quad) for quad in source(SAME, name).quads] == [
        "<http://a> <http://b> <http://c> <https://example.org/g>"
    ]


def test_named_graphs_stay() -> None:
    trig = source("GRAPH <http://g> { <http://a> <http://b> 1 } <http://a> <http://b> 2 .", "x/a.trig")
    assert [quad.graph_name for quad in trig.quads] == [NamedNode("http://g"), NamedNode("https://example.org/g")]
    assert trig.graphs == ("http://g", "https://example.org/g")
    assert source(SAME).graphs == ("https://example.org/g",)


@pytest.mark.parametrize("name", ["x/a.ttl", "x/a.trig", "x/a.nt", "x/a.nq", "x/a.jsonld"])
@pytest.mark.parametrize("text", ["", " \n", "\ufeff"])
def test_an_empty_file_states_nothing(name: str, text: str) -> None:
    assert source(text, name).quads == ()


def test_blank_nodes_have_the_same_labels_everywhere_and_never_in_two_files() -> None:
    text = "_:x <http://b> [ <http://c> _:x , ( [] ) ] ."
    assert blank_nodes(text, "x/a.ttl") == blank_nodes(text, "x/a.ttl")
    assert not set(blank_nodes(text, "x/a.ttl")) & set(blank_nodes(text, "x/b.ttl"))
    assert len(set(blank_nodes(text, "x/a.ttl"))) == 4


def test_a_literal_keeps_its_characters() -> None:
    text = '<http://a> <http://b> 01 , 1.10 , "2021-01-01T00:00:00.000Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .'
    assert [getattr(quad.object, "value", None) for quad in source(text).quads] == [
        "01",
        "1.10",
        "2021-01-01T00:00:00.000Z",
    ]


@pytest.mark.parametrize("name", ["x/a.trig", "x/a.nq"])
def test_a_graph_without_an_iri_is_refused(name: str) -> None:
    text = "_:g { <http://a> <http://b> 1 }" if name.endswith("trig") else '<http://a> <http://b> "1" _:g .'
    assert "graph" in refused(text, name).message


@pytest.mark.parametrize(
    ("text", "line", "column", "said", "remedy"),
    [
        (
            "\n cg:a a cg:B .",
            2,
            2,
            "the prefix cg: is not declared",
            "@prefix cg: <https://w3id.org/clausegraph/ns#> .",
        ),
        ("nope:a a <http://x> .", 1, 1, "the prefix nope: is not declared", "@prefix nope: <…> ."),
        ("<http://a>\n <b> 1 .", 2, 2, "relative IRI", "in full"),
        ('<http://a> <http://b> "å\n" .', 1, 25, "inside a quoted string", '"""'),
        ('<http://a>\n <http://b> """x\n\n', 2, 13, "never closed", ""),
        ("<http://a> <http://b> 1", 1, 24, "ends in the middle", "dot"),
        ("<http://a> <http://b> 1\n<http://c> <http://d> 2 .", 2, 1, "A dot is expected", ""),
        ("<http://a> <http://b> [ <http://c> 1 .", 1, 38, "should end with a ']'", ""),
        ('<http://a> <http://b> "😀\\q" .', 1, 25, "escape", ""),
        ("<http://a> <http://b> § .", 1, 23, "'§'", ""),
    ],
)
def test_a_syntax_error_says_where_and_what(text: str, line: int, column: int, said: str, remedy: str) -> None:
    error = refused(text)
    assert (error.line, error.column) == (line, column)
    assert said in error.message
    assert error.message.startswith("not valid Turtle: ")
    assert "Parser error" not in str(error)
    assert remedy in (error.expected or "")


def test_each_format_is_named_in_its_errors() -> None:
    assert refused("<http://a> <http://b> 1 .", "x/a.nt").message.startswith("not valid N-Triples")
    assert refused("<http://a> <http://b> 1 .", "x/a.nq").message.startswith("not valid N-Quads")
    assert refused("{ <http://a> }", "x/a.trig").message.startswith("not valid TriG")
    assert refused("{]", "x/a.jsonld").message.startswith("not valid JSON-LD")


def test_another_encoding_is_refused() -> None:
    assert refused('<http://a> <http://b> "å" .'.encode("latin-1")).column == 24
    assert refused('<http://a> <http://b> "å" .'.encode("utf-16")).line == 1


@pytest.mark.parametrize("name", ["x/a.ttl", "x/a.nq"])
def test_a_literal_that_the_parser_cannot_hold_is_an_error(name: str) -> None:
    assert "16 MB" in refused('<http://a> <http://b> "' + "x" * 17 * 2**20 + '" .', name).message
