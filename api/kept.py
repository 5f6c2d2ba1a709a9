"""Answers that are kept as bytes, since a view never changes: the second to ask waits for nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

Headers = list[tuple[bytes, bytes]]

ROOM = 32 << 20
"""How many bytes of answers each view keeps."""

LARGEST = ROOM // 8
"""The longest answer that is kept, in bytes."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it goes out.

    Args:
        tag: its entity tag, in quotes.
        headers: of the whole answer.
        unchanged: those of a 304.
        body: in its content coding.
    """

    tag: str
    headers: Headers
    unchanged: Headers
    body: bytes


class Answers:
    """Answers by what was asked for; where there is no more room, what was not asked for longest makes way."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._size = 0
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Kept | None:
        """The answer that is kept under a key."""
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key]

    def keep(self, key: Hashable, answer: Kept) -> None:
        """Keeps an answer, unless it is too long to be worth it."""
        size = _size(answer)
        if size > LARGEST or size > self._room:
            return
        if key in self._kept:
            self._size -= _size(self._kept.pop(key))
        self._kept[key] = answer
        self._size += size
        while self._size > self._room:
            self._size -= _size(self._kept.popitem(last=False)[1])


def _size(answer: Kept) -> int:
    # The key, the headers and the objects themselves take room, too.
    return len(answer.body) + 2048
