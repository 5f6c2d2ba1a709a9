"""A limit for Python's regular expressions, which pySHACL uses: some of them take for ever to find nothing.

They backtrack, so that a repetition inside of a repetition, as in `(a+)+$`, takes twice as long for each further
character. Those of the compiled engine take time in proportion to the text.
"""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

SECONDS = 5.0
"""How long one search in one text may take."""

_T = TypeVar("_T")


class TooLong(Exception):
    """A search took longer than it may: its pattern, and how many characters the text has."""

    def __init__(self, pattern: str, length: int) -> None:
        super().__init__(pattern, length)
        self.pattern = pattern
        self.length = length


@contextmanager
def patience(seconds: float = SECONDS) -> Iterator[None]:
    """Ends searches of pySHACL, and of rdflib's REGEX and REPLACE, that take too long.

    Only where a signal can interrupt them, which is in the main thread, and not on Windows.

    Raises:
        TooLong: one did; it came from inside of pySHACL.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    from pyshacl.constraints.core import string_based_constraints
    from rdflib.plugins.sparql import operators

    modules: tuple[Any, ...] = (string_based_constraints, operators)
    before = signal.getsignal(signal.SIGALRM)
    try:
        for module in modules:
            module.re = _Limited(seconds)
        yield
    finally:
        for module in modules:
            module.re = re
        signal.signal(signal.SIGALRM, before)


class _Limited:
    """The parts of the module `re` that the two packages use; each search is timed."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __getattr__(self, name: str) -> object:
        return getattr(re, name)

    def compile(self, pattern: str, flags: int = 0) -> _Pattern:
        return _Pattern(re.compile(pattern, flags), self)

    def search(self, pattern: str, text: str, flags: int = 0) -> re.Match[str] | None:
        return self.timed(lambda: re.search(pattern, text, flags), pattern, text)

    def sub(self, pattern: str, new: str, text: str, number: int = 0) -> str:
        return self.timed(lambda: re.sub(pattern, new, text, count=number), pattern, text)

    def timed(self, run: Callable[[], _T], pattern: str, text: str) -> _T:
        def end(number: int, frame: FrameType | None) -> None:
            raise TooLong(pattern, len(text))

        signal.signal(signal.SIGALRM, end)
        signal.setitimer(signal.ITIMER_REAL, self._seconds)
        try:
            return run()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


class _Pattern:
    def __init__(self, pattern: re.Pattern[str], limited: _Limited) -> None:
        self._pattern = pattern
        self._limited = limited

    def match(self, text: str) -> re.Match[str] | None:
        return self._limited.timed(lambda: self._pattern.match(text), self._pattern.pattern, text)

    def search(self, text: str) -> re.Match[str] | None:
        return self._limited.timed(lambda: self._pattern.search(text), self._pattern.pattern, text)
