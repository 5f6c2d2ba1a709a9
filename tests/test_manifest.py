"""What names a snapshot, and what its manifest says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg import manifest
from kg.errors import StoreError
from kg.manifest import Manifest, Recipe, recipe
from kg.sources import read
from tests.conftest import ROOT
from tests.mini import write

MADE = Manifest("0123456789abcdef" * 4, "1.0", {"t": "2"}, {"å.ttl": "f" * 64}, {"urn:g": 3}, {"info": 1}, {"X1": 1})


def test_round_trip() -> None:
    assert Manifest.from_json(MADE.to_json()) == MADE
    assert '"å.ttl"' in MADE.to_json()
    assert MADE.folder == "0123456789abcdef"


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", MADE.to_json().replace("severities", "x")])
def test_what_is_no_manifest(text: str) -> None:
    with pytest.raises(StoreError, match="not the manifest"):
        Manifest.from_json(text)


def test_everything_in_a_recipe_counts() -> None:
    base = Recipe("1", {"t": "1"}, {"a": "1"})
    others = [
        Recipe("2", {"t": "1"}, {"a": "1"}),
        Recipe("1", {"t": "2"}, {"a": "1"}),
        Recipe("1", {"t": "1"}, {"a": "2"}),
        Recipe("1", {"t": "1"}, {"b": "1"}),
        Recipe("1", {"t": "1"}, {"a": "1", "b": "1"}),
    ]
    assert len({base.id, *(other.id for other in others)}) == 6
    assert (
        Recipe("1", {"t": "1", "u": "1"}, {"a": "1", "b": "1"}).id
        == Recipe("1", {"u": "1", "t": "1"}, {"b": "1", "a": "1"}).id
    )
    assert len(base.id) == 64


def test_a_recipe_of_sources(tmp_path: Path) -> None:
    source = read(write(tmp_path / "one.ttl", "eg:a eg:b eg:c .\n"), name="x/one.ttl")
    made = recipe([source], ["pyoxigraph"])
    assert made.inputs["x/one.ttl"] == source.sha256
    assert list(made.inputs) == ["clausegraph", "x/one.ttl"]
    assert list(made.tools) == ["pyoxigraph"]
    moved = read(write(tmp_path / "elsewhere" / "one.ttl", "eg:a eg:b eg:c .\n"), name="x/one.ttl")
    assert recipe([moved], ["pyoxigraph"]).id == made.id


def test_a_changed_program_is_another_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = recipe([], []).id
    copy = tmp_path / "kg"
    for file in manifest._files():
        target = copy / file.relative_to(ROOT / "kg")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    monkeypatch.setattr(manifest, "_PACKAGE", copy)
    assert recipe([], []).id == before
    with (copy / "reason" / "rules.py").open("a") as rules:
        rules.write("# changed\n")
    assert recipe([], []).id != before


def test_every_module_that_takes_part_in_building_is_hashed(tmp_path: Path) -> None:
    code = """if True:
        import pathlib, sys, types
        # The index of words is no part of what is hashed: it says by itself which program wrote it.
        index = types.SimpleNamespace(write=lambda store, folder: folder.mkdir(), current=lambda folder: True)
        sys.modules["kg.search"] = types.SimpleNamespace(index=index)
        from kg.snapshot import build
        build(home=pathlib.Path(sys.argv[1]))
        print("\\n".join(m.__file__ for n, m in sys.modules.items() if n.startswith("kg.") and n != "kg.search"))
    """
    command = [sys.executable, "-c", code, str(tmp_path / ".kg")]
    used = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, cwd=ROOT).stdout.splitlines()
    hashed = {str(file) for file in manifest._files()}
    assert set(used) - hashed == set()
    assert any(name.endswith(".rq") for name in hashed) or not list((ROOT / "kg" / "shacl").rglob("*.rq"))
