from __future__ import annotations

import asyncio

import pytest

from api.errors import Refused
from api.pool import lane as lane_module
from api.pool.lane import Lane


async def through(lane: Lane, name: str, seen: list[str], leave: asyncio.Event) -> None:
    async with lane:
        seen.append(name)
        await leave.wait()


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def order(names: str, width: int) -> tuple[list[str], list[str]]:
    """Who goes in at once, and who goes in behind them, in their order."""

    async def test() -> tuple[list[str], list[str]]:
        lane, seen, leave = Lane(width, 10), list[str](), asyncio.Event()
        tasks = [asyncio.create_task(through(lane, name, seen, leave)) for name in names]
        await settle()
        first = seen.copy()
        assert (lane.running, lane.waiting, lane.full) == (len(first), len(names) - len(first), len(names) >= width)
        leave.set()
        await asyncio.gather(*tasks)
        assert (lane.running, lane.waiting) == (0, 0)
        return first, seen[len(first) :]

    return asyncio.run(test())


def test_first_come_first_served() -> None:
    assert order("a", 2) == (["a"], [])
    assert order("abcde", 2) == (["a", "b"], ["c", "d", "e"])


def test_in_a_crowd_whoever_came_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane_module, "CROWD", -1)
    assert order("abcde", 2) == (["a", "b"], ["e", "d", "c"])


def test_too_many_wait() -> None:
    async def test() -> None:
        lane, leave = Lane(1, 1), asyncio.Event()
        tasks = [asyncio.create_task(through(lane, name, [], leave)) for name in "ab"]
        await settle()
        with pytest.raises(Refused) as caught:
            await through(lane, "c", [], leave)
        assert (caught.value.kind, caught.value.headers) == ("busy", {"Retry-After": "1"})
        leave.set()
        await asyncio.gather(*tasks)

    asyncio.run(test())


@pytest.mark.parametrize("late", [False, True], ids=["while it waits", "as its turn comes"])
def test_whoever_goes_away_leaves_no_gap(late: bool) -> None:
    async def test() -> None:
        lane, seen, leave = Lane(1, 10), list[str](), asyncio.Event()
        tasks = [asyncio.create_task(through(lane, name, seen, leave)) for name in "abc"]
        await settle()
        if late:
            leave.set()
            await asyncio.sleep(0)
        tasks[1].cancel()
        leave.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert [task.cancelled() for task in tasks] == [False, True, False]
        assert (seen, lane.running, lane.waiting) == (["a", "c"], 0, 0)

    asyncio.run(test())
