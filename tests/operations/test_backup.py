"""`kg backup` and `kg restore`: what comes back is what was there, or nothing at all."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kg.backup
from kg import keys, publish, snapshot
from kg.backup import backup, restore
from kg.cli import run
from kg.errors import EnvironmentFault, NotFound, ParameterError, SourceError
from kg.questions import library
from tests.conftest import ROOT
from tests.mini import mini, write
from tests.operations.conftest import Command

__all__ = ["mini"]

QUESTIONS = sorted(question.name for question in library())


def contents(folder: Path) -> dict[str, str]:
    """The hash of each file below a folder, but for the lock."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)
    }


@pytest.fixture
def home(tmp_path: Path, mini: Path) -> Path:
    """A small world, published, with a key."""
    home = tmp_path / "work" / ".kg"
    snapshot.build(home=home)
    (home / keys.FILE).write_text('{"keys": []}\n', encoding="utf-8")
    return home


@pytest.fixture
def file(tmp_path: Path, home: Path) -> Path:
    made = tmp_path / "backup.tar.gz"
    backup(made, home=home)
    return made


def test_what_comes_back_is_what_was_there(home: Path, file: Path) -> None:
    before = contents(home)
    shutil.rmtree(home)
    found = restore(file, home=home)
    assert contents(home) == before
    assert set(found.files) == set(before)
    assert found.size == sum((home / name).stat().st_size for name in before)
    opened = snapshot.published(snapshot.inputs(home=home).sources, home=home)
    assert opened
    assert opened.id == found.snapshot
    assert restore(file, home=home) == found
    assert contents(home) == before


def test_the_same_bytes_that_only_the_owner_reads(home: Path, file: Path, tmp_path: Path) -> None:
    backup(tmp_path / "again", home=home)
    assert (tmp_path / "again").read_bytes() == file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    restored = tmp_path / "elsewhere" / ".kg"
    restore(file, home=restored)
    assert (restored / keys.FILE).stat().st_mode & 0o777 == 0o600


def test_nothing_published(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="kg build"):
        backup(tmp_path / "x", home=tmp_path / ".kg")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_not_written_over(home: Path, file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(ParameterError, match="--force"):
        backup(file, home=home)
    file.write_bytes(b"old")
    backup(file, home=home, force=True)
    assert file.read_bytes() == before


def test_another_snapshot_is_not_put_aside(home: Path, file: Path, tmp_path: Path) -> None:
    own = write(tmp_path / "work" / "own" / "new.ttl", "eg:new a cg:Purpose .\n")
    newer = snapshot.build([own], home=home)
    with pytest.raises(ParameterError, match="--force"):
        restore(file, home=home)
    pointer = publish.pointer(home)
    assert pointer
    assert pointer.id == newer.id
    found = restore(file, home=home, force=True)
    pointer = publish.pointer(home)
    assert pointer
    assert pointer.id == found.snapshot != newer.id
    assert publish.find(home, newer.id)


def test_keys_that_are_there_stay(home: Path, file: Path) -> None:
    """One that was revoked since does not come back."""
    (home / keys.FILE).write_text('{"keys": [], "since": 1}\n', encoding="utf-8")
    restore(file, home=home, force=True)
    assert "since" in (home / keys.FILE).read_text(encoding="utf-8")


def test_a_snapshot_that_is_damaged_is_mended(home: Path, file: Path) -> None:
    before = contents(home)
    table = max(home.rglob("*.sst"), key=lambda path: path.stat().st_size)
    table.write_bytes(bytes(table.stat().st_size))
    restore(file, home=home)
    assert contents(home) == before


def unpacked(file: Path) -> list[tuple[tarfile.TarInfo, bytes]]:
    with tarfile.open(file) as tar:
        members = []
        for member in tar:
            content = tar.extractfile(member)
            members.append((member, content.read() if content else b""))
        return members


def packed(members: list[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for member, content in members:
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()


def listed(members: list[tuple[tarfile.TarInfo, bytes]], change: Callable[[Any], None]) -> bytes:
    """The backup with its list changed."""
    read = json.loads(members[0][1])
    change(read)
    return packed([(members[0][0], json.dumps(read).encode()), *members[1:]])


def smuggled(name: str, content: bytes = b"evil") -> Callable[[Path], bytes]:
    """A backup with one more file, which its list names."""

    def make(file: Path) -> bytes:
        members = unpacked(file)
        digest = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        members[0] = (members[0][0], json.dumps(_with(json.loads(members[0][1]), name, digest)).encode())
        return packed([*members, (tarfile.TarInfo(name), content)])

    return make


def _with(read: Any, name: str, digest: Any) -> Any:
    read["files"][name] = digest
    return read


def linked(kind: bytes) -> Callable[[Path], bytes]:
    """A backup in which a file is something else."""

    def make(file: Path) -> bytes:
        members = unpacked(file)
        odd = tarfile.TarInfo(members[-1][0].name)
        odd.type, odd.linkname = kind, "/etc/passwd"
        return packed([*members[:-1], (odd, b"")])

    return make


def flipped(file: Path) -> bytes:
    members = unpacked(file)
    member, content = max(members[1:], key=lambda one: len(one[1]))
    place = members.index((member, content))
    members[place] = (member, content[:-1] + bytes([content[-1] ^ 1]))
    return packed(members)


def foreign(file: Path) -> bytes:
    """A backup that is whole, of a snapshot that is another program's."""
    members = unpacked(file)
    name = next(member.name for member, _ in members if member.name.endswith("/manifest.json"))
    place = next(number for number, (member, _) in enumerate(members) if member.name == name)
    manifest = json.loads(members[place][1])
    manifest["inputs"]["clausegraph"] = "0" * 64
    content = json.dumps(manifest).encode()
    members[place] = (members[place][0], content)
    read = _with(json.loads(members[0][1]), name, {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()})
    members[0] = (members[0][0], json.dumps(read).encode())
    return packed(members)


BROKEN: dict[str, Callable[[Path], bytes]] = {
    "nothing": lambda file: b"",
    "text": lambda file: b"this is no backup\n" * 1000,
    "no tar": lambda file: gzip.compress(b"x" * 10_000),
    "an empty tar": lambda file: packed([]),
    "cut short": lambda file: file.read_bytes()[:-5000],
    "a bit changed on the way": lambda file: (data := file.read_bytes())[:9000] + bytes([data[9000] ^ 1]) + data[9001:],
    "a bit changed before": flipped,
    "without its list": lambda file: packed(unpacked(file)[1:]),
    "with a list that is none": lambda file: listed(unpacked(file), lambda read: read.update(files=[1])),
    "of another format": lambda file: listed(unpacked(file), lambda read: read.update(format=2)),
    "of another snapshot": lambda file: listed(unpacked(file), lambda read: read.update(snapshot="0" * 64)),
    "a file less": lambda file: packed(unpacked(file)[:-1]),
    "a file twice": lambda file: packed([*unpacked(file), unpacked(file)[-1]]),
    "a file more": lambda file: packed([*unpacked(file), (tarfile.TarInfo("more"), b"x")]),
    "without current": lambda file: packed(
        [(one, _unlisted(content) if one.name == "backup.json" else content) for one, content in unpacked(file)]
    ),
    "a path that leads up": smuggled("snapshots/../../evil"),
    "a path that leads up from its snapshot": smuggled("snapshots/0/../../../evil"),
    "an absolute path": smuggled("/evil"),
    "a path for another system": smuggled("snapshots\\..\\evil"),
    "another snapshot besides": smuggled("snapshots/0000000000000000/manifest.json"),
    "a file beside": smuggled("lock"),
    "a symbolic link": linked(tarfile.SYMTYPE),
    "a hard link": linked(tarfile.LNKTYPE),
    "a device": linked(tarfile.CHRTYPE),
    "a pipe": linked(tarfile.FIFOTYPE),
    "a folder": linked(tarfile.DIRTYPE),
    "of another version": foreign,
}


def _unlisted(content: bytes) -> bytes:
    read = json.loads(content)
    del read["files"]["current"]
    return json.dumps(read).encode()


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_broken_changes_nothing(home: Path, file: Path, tmp_path: Path, broken: str) -> None:
    bad = tmp_path / "bad.tar.gz"
    bad.write_bytes(BROKEN[broken](file))
    before, around = contents(home), set(tmp_path.rglob("*"))
    with pytest.raises(SourceError) as caught:
        restore(bad, home=home, force=True)
    assert (caught.value.path, bool(caught.value.expected)) == (str(bad), True)
    assert contents(home) == before
    assert set(tmp_path.rglob("*")) == around
    empty = tmp_path / "empty" / ".kg"
    with pytest.raises(SourceError):
        restore(bad, home=empty)
    assert contents(empty) == {}


def test_the_remedy_for_another_version(file: Path, home: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.tar.gz"
    bad.write_bytes(foreign(file))
    with pytest.raises(SourceError, match=r"install clausegraph \d.*, or build anew: `kg build`"):
        restore(bad, home=home)


def test_no_such_file(home: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(SourceError, match="cannot be read"):
            restore(path, home=home)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full after the first files."""
    left = [200_000]
    plain = kg.backup._copy

    def copy(content: Any, target: Path) -> str:
        left[0] -= 100_000
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        return plain(content, target)

    monkeypatch.setattr(kg.backup, "_copy", copy)


@pytest.mark.usefixtures("full")
def test_a_disk_that_is_full_changes_nothing(home: Path, file: Path) -> None:
    before = contents(home)
    with pytest.raises(EnvironmentFault, match="No space left"):
        restore(file, home=home, force=True)
    assert contents(home) == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="NO /dev/full on this system")
def test_a_backup_that_does_not_fit(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.backup, "_private", lambda path, flags: os.open("/dev/full", os.O_WRONLY))
    with pytest.raises(EnvironmentFault, match="No space left"):
        backup(tmp_path / "new.tar.gz", home=home)
    assert not (tmp_path / "new.tar.gz").exists()


@pytest.mark.parametrize("step", ["_write", "_check", "_put"])
def test_an_interruption_leaves_nothing_behind(
    home: Path, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    before, around = contents(home), set(tmp_path.rglob("*"))
    monkeypatch.setattr(kg.backup, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        backup(tmp_path / "new", home=home) if step == "_write" else restore(file, home=home, force=True)
    assert (contents(home), set(tmp_path.rglob("*"))) == (before, around)


def test_a_restore_that_is_killed_is_old_or_new(home: Path, file: Path, tmp_path: Path, mini: Path) -> None:
    """Killed before each change to the file system: what is published opens, and is one of the two."""
    own = write(tmp_path / "work" / "own" / "new.ttl", "eg:new a cg:Purpose .\n")
    newer = snapshot.build([own], home=home)
    old = json.loads(unpacked(file)[0][1])["snapshot"]
    shutil.rmtree(publish.folder(home, old))
    saved = tmp_path / "saved"
    shutil.copytree(home, saved)
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from kg import knowledge\n"
        "from kg.backup import restore\n"
        "knowledge.root = lambda: Path(sys.argv[1])\n"
        "left = int(sys.argv[4])\n"
        "def count(event, arguments):\n"
        "    global left\n"
        "    changes = ('os.rename', 'os.remove', 'os.mkdir', 'os.rmdir', 'os.chmod')\n"
        "    if event in changes and '.kg' in str(arguments[0]):\n"
        "        left -= 1\n"
        "        if left < 0:\n"
        "            os.kill(os.getpid(), 9)\n"
        "sys.addaudithook(count)\n"
        "restore(Path(sys.argv[2]), home=Path(sys.argv[3]), force=True)\n"
    )
    seen = set()
    for moment in range(100):
        shutil.rmtree(home)
        shutil.copytree(saved, home)
        arguments = [sys.executable, "-c", code, *map(str, (mini, file, home, moment))]
        ended = subprocess.run(arguments, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False).returncode
        pointer = publish.pointer(home)
        assert pointer
        assert publish.find(home, pointer.id)
        seen.add(pointer.id)
        if ended == 0:
            break
        assert ended == -9
    assert ended == 0
    assert seen == {old, newer.id}
    assert not list((home / "snapshots").glob(".*"))


def test_the_drill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Build, back up, lose everything, restore: every question gives the same bytes, and the service the same tag."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    assert run(["build"]) == 0
    before = [asked(capsys, name) for name in QUESTIONS]
    tag = etag(work)
    assert run(["backup", "../b.tar.gz"]) == 0
    shutil.rmtree(work / ".kg")
    assert run(["restore", "../b.tar.gz"]) == 0
    assert capsys.readouterr().out.startswith("snapshot ")
    assert [asked(capsys, name) for name in QUESTIONS] == before
    assert etag(work) == tag


def asked(capsys: pytest.CaptureFixture[str], name: str) -> tuple[int, str]:
    capsys.readouterr()
    return run(["ask", name, "--format", "json"]), capsys.readouterr().out


def etag(work: Path) -> str:
    service = Command(work)
    try:
        connection = http.client.HTTPConnection("127.0.0.1", service.port(), timeout=60)
        connection.request("GET", "/v1/vendors")
        answer = connection.getresponse()
        assert answer.status == 200
        return answer.headers["etag"]
    finally:
        service.end()


def test_errors_of_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["backup", "b.tar.gz"]) == run(["restore", "b.tar.gz"]) == 2
    err = capsys.readouterr().err
    assert "error: nothing is published in .kg\n" in err
    assert "error: b.tar.gz: cannot be read: No such file or directory\n" in err
