"""The configuration of a repository: where it is found, what it says, and what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg import config
from kg.config import Config, find
from kg.errors import InputError

FULL = """\
# All there is.
paths = ["contracts", "../other/a.ttl"]
shapes = ["rules"]
fail-on = "warning"
select = ["PC", "LI001"]
ignore = ["AS002"]
baseline = "baseline.json"
format = "sarif"
lang = "sv"

[severity]
LI001 = "violation"
"PC" = "info"
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that is the working directory."""
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    monkeypatch.chdir(repository)
    return repository


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_none_is_an_empty_one(folder: Path) -> None:
    assert find(folder) == Config()


def test_every_setting(folder: Path) -> None:
    write(folder / "clausegraph.toml", FULL)
    found = find(folder)
    assert found.file == Path("clausegraph.toml")
    assert found.paths == (Path("contracts"), Path("../other/a.ttl"))
    assert found.shapes == (Path("rules"),)
    assert (found.fail_on, found.format, found.lang) == ("warning", "sarif", "sv")
    assert (found.select, found.ignore) == (("PC", "LI001"), ("AS002",))
    assert found.severity == {"LI001": "violation", "PC": "info"}
    assert found.baseline == Path("baseline.json")
    assert (found.lines["paths"], found.lines["severity.PC"]) == (2, 13)


def test_each_setting_is_documented() -> None:
    assert [key for key in config._KEYS if f"\n    {key} " not in (config.__doc__ or "") and key != "severity"] == []
    assert "\n    [severity]\n" in (config.__doc__ or "")


def test_the_same_in_pyproject(folder: Path) -> None:
    own = find(write(folder / "clausegraph.toml", FULL).parent)
    (folder / "clausegraph.toml").unlink()
    table = FULL.replace("[severity]", "[tool.clausegraph.severity]")
    project = find(write(folder / "pyproject.toml", f"[project]\nname = 'x'\n\n[tool.clausegraph]\n{table}").parent)
    assert (project.file, project.lines["fail-on"]) == (Path("pyproject.toml"), 8)
    assert replace(project, file=own.file, lines=own.lines) == own


def test_is_found_from_below_and_its_paths_are_seen_from_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder / "clausegraph.toml", 'paths = ["contracts"]\nbaseline = "b.json"')
    below = folder / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    found = find(below)
    assert found.file == Path("../../clausegraph.toml")
    assert (found.paths, found.baseline) == ((Path("../../contracts"),), Path("../../b.json"))


def test_the_nearest_one_counts(folder: Path) -> None:
    write(folder / "clausegraph.toml", 'lang = "sv"')
    write(folder / "a" / "pyproject.toml", "[project]\nname = 'no word of us'")
    assert find(folder / "a").lang == "sv"
    write(folder / "a" / "pyproject.toml", "[tool.clausegraph]\nlang = 'da'")
    assert find(folder / "a").lang == "da"


def test_the_search_ends_at_the_repository(folder: Path) -> None:
    write(folder.parent / "clausegraph.toml", 'lang = "sv"')
    assert find(folder) == Config()
    (folder / ".git").rmdir()
    assert find(folder).lang == "sv"


def test_two_in_one_folder_are_one_too_many(folder: Path) -> None:
    write(folder / "clausegraph.toml", 'lang = "sv"')
    write(folder / "pyproject.toml", "[project]\nname = 'x'\n[tool.clausegraph]\nlang = 'da'")
    with pytest.raises(InputError, match="a second configuration beside") as raised:
        find(folder)
    assert (raised.value.path, raised.value.line) == ("pyproject.toml", 3)


@pytest.mark.parametrize(
    ("text", "line", "message", "expected"),
    [
        ('lang = "en"\nfailon = "info"', 2, "no setting 'failon'", "did you mean fail-on?"),
        ('"fail on" = "info"', 1, "no setting 'fail on'", "did you mean fail-on?"),
        ("\n\n[waivers]\nx = 1", 3, "no setting 'waivers'", "known: paths, "),
        ("[severities]\nLI001 = 'info'", 1, "no setting 'severities'", "did you mean severity?"),
        ('# x\nfail-on = "error"', 2, "fail-on is 'error'", "info, warning, violation, never"),
        ('format = "pdf"', 1, "format is 'pdf'", "sarif"),
        ("lang = 1", 1, "lang is 1", "en, sv, da"),
        ('paths = "contracts"', 1, "paths is no list", 'paths = ["…"]'),
        ("paths = [\n  1,\n]", 1, "paths is no path", "a path in quotes"),
        ('baseline = ""', 1, "baseline is no path", "a path in quotes"),
        ("select = [1]", 1, "select holds what is no code", "PC"),
        ('severity = "info"', 1, "severity is no table", "[severity]"),
        ("[severity]\n\nLI001 = 'grave'", 3, "severity.LI001 is 'grave'", "violation, warning, info"),
        ("severity = { LI001 = 'grave' }", 1, "severity is 'grave'", "violation, warning, info"),
        ("lang = 'en'\nlang = 'sv'", 2, "no TOML", "toml.io"),
        ("lang = 'en", 1, "no TOML", "toml.io"),
        ("a = \\", 1, "no TOML", "toml.io"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    folder: Path, text: str, line: int | None, message: str, expected: str
) -> None:
    write(folder / "clausegraph.toml", text)
    with pytest.raises(InputError) as raised:
        find(folder)
    assert message in raised.value.message
    assert (raised.value.path, raised.value.line) == ("clausegraph.toml", line)
    assert expected in (raised.value.expected or "")


def test_the_line_in_pyproject(folder: Path) -> None:
    write(folder / "pyproject.toml", '[tool.other]\nfail_on = "x"\n\n[tool.clausegraph]\nfail_on = "info"\n')
    with pytest.raises(InputError, match="no setting 'fail_on'") as raised:
        find(folder)
    assert (raised.value.path, raised.value.line) == ("pyproject.toml", 5)


@pytest.mark.parametrize("text", ["tool = 1", "[tool]\nclausegraph = 1"])
def test_a_pyproject_that_is_oddly_made(folder: Path, text: str) -> None:
    write(folder / "pyproject.toml", text)
    if "clausegraph" not in text:
        assert find(folder) == Config()
        return
    with pytest.raises(InputError, match=r"tool\.clausegraph is no table"):
        find(folder)


def test_another_encoding(folder: Path) -> None:
    (folder / "clausegraph.toml").write_bytes('lang = "sv" # å'.encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        find(folder)
