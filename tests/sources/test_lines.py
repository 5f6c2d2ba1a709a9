from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Store

from kg.sources import Lines
from tests.sources import source

TEXT = """@prefix : <http://x/> .
:other :knows :s .
:s a :T ;
    :p [ :q "x" ] ,
       ( :m ) ;
    :n 1.10, "01"^^:dt .
"""


def test_subjects_and_terms() -> None:
    found = Lines(source(TEXT))

    def node(name: str) -> NamedNode:
        return NamedNode("http://x/" + name)

    assert str(found.subject(node("s"))) == "room/file.ttl:3:1"
    assert str(found.term(node("s"))) == "room/file.ttl:2:15"
    assert str(found.term(node("p"))) == "room/file.ttl:4:5"
    assert str(found.term(node("dt"))) == "room/file.ttl:6:14"
    assert str(found.term(node("m"))) == "room/file.ttl:5:10"
    assert found.subject(node("m")) is None
    assert found.term(node("nothing")) is None
    assert found.statement(node("s"), node("p"), node("nothing")) is None
    blank = [quad.subject for quad in source(TEXT).quads if quad.predicate == node("q")]
    assert [str(found.subject(subject)) for subject in blank] == ["room/file.ttl:4:8"]


@pytest.mark.parametrize(
    ("lexical", "datatype"),
    [
        ("1.10", "decimal"),
        ("01", "integer"),
        ("2021-01-01T00:00:00.000+00:00", "dateTime"),
        ("1", "boolean"),
        ("+1", "int"),
    ],
)
def test_a_literal_is_found_as_a_store_writes_it(lexical: str, datatype: str) -> None:
    file = source(f'<http://a> <http://b> "x" ,\n  "{lexical}"^^<http://www.w3.org/2001/XMLSchema#{datatype}> .')
    store = Store()
    store.extend(file.quads)
    stored = [quad.object for quad in store if getattr(quad.object, "value", "") != "x"]
    assert stored != [file.quads[1].object]
    assert [str(Lines(file).statement(NamedNode("http://a"), NamedNode("http://b"), term)) for term in stored] == [
        "room/file.ttl:2:3"
    ]
    other = Literal("2", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    assert Lines(file).statement(NamedNode("http://a"), NamedNode("http://b"), other) is None


def test_an_empty_file_has_no_places() -> None:
    for name in ("x/a.ttl", "x/a.jsonld"):
        assert Lines(source("\n", name)).subject(NamedNode("http://a")) is None


@pytest.mark.shared
def test_every_statement_of_the_vocabularies_and_suites_has_its_place(shared: Path) -> None:
    files = sorted(shared.rglob("*.ttl"))
    assert len(files) > 100
    for file in files:
        found = source(b"@base <http://example.org/> .\n" + file.read_bytes(), name=f"shared/{file.name}")
        places = Lines(found)
        assert all(places.statement(*quad.triple) for quad in found.quads), file.name
