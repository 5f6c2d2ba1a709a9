"""What is particular to Oxigraph: folders, read-only stores, and the words of its parser."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from kg.errors import QueryError, StoreError
from kg.store import EmbeddedStore

P = NamedNode("urn:p")
TRIPLES = [Triple(NamedNode(f"urn:{n}"), P, Literal(n)) for n in range(50)] + [Triple(BlankNode("kept"), P, P)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = EmbeddedStore()
    store.add("urn:g", TRIPLES)
    store.save(tmp_path / "copy")
    return tmp_path / "copy"


def test_a_saved_store_is_the_same_store(folder: Path) -> None:
    copy = EmbeddedStore(folder, read_only=True)
    assert (copy.graphs(), copy.count()) == (("urn:g",), 51)
    text = "SELECT ?s ?o { ?s <urn:p> ?o } ORDER BY ?o ?s"
    memory = EmbeddedStore()
    memory.add("urn:g", TRIPLES)
    assert copy.select(text).rows == memory.select(text).rows
    assert set(copy.construct("CONSTRUCT WHERE { ?s ?p ?o }")) == set(TRIPLES)


def test_a_read_only_store_cannot_be_changed(folder: Path) -> None:
    copy = EmbeddedStore(folder, read_only=True)
    memory = EmbeddedStore()
    memory.freeze()
    for store in (copy, memory):
        with pytest.raises(StoreError, match="the store is read-only"):
            store.add("urn:g", TRIPLES[:1])
        with pytest.raises(StoreError, match="the store is read-only"):
            store.drop("urn:g")


def test_two_readers(folder: Path) -> None:
    first, second = EmbeddedStore(folder, read_only=True), EmbeddedStore(folder, read_only=True)
    assert first.count() == second.count() == 51


def test_a_second_writer_is_told(tmp_path: Path) -> None:
    first = EmbeddedStore(tmp_path / "store")
    with pytest.raises(StoreError, match="the store refused: IO error"):
        EmbeddedStore(tmp_path / "store")
    assert first.count() == 0


@pytest.mark.parametrize("name", ["missing", "empty", "file"])
def test_a_folder_that_is_no_store(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("no store")
    with pytest.raises(StoreError, match="the store refused"):
        EmbeddedStore(tmp_path / name, read_only=True)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("SELECT * {\n  ?s ?p\n}", 3, 2, "does not parse near '?p }' (what may stand here: "),
        ("SELECT ?s WHER { ?s ?p ?o }", 1, 16, "does not parse near 'WHER {' (what may stand here: DISTINCT, WHERE)"),
        ("SELECT * { ?s\n foo:bar ?o }", 2, 2, "the prefix of foo:bar is not declared (PREFIX, or one of cg, cgs,"),
        ("SELECT ?s { ?s ?p ?o } GROUP BY ?o", 1, 35, "The SELECT contains a variable that is unbound"),
        ("ASK { ?s ?p <relative> }", 1, 23, "an IRI that is not whole, or not valid"),
        ("ASK { é:ü ?p ?o }", 1, 7, "the prefix of é:ü is not declared"),
    ],
)
def test_the_parser_s_words(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        EmbeddedStore().query(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert message in str(caught.value)
    assert "[" not in str(caught.value)
    assert len(str(caught.value)) < 250


def test_an_unknown_function() -> None:
    store = EmbeddedStore()
    store.add("urn:g", TRIPLES[:1])
    with pytest.raises(QueryError, match=r"the custom function <urn:f> is not supported \(a function of SPARQL 1.1\)"):
        store.ask("ASK { ?s ?p ?o FILTER(<urn:f>(?o)) }")


def test_graphs_that_are_not_kept_by_name() -> None:
    store = EmbeddedStore(named=["urn:kept"])
    store.add("urn:kept", TRIPLES[:2])
    store.add("urn:other", TRIPLES[1:3])
    store.load("urn:third", b"<urn:a> <urn:p> <urn:b> .", RdfFormat.N_TRIPLES)
    store.insert("urn:fourth", "?o <urn:p> ?s .", "?s <urn:p> ?o FILTER(isIRI(?o))")
    assert (store.graphs(), store.count(), store.count("urn:other")) == (("urn:kept",), 2, 0)
    assert len(store.select("SELECT ?s { ?s ?p ?o }")) == 5
    with pytest.raises(StoreError, match="nothing can be dropped"):
        store.drop("urn:kept")


def test_a_text_is_loaded_whole_or_not_at_all() -> None:
    store = EmbeddedStore()
    store.load("urn:g", b"<urn:a> <urn:p> 1.10 .", RdfFormat.TURTLE)
    with pytest.raises(StoreError, match="not valid Turtle: "):
        store.load("urn:g", b"<urn:b> <urn:p> 1 . <urn:c> <urn:p> .", RdfFormat.TURTLE)
    assert (store.count(), len(store.select("SELECT ?s { ?s ?p 1.1 }"))) == (1, 1)
    store.freeze()
    with pytest.raises(StoreError, match="read-only"):
        store.load("urn:g", b"", RdfFormat.TURTLE)
