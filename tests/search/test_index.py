from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kg import publish, snapshot
from kg.errors import EnvironmentFault, StoreError
from kg.search import index, opened, search
from kg.snapshot import Snapshot
from kg.store import EmbeddedStore
from tests import graphs
from tests.conftest import ROOT
from tests.mini import mini

__all__ = ["mini"]


def found(taken: Snapshot) -> list[str]:
    return [hit.iri for hit in search(opened(taken), "purpose")]


@pytest.fixture
def home(mini: Path, tmp_path: Path) -> Path:
    facts = mini / "data" / "facts.ttl"
    facts.write_text(facts.read_text() + 'eg:served rdfs:label "purpose of that"@en .\n', encoding="utf-8")
    return tmp_path / ".kg"


def test_is_published_with_the_snapshot(home: Path) -> None:
    made = snapshot.build((), home=home)
    assert made.folder
    assert index.current(made.folder / "search")
    before = {path: path.read_bytes() for path in sorted((made.folder / "search").iterdir())}
    assert found(made) == ["https://example.org/served"]
    assert {path: path.read_bytes() for path in sorted((made.folder / "search").iterdir())} == before
    assert found(replace(made, folder=None)) == found(made)


def test_snapshot_without_one_gets_one(home: Path) -> None:
    made = snapshot.build((), home=home)
    assert made.folder
    folder = made.folder / "search"
    for spoil in (lambda: (folder / "made-by").unlink(), lambda: (folder / "made-by").write_text("another")):
        spoil()
        assert found(made) == ["https://example.org/served"], "one is made in memory"
        assert not index.current(folder), "looking writes nothing"
        again = snapshot.kept(made.sources, home=home)
        assert again.id == made.id
        assert index.current(folder)
    (folder / "made-by").unlink()
    snapshot.build((), home=home)
    assert index.current(folder)
    assert sorted(path.name for path in made.folder.iterdir()) == ["manifest.json", "search", "store"]


def test_broken_one_is_as_good_as_none(home: Path) -> None:
    made = snapshot.build((), home=home)
    assert made.folder
    for path in (made.folder / "search").glob("*.term"):
        path.write_bytes(b"xx")
    assert found(made) == ["https://example.org/served"]


def test_snapshot_that_cannot_be_written_to_does_without(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = snapshot.build((), home=home)
    assert made.folder
    (made.folder / "search" / "made-by").unlink()

    def refuse(*_: object) -> None:
        raise OSError(30, "read-only file system")

    monkeypatch.setattr(index, "write", refuse)
    assert found(snapshot.kept(made.sources, home=home)) == ["https://example.org/served"]
    assert not list(made.folder.glob(".unfinished*"))


def test_no_snapshot_is_published_where_the_index_cannot_be_written(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(store: object, folder: Path) -> None:
        raise StoreError("the index cannot be written: no room")

    monkeypatch.setattr(index, "write", fail)
    with pytest.raises(EnvironmentFault, match="no room"):
        snapshot.build((), home=home)
    assert publish.pointer(home) is None
    assert not list((home / "snapshots").iterdir())


def test_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "search").mkdir()
    with pytest.raises(FileExistsError):
        index.write(EmbeddedStore(), tmp_path / "search")
    assert not index.current(tmp_path / "nothing")


def test_failure_of_tantivy_is_one_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("tantivy says no")

    monkeypatch.setattr(index, "_filled", fail)
    with pytest.raises(StoreError, match="tantivy says no"):
        index.write(graphs.store(), tmp_path / "search")


def test_id_does_not_depend_on_it() -> None:
    from kg.manifest import PROGRAM, recipe

    assert "tantivy" not in recipe((), ("pyoxigraph",)).tools
    assert PROGRAM in recipe((), ("pyoxigraph",)).inputs


def test_other_commands_do_not_load_it() -> None:
    program = "import sys; import kg.cli, kg.snapshot, kg.publish; sys.exit('tantivy' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    assert subprocess.run([sys.executable, "-c", program], env=environment).returncode == 0
