"""What each caller sees: a snapshot of its own for each set of files.

A view is made of the files that its callers may see, and of nothing else: reasoned over, validated and named from those
alone. So nothing has to be kept back anywhere: what is hidden is not there.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from api.served import Served
from kg import keys
from kg.snapshot import Snapshot, kept

MOST = 64
"""How many views are held open; those asked for longest ago are closed first, and opened again from their folders."""

_maker = ThreadPoolExecutor(1, "views")
"""Makes one view after the other: builders wait for each other anyway."""


class Views:
    """All views of one state of the files. A request keeps the one it began with.

    Args:
        whole: the snapshot of all the files.
        home: where snapshots lie.
        before: the views that these take the place of. What has not changed is taken over as it is, so that nobody can
            tell by the time an answer takes that something else has changed.

    Raises:
        SourceError: a file that can name graphs does not parse.
    """

    def __init__(self, whole: Snapshot, home: Path, before: Views | None = None) -> None:
        self._before = before.made if before else {}
        self.whole = self._served(whole)
        self.home = home
        self._added = tuple(source for source in whole.sources if not source.builtin)
        self._asked: OrderedDict[tuple[str, ...], frozenset[str]] = OrderedDict()
        self._views: OrderedDict[frozenset[str], Future[Served]] = OrderedDict()
        self._lock = Lock()

    @property
    def made(self) -> dict[str, Served]:
        """The views that are open, by the ids of their snapshots."""
        with self._lock:
            futures = list(self._views.values())
        views = [future.result() for future in futures if future.done() and not future.exception()]
        return {view.snapshot.id: view for view in (*views, self.whole)}

    @property
    def asked(self) -> list[tuple[str, ...]]:
        """The scopes that were asked for of late."""
        with self._lock:
            return list(self._asked)

    async def of(self, scopes: tuple[str, ...]) -> Served:
        """What those who have these scopes see.

        Raises:
            KGError: the view cannot be made; see `kg.snapshot.kept`.
        """
        if keys.EVERYTHING in scopes:
            return self.whole
        future = self._future(scopes)
        # Others may wait for the same view when the one who asked first goes away.
        return future.result() if future.done() else await asyncio.shield(asyncio.wrap_future(future))

    def prepare(self, wanted: Iterable[tuple[str, ...]]) -> None:
        """Makes the views for these scopes now.

        Raises:
            KGError: one cannot be made; see `kg.snapshot.kept`.
        """
        for scopes in wanted:
            self._future(scopes).result()
        self._before = {}  # what was not taken over is closed when its last request ends

    def _future(self, scopes: tuple[str, ...]) -> Future[Served]:
        names = self._asked.get(scopes)
        if names is None:
            names = frozenset(source.name for source in self._added if keys.visible(source, scopes))
        with self._lock:
            self._asked[scopes] = names
            self._asked.move_to_end(scopes)
            future = self._views.get(names)
            if future is None or (future.done() and future.exception()):
                future = self._views[names] = _maker.submit(self._make, names)
            self._views.move_to_end(names)
            for of_late in (self._asked, self._views):
                if len(of_late) > MOST:
                    of_late.popitem(last=False)
        return future

    def _make(self, names: frozenset[str]) -> Served:
        if len(names) == len(self._added):
            return self.whole
        sources = self.whole.snapshot.sources
        return self._served(kept([one for one in sources if one.builtin or one.name in names], home=self.home))

    def _served(self, snapshot: Snapshot) -> Served:
        return self._before.get(snapshot.id) or Served(snapshot)
