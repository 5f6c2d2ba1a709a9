"""`kg demo`: the tour."""

from __future__ import annotations

import shlex
from pathlib import Path

from kg import publish
from kg.cli.demo import NEXT
from kg.questions.kinds import resolve
from kg.snapshot import current
from tests.cli.conftest import Run


def test_fits_a_screen_and_a_half_and_is_the_same_again(kg: Run, tmp_path: Path) -> None:
    first = kg("demo", cwd=tmp_path)
    assert (first.code, first.err) == (0, "")
    lines = first.out.splitlines()
    assert len(lines) <= 36
    assert max(map(len, lines)) <= 80
    assert not any(line.startswith("$") or line != line.rstrip() for line in lines)
    folders = list((tmp_path / ".kg" / "snapshots").iterdir())
    made = [(path, path.stat().st_mtime_ns) for folder in folders for path in folder.rglob("*")]
    assert kg("demo") == first
    assert [(path, path.stat().st_mtime_ns) for folder in folders for path in folder.rglob("*")] == made


def test_shows_a_finding_and_answers_across_vendors(kg: Run, published: Path) -> None:
    out = kg("demo", cwd=published).out
    assert " findings: " in out
    assert ": violation PC001 " in out
    assert out.count("?\n") == 5
    for name in ("Google", "Microsoft", "Region Syddanmark", "not documented"):
        assert name in out


def test_keeps_what_build_took_in(kg: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    kg("build", "a.ttl", cwd=tmp_path)
    kg("demo")
    published = publish.pointer(Path(".kg"))
    assert published
    assert [path.name for path in published.paths] == ["a.ttl"]


def test_what_it_says_to_type_next_works(kg: Run, published: Path) -> None:
    typed = [line.strip().partition("   ")[0] for line in NEXT.splitlines()[1:]]
    typed += [line.partition(": kg ")[2] for line in NEXT.splitlines() if ": kg " in line]
    commands = [shlex.split(line.removeprefix("kg ")) for line in typed]
    assert {command[0] for command in commands} == {"validate", "ask", "diff", "serve"}
    for name, *arguments in commands:
        if name in ("validate", "ask"):
            ran = kg(name, *arguments, cwd=published)
            assert (ran.code, ran.err) == (int(name == "validate"), "")
        else:
            assert kg(name, "--help").code == 0
            for argument in arguments:
                assert resolve(current((), home=published / ".kg").store, "version", argument)
