"""The report as workflow commands, read the way that GitHub's runner reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kg.report import render
from kg.report.github import SHOWN
from kg.report.phrases import plain
from kg.sources import Location
from tests.report.samples import HOSTILE, found, hostile, known, many, waived


@dataclass
class Command:
    level: str
    properties: dict[str, str]
    message: str


def commands(text: str) -> list[Command]:
    """The commands in a log: a line that starts with two colons is one, whatever stands in it."""
    read = []
    for line in re.split("[\r\n]+", text):
        if not line.lstrip().startswith("::"):
            continue
        match = re.fullmatch(r"::([a-z-]+)(?: (.*?))?::(.*)", line.lstrip())
        assert match, line
        properties = dict(pair.split("=", 1) for pair in match[2].split(",")) if match[2] else {}
        unescaped = {name: _data(value.replace("%3A", ":").replace("%2C", ",")) for name, value in properties.items()}
        read.append(Command(match[1], unescaped, _data(match[3])))
    return read


def _data(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def test_one_annotation_for_each_finding() -> None:
    assert render(found(), "github").splitlines() == [
        (
            "::error file=acme/2020.ttl,line=12,col=5,title=PD001 Purpose without data types::"
            "billing; lacks: data types used – Say which data."
        ),
        "::warning file=acme/2020.ttl,line=9,col=1,title=CB001 No boundary::logs – Draw the line.",
        "::warning title=CB001 No boundary::a node without a name – Name it.",
        (
            "::notice file=acme/answers.ttl,line=2,col=1,title=CB001 No boundary::"
            "sent away; en – Ask in the other language."
        ),
        "4 findings: 1 violation, 2 warnings, 1 note in 2 files",
    ]


def test_words_of_others_cannot_give_commands() -> None:
    (command,) = commands(render([hostile(found()[1])], "github"))
    assert command.level == "error"
    assert set(command.properties) == {"file", "line", "col", "title"}
    assert command.properties["title"] == f"PD001 {plain(HOSTILE)}"
    assert command.properties["line"] == "3"
    assert command.message.endswith(plain(HOSTILE))
    assert "100% a,b:c" in command.message


def test_a_path_keeps_its_characters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = "å folder/50%, a:b\n2.ttl"
    for named in (path, f"./{path}", str(tmp_path / path)):
        placed = replace(found()[1], location=Location(named, 1, 2))
        assert commands(render([placed], "github"))[0].properties["file"] == path


def test_what_github_would_not_show_is_counted() -> None:
    some = many(36)
    read = commands(render(some, "github", lang="sv"))
    levels = [command.level for command in read]
    assert [levels.count(level) for level in ("error", "warning", "notice")] == [SHOWN, SHOWN, SHOWN]
    assert levels == sorted(levels, key=["error", "warning", "notice"].index)
    assert read[-1].message.startswith("GitHub visar högst 10 annoteringar")
    assert read[-1].message.endswith(": 7 iakttagelser: 2 överträdelser, 2 varningar, 3 upplysningar i 1 fil.")


def test_just_as_many_as_github_shows() -> None:
    read = commands(render(many(30), "github"))
    assert len(read) == 30
    assert all("file" in command.properties for command in read)


def test_what_does_not_count_is_not_annotated() -> None:
    first, second, third, _ = found()
    text = render([waived(first), known(second), third], "github")
    assert [command.level for command in commands(text)] == ["notice"]
    assert text.endswith("1 finding: 1 note in 1 file; 1 waived; 1 known before\n")


def test_nothing_found() -> None:
    assert render([], "github", lang="da") == "ingen fund\n"
