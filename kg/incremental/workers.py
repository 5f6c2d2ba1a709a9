"""The same function for many items, in several processes where that pays."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import Any, TypeVar

from kg.errors import EnvironmentFault

MOST = 8
"""How many processes work at once, however many processors there are."""

_Given = TypeVar("_Given")
_Item = TypeVar("_Item")
_Made = TypeVar("_Made")

_given: list[Any] = []
"""In a process that works for another one: what is the same for all items."""


def processors() -> int:
    """How many processes may work at once."""
    affinity = getattr(os, "sched_getaffinity", None)  # macOS and Windows have none
    return max(1, min(MOST, len(affinity(0)) if affinity else os.cpu_count() or 1))


def spread(
    function: Callable[[_Given, _Item], _Made], given: _Given, items: Sequence[_Item], processes: int
) -> Generator[_Made]:
    """What a function makes of each item, in the order of the items.

    Args:
        function: of a module; must not depend on what it was called for before.
        given: its first argument. Where processes are forked, it is not copied.
        items: the second arguments.
        processes: how many work at once; with one, all is done in this process.

    Raises:
        EnvironmentFault: a process was ended from outside, most likely since there is no memory left.
    """
    processes = min(processes, len(items))
    if processes < 2:
        yield from map(partial(function, given), items)
        return
    # These take a while to import, and are seldom needed.
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import active_children

    others = active_children()
    pool = ProcessPoolExecutor(processes, initializer=_begin, initargs=(given,))
    done = False
    try:
        waiting = deque([pool.submit(_call, function, item) for item in items])
        while waiting:
            yield waiting.popleft().result()
        done = True
    except BrokenProcessPool as error:
        remedy = "more memory, or fewer files at once"
        raise EnvironmentFault("a process that was validating has been ended", expected=remedy) from error
    finally:
        for child in () if done else active_children():
            if child not in others:
                child.terminate()
        pool.shutdown()


def _begin(given: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever waits for this process hears it, too
    gc.disable()  # ends soon
    threading.Thread(target=_outlive, daemon=True).start()
    _given[:] = [given]


def _outlive() -> None:
    """Ends this process when the one that it works for is gone, however that ended."""
    from multiprocessing import parent_process

    if parent := parent_process():
        parent.join()
        os._exit(1)


def _call(function: Callable[[Any, _Item], _Made], item: _Item) -> _Made:
    return function(_given[0], item)
