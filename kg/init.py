"""Lays out a repository of contract records: an example, a configuration, and a workflow that validates."""

from __future__ import annotations

from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from kg.config import NAME, find
from kg.errors import EnvironmentFault, InputError

_TEMPLATES = Path(__file__).with_name("templates")
_FILES = {
    "clausegraph.toml": "clausegraph.toml",
    "contracts/example.ttl": "contracts/example.ttl",
    ".github/workflows/clausegraph.yml": "clausegraph.yml",
}


def init(folder: Path) -> tuple[Path, ...]:
    """Writes the files, all or none.

    Args:
        folder: where to; it is made where it is missing.

    Returns:
        What was written.

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
    try:
        for path, text in texts.items():
            _make_folder(path.parent, made)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                made.append(path)
                file.write(text)
    except OSError as error:
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        raise EnvironmentFault(
            f"cannot be written: {error.strerror}", path=path.as_posix(), expected="a folder that may be written to"
        ) from None
    return tuple(texts)


def _make_folder(folder: Path, made: list[Path]) -> None:
    """Makes a folder and those above it, and notes which it made."""
    if not folder.is_dir():
        _make_folder(folder.parent, made)
        folder.mkdir()
        made.append(folder)
