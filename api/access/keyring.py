"""The keys as they are at each moment: a key that is made or revoked counts from the next request on."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from api.access.caller import Caller
from api.access.challenge import unchecked
from kg import keys
from kg.errors import KGError

_log = logging.getLogger(__name__)


class Keyring:
    """Reads the file of keys again whenever it has changed.

    Args:
        home: where it lies.

    Raises:
        EnvironmentFault: it cannot be read.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._file = str(home / keys.FILE)
        self._seen = self._look()
        self._keys: tuple[keys.Key, ...] | None = keys.read(home)

    @property
    def scopes(self) -> list[tuple[str, ...]]:
        """What the keys open."""
        return [key.scopes for key in self._keys or ()]

    @property
    def empty(self) -> bool:
        """Whether nobody has made a key; a file that cannot be read is not taken for that."""
        self._look_again()
        return self._keys == ()

    def caller(self, secret: str) -> Caller | None:
        """Who shows this key; None where no key is like it.

        Raises:
            Refused: the file cannot be read. A key that somebody may just have revoked is not let in for that.
        """
        self._look_again()
        if self._keys is None:
            raise unchecked("keys cannot be checked at the moment", seconds=60)
        key = keys.find(self._keys, secret)
        return Caller(key.name, key.scopes) if key else None

    def _look_again(self) -> None:
        if (now := self._look()) != self._seen:
            self._seen = now
            try:
                self._keys = keys.read(self._home)
            except KGError as error:
                self._keys = None
                _log.error("no key is let in: %s", error)

    def _look(self) -> tuple[int, int, int] | None:
        """What tells one state of the file from another; looking costs about two microseconds."""
        try:
            found = os.stat(self._file)  # noqa: PTH116 - each request looks: a Path takes five times as long
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size
