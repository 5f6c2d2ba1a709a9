"""`kg query`: every form, every format, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.cli.conftest import Run

VENDORS = 'SELECT ?vendor ?name { ?vendor a cg:Vendor ; rdfs:label ?name FILTER ( LANG(?name) = "en" ) } ORDER BY ?name'


def test_rows_as_a_table(kg: Run, published: Path) -> None:
    ran = kg("query", "-e", VENDORS, cwd=published)
    assert (ran.code, ran.err) == (0, "")
    head, rule, *rows, blank, count = ran.out.splitlines()
    assert head.split() == ["vendor", "name"]
    assert set(rule) == {"─"}
    assert ["id:party/google", "Google"] in [row.split() for row in rows]
    assert (blank, count) == ("", f"{len(rows)} rows")


def test_counts_one_row_as_one(kg: Run, published: Path) -> None:
    assert kg("query", "-e", f"{VENDORS} LIMIT 1", cwd=published).out.endswith("\n\n1 row\n")
    assert kg("query", "-e", f"{VENDORS} LIMIT 0", cwd=published).out.endswith("\n\n0 rows\n")


def test_a_query_in_a_file(kg: Run, published: Path, tmp_path: Path) -> None:
    file = tmp_path / "vendors.rq"
    file.write_text(f"# whose contracts?\n{VENDORS}\n", encoding="utf-8")
    assert kg("query", file, cwd=published) == kg("query", "-e", VENDORS)


@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
def test_rows_in_standard_formats(kg: Run, published: Path, format: str) -> None:  # noqa: A002
    ran = kg("query", "-e", VENDORS, "--format", format, cwd=published)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("\n")
    if format == "json":
        rows = [row["name"]["value"] for row in json.loads(ran.out)["results"]["bindings"]]
    elif format == "csv":
        rows = [line.partition(",")[2] for line in ran.out.split("\r\n")[1:-1]]
    else:
        kind = {"xml": ox.QueryResultsFormat.XML, "tsv": ox.QueryResultsFormat.TSV}[format]
        rows = [row["name"].value for row in ox.parse_query_results(ran.out.encode(), kind)]  # type: ignore[union-attr]
    assert rows == sorted(rows)
    assert {"Google", "Microsoft"} <= set(rows)


@pytest.mark.parametrize(("pattern", "said", "code"), [("?s a cg:Vendor", "true", 0), ("?s a cg:Nothing", "false", 1)])
def test_ask_answers_with_its_exit_code(kg: Run, published: Path, pattern: str, said: str, code: int) -> None:
    query = f"ASK {{ {pattern} }}"
    assert kg("query", "-e", query, cwd=published) == (code, f"{said}\n", "")
    assert kg("query", "-e", query, "--format", "json") == (code, f'{{"head":{{}},"boolean":{said}}}\n', "")


@pytest.mark.parametrize(
    "query", ["CONSTRUCT WHERE { ?s a cg:Vendor }", "DESCRIBE <https://w3id.org/clausegraph/id/party/google>"]
)
@pytest.mark.parametrize("asked", [[], ["--format", "turtle"]])
def test_graphs_as_turtle(kg: Run, published: Path, query: str, asked: list[str]) -> None:
    ran = kg("query", "-e", query, *asked, cwd=published)
    assert (ran.code, ran.err) == (0, "")
    subjects = {quad.subject.value for quad in ox.parse(ran.out, format=ox.RdfFormat.TURTLE)}
    assert "https://w3id.org/clausegraph/id/party/google" in subjects


@pytest.mark.parametrize(
    ("query", "format", "hint"),
    [
        (VENDORS, "turtle", "--format table, json, csv, tsv or xml"),
        ("ASK {}", "turtle", "--format table, json, csv, tsv or xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "table", "--format turtle"),
    ],
)
def test_a_format_that_does_not_fit_is_refused(kg: Run, query: str, format: str, hint: str) -> None:  # noqa: A002
    ran = kg("query", "-e", query, "--format", format)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith(f"cannot be written as {format}\n  hint: {hint}\n")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT * {\n  ?s ?p }", "-e:2:"),
        ("", "-e: the query is empty"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "-e:1:1: "),
        ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", "-e:1:12: SERVICE is refused"),
        ("SELECT * FROM <http://example.org/> { ?s ?p ?o }", "-e:1:15: "),
    ],
)
def test_a_query_that_cannot_run_is_placed(kg: Run, published: Path, query: str, told: str) -> None:
    ran = kg("query", "-e", query, cwd=published)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: {told}")


def test_a_mistake_in_a_file_names_the_file(kg: Run, tmp_path: Path) -> None:
    (tmp_path / "wrong.rq").write_text("SELECT *\nWHERE { SERVICE", encoding="utf-8")
    ran = kg("query", "wrong.rq", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: wrong.rq:2:9: ")


@pytest.mark.parametrize(
    ("arguments", "message"), [([], "no query is given"), (["a.rq", "-e", "ASK {}"], "two queries are given")]
)
def test_exactly_one_query(kg: Run, arguments: list[str], message: str) -> None:
    assert kg("query", *arguments) == (2, "", f"error: {message}\n  hint: FILE.rq or -e TEXT\n")


@pytest.mark.parametrize(
    ("data", "message"),
    [(None, "cannot be read: No such file or directory"), (b"ASK { ?s ?p 'h\xe9j' }", "1:15: not UTF-8: byte 0xe9")],
)
def test_a_file_that_cannot_be_read(kg: Run, tmp_path: Path, data: bytes | None, message: str) -> None:
    file = tmp_path / "query.rq"
    if data:
        file.write_bytes(data)
    ran = kg("query", file)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err.splitlines()[0]
