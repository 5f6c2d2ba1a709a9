"""The pool: jobs go in, answers come out, and no job hurts another.

A job begins at once on a worker that stands by, in the quick lane. One that is not done soon leaves it for the slow
lane: on the same worker if there is room, else it is ended, and begun again when there is. So whatever fills the slow
lane, the next job still begins at once. A worker in the slow lane lets other processes go first, and is not used again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, TypeVar

from api.errors import Refused
from api.pool.frames import Job, TooLarge
from api.pool.lane import Lane
from api.pool.process import Gone, Nursery, Worker
from api.settings import Settings
from kg.errors import InternalError

T = TypeVar("T")

SOON = 0.25
"""How long a job may compute in the quick lane, in seconds."""

TURN = 0.01
"""How long, where another waits."""

SPARE = 4
"""How many workers stand by."""

AGAIN = 1.0
"""How long to wait before another worker is started where one would not start, in seconds."""

_GLANCE = 0.005
_REMEMBERED = 1_000

_log = logging.getLogger(__name__)


class Pool:
    """Workers for jobs, inside one event loop: `async with pool`. Outside of that block each job has a pool of its own.

    Args:
        settings: how many at once, and their limits.
        first: the job with which every worker begins, to be ready for others.
    """

    def __init__(self, settings: Settings, first: Job[object] | None = None) -> None:
        self.first = first
        """May be changed; workers that stand by already are ready for others nevertheless, only later."""
        self._settings = settings
        slow = max(1, settings.processes // 2)
        self._quick = Lane(max(1, settings.processes - slow), settings.queue)
        self._slow = Lane(slow, settings.queue)
        self._keep = settings.processes - slow + SPARE
        self._ready: asyncio.LifoQueue[Worker] = asyncio.LifoQueue()
        self._workers: set[Worker] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._times: set[asyncio.Timeout] = set()
        self._takers = 0
        self._heavy: dict[int, None] = {}
        self._open = False

    async def __aenter__(self) -> Pool:
        self._nursery = Nursery(self._settings)
        self._open = True
        self._refill()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._open = False
        for task in self._starting:
            task.cancel()
        for time_left in self._times:
            time_left.reschedule(asyncio.get_running_loop().time())
        for worker in self._workers:
            worker.end()
        self._nursery.end()
        await asyncio.gather(*self._starting, *(worker.ended for worker in self._workers), return_exceptions=True)

    @property
    def running(self) -> int:
        """How many jobs are at work."""
        return self._quick.running + self._slow.running

    @property
    def waiting(self) -> int:
        """How many jobs wait for their turn."""
        return self._quick.waiting + self._slow.waiting

    async def run(self, job: Job[T]) -> T:
        """What the job returns. Whoever cancels this ends the job.

        Raises:
            KGError: the job raised it.
            Refused: `deadline`, `busy`, `too-much-memory`, `too-large-answer`, `broken-off` or `unavailable`.
        """
        if not self._open:
            async with Pool(self._settings, self.first) as pool:
                return await pool.run(job)
        limits = self._settings
        try:
            async with asyncio.timeout(limits.deadline) as time_left:
                self._times.add(time_left)
                answer: T = await self._run(job)
                return answer
        except TimeoutError:
            if not self._open:
                raise Refused("unavailable", "the service ends") from None
            detail = f"this takes longer than {limits.deadline:g} seconds"
            raise Refused("deadline", detail, expected="less at once") from None
        except TooLarge:
            detail = f"the answer is larger than {limits.longest_answer:,} bytes"
            raise Refused("too-large-answer", detail, expected="LIMIT, or less at once") from None
        except Gone as gone:
            raise self._reason(gone) from gone
        finally:
            self._times.discard(time_left)

    async def _run(self, job: Job[object]) -> Any:
        key = hash(job)
        async with AsyncExitStack() as lane:
            if key not in self._heavy:
                await lane.enter_async_context(self._quick)
                async with self._worker() as worker:
                    doing = worker.do(job)
                    if await self._soon(worker, doing):
                        return doing.result()
                    self._remember(key)
                    await lane.aclose()
                    if not self._slow.full:
                        await lane.enter_async_context(self._slow)
                        worker.be_polite()
                        return await doing
            await lane.enter_async_context(self._slow)
            async with self._worker() as worker:
                worker.be_polite()
                began = time.monotonic()
                answer = await worker.do(job)
                if time.monotonic() - began < SOON:
                    self._heavy.pop(key, None)
                return answer

    async def _soon(self, worker: Worker, doing: asyncio.Future[Any]) -> bool:
        """Whether it is done in the time that it may take in the quick lane."""
        began = worker.computed
        while True:
            await asyncio.wait((doing,), timeout=_GLANCE)
            # What other work on this machine keeps from computing is no slower for that.
            if doing.done() or (worker.computed - began) > (TURN if self._quick.waiting else SOON):
                return doing.done()

    def _remember(self, key: int) -> None:
        """The next time it begins in the slow lane."""
        self._heavy[key] = None
        if len(self._heavy) > _REMEMBERED:
            del self._heavy[next(iter(self._heavy))]

    @asynccontextmanager
    async def _worker(self) -> AsyncIterator[Worker]:
        """A worker that is ready; whoever leaves it in the middle of a job ends it."""
        self._takers += 1
        try:
            self._refill()
            while (worker := await self._ready.get()).ended.done():
                self._refill()
        finally:
            self._takers -= 1
        try:
            yield worker
        finally:
            if worker.busy or worker.polite or self._ready.qsize() >= self._keep:
                worker.end()
            else:
                self._ready.put_nowait(worker)

    def _refill(self) -> None:
        """Has as many workers stand by as there should be."""
        while self._open and self._ready.qsize() + len(self._starting) < SPARE + self._takers:
            task = asyncio.create_task(self._start())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _start(self) -> None:
        worker = None
        while worker is None:
            try:
                worker = await self._nursery.worker(self.first)
            except (Gone, OSError) as error:
                _log.error("a worker does not start: %s", error)
                await asyncio.sleep(AGAIN)
                if not self._nursery.alive:
                    self._nursery.end()
                    self._nursery = Nursery(self._settings)
        if not worker.fenced and not self._workers:
            _log.warning("workers can reach the network on this system; that SERVICE is refused has to be enough")
        self._workers.add(worker)
        self._ready.put_nowait(worker)
        worker.ended.add_done_callback(lambda _: self._workers.discard(worker))

    def _reason(self, gone: Gone) -> Refused | InternalError:
        if gone.memory:
            detail = f"this takes more memory than {self._settings.memory:,} bytes"
            return Refused("too-much-memory", detail, expected="less at once")
        if gone.fault:
            return InternalError(str(gone))
        _log.error("%s", gone)
        return Refused("broken-off", "the process that worked on this has ended", expected="a simpler query")
