"""The service's hold on the nursery and on each worker."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from io import FileIO
from typing import Any, cast

from api.pool.frames import ERROR, HEAD, LEEWAY, VALUE, Job, TooLarge, packed, unpacked
from api.settings import Settings
from kg.errors import KGError

_SCHEDULED = 2
"""Makes, with the number of a process, the clock of its time on a processor (Linux, `clock_getcpuclockid`)."""

_POLITE = 10
"""The nice value of a worker on a slow job: a tenth of the share of those beside it."""

# Without `site` Python starts in half the time; the path comes along as it is here.
_START = (
    "import os, sys; sys.path[:] = sys.argv.pop().split(os.pathsep); "
    "import api.pool.query; from api.pool.worker import nursery; nursery()"
)


class Gone(Exception):
    """A worker has ended, though nobody had told it to.

    Args:
        said: what it wrote before it went.
    """

    def __init__(self, said: str) -> None:
        super().__init__(f"a worker ended: {said or 'it said nothing'}")
        self.said = said

    @property
    def memory(self) -> bool:
        """Whether it wanted more memory than it may have."""
        return "memory allocation of" in self.said or "MemoryError" in self.said

    @property
    def fault(self) -> bool:
        """Whether it came upon a mistake of ours."""
        return "Traceback" in self.said and not self.memory


class Nursery:
    """The process that workers are forked from. It is started from the thread that it shall end with.

    Args:
        settings: the limits of the workers.
    """

    def __init__(self, settings: Settings) -> None:
        self._longest = settings.longest_answer
        self._control, theirs = socket.socketpair()
        self._control.setblocking(False)
        with theirs:
            given = (theirs.fileno(), os.getpid(), settings.memory, settings.longest_answer, settings.deadline)
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-I", "-S", "-c", _START, *map(str, given), os.pathsep.join(sys.path)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )

    async def worker(self, first: Job[object] | None) -> Worker:
        """A new worker, which has done its first job.

        Args:
            first: what makes it ready; it may fail.

        Raises:
            Gone: the worker ended before it was ready.
            OSError: the nursery does not answer.
        """
        ours, theirs = socket.socketpair()
        hears, complains = os.pipe()
        os.set_blocking(hears, False)
        complaints = os.fdopen(hears, "rb", buffering=0)
        with ExitStack() as unused:
            unused.callback(ours.close)
            unused.callback(complaints.close)
            with theirs, os.fdopen(complains, "wb", buffering=0):
                socket.send_fds(self._control, [b"."], [theirs.fileno(), complains])
            loop = asyncio.get_running_loop()
            _, worker = await loop.create_unix_connection(lambda: Worker(complaints, self._longest), sock=ours)
            unused.pop_all()
        with ExitStack() as unused:
            unused.callback(worker.end)
            await worker.greet()
            if first is not None:
                with suppress(KGError):
                    await worker.do(first)
            unused.pop_all()
        return worker

    @property
    def alive(self) -> bool:
        """Whether it can still bear workers."""
        return self._process.poll() is None

    def end(self) -> None:
        """Ends it, and all its workers with it."""
        self._control.close()
        self._process.kill()
        self._process.wait()


class Worker(asyncio.Protocol):
    """A process that does one job at a time.

    Args:
        complaints: the file that its complaints come out of, which must not keep us waiting.
        longest: how large an answer may be, in bytes.
    """

    def __init__(self, complaints: FileIO, longest: int) -> None:
        self._complaints = complaints
        self._longest = longest
        self._received = bytearray()
        self._loop = asyncio.get_running_loop()
        self._answer = self._loop.create_future()
        self._pid = 0
        self._born = time.monotonic()
        self.ended: asyncio.Future[None] = self._loop.create_future()
        """Done when nothing is left of it."""
        self.busy = True
        """In the middle of a job."""
        self.polite = False
        """Other work goes first; it stays that way."""
        self.fenced = False
        """It cannot reach a network."""

    async def greet(self) -> None:
        """Waits until it says who it is.

        Raises:
            Gone: it has ended before.
        """
        self._pid, self.fenced = await self._answer

    def do(self, job: Job[object]) -> asyncio.Future[Any]:
        """What the job returns; or the KGError that it raised, or Gone. One job at a time."""
        self.busy = True
        self._answer = self._loop.create_future()
        self._line.write(packed(VALUE, job))
        return self._answer

    @property
    def computed(self) -> float:
        """How long it has computed, in seconds; where the system does not tell, how long it has been there."""
        try:
            return time.clock_gettime((~self._pid << 3) | _SCHEDULED)
        except OSError:
            return time.monotonic() - self._born

    def be_polite(self) -> None:
        """Lets other work go first from now on."""
        self.polite = True
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, self._pid, _POLITE)

    def end(self) -> None:
        """Ends it at once."""
        self._answer.cancel()
        if not self._pid:
            self._line.close()  # it leaves when it finds nobody there
        elif not self.ended.done():
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Its process may not yet be there."""
        self._line = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """A piece of an answer."""
        self._received += data
        if len(self._received) < HEAD.size:
            return
        kind, length = HEAD.unpack_from(self._received)
        if length > self._longest + LEEWAY:
            self._give(TooLarge("a worker's answer is over-long"), ERROR)
        elif len(self._received) == HEAD.size + length:
            answer = unpacked(bytes(self._received[HEAD.size :]))
            self._received.clear()
            self.busy = False
            self._give(answer, kind)

    def connection_lost(self, exc: Exception | None) -> None:
        """The process has ended, and left whatever it had to say."""
        said = b"" if self._complaints.closed else self._complaints.read(1 << 16) or b""
        self._complaints.close()
        self.ended.set_result(None)
        self._give(Gone(said.decode("utf-8", "replace").strip()), ERROR)

    def _give(self, answer: Any, kind: int) -> None:
        if not self._answer.done():
            (self._answer.set_exception if kind == ERROR else self._answer.set_result)(answer)
