"""SIGINT and SIGTERM: a command ends soon, in one line, and leaves nothing behind that is half done.

Both become exceptions, so that whoever has begun something clears it away: a file that is being written, Java, other
processes. No signal reaches Python while the engine is busy with a query, so another thread listens, too, and ends the
process if it has not ended by itself.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from types import FrameType

from kg.cli import terminal

GRACE = 3.0
"""How long, in seconds, a command has for clearing up; a second signal ends it at once."""

INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM

_WORDS = {INTERRUPTED: "interrupted", TERMINATED: "terminated"}


class Terminated(BaseException):
    """SIGTERM, as KeyboardInterrupt is SIGINT."""


def hear() -> None:
    """Has both signals end the process, except one that whoever started it has it ignore."""
    if signal.getsignal(signal.SIGTERM) != signal.SIG_IGN:
        signal.signal(signal.SIGTERM, _terminated)
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    threading.Thread(target=_listen, args=(reader,), daemon=True).start()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_deaf)


def say(code: int) -> None:
    """Tells in one line why the process ends."""
    terminal.note(_WORDS[code])


def _terminated(number: int, frame: FrameType | None) -> None:
    raise Terminated


def _listen(reader: int) -> None:
    number = 0
    while number not in (signal.SIGINT, signal.SIGTERM):
        number = os.read(reader, 1)[0]
    if signal.getsignal(number) == signal.SIG_IGN:
        return
    select.select([reader], [], [], GRACE)
    if children := sys.modules.get("multiprocessing"):
        for child in children.active_children():
            child.kill()
    terminal.progress()("")
    say(128 + number)
    os._exit(128 + number)


def _deaf() -> None:
    """In a process that was forked: its signals are not for the thread that listens in the other one."""
    signal.set_wakeup_fd(-1)
    if signal.getsignal(signal.SIGTERM) == _terminated:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
