from __future__ import annotations

import json

import pytest
from pyoxigraph import Literal, NamedNode

from kg.errors import SourceError
from kg.sources.jsonld import MAX_DEPTH
from tests.sources import source


def refused(text: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        _ = source(text, "room/file.jsonld").quads
    return caught.value


def test_it_is_read() -> None:
    text = '{"@context": {"b": "http://b"}, "@id": "http://a", "b": [1, {"@value": "x", "@language": "en"}]}'
    quads = source(text, "room/file.jsonld").quads
    assert [str(quad.graph_name) for quad in quads] == ["<https://example.org/g>"] * 2
    assert [quad.object for quad in quads] == [
        Literal("1", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        Literal("x", language="en"),
    ]


@pytest.mark.parametrize(
    "context",
    [
        '"http://example.org/context"',
        '"file:///etc/passwd"',
        '"context.jsonld"',
        '[{"a": "http://a"}, "http://example.org/context"]',
        '{"@version": 1.1, "@import": "http://example.org/context"}',
        '{"a": {"@id": "http://a", "@context": "http://example.org/context"}}',
        '{"a": {"@id": "http://a", "@context": [ {"x": "http://x"}, ["http://example.org/context"] ]}}',
    ],
)
@pytest.mark.parametrize("key", ['"@context"', '"\\u0040context"'])
def test_a_context_elsewhere_is_refused_with_its_line(context: str, key: str) -> None:
    error = refused('{\n "@id": "http://a",\n "http://p": {\n  ' + f'{key}: {context}, "http://q": 1' + "}}")
    assert error.line == 4
    assert "elsewhere" in error.message
    assert "context" in (error.expected or "")


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ('{"@id": "a", "http://p": 1}', 1, 9, "'a' is a relative IRI"),
        ('{"@id": "http://a",\n "@type": "../T"}', 2, 11, "'../T' stands for no IRI"),
        ('{"@id": "http://a",\n "http://p": {"@id": "#x"}}', 2, 22, "'#x' is a relative IRI"),
        ('{"@id": "http://a",\n "purpose": 1}', 2, 2, "'purpose' stands for no IRI"),
        ('{"@id": "http://a b", "http://p": 1}', 1, 9, "'http://a b' is not valid"),
        ('{"@id": "http://a", "http://p": {"@value": "x", "@language": "not a language"}}', 1, 44, "'x' is not valid"),
        ('{"@context": {"e": "http://e/"}, "@id": "e:a b", "http://p": 1}', None, None, "'http://e/a b' is not valid"),
        ('{"@context": {"@base": null}, "@id": "a", "http://p": 1}', 1, 15, "@base is null"),
    ],
)
def test_what_would_be_dropped_is_refused(text: str, line: int | None, column: int | None, said: str) -> None:
    error = refused(text)
    assert said in error.message
    assert (error.line, error.column) == (line, column)


def test_what_is_left_out_on_purpose_is_not_refused() -> None:
    text = '{"@context": {"note": null, "p": "http://p"}, "@id": "http://a", "note": "x", "p": [null, 1]}'
    assert len(source(text, "room/file.jsonld").quads) == 1


def test_a_base_of_its_own_is_used() -> None:
    [quad] = source('{"@context": {"@base": "http://b/"}, "@id": "a", "http://p": 1}', "room/file.jsonld").quads
    assert quad.subject == NamedNode("http://b/a")


def test_a_graph_without_an_iri_is_refused() -> None:
    assert "graph" in refused('{"@graph": [{"@id": "http://a", "http://p": 1}], "http://q": 2}').message


@pytest.mark.parametrize("text", ["[" * 100_000, '{"http://a":' * 20_000, "[" * 200 + "]" * 200])
def test_deep_nesting_is_refused_before_parsing(text: str) -> None:
    assert f"{MAX_DEPTH} levels" in refused(text).message


def test_nesting_up_to_the_limit_is_read() -> None:
    node: object = 1
    for _ in range(MAX_DEPTH):
        node = {"http://p": node}
    assert len(source(json.dumps(node), "room/file.jsonld").quads) == MAX_DEPTH


@pytest.mark.parametrize(
    "text",
    [
        '{"@id": 1}',
        '{"@id": "http://a", "http://p": "\\ud800"}',
        '{"a": "\\x"}',
        '{"\\x": 1}',
        '{"@context": [',
        '{"@context"',
    ],
)
def test_what_is_wrong_otherwise_is_an_error_of_ours(text: str) -> None:
    assert refused(text).path == "room/file.jsonld"
