"""The index: written into the folder of a snapshot when that is published, and read from there.

::

    <snapshot>/search/           tantivy's files, never changed again
    <snapshot>/search/made-by    which program and which tantivy wrote them

Opening takes a lock in that folder, for which the process needs the right to write there. Where it lacks that right,
where the snapshot has no index, and where another program wrote it, an index is made in memory.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import tantivy

from kg import manifest
from kg.errors import StoreError
from kg.search.schema import document, register, schema
from kg.search.things import entries
from kg.store.base import Store

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_HEAP = 64 << 20
_MADE_BY = "made-by"


class Index:
    """An index that is open for reading; any number of threads may search it at once.

    Args:
        index: with all documents committed.
    """

    def __init__(self, index: tantivy.Index) -> None:
        register(index)
        index.config_reader("manual")
        self.schema = schema()
        self.searcher = index.searcher()


def opened(snapshot: Snapshot) -> Index:
    """The index of a snapshot: the one that lies in its folder, else one that is made in memory.

    Raises:
        StoreError: the snapshot's store could not answer.
    """
    if snapshot.folder and current(folder := snapshot.folder / "search"):
        try:
            return Index(tantivy.Index.open(str(folder)))
        except (ValueError, OSError):
            pass  # no right to lock it, or it is broken
    return in_memory(snapshot.store)


def write(store: Store, folder: Path) -> None:
    """Writes the index of a store into a new folder.

    Raises:
        OSError: the folder cannot be written.
        StoreError: the store could not answer, or the index cannot be written.
    """
    folder.mkdir()
    try:
        Index(_filled(tantivy.Index(schema(), str(folder)), store))  # so that the lock of readers lies there, too
    except ValueError as error:
        raise StoreError(f"the index cannot be written: {error}") from error
    (folder / _MADE_BY).write_text(_program(), encoding="utf-8")


def current(folder: Path) -> bool:
    """Whether a whole index lies in the folder that this program can read."""
    try:
        return (folder / _MADE_BY).read_text(encoding="utf-8") == _program()
    except (OSError, ValueError):
        return False


def in_memory(store: Store) -> Index:
    """An index of a store that lies nowhere.

    Raises:
        StoreError: the store could not answer.
    """
    return Index(_filled(tantivy.Index(schema()), store))


def _filled(index: tantivy.Index, store: Store) -> tantivy.Index:
    register(index)
    writer = index.writer(_HEAP, 1)
    for turn, entry in enumerate(entries(store)):
        writer.add_document(document(turn, entry))
    writer.commit()
    writer.wait_merging_threads()
    return index


def _program() -> str:
    return f"{manifest.program(('search',))} {version('tantivy')}\n"
