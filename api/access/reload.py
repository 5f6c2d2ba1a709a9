"""A service that runs takes up what `kg build` publishes: all views are made anew, and swapped in one step.

A request keeps the view it began with; a view that no request has any more is closed.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from threading import current_thread, main_thread

from fastapi import FastAPI

from api.access.views import Views
from api.settings import Settings
from kg.errors import KGError
from kg.snapshot import inputs, kept, published

_log = logging.getLogger(__name__)


class Reload:
    """Looks for what is new.

    Args:
        app: whose views are to be the newest.
    """

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._settings: Settings = app.state.settings
        self._home: Path = app.state.views.home
        self._seen = self._look()
        self._asked = asyncio.Event()

    def ask(self) -> None:
        """Has the files read again, whether or not they were published; what a restart would do, without one."""
        self._asked.set()

    async def run(self) -> None:
        """Looks now and then, until it is cancelled."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._asked.wait(), self._settings.poll)
            asked, now = self._asked.is_set(), self._look()
            self._asked.clear()
            if asked or now != self._seen:
                self._seen = now
                await asyncio.to_thread(self.reload, published_only=not asked)

    def reload(self, *, published_only: bool) -> None:
        """Makes all views anew and puts them in the place of the old ones; where that fails, these stay.

        Args:
            published_only: leave it where the files are not as they were when they were published.
        """
        old: Views = self._app.state.views
        try:
            sources = inputs(self._settings.paths, home=self._home).sources
            whole = published(sources, home=self._home) if published_only else kept(sources, home=self._home)
            if whole is None:
                _log.warning(
                    "goes on with snapshot %s: the files are not as they were published", old.whole.snapshot.id
                )
                return
            new = Views(whole, self._home, old)
            new.prepare(old.asked)
        except KGError as error:
            _log.error("goes on with snapshot %s: %s", old.whole.snapshot.id, error)
            return
        self._app.state.views = new
        _log.info("serves snapshot %s", whole.id)

    def _look(self) -> tuple[int, int] | None:
        """What tells one publication from the next."""
        try:
            found = (self._home / "current").stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns


def heeds_hangup() -> bool:
    """Whether SIGHUP asks for a reload: not at a terminal, where it says that the terminal was closed."""
    return sys.platform != "win32" and not sys.stderr.isatty()


@asynccontextmanager
async def watching(app: FastAPI) -> AsyncIterator[None]:
    """Takes up what is published for as long as the service runs; SIGHUP has it look at the files themselves."""
    watch = Reload(app)
    task = asyncio.create_task(watch.run())
    task.add_done_callback(_tell)
    signals = heeds_hangup() and current_thread() is main_thread()
    if signals:
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, watch.ask)
    try:
        yield
    finally:
        if signals:
            asyncio.get_running_loop().remove_signal_handler(signal.SIGHUP)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _tell(task: asyncio.Task[None]) -> None:
    """Writes down that nothing new will be taken up any more."""
    if not task.cancelled() and (error := task.exception()):
        _log.critical("no longer looks for new snapshots", exc_info=error)
