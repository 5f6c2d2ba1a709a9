"""Puts snapshots where others find them: whole or not at all, one builder at a time.

::

    <home>/snapshots/<first 16 digits of the id>/store/          Oxigraph, never changed again
    <home>/snapshots/<first 16 digits of the id>/manifest.json
    <home>/snapshots/<first 16 digits of the id>/search/         the index of `kg.search`; the id does not depend on it
    <home>/current                                               which one is published, and what it was built from
    <home>/lock                                                  held while one is built
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kg.errors import EnvironmentFault, StoreError
from kg.manifest import Manifest
from kg.store import EmbeddedStore, Store

HOME = Path(".kg")
"""Where snapshots lie unless someone says otherwise."""

PATIENCE = 60.0
"""How long, in seconds, a builder waits for another one."""

_UNFINISHED = ".unfinished-"


@dataclass(frozen=True, slots=True)
class Pointer:
    """What `current` says: the id of the published snapshot, and the paths of the user's that went into it."""

    id: str
    paths: tuple[Path, ...]


def pointer(home: Path) -> Pointer | None:
    """What is published under this home; None where nothing is, or nothing that can be read."""
    try:
        read = json.loads((home / "current").read_text(encoding="utf-8"))
        return Pointer(str(read["id"]), tuple(home.parent / path for path in read["paths"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def folder(home: Path, snapshot_id: str) -> Path:
    """Where the snapshot with this id lies."""
    return home / "snapshots" / snapshot_id[:16]


def find(home: Path, snapshot_id: str) -> tuple[Manifest, EmbeddedStore] | None:
    """The manifest and the store, opened read-only, of a snapshot that lies there whole; None where it does not."""
    there = folder(home, snapshot_id)
    try:
        manifest = Manifest.from_json((there / "manifest.json").read_text(encoding="utf-8"))
        return (manifest, EmbeddedStore(there / "store", read_only=True)) if manifest.id == snapshot_id else None
    except (OSError, ValueError, StoreError):
        return None


def indexed(home: Path, snapshot_id: str) -> bool:
    """Whether a snapshot that lies there has an index that this program can read."""
    from kg.search import index

    return index.current(folder(home, snapshot_id) / "search")


def add_index(home: Path, snapshot_id: str, store: Store) -> None:
    """Gives a snapshot that lies there an index, in the place of the one that it may have; for builders alone.

    Raises:
        EnvironmentFault: it cannot be written; the snapshot is as it was.
    """
    from kg.search import index

    there = folder(home, snapshot_id) / "search"
    unfinished = there.with_name(f"{_UNFINISHED}{there.name}")
    try:
        with _writing(home):
            shutil.rmtree(unfinished, ignore_errors=True)
            index.write(store, unfinished)
            whole_to_disk(unfinished)
            if there.exists():
                shutil.rmtree(there)
            unfinished.rename(there)
            _to_disk(there.parent)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def publish(home: Path, manifest: Manifest, store: EmbeddedStore) -> None:
    """Writes a snapshot beside the others; it is there under its name only when it is whole and on the disk.

    Raises:
        EnvironmentFault: it cannot be written; nothing of it is left behind.
    """
    from kg.search import index

    whole = folder(home, manifest.id)
    unfinished = whole.with_name(f"{_UNFINISHED}{whole.name}")
    try:
        with _writing(home):
            unfinished.mkdir(parents=True)
            store.save(unfinished / "store")
            index.write(store, unfinished / "search")
            (unfinished / "manifest.json").write_text(manifest.to_json(), encoding="utf-8", newline="\n")
            whole_to_disk(unfinished)
            if whole.exists():  # it does not open, else nobody would write it again
                shutil.rmtree(whole)
            unfinished.rename(whole)
            _to_disk(whole.parent)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def point(home: Path, snapshot_id: str, paths: Sequence[Path]) -> None:
    """Makes a snapshot the published one, in one step.

    Raises:
        EnvironmentFault: the pointer cannot be written; it is as it was.
    """
    text = json.dumps({"id": snapshot_id, "paths": [_beside(home, path) for path in paths]}, ensure_ascii=False)
    with _writing(home):
        write(home / "current", text + "\n")


def write(path: Path, text: str, *, mode: int = 0o666) -> None:
    """Writes a small file whole: a reader finds the old one or the new one.

    What root writes belongs to whom the old one, or its folder, belongs to, so that a service of theirs can read it.

    Args:
        path: the file, in a folder that is there.
        text: all of it.
        mode: who may read and write it, less what the process's umask takes away.

    Raises:
        OSError: it cannot be written; the old one is as it was.
    """
    new = path.with_name(f"{_UNFINISHED}{path.name}")
    try:
        new.unlink(missing_ok=True)
        new.touch(mode, exist_ok=False)
        if sys.platform != "win32" and os.geteuid() == 0:
            owner = (path if path.exists() else path.parent).stat()
            os.chown(new, owner.st_uid, owner.st_gid)
        new.write_text(text, encoding="utf-8", newline="\n")
        _to_disk(new)
        new.replace(path)
        _to_disk(path.parent)
    finally:
        with suppress(OSError):
            new.unlink()


@contextmanager
def building(home: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """Keeps other builders out, and clears away what a killed one left.

    Args:
        home: where it is to be published.
        tell: is told when another builder is waited for.

    Raises:
        EnvironmentFault: another builder did not end in time, or the folder cannot be written to.
    """
    with _writing(home):
        (home / "snapshots").mkdir(parents=True, exist_ok=True)
    with held(home / "lock", "another build", tell):
        for leftover in (home / "snapshots").glob(f"{_UNFINISHED}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        yield


@contextmanager
def held(path: Path, holder: str, tell: Callable[[str], None]) -> Iterator[None]:
    """Holds a lock that all who change the same thing take.

    Args:
        path: the file that stands for it, in a folder that is there.
        holder: who else may hold it, for messages.
        tell: is told when another one is waited for.

    Raises:
        EnvironmentFault: another one did not end in time, or the file cannot be written.
    """
    with _writing(path.parent):
        lock = path.open("a+b")
    with lock:
        deadline = time.monotonic() + PATIENCE
        told = False
        while not _locked(lock.fileno()):
            if not told:
                tell(f"waits for {holder} to end")
                told = True
            if time.monotonic() > deadline:
                raise EnvironmentFault(
                    f"{holder} has held {path} for {PATIENCE:g} seconds", expected="let it end, or end it"
                )
            time.sleep(0.05)
        yield


def _locked(descriptor: int) -> bool:
    """Takes the lock if it is free; the system gives it back when the file is closed or the process ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def _writing(home: Path) -> Iterator[None]:
    remedy = "room on the disk and the right to write there; nothing was published"
    try:
        yield
    except OSError as error:
        raise EnvironmentFault(f"{home} cannot be written: {error.strerror or error}", expected=remedy) from error
    except StoreError as error:
        raise EnvironmentFault(f"{home} cannot be written: {error.message}", expected=remedy) from error


def whole_to_disk(folder: Path) -> None:
    """Has the system write a folder and all that is in it to the disk itself."""
    for path in sorted(folder.rglob("*"), reverse=True):
        _to_disk(path)
    _to_disk(folder)


def _to_disk(path: Path) -> None:
    """Has the system write a file or a folder to the disk itself."""
    if os.name == "nt" and path.is_dir():
        return  # Windows opens no folders
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _beside(home: Path, path: Path) -> str:
    """The path as seen from the folder that holds the home, so that both can move together."""
    try:
        return Path(os.path.relpath(path, home.parent)).as_posix()
    except ValueError:  # another drive
        return path.resolve().as_posix()
