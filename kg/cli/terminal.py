"""Where a command's words go: results to standard output, everything else to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from shutil import get_terminal_size
from typing import TextIO

from kg.errors import EnvironmentFault, KGError, ShapeError
from kg.printable import printable


def put(text: str) -> None:
    """Writes a result to standard output; a reader who has gone away is no error.

    Raises:
        EnvironmentFault: it cannot be written, for example since the disk is full.
    """
    try:
        _write(sys.stdout, text)
    except OSError as error:
        _close(sys.stdout)
        raise EnvironmentFault(f"the result cannot be written: {error.strerror}") from None


def note(text: str) -> None:
    """Writes a line to standard error."""
    _write(sys.stderr, f"{text}\n")


def complain(error: KGError) -> None:
    """Tells of an error: its place, what is wrong, and the remedy; and of each further one that came with it."""
    for one in (error, *(error.more if isinstance(error, ShapeError) else ())):
        note(": ".join(filter(None, ("error", printable(one.place), printable(one.message)))))
        if one.expected:
            note(f"  hint: {printable(one.expected)}")


def progress() -> Callable[[str], None]:
    """What shows the step that long work is at: one changing line on a terminal, nothing elsewhere.

    The empty string takes the line away.
    """
    if not _is_terminal(sys.stderr):
        return lambda step: None
    return lambda step: _write(sys.stderr, f"\r\x1b[K{step and f'{step} …'}")


def width() -> int:
    """How wide lines may be: as a terminal is, within reason; elsewhere 80, so that the bytes are the same."""
    return min(max(get_terminal_size().columns, 40), 120) if _is_terminal(sys.stdout) else 80


def colour() -> bool:
    """Whether to colour: on a terminal, where nobody said no (https://no-color.org)."""
    return _is_terminal(sys.stdout) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:
        return
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _close(stream)


def _close(stream: TextIO) -> None:
    """Sends what is still to be written nowhere, so that the interpreter does not complain of it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
