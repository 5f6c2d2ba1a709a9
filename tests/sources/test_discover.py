from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg import knowledge
from kg.errors import GraphClash, SourceError
from kg.iris import GRAPH, ONTOLOGY_GRAPH, SHAPES_GRAPH
from kg.sources import combine, discover, lines, read, read_builtin

FACT = "<http://a> <http://b> <http://c> .\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(*names: str, text: str = FACT) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


def test_a_folder_is_read_to_the_bottom_sorted_without_what_is_hidden(here: Path) -> None:
    write("c/b.ttl", "c/a/z.nq", "c/a.TRIG", "c/.hidden.ttl", "c/.git/x.ttl", "c/readme.md", "c/e.jsonld", text="")
    assert [(source.name, source.path) for source in discover([Path("c")])] == [
        ("c/a.TRIG", "c/a.TRIG"),
        ("c/a/z.nq", "c/a/z.nq"),
        ("c/b.ttl", "c/b.ttl"),
        ("c/e.jsonld", "c/e.jsonld"),
    ]


def test_names_and_graphs_do_not_depend_on_where_a_folder_lies(here: Path) -> None:
    write("one/contracts/a.ttl", "two/deep/contracts/a.ttl")
    [first] = discover([Path("one/contracts")])
    [second] = discover([here / "two" / "deep" / "contracts" / "a.ttl"])
    assert first.name == second.name == "contracts/a.ttl"
    assert first.graph == second.graph == GRAPH + "contracts/a"
    assert (first.path, first.sha256) == ("one/contracts/a.ttl", second.sha256)
    assert second.path == (here / "two/deep/contracts/a.ttl").as_posix()


def test_a_path_is_said_as_it_was_typed(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("c/a.ttl", "c/d/b.ttl")
    monkeypatch.chdir(here / "c")
    assert [(source.name, source.path) for source in discover([Path(), Path("../c/a.ttl")])] == [
        ("c/a.ttl", "../c/a.ttl"),
        ("c/d/b.ttl", "d/b.ttl"),
    ]


def test_a_name_with_characters_that_no_iri_holds(here: Path) -> None:
    write("mitt avtal/<västerås> 100%.ttl")
    [source] = discover([Path("mitt avtal")])
    assert source.graph == GRAPH + "mitt%20avtal/%3Cvästerås%3E%20100%25"
    assert len(source.quads) == 1


def test_a_file_given_twice_counts_once(here: Path) -> None:
    write("c/a.ttl")
    Path("other.ttl").symlink_to("c/a.ttl")
    assert len(discover([Path("c"), Path("c/a.ttl"), here / "c", Path("other.ttl")])) == 1


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("missing.ttl", "cannot be read: No such file"),
        ("missing", "cannot be read: No such file"),
        ("empty", "nothing to read"),
        ("text/readme.md", "not a format"),
        ("text/Makefile", "not a format"),
        ("folder.ttl", "cannot be read: Is a directory"),
        ("text/broken.ttl", "a link that leads nowhere"),
        ("text", "a link that leads nowhere"),
        ("loop.ttl", "a link that leads nowhere"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_path(here: Path, path: str, said: str) -> None:
    write("text/readme.md", "text/Makefile", "folder.ttl/x.ttl", "empty/readme.md", "empty/.x.ttl")
    Path("text/broken.ttl").symlink_to("nowhere.ttl")
    Path("loop.ttl").symlink_to("loop.ttl")
    with pytest.raises(SourceError, match=said) as caught:
        discover([Path(path)])
    assert (caught.value.path or "").startswith(path)
    assert caught.value.expected


def test_a_folder_named_like_a_file_is_refused_in_a_folder_too(here: Path) -> None:
    write("c/folder.ttl/x.ttl")
    with pytest.raises(SourceError, match="Is a directory"):
        discover([Path("c")])


def test_an_empty_folder_says_what_is_read(here: Path) -> None:
    Path("c").mkdir()
    with pytest.raises(SourceError) as caught:
        discover([Path("c")])
    assert caught.value.expected == "files ending in .jsonld, .nq, .nt, .trig, .ttl"


@pytest.mark.parametrize("method", ["read_bytes", "iterdir"])
def test_what_may_not_be_read_is_an_error(here: Path, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, os.strerror(13), str(self))

    write("c/a.ttl")
    monkeypatch.setattr(Path, method, refuse)
    with pytest.raises(SourceError, match="Permission denied") as caught:
        discover([Path("c")])
    assert caught.value.path == ("c/a.ttl" if method == "read_bytes" else "c")


def test_two_files_of_the_same_name_claim_the_same_graph(here: Path) -> None:
    write("c/a.ttl", "d/c/a.ttl")
    with pytest.raises(GraphClash) as caught:
        discover([Path("c"), Path("d/c")])
    assert caught.value.path in ("c/a.ttl", "d/c/a.ttl")
    assert {"c/a.ttl", "d/c/a.ttl"} <= set(str(caught.value).replace(":", " ").replace(",", " ").split())


def test_a_suffix_does_not_part_two_graphs(here: Path) -> None:
    write("c/a.ttl", "c/a.nt")
    with pytest.raises(GraphClash, match=r"c/a\.nt"):
        discover([Path("c")])


@pytest.mark.parametrize("owner", [GRAPH + "c/a", "http://example.org/shared"])
def test_a_named_graph_of_another_file_is_a_clash(here: Path, owner: str) -> None:
    write("c/a.ttl")
    write("c/b.trig", text=f"GRAPH <{owner}> {{ {FACT} }}")
    write("c/c.nq", text='<http://a> <http://b> "c" <http://example.org/shared> .')
    with pytest.raises(GraphClash, match=owner):
        discover([Path("c")])


def test_a_named_graph_of_its_own_is_no_clash(here: Path) -> None:
    write("c/b.trig", text=f"GRAPH <{GRAPH}c/b> {{ {FACT} }} GRAPH <http://x> {{ {FACT} }}")
    [source] = discover([Path("c")])
    assert source.graphs == ("http://x", GRAPH + "c/b")


@pytest.mark.parametrize("name", ["ontology", "shapes", "inferred", "report", "report/old"])
def test_reserved_graphs_cannot_be_claimed(here: Path, name: str) -> None:
    write("c/b.trig", text=f"GRAPH <{GRAPH}{name}> {{ {FACT} }}")
    with pytest.raises(GraphClash, match="reserved"):
        discover([Path("c")])


def test_a_folder_named_like_a_reserved_graph_is_refused_with_the_remedy(here: Path) -> None:
    write("report/a.ttl", "reports/a.ttl")
    assert len(discover([Path("reports")])) == 1
    with pytest.raises(GraphClash) as caught:
        discover([Path("report")])
    assert "rename" in (caught.value.expected or "")


def test_groups_combine_and_the_later_one_says_the_path(here: Path) -> None:
    write("c/a.ttl", "d/b.ttl")
    first, second = discover([Path("c")]), discover([here / "c", Path("d")])
    assert [source.path for source in combine(first, second)] == [(here / "c/a.ttl").as_posix(), "d/b.ttl"]


@pytest.fixture
def room(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write("kg/ontology/x.ttl", "kg/ontology/y.ttl", "kg/shapes/s.ttl", "kg/data/law/gdpr.ttl")
    monkeypatch.setattr(knowledge, "root", lambda: here / "kg")
    return here / "kg"


def test_the_built_in_files(room: Path) -> None:
    assert [(source.name, source.path, source.graph) for source in read_builtin("ontology")] == [
        ("ontology/x.ttl", "ontology/x.ttl", ONTOLOGY_GRAPH),
        ("ontology/y.ttl", "ontology/y.ttl", ONTOLOGY_GRAPH),
    ]
    assert [source.graph for source in read_builtin("shapes")] == [SHAPES_GRAPH]
    assert [source.graph for source in read_builtin("data")] == [GRAPH + "data/law/gdpr"]
    everything = combine(*(read_builtin(name) for name in knowledge.ROOMS))
    assert [source.name for source in everything] == [
        "data/law/gdpr.ttl",
        "ontology/x.ttl",
        "ontology/y.ttl",
        "shapes/s.ttl",
    ]


def test_a_built_in_file_keeps_its_name_and_graph_when_a_user_names_it(room: Path) -> None:
    found = discover([Path("kg/data/law/gdpr.ttl"), Path("kg/ontology")])
    assert [(source.name, source.path, source.graph) for source in found] == [
        ("data/law/gdpr.ttl", "kg/data/law/gdpr.ttl", GRAPH + "data/law/gdpr"),
        ("ontology/x.ttl", "kg/ontology/x.ttl", ONTOLOGY_GRAPH),
        ("ontology/y.ttl", "kg/ontology/y.ttl", ONTOLOGY_GRAPH),
    ]
    assert len(combine(read_builtin("data"), found)) == 3


def test_a_users_file_cannot_claim_the_graph_of_a_built_in_one(room: Path) -> None:
    write("data/law/gdpr.ttl")
    with pytest.raises(GraphClash, match=r"data/law/gdpr"):
        combine(read_builtin("data"), discover([Path("data")]))


def test_the_built_in_knowledge_of_this_checkout_is_read() -> None:
    for room in knowledge.ROOMS:
        assert all(source.builtin and source.name.startswith(f"{room}/") for source in read_builtin(room))


def test_a_source_is_what_it_was_when_it_was_read(here: Path) -> None:
    write("c/a.ttl")
    source = read(Path("c/a.ttl"), name="c/a.ttl")
    write("c/a.ttl", text="nonsense")
    assert len(source.quads) == 1
    again = read(Path("c/a.ttl"), name="c/a.ttl")
    assert source != again
    assert hash(source) != hash(again)
    assert "http://a" not in repr(source)


def test_lines_are_made_once(here: Path) -> None:
    write("c/a.ttl")
    [source] = discover([Path("c")])
    [again] = discover([Path("c")])
    assert lines(source) is lines(again)
