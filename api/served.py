"""What the service serves."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from api.description import Contents, count
from api.kept import Answers
from kg.errors import InternalError, SourceError
from kg.findings import Finding, Waiver, findings
from kg.lookup import Origins
from kg.policy import Policy, apply, read_waivers, today
from kg.snapshot import Snapshot

if TYPE_CHECKING:
    from kg.search import Index

_log = logging.getLogger(__name__)


class Served:
    """A snapshot, and what is read from it once for all requests."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.answers = Answers()
        self._judged: tuple[date, tuple[Finding, ...]] = (date.min, ())

    @property
    def folder(self) -> Path:
        """Where the snapshot lies, for other processes to open."""
        if self.snapshot.folder is None:
            raise InternalError("this snapshot is in memory only")
        return self.snapshot.folder

    @property
    def edition(self) -> str:
        """What answers hang on: the snapshot, and the day where waivers are in it, which hold until one."""
        return f"{self.snapshot.id}.{today()}" if self.waivers else self.snapshot.id

    @property
    def settled(self) -> bool:
        """Whether the edition can be told at once, since the waivers are read already."""
        return "waivers" in self.__dict__

    @cached_property
    def origins(self) -> Origins:
        """The files of the snapshot, by the graphs that they write to."""
        return Origins(self.snapshot.sources)

    @cached_property
    def waivers(self) -> tuple[Waiver, ...]:
        """The waivers of the snapshot, sorted by IRI; none hold where one of them is incomplete, which the log says."""
        try:
            found = read_waivers(self.snapshot.store, self.snapshot.sources)
        except SourceError as error:
            _log.error("no waiver holds: %s", error)
            return ()
        # Where a file lies on this machine is nobody's business.
        names = {source.path: source.name for source in self.snapshot.sources}
        return tuple(
            replace(one, location=one.location and replace(one.location, path=names[one.location.path]))
            for one in found
        )

    @property
    def judged(self) -> tuple[Finding, ...]:
        """The findings as they are judged today, sorted: those that are waived say so, as do waivers past their day."""
        if not self.waivers:
            return self.findings
        if self._judged[0] != (day := today()):
            self._judged = (day, apply(self.findings, Policy(waivers=self.waivers, today=day)).findings)
        return self._judged[1]

    @cached_property
    def contents(self) -> Contents:
        """How much there is of what."""
        return count(self.snapshot.store)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the snapshot, sorted."""
        return findings(self.snapshot.store)

    @cached_property
    def index(self) -> Index:
        """What the words of the snapshot are searched with."""
        from kg.search import opened

        return opened(self.snapshot)
