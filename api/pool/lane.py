"""A lane: so many at once, and so many more that wait for their turn."""

from __future__ import annotations

import asyncio
import time
from collections import deque

from api.errors import Refused

CROWD = 0.05
"""From when on a lane is crowded: when somebody has waited for so long, in seconds."""


class Lane:
    """Lets in so many at once: `async with lane`.

    They go in as they come. Where the lane is crowded, whoever came last goes first: a crowd of long jobs that came at
    once does not keep a short one waiting that comes after it; those who wait longest are nearest to their deadline.

    Args:
        width: how many.
        queue: how many more may wait.

    Raises:
        Refused: on entering, `busy`; too many wait already.
    """

    def __init__(self, width: int, queue: int) -> None:
        self._width = width
        self._queue = queue
        self._waiters: deque[tuple[float, asyncio.Future[None]]] = deque()
        self.running = 0
        """How many are in."""

    @property
    def full(self) -> bool:
        """Whether whoever comes next has to wait."""
        return self.running >= self._width

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiters)

    async def __aenter__(self) -> None:
        if not self.full:
            self.running += 1
            return
        if self.waiting >= self._queue:
            raise Refused("busy", "too many wait already", expected="a little patience", headers={"Retry-After": "1"})
        turn = asyncio.get_running_loop().create_future()
        waiter = (time.monotonic(), turn)
        self._waiters.append(waiter)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self._leave()
            elif waiter in self._waiters:
                self._waiters.remove(waiter)
            raise

    async def __aexit__(self, *_: object) -> None:
        self._leave()

    def _leave(self) -> None:
        while self._waiters:
            crowded = time.monotonic() - self._waiters[0][0] > CROWD
            _, turn = self._waiters.pop() if crowded else self._waiters.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.running -= 1
