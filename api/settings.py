"""What the service is told from outside."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What to serve.

    Args:
        paths: files and folders to lay over the built-in knowledge; None for those of the published snapshot.
        home: where snapshots are published; None for `.kg` in the working directory.
    """

    paths: tuple[Path, ...] | None = None
    home: Path | None = None

    @classmethod
    def from_environment(cls) -> Settings:
        """Reads CLAUSEGRAPH_PATHS (separated as in PATH) and CLAUSEGRAPH_HOME; what is empty counts as not set."""
        paths = tuple(Path(path) for path in os.environ.get("CLAUSEGRAPH_PATHS", "").split(os.pathsep) if path)
        home = os.environ.get("CLAUSEGRAPH_HOME")
        return cls(paths or None, Path(home) if home else None)
