"""A cache that is damaged, foreign or false costs time, and never gives a wrong answer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from kg.incremental import Checked, check
from kg.snapshot import inputs
from tests.mini import mini as mini
from tests.mini import write

FILES = {
    "a": "eg:a a cg:OwnPurpose .",
    "b": "eg:b a cg:Purpose ; cg:controller 'nobody' .",
    "c": "eg:c a cg:OwnPurpose ; cg:controller eg:b .",
}


class Team:
    """Files of a user's beside a small built-in knowledge, and what is kept of their validation."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.own, self.keep, self._root = folder / "own", folder / "cache" / "x.kept", root
        for name, text in FILES.items():
            write(self.own / f"{name}.ttl", text)

    def check(self, *, keep: bool = True) -> Checked:
        """Validates, with the cache or without."""
        sources = inputs([self.own], home=self._root / ".kg").sources
        return check(sources, keep=self.keep if keep else None, progress=lambda step: None)

    @property
    def kept(self) -> list[Path]:
        """All files of the cache."""
        return sorted(path for path in self.keep.parent.rglob("*") if path.is_file() and path.name != ".gitignore")

    def right(self) -> Checked:
        """Validates with the cache, and makes sure that the answer is that of a run without."""
        found = self.check()
        whole = self.check(keep=False)
        assert (found.findings, found.waivers, found.codes) == (whole.findings, whole.waivers, whole.codes)
        return found


@pytest.fixture
def team(tmp_path: Path, mini: Path) -> Team:
    team = Team(tmp_path, mini)
    assert len(team.right().findings) == 3
    assert team.kept
    return team


def test_nothing_is_validated_twice(team: Team) -> None:
    again = team.right()
    assert (again.again, again.alone) == (0, len(FILES))


def damaged(team: Team, change: Callable[[bytes], bytes]) -> None:
    """Changes every file of the cache, and checks."""
    for path in team.kept:
        path.write_bytes(change(path.read_bytes()))
    team.right()
    assert team.right().again == 0  # what was damaged has been replaced


@pytest.mark.parametrize("part", [0, 1, 2, 5, 10, 25, 50, 75, 90, 99])
def test_cut_off(team: Team, part: int) -> None:
    damaged(team, lambda data: data[: len(data) * part // 100])


@pytest.mark.parametrize("less", [1, 2, 31, 32, 33])
def test_cut_off_at_the_end(team: Team, less: int) -> None:
    damaged(team, lambda data: data[:-less])


@pytest.mark.parametrize("seed", range(30))
def test_one_bit_is_another(team: Team, seed: int) -> None:
    random = Random(seed)  # noqa: S311

    def flipped(data: bytes) -> bytes:
        at = random.randrange(len(data))
        return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]

    damaged(team, flipped)


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 10_000, b"[]", b"{}", b"clausegraph kept 999\n" + b"x" * 500, bytes(range(256)) * 64]
)
def test_something_else_in_its_place(team: Team, data: bytes) -> None:
    damaged(team, lambda before: data)


def test_more_behind_its_end(team: Team) -> None:
    damaged(team, lambda data: data + b"more")


def test_what_was_kept_of_other_files(team: Team, tmp_path: Path, mini: Path) -> None:
    other = Team(tmp_path / "other", mini)
    write(other.own / "a.ttl", "eg:a a cg:OwnPurpose ; cg:controller eg:b .")
    other.check()
    shutil.copy(other.keep, team.keep)
    assert len(team.right().findings) == 3


def test_what_was_kept_of_other_shapes_and_facts(team: Team, mini: Path) -> None:
    shapes = mini / "shapes" / "s.ttl"
    shapes.write_text(shapes.read_text(encoding="utf-8").replace("sh:minCount 1", "sh:minCount 2"), encoding="utf-8")
    assert team.right().again == len(FILES)
    write(mini / "data" / "more.ttl", "eg:b cg:controller eg:anna .")
    assert team.right().again == len(FILES)


def test_what_another_version_kept(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg import manifest

    monkeypatch.setattr(manifest, "program", lambda *_: "another")
    assert team.right().again == len(FILES)


def test_a_folder_in_its_place(team: Team) -> None:
    team.keep.unlink()
    (team.keep / "below").mkdir(parents=True)
    team.right()
    assert (team.keep / "below").is_dir()


def test_a_link_in_its_place_is_replaced_and_not_followed(team: Team, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_bytes(b"mine")
    team.keep.unlink()
    team.keep.symlink_to(mine)
    team.right()
    assert mine.read_bytes() == b"mine"


def test_a_file_in_the_place_of_the_folder(team: Team) -> None:
    shutil.rmtree(team.keep.parent)
    team.keep.parent.write_bytes(b"")
    team.right()


@pytest.mark.parametrize("fails", ["read_bytes", "write_bytes"])
def test_what_may_not_be_read_or_written(team: Team, monkeypatch: pytest.MonkeyPatch, fails: str) -> None:
    does = getattr(Path, fails)

    def denied(self: Path, *rest: bytes) -> object:
        if self.is_relative_to(team.keep.parent):
            raise PermissionError
        return does(self, *rest)

    monkeypatch.setattr(Path, fails, denied)
    write(team.own / "a.ttl", "")
    team.right()
    assert {path.name for path in team.keep.parent.glob(".*")} <= {".gitignore"}


def test_a_full_disk_leaves_the_cache_as_it_was(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    before = team.keep.read_bytes()
    does = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        does(self, data[: len(data) // 2])
        raise OSError

    write(team.own / "a.ttl", "")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        team.right()
    assert team.keep.read_bytes() == before
    assert team.kept == [team.keep]
    team.right()


def test_contents_count_and_neither_size_nor_time(team: Team) -> None:
    path = team.own / "c.ttl"
    about, text = path.stat(), path.read_text(encoding="utf-8")
    path.write_text(text.replace("cg:controller eg:b", "cg:controller  'x'"), encoding="utf-8")
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert path.stat().st_size == about.st_size
    assert len(team.right().findings) == 4


@pytest.mark.parametrize("time", [0, 2**33])
def test_the_clock_has_no_say(team: Team, time: int) -> None:
    for path in (*team.own.iterdir(), *team.kept):
        os.utime(path, (time, time))
    assert team.right().again == 0


def test_nothing_in_it_is_ever_run(team: Team) -> None:
    """Whoever may write there can make up findings, as with what is published; but no more than that."""
    for path in team.kept:
        data = path.read_bytes()
        assert b"\x80\x04\x95" not in data  # as pickles begin
        assert b"\xe3\x00\x00" not in data  # as marshalled code does


def test_several_at_once(team: Team) -> None:
    """Threads stand for processes: each has the file to itself only while it replaces it."""
    write(team.own / "d.ttl", "eg:d a cg:OwnPurpose .")
    found: list[Checked] = []
    threads = [threading.Thread(target=lambda: found.append(team.check())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.findings for one in found] == [team.right().findings] * 4


@pytest.mark.parametrize("moment", ["write_bytes", "replace", "write_text", "unlink"])
def test_killed_while_it_is_written(team: Team, mini: Path, moment: str) -> None:
    """`kill -9` at each step of the writing, half of a file included."""
    code = f"""if True:
        import os, signal
        from pathlib import Path
        from kg import knowledge
        from kg.incremental import cache
        from tests.incremental.test_cache import Team
        knowledge.root = lambda: Path({str(mini)!r})
        team = Team.__new__(Team)
        team.own, team.keep, team._root = Path({str(team.own)!r}), Path({str(team.keep)!r}), Path({str(mini)!r})
        does, save = Path.{moment}, cache.save
        def dying(self, *rest, **how):
            if {moment == "write_bytes"}:
                does(self, rest[0][:len(rest[0]) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        def saving(*all):
            Path.{moment} = dying
            save(*all)
        cache.save = saving
        team.check()
    """
    write(team.own / "a.ttl", "eg:a2 a cg:OwnPurpose .")
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == -9, ran.stderr
    assert len(team.right().findings) == 3
    assert team.right().again == 0
