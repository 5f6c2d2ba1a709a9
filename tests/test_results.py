"""Query results in the standard formats, read back by a parser that is not ours."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    parse_query_results,
)

from kg.errors import InputError
from kg.results import ResultFormat, serialise
from kg.store import Solutions

XSD = "http://www.w3.org/2001/XMLSchema#"
ROWS = Solutions(
    ["a", "b", "nothing"],
    [
        {"a": NamedNode("http://example.org/é"), "b": Literal('tab\t, "quotes"\nand\r a line', language="sv")},
        {"b": Literal("01", datatype=NamedNode(f"{XSD}integer"))},
        {"a": BlankNode("b7"), "b": Literal("plain <&> text")},
        {},
    ],
)
FORMATS = {"json": QueryResultsFormat.JSON, "xml": QueryResultsFormat.XML, "tsv": QueryResultsFormat.TSV}


@pytest.mark.parametrize("format", ["json", "xml", "tsv"])
def test_reads_back(format: ResultFormat) -> None:  # noqa: A002
    text = serialise(ROWS, format)
    assert text.endswith("\n")
    again = parse_query_results(text.encode(), FORMATS[format])
    assert isinstance(again, QuerySolutions)
    assert [variable.value for variable in again.variables] == ["a", "b", "nothing"]
    read = [{name: row[name] for name in ROWS.variables if row[name] is not None} for row in again]
    assert [row.get("b") for row in read] == [row.get("b") for row in ROWS]
    assert [row.get("a") for row in read][:2] == [NamedNode("http://example.org/é"), None]
    assert isinstance(read[2]["a"], BlankNode)


def test_csv_has_no_types() -> None:
    text = serialise(ROWS, "csv")
    assert text.startswith('a,b,nothing\r\nhttp://example.org/é,"tab\t, ""quotes""\nand\r a line",\r\n,01,\r\n_:b7,')


def test_json_says_what_each_term_is() -> None:
    rows = json.loads(serialise(ROWS, "json"))["results"]["bindings"]
    assert rows[1] == {"b": {"type": "literal", "value": "01", "datatype": f"{XSD}integer"}}
    assert rows[2] == {"a": {"type": "bnode", "value": "b7"}, "b": {"type": "literal", "value": "plain <&> text"}}
    assert rows[3] == {}


@pytest.mark.parametrize("answer", [True, False])
def test_an_ask(answer: bool) -> None:
    assert serialise(answer, "csv") == serialise(answer, "tsv") == f"{str(answer).lower()}\n"
    for format in ("json", "xml"):  # noqa: A001
        read = parse_query_results(serialise(answer, format).encode(), FORMATS[format])
        assert isinstance(read, QueryBoolean)
        assert bool(read) is answer


def test_xml_refuses_what_it_cannot_hold() -> None:
    rows = Solutions(["a"], [{"a": Literal("bell \x07")}])
    with pytest.raises(InputError, match=r"\?a has the character U\+0007"):
        serialise(rows, "xml")
    assert json.loads(serialise(rows, "json"))["results"]["bindings"][0]["a"]["value"] == "bell \x07"
