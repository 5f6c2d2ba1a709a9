"""Backups: what is published, in one file that can be checked, and its way back.

A backup is a tar file, compressed with gzip. Its first member, `backup.json`, lists all others with their size and
sha256::

    backup.json
    current                 which snapshot is published, and what it was built from
    keys.json               the hashes of the API keys, where there are any
    snapshots/<id>/…        that snapshot

Records are kept in git and are no part of it; the cache is made again when it is needed.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from kg import publish
from kg.errors import EnvironmentFault, NotFound, ParameterError, SourceError
from kg.keys import FILE as KEYS
from kg.manifest import PROGRAM, program

LIST = "backup.json"

_FORMAT = 1
_CURRENT = "current"
_SNAPSHOTS = "snapshots"
_BLOCK = 1 << 20
_LONGEST_LIST = 16 << 20
_MODE = 0o600  # contracts are confidential


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds.

    Args:
        snapshot: the id of the snapshot.
        files: the size in bytes and the sha256 of each file, by its path from the folder of snapshots and keys.
    """

    snapshot: str
    files: Mapping[str, tuple[int, str]]

    @property
    def size(self) -> int:
        """How many bytes its files have."""
        return sum(size for size, _ in self.files.values())


def backup(file: Path, *, home: Path | None = None, force: bool = False) -> Backup:
    """Writes what is published, and the hashes of the keys, into one file.

    Builders are kept waiting meanwhile. The file is there under its name only when it is whole and on the disk; only
    its owner can read it.

    Args:
        file: where to write it.
        home: where snapshots are published; `.kg` in the working directory where it is left out.
        force: write over a file that is there.

    Raises:
        NotFound: nothing is published.
        ParameterError: the file is there already.
        EnvironmentFault: it cannot be written, or what it is made of cannot be read.
    """
    home = home or publish.HOME
    if file.exists() and not force:
        raise ParameterError(f"{file} is there already", expected="another name, or --force to write over it")
    pointer = publish.pointer(home)
    if pointer is None or publish.find(home, pointer.id) is None:
        raise NotFound(f"nothing is published in {home}", expected="run `kg build` first")
    with publish.building(home, _quiet), _telling(file):
        made = Backup(pointer.id, {name: _digest(home / name) for name in _names(home, pointer.id)})
        unfinished = file.with_name(f".unfinished-{file.name}")
        try:
            with open(unfinished, "wb", opener=_private) as out:
                _write(out, home, made)
                out.flush()
                os.fsync(out.fileno())
            unfinished.replace(file)
        finally:
            unfinished.unlink(missing_ok=True)
    return made


def restore(file: Path, *, home: Path | None = None, force: bool = False) -> Backup:
    """Publishes what a backup holds.

    All of it is written beside what is there and checked before anything is put in place; the last step makes its
    snapshot the published one. Keys are taken from the backup only where there are none, so that none that has been
    revoked since comes back.

    Args:
        file: the backup.
        home: where to publish it; `.kg` in the working directory where it is left out.
        force: take the place of another snapshot that is published.

    Raises:
        SourceError: the file is no backup, is damaged, or was made by another version.
        ParameterError: another snapshot is published.
        EnvironmentFault: it cannot be written; what was published still is.
    """
    home = home or publish.HOME
    with publish.building(home, _quiet):
        staged = home / _SNAPSHOTS / ".unfinished-restore"  # builders clear away what is called so
        try:
            with _telling(home):
                found = _unpack(file, staged)
            _check(file, staged, found)
            published = publish.pointer(home)
            if published and published.id != found.snapshot and not force:
                raise ParameterError(
                    f"{home} publishes another snapshot, {published.id[:16]}",
                    expected="--force to publish the one of the backup in its place",
                )
            with _telling(home):
                _put(staged, home, found)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    return found


def _names(home: Path, snapshot: str) -> list[str]:
    there = publish.folder(home, snapshot)
    files = [path.relative_to(home).as_posix() for path in there.rglob("*") if path.is_file()]
    keys = [KEYS] if (home / KEYS).is_file() else []
    return sorted([_CURRENT, *keys, *files])


def _write(out: IO[bytes], home: Path, made: Backup) -> None:
    """The tar file: the same bytes for the same files."""
    files = {name: {"size": size, "sha256": digest} for name, (size, digest) in made.files.items()}
    listed = json.dumps({"format": _FORMAT, "snapshot": made.snapshot, "files": files}, indent=1).encode()
    with (
        gzip.GzipFile("", "wb", compresslevel=6, fileobj=out, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        tar.addfile(_member(LIST, len(listed)), BytesIO(listed))
        for name, (size, _) in made.files.items():
            with (home / name).open("rb") as content:
                tar.addfile(_member(name, size), content)


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, _MODE
    return member


def _unpack(file: Path, staged: Path) -> Backup:
    """Writes the files of a backup into a folder, just those that its list names, with just those bytes."""
    shutil.rmtree(staged, ignore_errors=True)
    with _reading(file) as tar:
        first = tar.next()
        if first is None or first.name != LIST or not first.isreg() or first.size > _LONGEST_LIST:
            raise _damaged(file, f"it does not begin with {LIST}")
        found = _listed(file, _content(tar, first).read())
        left = dict(found.files)
        while member := tar.next():
            if not member.isreg() or member.name not in left:
                raise _damaged(file, f"it holds {member.name!r}, which its list does not name as a file")
            size, digest = left.pop(member.name)
            target = staged / member.name
            target.parent.mkdir(parents=True, exist_ok=True)
            if member.size != size or _copy(_content(tar, member), target) != digest:
                raise _damaged(file, f"{member.name} is not what its list says")
        if left:
            raise _damaged(file, f"{min(left)} is missing")
    return found


def _listed(file: Path, text: bytes) -> Backup:
    try:
        read = json.loads(text)
        if read["format"] != _FORMAT:
            raise SourceError(
                "this backup is of another format", path=str(file), expected="the version of clausegraph that made it"
            )
        files = {name: (int(one["size"]), str(one["sha256"])) for name, one in read["files"].items()}
        found = Backup(str(read["snapshot"]), files)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _damaged(file, f"{LIST} cannot be read") from None
    below = f"{_SNAPSHOTS}/{found.snapshot[:16]}/"
    for name in found.files:
        plain = PurePosixPath(name).as_posix() == name and ".." not in name.split("/") and "\\" not in name
        if not plain or not (name in (_CURRENT, KEYS) or name.startswith(below)):
            raise _damaged(file, f"{name!r} has no place in a backup")
    if not {_CURRENT, f"{below}manifest.json"} <= set(found.files):
        raise _damaged(file, "it holds no whole snapshot")
    return found


def _check(file: Path, staged: Path, found: Backup) -> None:
    """Has the snapshot opened where it was unpacked, and compares who made it."""
    pointer = publish.pointer(staged)
    opened = publish.find(staged, found.snapshot)
    if pointer is None or pointer.id != found.snapshot or opened is None:
        raise _damaged(file, "the snapshot in it does not open")
    manifest, _ = opened
    if manifest.inputs.get(PROGRAM) != program():
        raise SourceError(
            "this backup was made by another version, which builds other snapshots",
            path=str(file),
            expected=f"install clausegraph {manifest.version} to restore it, or build anew: `kg build`",
        )


def _put(staged: Path, home: Path, found: Backup) -> None:
    publish.whole_to_disk(staged)
    whole = publish.folder(home, found.snapshot)
    if not _holds(home, found):
        shutil.rmtree(whole, ignore_errors=True)
        publish.folder(staged, found.snapshot).rename(whole)
    if KEYS in found.files and not (home / KEYS).exists():
        (staged / KEYS).chmod(_MODE)
        (staged / KEYS).rename(home / KEYS)
    publish.write(home / _CURRENT, (staged / _CURRENT).read_text(encoding="utf-8"))


def _holds(home: Path, found: Backup) -> bool:
    """Whether the snapshot lies there already, byte for byte."""
    files = {name: file for name, file in found.files.items() if name.startswith(_SNAPSHOTS)}
    return all((home / name).is_file() and _digest(home / name) == file for name, file in files.items())


def _digest(path: Path) -> tuple[int, str]:
    digest, size = sha256(), 0
    with path.open("rb") as content:
        while block := content.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest()


def _copy(content: IO[bytes], target: Path) -> str:
    digest = sha256()
    with target.open("xb") as out:
        while block := content.read(_BLOCK):
            digest.update(block)
            out.write(block)
    return digest.hexdigest()


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(member)
    return content or BytesIO()


@contextmanager
def _reading(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        opened = file.open("rb")
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", path=str(file), expected="a backup") from None
    with opened:
        try:
            with tarfile.open(fileobj=opened, mode="r|gz") as tar:
                yield tar
        except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile):
            raise _damaged(file, "it cannot be unpacked") from None


@contextmanager
def _telling(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        remedy = "room on the disk and the right to write there; nothing was changed"
        raise EnvironmentFault(f"{place} cannot be written: {error.strerror or error}", expected=remedy) from error


def _damaged(file: Path, what: str) -> SourceError:
    return SourceError(f"this is no whole backup: {what}", path=str(file), expected="a file that `kg backup` has made")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, _MODE)


def _quiet(step: str) -> None:
    """Tells nobody."""
