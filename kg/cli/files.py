"""Files that a command reads and writes by itself."""

from __future__ import annotations

import os
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path

from kg.errors import EnvironmentFault, SourceError


def load(path: Path) -> str:
    """The characters of a UTF-8 file.

    Raises:
        SourceError: it cannot be read, or is not UTF-8.
    """
    from kg.sources.text import decode

    try:
        return decode(path.read_bytes(), str(path))
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", path=str(path)) from None


def save(path: Path, text: str) -> None:
    """Writes a whole file, or leaves the old one as it was; what is no regular file, such as a pipe, is written to.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8", newline="\n")
            return
        beside = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            beside.write_text(text, encoding="utf-8", newline="\n")
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        full = error.errno in (ENOSPC, EDQUOT, EFBIG)
        remedy = "room for it; what was there is as it was" if full else "a file in a folder that may be written to"
        raise EnvironmentFault(
            f"cannot be written: {error.strerror}",
            path=str(path),
            expected=remedy,
        ) from None
