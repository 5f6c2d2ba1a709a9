"""`kg keys`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from kg import keys
from kg.iris import GRAPH
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def _no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLAUSEGRAPH_HOME", raising=False)


def test_add_list_revoke(kg: Run, tmp_path: Path) -> None:
    tomorrow = keys.today() + timedelta(days=1)
    ran = kg("keys", "add", "ci", "--graph", "contracts/microsoft*", "--until", str(tomorrow), cwd=tmp_path)
    assert (ran.code, ran.out.count("\n")) == (0, 1)
    secret = ran.out.strip()
    assert not keys.mistyped(secret)
    assert secret not in ran.err
    (key,) = keys.read(tmp_path / ".kg")
    assert keys.find([key], secret) == key
    assert (key.scopes, key.until) == ((GRAPH + "contracts/microsoft*",), tomorrow)
    assert kg("keys", "add", "boss", "--all").code == 0
    listed = kg("keys", "list")
    assert listed.code == 0
    assert [line.split()[:2] for line in listed.out.splitlines()[2:]] == [["boss", "*"], ["ci", "contracts/microsoft*"]]
    assert secret not in listed.out
    assert key.sha256 not in listed.out
    assert kg("keys", "revoke", "ci").code == 0
    assert [key.name for key in keys.read(tmp_path / ".kg")] == ["boss"]
    gone = kg("keys", "revoke", "ci")
    assert gone.code == 2
    assert "there is no key 'ci'" in gone.err


def test_says_what_a_key_does_not_open(kg: Run, tmp_path: Path) -> None:
    ran = kg("keys", "add", "none", cwd=tmp_path)
    assert "It opens what is built in" in ran.err
    ran = kg("keys", "add", "later", "--graph", "vendors/acme", "--graph", "data/contracts/*", "--graph", "*")
    assert ran.code == 0
    assert f"No graph today is {GRAPH}vendors/acme." in ran.err
    assert "contracts" not in ran.err


def test_notes_nothing_where_the_files_are_gone(kg: Run, tmp_path: Path) -> None:
    (tmp_path / ".kg").mkdir()
    (tmp_path / ".kg" / "current").write_text('{"id": "0", "paths": ["gone.ttl"]}', encoding="utf-8")
    ran = kg("keys", "add", "later", "--graph", "vendors/acme", cwd=tmp_path)
    assert ran.code == 0
    assert "No graph" not in ran.err


def test_without_keys(kg: Run, tmp_path: Path) -> None:
    ran = kg("keys", "list", cwd=tmp_path)
    assert (ran.code, ran.out) == (0, "")
    assert "no keys" in ran.err


def test_another_home(kg: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kg("keys", "add", "a", "--home", tmp_path / "one", cwd=tmp_path).code == 0
    monkeypatch.setenv("CLAUSEGRAPH_HOME", str(tmp_path / "two"))
    assert kg("keys", "add", "b").code == 0
    assert [key.name for key in keys.read(tmp_path / "one")] == ["a"]
    assert [key.name for key in keys.read(tmp_path / "two")] == ["b"]
    assert not (tmp_path / ".kg").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["add"],
        ["add", "a b"],
        ["add", "a", "--graph", "a b"],
        ["add", "a", "--until", "soon"],
        ["revoke"],
        ["list", "x"],
    ],
)
def test_calls_that_are_wrong(kg: Run, tmp_path: Path, arguments: list[str]) -> None:
    ran = kg("keys", *arguments, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: ")
    assert not (tmp_path / ".kg").exists()


def test_a_damaged_file_is_an_error(kg: Run, tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("{}", encoding="utf-8")
    ran = kg("keys", "list", "--home", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "damaged" in ran.err
