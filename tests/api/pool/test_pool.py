"""The pool: what jobs give back, how they end, and that nothing is left of them."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from api.errors import Refused
from api.pool import pool as pool_module
from api.pool.pool import Pool
from api.settings import Settings
from kg.errors import InternalError, ParameterError
from tests.api.pool.jobs import Attempt, Count, Die, Fail, Give, Hoard, Raise, Say, Spin
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="LOOKS INTO /proc, which only Linux has")

LIMITS: dict[str, Any] = {"open": True, "processes": 4, "deadline": 30.0, "longest_answer": 100_000}


def descendants(pid: int | None = None) -> set[int]:
    """The processes below one, by their numbers; those that have ended count until somebody has asked how."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(status.parent.name)] = int(fields[1])
    found, new = set(), {pid or os.getpid()}
    while new:
        new = {child for child, parent in parents.items() if parent in new}
        found |= new
    return found


def files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def until(done: Callable[[], bool]) -> None:
    for _ in range(2_000):
        if done():
            return
        await asyncio.sleep(0.01)
    pytest.fail("waited in vain")


@asynccontextmanager
async def opened(**limits: Any) -> AsyncIterator[Pool]:
    """A pool that is whole, of which nothing is left afterwards."""
    before, open_files = descendants(), files()
    async with Pool(Settings(**{**LIMITS, **limits})) as pool:
        yield pool
        assert await pool.run(Say()) in descendants()
        await until(lambda: not pool.running and not pool.waiting)
    await until(lambda: descendants() == before)
    assert files() == open_files


def run(test: Callable[[], Awaitable[None]]) -> None:
    async def within() -> None:
        async with asyncio.timeout(60):
            await test()

    asyncio.run(within())


async def kind(answer: Awaitable[object]) -> str:
    try:
        await answer
    except Refused as refused:
        return refused.kind
    return "answered"


def test_answers_and_errors_come_back() -> None:
    async def test() -> None:
        async with opened() as pool:
            assert await pool.run(Give(3)) == b"\0\0\0"
            with pytest.raises(ParameterError) as caught:
                await pool.run(Raise())
            assert (caught.value.message, caught.value.expected) == ("no", "yes")

    run(test)


def test_a_worker_is_used_again() -> None:
    async def test() -> None:
        async with opened() as pool:
            assert len({await pool.run(Say()) for _ in range(20)}) <= 2

    run(test)


def test_a_job_that_takes_too_long_ends_with_its_worker() -> None:
    async def test() -> None:
        async with opened(deadline=0.5) as pool:
            assert await asyncio.gather(*(kind(pool.run(Spin(number))) for number in range(8))) == ["deadline"] * 8
            assert await asyncio.gather(*(kind(pool.run(Spin(0))) for _ in range(3))) == ["deadline"] * 3

    run(test)


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        (Die(), "broken-off"),
        (Die(signal.SIGKILL), "broken-off"),
        (Hoard(python=True), "too-much-memory"),
        (Hoard(python=False), "too-much-memory"),
        (Give(200_000), "too-large-answer"),
    ],
    ids=str,
)
def test_a_job_that_breaks_its_worker(job: Any, expected: str) -> None:
    async def test() -> None:
        async with opened() as pool:
            for _ in range(3):
                assert await kind(pool.run(job)) == expected

    run(test)


def test_a_mistake_of_ours_is_no_fault_of_the_caller() -> None:
    async def test() -> None:
        async with opened() as pool:
            with pytest.raises(InternalError, match="ZeroDivisionError: a mistake"):
                await pool.run(Fail())

    run(test)


def test_a_short_job_goes_past_long_ones() -> None:
    async def test() -> None:
        async with opened(deadline=60) as pool:
            long = [asyncio.create_task(kind(pool.run(Spin(number)))) for number in range(8)]
            await until(lambda: (pool.running, pool.waiting) == (2, 6))  # all of them have left the quick lane
            assert await pool.run(Say())
            assert not any(task.done() for task in long)
            for task in long:
                task.cancel()
            await asyncio.gather(*long, return_exceptions=True)

    run(test)


def test_a_long_job_lets_others_go_first() -> None:
    async def test() -> None:
        async with opened(deadline=60) as pool:
            assert await pool.run(Count(0)) == 0
            assert await pool.run(Count(0.7)) == 10
            assert await pool.run(Count(0.7)) == 10, "it is known by now, and begins in the slow lane"
            assert await pool.run(Count(0)) == 0

    run(test)


def test_a_job_that_was_only_pressed_is_quick_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "SOON", -1)

    async def test() -> None:
        async with opened() as pool:
            assert await pool.run(Count(0.05)) == 10
            monkeypatch.setattr(pool_module, "SOON", 1)
            assert await pool.run(Count(0.05)) == 10, "from the slow lane, where it was done soon"
            assert await pool.run(Count(0.05)) == 0

    run(test)


def test_only_so_much_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "_REMEMBERED", 2)

    async def test() -> None:
        async with opened(deadline=2) as pool:
            assert await asyncio.gather(*(kind(pool.run(Spin(number))) for number in range(5))) == ["deadline"] * 5
            assert len(pool._heavy) == 2

    run(test)


def test_only_so_many_wait() -> None:
    async def test() -> None:
        async with opened(processes=2, queue=3, deadline=2) as pool:
            kinds = await asyncio.gather(*(kind(pool.run(Spin(number))) for number in range(12)))
            assert set(kinds) == {"busy", "deadline"}
            assert 4 <= kinds.count("deadline") <= 8

    run(test)


def test_whoever_is_cancelled_ends_the_job() -> None:
    async def test() -> None:
        async with opened() as pool:
            tasks = [asyncio.create_task(pool.run(Spin(number))) for number in range(8)]
            await until(lambda: pool.running == 4 or pool.waiting > 0)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            assert all(task.cancelled() for task in tasks)
            assert (pool.running, pool.waiting) == (0, 0)

    run(test)


def test_workers_that_end_idle_are_replaced() -> None:
    async def test() -> None:
        async with opened() as pool:
            for _ in range(3):
                idle = await pool.run(Say())
                os.kill(idle, signal.SIGKILL)
                await until(lambda: idle not in {worker._pid for worker in pool._workers})  # noqa: B023
                assert await pool.run(Say()) != idle

    run(test)


def test_the_nursery_is_replaced(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(pool_module, "AGAIN", 0.05)

    async def test() -> None:
        async with opened() as pool:
            await pool.run(Say())
            pool._nursery._process.kill()
            await until(lambda: not pool._nursery.alive and not pool._workers)
            assert await pool.run(Say())

    run(test)
    assert "a worker does not start" in caplog.text


def test_closing_ends_what_is_underway() -> None:
    async def test() -> None:
        before = descendants()
        async with Pool(Settings(**LIMITS)) as pool:
            task = asyncio.create_task(kind(pool.run(Spin())))
            await until(lambda: pool.running == 1)
        assert await task == "unavailable"
        await until(lambda: descendants() == before)

    run(test)


def test_a_pool_that_is_not_open_does_its_jobs_nevertheless() -> None:
    async def test() -> None:
        before, pool = descendants(), Pool(Settings(**LIMITS))
        assert await pool.run(Give(3)) == b"\0\0\0"
        await until(lambda: descendants() == before)

    run(test)


def test_workers_end_with_the_service() -> None:
    code = """if True:
        import asyncio, os
        from api.pool.pool import Pool
        from api.settings import Settings
        from tests.api.pool.jobs import Say, Spin

        async def main():
            async with Pool(Settings(open=True)) as pool:
                await pool.run(Say())
                asyncio.create_task(pool.run(Spin()))
                await asyncio.sleep(0.1)
                print("ready", flush=True)
                await asyncio.sleep(60)

        asyncio.run(main())
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment) as service:
        assert service.stdout is not None
        assert service.stdout.readline() == b"ready\n"
        below = descendants(service.pid)
        assert len(below) >= 3
        service.kill()

    async def test() -> None:
        await until(lambda: not below & {int(entry.name) for entry in Path("/proc").glob("[0-9]*")})

    run(test)


@pytest.mark.parametrize(
    ("deed", "expected"),
    [
        ("connect", "PermissionError"),
        ("socket", "PermissionError"),
        ("write", "PermissionError"),
        ("append", "PermissionError"),
        ("cut", "PermissionError"),
        ("remove", "PermissionError"),
        ("rename", "PermissionError"),
        ("make a folder", "PermissionError"),
        ("fork", "PermissionError"),
        ("run a program", "PermissionError"),
        ("end the service", "PermissionError"),
        ("read", "done"),
        ("start a thread", "done"),
    ],
)
def test_what_a_worker_can_do(tmp_path: Path, deed: str, expected: str) -> None:
    (tmp_path / "old").write_text("x", encoding="utf-8")

    async def test() -> None:
        async with opened() as pool:
            assert await pool.run(Attempt(deed, tmp_path)) == expected

    run(test)
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    assert (tmp_path / "old").read_text() == "x"
