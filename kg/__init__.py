"""clausegraph: a knowledge graph over regulations and contracts, and what can be asked of it.

The library's front door. Everything here is imported when it is first used, so that `import kg` costs nothing::

    import kg

    snapshot = kg.current()
    for row in kg.ask(snapshot.store, "purposes-without-controller").rows:
        print(row)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.comparison import Difference, diff
    from kg.errors import KGError
    from kg.findings import Finding
    from kg.questions import Answer
    from kg.questions.ask import ask
    from kg.snapshot import Snapshot, build, current
    from kg.store import EmbeddedStore, RemoteStore, Store

__all__ = [
    "Answer",
    "Difference",
    "EmbeddedStore",
    "Finding",
    "KGError",
    "RemoteStore",
    "Snapshot",
    "Store",
    "ask",
    "build",
    "current",
    "diff",
]

_HOMES = {
    "Answer": "kg.questions",
    "Difference": "kg.comparison",
    "EmbeddedStore": "kg.store",
    "Finding": "kg.findings",
    "KGError": "kg.errors",
    "RemoteStore": "kg.store",
    "Snapshot": "kg.snapshot",
    "Store": "kg.store",
    "ask": "kg.questions",
    "build": "kg.snapshot",
    "current": "kg.snapshot",
    "diff": "kg.comparison",
}


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("clausegraph")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
