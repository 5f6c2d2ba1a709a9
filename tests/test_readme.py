"""The README shows what really happens; `make readme` brings it up to date."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

from tests.conftest import ROOT
from tests.readme import FENCE, PAGE, commands, rendered

TEXT = PAGE.read_text(encoding="utf-8")
RUN = [block for block in FENCE.finditer(TEXT) if not block["mark"]]
TYPED = [command for block in RUN if block["language"] == "console" for command in commands(block["body"])]


def test_every_block_runs_and_prints_what_is_shown(tmp_path: Path) -> None:
    now = rendered(TEXT, tmp_path)
    difference = difflib.unified_diff(TEXT.splitlines(), now.splitlines(), "README.md", "as it prints now", lineterm="")
    assert now == TEXT, "\n".join(difference)


def test_no_block_escapes() -> None:
    assert len(re.findall(r"^\s*```", TEXT, re.MULTILINE)) == 2 * len(list(FENCE.finditer(TEXT)))
    assert {block["language"] for block in RUN}.isdisjoint({"", "sh", "bash", "shell", "pycon"})
    for block in RUN:
        if block["language"] == "console":
            assert block["body"].startswith("$ ")


def test_first_screen_names_the_two_commands_and_shows_the_first() -> None:
    first = next(block for block in RUN if block["language"] == "console")
    assert "make demo" in TYPED
    assert "make test" in TYPED
    assert commands(first["body"])[0] == "make demo"
    assert first["body"].count("\n") > 5


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in TYPED:
        program, _, target = command.partition(" ")
        if program == "make":
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), command


def test_renders_outputs_exit_codes_and_continued_lines(tmp_path: Path) -> None:
    page = "```console\n$ cat > a <<'END'\n> one\n> END\n$ cat a nowhere 2>/dev/null\nstale\n$ echo $?\n$ cd .\n```\n"
    fresh = "```console\n$ cat > a <<'END'\n> one\n> END\n$ cat a nowhere 2>/dev/null\none\n$ echo $?\n1\n$ cd .\n```\n"
    assert rendered(page, tmp_path) == fresh
    marked = "<!-- not run: there is no such server -->\n```console\n$ false\nshown\n```\n"
    assert rendered(marked, tmp_path) == marked
