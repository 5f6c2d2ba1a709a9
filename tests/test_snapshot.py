"""Snapshots: the same inputs give the same one, and a reader never meets half of one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import BlankNode

import kg.snapshot
from kg import publish
from kg.errors import EnvironmentFault, SourceError, StoreError, TermError
from kg.iris import GRAPH, INFERRED_GRAPH, ONTOLOGY_GRAPH, REPORT_GRAPH, SHAPES_GRAPH
from kg.snapshot import Snapshot, build, current
from tests.conftest import ROOT
from tests.mini import mini, write

__all__ = ["mini"]

EVERYTHING = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "work" / ".kg"


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    """A folder of the user's, with one purpose that has no controller."""
    write(tmp_path / "work" / "contracts" / "new.ttl", "eg:new a cg:Purpose .\n")
    return tmp_path / "work" / "contracts"


def _no_building(*_: object) -> None:
    pytest.fail("nothing was to be built")


@pytest.mark.usefixtures("mini")
class TestInMemory:
    def test_the_first_command_works_and_leaves_nothing_behind(self, home: Path) -> None:
        snapshot = current(home=home)
        assert snapshot.store.ask("ASK { GRAPH graph:inferred { <https://example.org/orphan> a cg:Purpose } }")
        assert not home.exists()

    def test_graphs(self, home: Path, contracts: Path) -> None:
        snapshot = current([contracts], home=home)
        files = (GRAPH + "contracts/new", GRAPH + "data/facts")
        assert snapshot.store.graphs() == (*files, INFERRED_GRAPH, ONTOLOGY_GRAPH, REPORT_GRAPH, SHAPES_GRAPH)
        assert [source.name for source in snapshot.sources] == [
            *("contracts/new.ttl", "data/facts.ttl", "ontology/o.ttl", "shapes/s.ttl"),
        ]

    def test_files_of_several_graphs(self, home: Path, tmp_path: Path) -> None:
        file = write(tmp_path / "two.trig", "eg:a a cg:Purpose . <https://example.org/g> { eg:b a cg:Purpose }")
        graphs = current([file], home=home).store.graphs()
        assert "https://example.org/g" in graphs
        assert f"{GRAPH}{tmp_path.name}/two" in graphs

    def test_findings_of_the_overlay(self, home: Path, contracts: Path) -> None:
        snapshot = current([contracts], home=home)
        found = snapshot.store.select(
            "SELECT ?file ?line ?focus { GRAPH graph:report { ?r cg:code 'MINI01' ; cg:file ?file ; cg:line ?line ; "
            "sh:focusNode ?focus } } ORDER BY ?file"
        )
        assert [tuple(row[name].value for name in found.variables) for row in found] == [
            ("contracts/new.ttl", "7", "https://example.org/new"),
            ("data/facts.ttl", "11", "https://example.org/orphan"),
        ]

    def test_it_cannot_be_changed(self, home: Path) -> None:
        store = current(home=home).store
        with pytest.raises(StoreError, match="read-only"):
            store.drop(REPORT_GRAPH)

    def test_both_engines_find_the_same(self, home: Path) -> None:
        ours, reference = (current(home=home, engine=engine) for engine in ("sparql", "pyshacl"))
        assert ours.id != reference.id
        text = "SELECT ?r ?f ?c ?l { GRAPH graph:report { ?r sh:focusNode ?f ; cg:code ?c ; cg:line ?l } } ORDER BY ?r"
        assert ours.store.select(text).rows == reference.store.select(text).rows
        assert sorted(reference.manifest.tools) == ["pyoxigraph", "pyshacl", "rdflib"]

    def test_the_steps_are_told(self, home: Path) -> None:
        told: list[str] = []
        current(home=home, progress=told.append)
        assert told == [
            *("reads 3 files", "checks that the ontology declares every term"),
            *("reasons over what they say", "validates against the shapes"),
        ]

    def test_an_undeclared_term(self, home: Path, tmp_path: Path) -> None:
        file = write(tmp_path / "typo.ttl", "eg:x a cg:Purpos .\n")
        with pytest.raises(TermError, match="did you mean cg:Purpose") as caught:
            current([file], home=home)
        assert (caught.value.line, caught.value.column) == (7, 8)

    def test_blank_nodes_keep_their_labels(self, home: Path, tmp_path: Path) -> None:
        file = write(tmp_path / "blank.ttl", "[] a cg:Purpose .\n")
        labels = [
            {row["s"] for row in snapshot.store.select("SELECT ?s { ?s a cg:Purpose FILTER(isBlank(?s)) }")}
            for snapshot in (current([file], home=home), build([file], home=home), current(home=home))
        ]
        assert labels[0] == labels[1] == labels[2]
        assert [type(label) for label in labels[0]] == [BlankNode]


@pytest.mark.usefixtures("mini")
class TestPublished:
    def test_it_is_used_while_it_matches(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        built = build(home=home)
        monkeypatch.setattr(kg.snapshot, "fill", _no_building)
        opened = current(home=home)
        assert (opened.id, opened.manifest) == (built.id, built.manifest)
        assert opened.store.select(EVERYTHING).rows == built.store.select(EVERYTHING).rows

    def test_memory_and_disk_give_the_same_rows_in_the_same_order(self, home: Path) -> None:
        memory = current(home=home)
        assert memory.store.select(EVERYTHING).rows == build(home=home).store.select(EVERYTHING).rows
        assert list(memory.manifest.graphs.items()) == list(current(home=home).manifest.graphs.items())

    def test_a_changed_file_is_seen_at_once(self, home: Path, mini: Path) -> None:
        built = build(home=home)
        write(mini / "data" / "facts.ttl", "eg:orphan a cg:OwnPurpose ; cg:controller eg:anna .\n")
        changed = current(home=home)
        assert changed.id != built.id
        assert not changed.manifest.codes
        assert built.store.ask("ASK { ?result cg:code 'MINI01' }"), "a reader keeps the snapshot that it has"

    def test_what_was_built_in_stays_in(self, home: Path, contracts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        built = build([contracts], home=home)
        monkeypatch.setattr(kg.snapshot, "fill", _no_building)
        assert current(home=home).id == current([contracts], home=home).id == built.id
        assert json.loads((home / "current").read_text()) == {"id": built.id, "paths": ["contracts"]}

    def test_paths_are_kept_relative_to_the_home(
        self, home: Path, contracts: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(contracts)
        built = build([Path("new.ttl")], home=home)
        monkeypatch.chdir(home.parent)
        assert current().id == built.id
        assert current(()).id != built.id

    def test_what_was_built_in_and_is_gone(self, home: Path, contracts: Path) -> None:
        build([contracts], home=home)
        contracts.rename(contracts.with_name("renamed"))
        with pytest.raises(SourceError, match=r"it is gone \(put it back, or run `kg build` again without it\)"):
            current(home=home)
        assert build(home=home).id == current(home=home).id

    def test_building_again_only_publishes_again(
        self, home: Path, contracts: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = build(home=home)
        second = build([contracts], home=home)
        monkeypatch.setattr(kg.snapshot, "fill", _no_building)
        assert current(home=home).id == second.id
        assert build(home=home).id == first.id
        assert current(home=home).id == first.id
        assert len(list((home / "snapshots").iterdir())) == 2

    def test_the_manifest(self, home: Path, contracts: Path) -> None:
        snapshot = build([contracts], home=home)
        text = (home / "snapshots" / snapshot.id[:16] / "manifest.json").read_text(encoding="utf-8")
        read = json.loads(text)
        assert text == json.dumps(read, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        assert sorted(read) == ["findings", "graphs", "id", "inputs", "tools", "version"]
        assert sorted(read["inputs"]) == [
            *("clausegraph", "contracts/new.ttl", "data/facts.ttl", "ontology/o.ttl", "shapes/s.ttl"),
        ]
        assert read["findings"] == {"codes": {"MINI01": 2}, "severities": {"violation": 2}}
        assert read["graphs"] == {graph: snapshot.store.count(graph) for graph in snapshot.store.graphs()}
        assert str(home.parent) not in text


@pytest.mark.usefixtures("mini")
class TestBuildsThatFail:
    def test_an_input_that_is_wrong(self, home: Path, tmp_path: Path) -> None:
        good = build(home=home)
        bad = write(tmp_path / "bad.ttl", "eg:x a cg:Purpose")
        for _ in range(2):
            with pytest.raises(SourceError, match="not valid Turtle"):
                build([bad], home=home)
        self._still(home, good)

    @pytest.mark.parametrize("step", ["reasons over what they say", "writes the snapshot"])
    def test_an_interruption(self, home: Path, contracts: Path, step: str) -> None:
        good = build(home=home)

        def interrupt(told: str) -> None:
            if told == step:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            build([contracts], home=home, progress=interrupt)
        self._still(home, good)

    def test_a_store_that_cannot_be_written(self, home: Path, contracts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        good = build(home=home)

        def full(_: object, path: Path) -> None:
            path.mkdir()
            (path / "half.sst").write_bytes(b"half")
            raise StoreError("the store refused: IO error: No space left on device")

        monkeypatch.setattr("kg.store.EmbeddedStore.save", full)
        with pytest.raises(EnvironmentFault, match=r"cannot be written.*No space left.*room on the disk"):
            build([contracts], home=home)
        self._still(home, good)

    def test_what_a_killed_build_left_is_cleared_away(self, home: Path, contracts: Path) -> None:
        good = build(home=home)
        left = home / "snapshots" / ".unfinished-0123456789abcdef" / "store"
        left.mkdir(parents=True)
        (left / "half.sst").write_bytes(b"half")
        self._still(home, good, leftovers=1)
        self._still(home, build([contracts], home=home), snapshots=2)

    @pytest.mark.parametrize("lost", ["store/CURRENT", "manifest.json"])
    def test_a_damaged_snapshot_is_not_served_and_is_mended(self, home: Path, lost: str) -> None:
        good = build(home=home)
        everything = good.store.select(EVERYTHING).rows
        (home / "snapshots" / good.id[:16] / lost).unlink()
        assert current(home=home).store.select(EVERYTHING).rows == everything
        assert publish.find(home, good.id) is None
        assert build(home=home).store.select(EVERYTHING).rows == everything
        assert publish.find(home, good.id) is not None

    @pytest.mark.parametrize("text", ["", "{}", '{"id": 5}', '{"id": "x", "paths": 1}', "[1]", "\xff"])
    def test_a_damaged_pointer_is_no_pointer(self, home: Path, text: str) -> None:
        good = build(home=home)
        (home / "current").write_bytes(text.encode("latin-1"))
        assert current(home=home).id == good.id
        build(home=home)
        self._still(home, good)

    def test_a_home_that_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("no folder")
        with pytest.raises(EnvironmentFault, match=r"cannot be written: .*nothing was published"):
            build(home=tmp_path / "file" / ".kg")

    def test_a_pointer_that_cannot_be_written(self, home: Path) -> None:
        (home / "current").mkdir(parents=True)
        with pytest.raises(EnvironmentFault, match="cannot be written"):
            build(home=home)
        assert [path.name for path in home.iterdir() if path.name.startswith(".unfinished")] == []

    def test_another_build_is_waited_for_but_not_forever(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(publish, "PATIENCE", 0.1)
        told: list[str] = []
        with (
            publish.building(home, _no_building),
            pytest.raises(EnvironmentFault, match=r"another build has held .* for 0\.1 seconds"),
        ):
            build(home=home, progress=told.append)
        assert told == ["waits for another build to end"]
        build(home=home)

    @staticmethod
    def _still(home: Path, good: Snapshot, *, leftovers: int = 0, snapshots: int = 1) -> None:
        assert current(home=home).id == good.id
        names = [path.name for path in (home / "snapshots").iterdir()]
        assert len([name for name in names if name.startswith(".")]) == leftovers
        assert len([name for name in names if not name.startswith(".")]) == snapshots


def _run(code: str, *arguments: object, seed: int = 0, folder: Path | None = None) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, encoding="utf-8", check=True
    ).stdout


def test_two_folders_and_two_hash_seeds_give_the_same_bytes(tmp_path: Path) -> None:
    code = """if True:
        import kg
        from pyoxigraph import Triple
        snapshot = kg.build()
        print(snapshot.manifest.to_json())
        rows = snapshot.store.select("SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }")
        print("\\n".join(sorted(" ".join(str(row[name]) for name in "gspo") for row in rows)))
    """
    folders = (tmp_path / "one", tmp_path / "another" / "deeper")
    for folder in folders:
        folder.mkdir(parents=True)
    first, second = (_run(code, seed=seed, folder=folder) for seed, folder in enumerate(folders, 1))
    assert len(first) > 1_000_000
    assert first == second


def test_two_builders_at_once(tmp_path: Path) -> None:
    code = "import kg, pathlib, sys; print(kg.build(home=pathlib.Path(sys.argv[1])).id)"
    command = [sys.executable, "-c", code, str(tmp_path / ".kg")]
    builders = [subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") for _ in range(2)]
    ids = {builder.communicate()[0] for builder in builders}
    assert [builder.returncode for builder in builders] == [0, 0]
    assert len(ids) == 1
    assert current((), home=tmp_path / ".kg").id in ids.pop()


def test_a_killed_builder_leaves_the_lock_to_the_next(tmp_path: Path) -> None:
    code = """if True:
        import pathlib, sys, threading
        import kg.publish
        def stop(path):
            print("half", flush=True)
            threading.Event().wait()
        kg.publish._to_disk = stop
        kg.build(home=pathlib.Path(sys.argv[1]))
    """
    command = [sys.executable, "-c", code, str(tmp_path / ".kg")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as builder:
        assert builder.stdout is not None
        assert builder.stdout.readline() == "half\n"
        builder.kill()
    assert [path.name[:12] for path in (tmp_path / ".kg" / "snapshots").iterdir()] == [".unfinished-"]
    built = build(home=tmp_path / ".kg")
    assert [path.name for path in (tmp_path / ".kg" / "snapshots").iterdir()] == [built.manifest.folder]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_full_disk(tmp_path: Path) -> None:
    code = """if True:
        import pathlib, resource, sys
        import kg
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        try:
            kg.build(home=pathlib.Path(sys.argv[1]))
        except kg.KGError as error:
            print(error.exit_code, error)
    """
    told = _run(code, tmp_path / ".kg")
    assert told.startswith("2 ")
    assert "room on the disk and the right to write there; nothing was published" in told
    assert list((tmp_path / ".kg" / "snapshots").iterdir()) == []
    assert not (tmp_path / ".kg" / "current").exists()


def test_an_opened_snapshot_needs_no_reasoner_and_no_validator(tmp_path: Path) -> None:
    build(home=tmp_path / ".kg")
    code = """if True:
        import pathlib, sys
        import kg
        kg.current(home=pathlib.Path(sys.argv[1])).store.count()
        heavy = ("rdflib", "pyshacl", "owlready2", "SPARQLWrapper", "kg.reason", "kg.shacl")
        print([name for name in heavy if name in sys.modules])
    """
    assert _run(code, tmp_path / ".kg") == "[]\n"
