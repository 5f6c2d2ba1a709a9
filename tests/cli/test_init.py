"""`kg init`, and that what it writes works as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def folder(kg: Run, tmp_path: Path) -> Path:
    """A repository as `kg init` lays it out."""
    (tmp_path / ".git").mkdir()
    assert kg("init", cwd=tmp_path).code == 0
    return tmp_path


def test_says_what_was_written_and_what_to_do_next(kg: Run, tmp_path: Path) -> None:
    ran = kg("init", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    written = ran.out.partition("\n\n")[0].splitlines()
    assert all((tmp_path / name).is_file() for name in written)
    assert "\n  kg validate " in ran.out
    assert "\n  cd elsewhere\n  kg validate " in kg("init", "elsewhere").out


def test_a_second_time_is_refused(kg: Run, folder: Path) -> None:
    ran = kg("init")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: already there: clausegraph.toml, contracts/example.ttl, ")


def test_the_record_has_one_finding_which_it_explains(kg: Run, folder: Path) -> None:
    ran = kg("validate", "--format", "json")
    (finding,) = json.loads(ran.out)["findings"]
    assert (ran.code, ran.err) == (0, "")
    assert (finding["code"], finding["severity"]) == ("PD002", "warning")
    assert finding["location"]["file"] == "contracts/example.ttl"
    text = (folder / "contracts" / "example.ttl").read_text(encoding="utf-8")
    assert "one warning, PD002" in text
    assert "`kg explain PD002`" in text


def test_what_stands_in_comment_signs_answers_it(kg: Run, folder: Path) -> None:
    path = folder / "contracts" / "example.ttl"
    before, mark, after = path.read_text(encoding="utf-8").partition("# Take the comment signs away to answer PD002:\n")
    assert mark
    hidden, end, rest = after.partition("#     .\n")
    path.write_text(before + (hidden + end).replace("# ", "") + rest, encoding="utf-8")
    assert kg("validate") == (0, "no findings\n", "")
