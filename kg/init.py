"""Lays out a repository of contract records: an example, a configuration, and a workflow that validates."""

from __future__ import annotations

import os
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from kg.config import NAME, find
from kg.errors import EnvironmentFault, InputError

_KEPT = b".kg"
"""What `kg` keeps, made of the other files: nothing to be committed."""

_TEMPLATES = Path(__file__).with_name("templates")
_FILES = {
    "clausegraph.toml": "clausegraph.toml",
    "contracts/example.ttl": "contracts/example.ttl",
    ".github/workflows/clausegraph.yml": "clausegraph.yml",
}


def init(folder: Path) -> tuple[Path, ...]:
    """Writes the files, all or none, and has git ignore what `kg` keeps beside them.

    Args:
        folder: where to; it is made where it is missing.

    Returns:
        What was written or, for .gitignore, added to.

    Raises:
        InputError: one of the files is there already; nothing was written.
        EnvironmentFault: one of them cannot be written; what had been is removed.
    """
    texts = {
        folder / name: (_TEMPLATES / template).read_text(encoding="utf-8").replace("VERSION", version("clausegraph"))
        for name, template in _FILES.items()
    }
    there = [path.as_posix() for path in texts if path.exists() or path.is_symlink()]
    if not there:
        config = find(folder.resolve()).file
        if config and config.name != NAME and config.resolve().parent == folder.resolve():
            there.append(f"[tool.clausegraph] in {config.as_posix()}")
    if there:
        raise InputError(
            f"already there: {', '.join(there)}",
            expected="move them away, or name another folder: kg init DIR",
        )
    made: list[Path] = []
    path = folder
    try:
        for path, text in texts.items():
            _make_folder(path.parent, made)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                made.append(path)
                file.write(text)
        path = folder / ".gitignore"
        ignored = _ignore(path)
    except OSError as error:
        for one in reversed(made):
            with suppress(OSError):
                one.rmdir() if one.is_dir() else one.unlink()
        raise EnvironmentFault(
            f"cannot be written: {error.strerror}", path=path.as_posix(), expected="a folder that may be written to"
        ) from None
    return (*texts, path) if ignored else tuple(texts)


def _ignore(path: Path) -> bool:
    """Adds a line to .gitignore; False where there is one already, or what git does not read: a link, or no file."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        return False
    before = path.read_bytes() if path.exists() else None
    text = before or b""
    if any(line.strip().strip(b"/").removeprefix(b"**/") == _KEPT for line in text.splitlines()):
        return False
    end = b"\r\n" if b"\r\n" in text else b"\n"
    added = (end if text and not text.endswith(b"\n") else b"") + _KEPT + b"/" + end
    try:
        with path.open("ab") as file:
            file.write(added)
    except OSError:
        with suppress(OSError):
            path.unlink() if before is None else os.truncate(path, len(text))
        raise
    return True


def _make_folder(folder: Path, made: list[Path]) -> None:
    """Makes a folder and those above it, and notes which it made."""
    if not folder.is_dir():
        _make_folder(folder.parent, made)
        folder.mkdir()
        made.append(folder)
