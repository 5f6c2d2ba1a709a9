"""Jobs for the tests of the pool: the well-behaved, and those that are anything but."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import ParameterError


@dataclass(frozen=True)
class Say:
    """Says who does it."""

    def run(self) -> int:
        return os.getpid()


@dataclass(frozen=True)
class Spin:
    """Computes for ever."""

    number: int = 0

    def run(self) -> None:
        while True:
            pass


@dataclass(frozen=True)
class Count:
    """Computes for so many seconds of its own time, and tells how nice it was in the end."""

    seconds: float

    def run(self) -> int:
        while sum(os.times()[:2]) < self.seconds:
            pass
        return os.getpriority(os.PRIO_PROCESS, 0)


@dataclass(frozen=True)
class Raise:
    """Says no."""

    def run(self) -> None:
        raise ParameterError("no", expected="yes")


@dataclass(frozen=True)
class Fail:
    """Has a mistake in it."""

    def run(self) -> None:
        raise ZeroDivisionError("a mistake")


@dataclass(frozen=True)
class Die:
    """Ends by a signal."""

    signal: int = signal.SIGSEGV

    def run(self) -> None:
        signal.raise_signal(self.signal)


@dataclass(frozen=True)
class Hoard:
    """Wants more memory than there is: from Python, or as the engine does."""

    python: bool

    def run(self) -> int:
        if self.python:
            return len(bytearray(1 << 44))
        print("memory allocation of 99999999999 bytes failed", file=sys.stderr, flush=True)  # noqa: T201
        os.abort()


@dataclass(frozen=True)
class Give:
    """So many bytes."""

    size: int

    def run(self) -> bytes:
        return bytes(self.size)


@dataclass(frozen=True)
class Attempt:
    """Tries what a worker must not do, and tells how it went."""

    what: str
    folder: Path

    def run(self) -> str:
        def thread() -> None:
            one = threading.Thread(target=str)
            one.start()
            one.join()

        deeds: dict[str, Any] = {
            "connect": lambda: socket.create_connection(("127.0.0.1", 9)),
            "socket": lambda: socket.socket(socket.AF_UNIX),
            "write": lambda: (self.folder / "new").write_text("x"),
            "append": lambda: (self.folder / "old").open("a"),
            "cut": lambda: os.truncate(self.folder / "old", 0),
            "remove": lambda: (self.folder / "old").unlink(),
            "rename": lambda: (self.folder / "old").rename(self.folder / "older"),
            "make a folder": lambda: (self.folder / "within").mkdir(),
            "fork": os.fork,
            "run a program": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606
            "end the service": lambda: os.kill(os.getppid(), 0),
            "read": lambda: (self.folder / "old").read_text(),
            "start a thread": thread,
        }
        try:
            deeds[self.what]()
        except OSError as error:
            return type(error).__name__
        return "done"
