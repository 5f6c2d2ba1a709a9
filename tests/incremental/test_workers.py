"""The same is made in one process and in several, and what goes wrong in one of them is told."""

from __future__ import annotations

import os
import subprocess
import sys
from multiprocessing import active_children
from pathlib import Path
from signal import SIGKILL
from time import sleep

import pytest

from kg.errors import EnvironmentFault, SourceError
from kg.incremental.workers import MOST, processors, spread

ROOT = Path(__file__).resolve().parents[2]


def times(factor: int, number: int) -> tuple[int, int]:
    return factor * number, os.getpid()


def fails_at_three(_: None, number: int) -> int:
    if number == 3:
        raise SourceError("not valid", path="three.ttl", line=3, expected="another one")
    return number


def ends_itself(_: None, number: int) -> int:
    if number == 1:
        os.kill(os.getpid(), SIGKILL)
    return number


def sleeps(whole: int, number: int) -> int:
    if number:
        os.kill(whole, SIGKILL)
        sleep(600)
    return os.getpid()


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_what_is_made_comes_in_the_order_of_the_items(processes: int) -> None:
    made = list(spread(times, 2, range(10), processes))
    assert [number for number, _ in made] == [2 * number for number in range(10)]
    assert (os.getpid() in {pid for _, pid in made}) == (processes == 1)


def test_one_item_takes_no_other_process() -> None:
    assert list(spread(times, 2, [1], 8)) == [(2, os.getpid())]
    assert list(spread(times, 2, [], 8)) == []


@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_comes_as_it_was_raised(processes: int) -> None:
    with pytest.raises(SourceError) as caught:
        list(spread(fails_at_three, None, range(6), processes))
    assert str(caught.value) == "three.ttl:3: not valid (another one)"


def test_a_process_that_is_ended_is_a_fault_of_the_machine() -> None:
    with pytest.raises(EnvironmentFault, match="has been ended"):
        list(spread(ends_itself, None, range(4), 2))


def test_whoever_stops_waiting_leaves_no_process_behind() -> None:
    others = set(active_children())
    waiting = spread(times, 1, range(100), 2)
    next(waiting)
    waiting.close()
    for child in set(active_children()) - others:
        child.join(30)
    assert set(active_children()) <= others


def test_no_process_outlives_the_one_that_it_works_for() -> None:
    program = """
import os
from tests.incremental.test_workers import sleeps
from kg.incremental.workers import spread
for pid in spread(sleeps, os.getpid(), range(9), 2):
    print(pid, flush=True)
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE
    )  # ends only when nobody can write to the pipe any more
    assert ran.returncode == -SIGKILL


def test_never_more_processes_than_are_of_use() -> None:
    assert 1 <= processors() <= MOST
