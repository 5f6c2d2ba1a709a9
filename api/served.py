"""What the service serves."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from kg.errors import InternalError
from kg.findings import Finding, findings
from kg.snapshot import Snapshot


class Served:
    """A snapshot, and what is read from it once for all requests."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    @property
    def folder(self) -> Path:
        """Where the snapshot lies, for other processes to open."""
        if self.snapshot.folder is None:
            raise InternalError("this snapshot is in memory only")
        return self.snapshot.folder

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the snapshot, sorted."""
        return findings(self.snapshot.store)
