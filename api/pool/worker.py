"""What runs in the worker processes.

The service starts one process, the nursery, which has imported what jobs need and does nothing but fork, so that a new
worker takes milliseconds. Each worker has a socket to the service, and does one job after the other.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from functools import lru_cache
from pathlib import Path

from api.pool import cage
from api.pool.frames import ERROR, LEEWAY, VALUE, TooLarge, packed, receive
from kg.errors import KGError
from kg.store.embedded import EmbeddedStore


@lru_cache(maxsize=16)
def opened(folder: Path) -> EmbeddedStore:
    """The store of a snapshot, kept open for the jobs that follow.

    Args:
        folder: of the snapshot.

    Raises:
        StoreError: it cannot be opened.
    """
    return EmbeddedStore(folder / "store", read_only=True)


def nursery() -> None:
    """Forks a worker for every two files that come in, its socket and where it may complain; until the service ends."""
    number, parent, memory, longest, seconds = sys.argv[1:]
    cage.leave_with(int(parent))
    for unheard in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):  # ends with the service; children leave no trace
        signal.signal(unheard, signal.SIG_IGN)
    control, this = socket.socket(fileno=int(number)), os.getpid()
    gc.freeze()
    while files := socket.recv_fds(control, 1, 2)[1]:
        if not os.fork():
            control.close()
            os.dup2(files[1], sys.stderr.fileno())
            cage.leave_with(this)
            line = socket.socket(fileno=files[0])  # left open to the end, by which all complaints are written
            line.sendall(packed(VALUE, (os.getpid(), cage.shut(int(memory)))))
            work(line, int(longest), float(seconds))
            return
        for file in files:
            os.close(file)


def work(line: socket.socket, longest: int, seconds: float) -> None:
    """Does the jobs that come in, one by one, until the other end hangs up.

    Args:
        line: where they come from, and where the answers go.
        longest: how large an answer may be, in bytes.
        seconds: how long each job may compute.
    """
    while job := receive(line):
        cage.limit_time(seconds)
        try:
            answer = packed(VALUE, job.run())
            if len(answer) > longest + LEEWAY:
                raise TooLarge(f"the answer has {len(answer):,} bytes")
        except KGError as error:
            answer = packed(ERROR, error)
        line.sendall(answer)
