"""What `kg init` lays out, whole or not at all."""

from __future__ import annotations

from errno import ENOSPC
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from kg.config import find
from kg.errors import EnvironmentFault, InputError
from kg.init import init
from kg.turtle import formatted
from tests.conftest import ROOT

NAMES = {"clausegraph.toml", "contracts/example.ttl", ".github/workflows/clausegraph.yml"}
ALL = NAMES | {".gitignore"}


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("where", [".", "new/folder"])
def test_writes_them_all(tmp_path: Path, where: str) -> None:
    written = init(tmp_path / where)
    assert {path.relative_to(tmp_path / where).as_posix() for path in written} == ALL == files(tmp_path / where)
    workflow = (tmp_path / where / ".github/workflows/clausegraph.yml").read_text(encoding="utf-8")
    assert f'"clausegraph=={version("clausegraph")}"' in workflow
    assert "VERSION" not in workflow


@pytest.mark.parametrize("name", sorted(NAMES))
def test_overwrites_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=f"already there: .*/{name} "):
        init(tmp_path)
    assert files(tmp_path) == {name}
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_names_all_that_is_there(tmp_path: Path) -> None:
    init(tmp_path)
    with pytest.raises(InputError) as raised:
        init(tmp_path)
    assert all(name in raised.value.message for name in NAMES)


def test_a_configuration_in_pyproject_is_there_too(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.clausegraph]\nlang = 'sv'", encoding="utf-8")
    with pytest.raises(InputError, match=r"already there: \[tool\.clausegraph\] in .*pyproject\.toml"):
        init(tmp_path)
    assert len(init(tmp_path / "below")) == 4


def test_a_link_that_leads_nowhere_is_there_too(tmp_path: Path) -> None:
    (tmp_path / "clausegraph.toml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"already there: .*clausegraph\.toml"):
        init(tmp_path)
    assert files(tmp_path) == set()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b".kg/\n"),
        (b".venv/\n", b".venv/\n.kg/\n"),
        (b".venv/", b".venv/\n.kg/\n"),
        (b".venv/\r\n", b".venv/\r\n.kg/\r\n"),
        (b"\xff\n", b"\xff\n.kg/\n"),
        (b"# .kg/\n!.kg/\n", b"# .kg/\n!.kg/\n.kg/\n"),
        *((line, line) for line in (b".kg", b".kg/\n", b"a\n/.kg/\n", b"**/.kg\n", b" .kg/ \nb\n")),
    ],
)
def test_git_ignores_what_is_kept(tmp_path: Path, before: bytes, after: bytes) -> None:
    path = tmp_path / ".gitignore"
    path.write_bytes(before)
    written = init(tmp_path)
    assert path.read_bytes() == after
    assert (path in written) == (before != after)


def test_a_gitignore_that_git_does_not_read_stays(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"mine")
    (tmp_path / ".gitignore").symlink_to("elsewhere")
    assert len(init(tmp_path)) == 3
    assert (tmp_path / "elsewhere").read_bytes() == b"mine"
    (tmp_path / "below" / ".gitignore").mkdir(parents=True)
    assert len(init(tmp_path / "below")) == 3


@pytest.mark.parametrize("before", [None, b"mine"])
def test_a_gitignore_that_cannot_be_written_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: bytes | None
) -> None:
    path: Path = tmp_path / ".gitignore"
    opened: Any = Path.open
    if before is not None:
        path.write_bytes(before)

    def full(self: Path, mode: str = "r", **how: str) -> Any:
        file = opened(self, mode, **how)
        if mode == "ab":
            file.write(b"ha")
            file.close()
            raise OSError(ENOSPC, "No space left on device")
        return file

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(EnvironmentFault, match=r"\.gitignore: cannot be written: No space"):
        init(tmp_path)
    assert files(tmp_path) == (set() if before is None else {".gitignore"})
    assert before is None or path.read_bytes() == before


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "here" / ".github").mkdir(parents=True)
    (tmp_path / "here" / ".github" / "workflows").write_text("a file in the place of a folder", encoding="utf-8")
    with pytest.raises(EnvironmentFault, match="cannot be written"):
        init(tmp_path / "here")
    assert sorted(path.name for path in (tmp_path / "here").rglob("*")) == [".github", "workflows"]
    with pytest.raises(EnvironmentFault, match="cannot be written"):
        init(tmp_path / "here" / ".github" / "workflows")


def test_the_configuration_says_each_setting_in_a_comment_at_least(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    init(Path())
    path = tmp_path / "clausegraph.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert find(tmp_path).paths == (Path("contracts"),)
    settings = [line.removeprefix("# ") for line in lines if " = " in line or line == "# [severity]"]
    path.write_text("\n".join(settings), encoding="utf-8")
    found = find(tmp_path)
    assert set(found.lines) == {
        *("paths", "fail-on", "select", "ignore", "baseline", "shapes", "lang", "format", "severity", "severity.PD002")
    }


def test_the_record_is_laid_out_as_all_turtle_here() -> None:
    """But for its comments, and what stands in comment signs in it: that is Turtle too."""
    path = ROOT / "kg" / "templates" / "contracts" / "example.ttl"
    lines = path.read_text(encoding="utf-8").splitlines()
    body = {line for line in lines if line and not line.startswith("#")}
    assert body == {line for line in formatted(path).splitlines() if line and not line.startswith("#")}
