"""Which files are validated together: as many as are quick to look through, with all that they depend on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from math import ceil

from kg.incremental.plan import Plan

BYTES = 4 * 1024 * 1024
"""About how much is loaded at once: with more, memory is dearer than to load again what files have in common."""


def batches(
    names: Collection[str], plan: Plan, sizes: Mapping[str, int], processes: int
) -> Iterator[tuple[list[str], set[str]]]:
    """Some files in batches, each with the files that are to be loaded for it.

    A batch is not closed before it holds twice what its first file needs. So where all files need each other there is
    one batch, and all batches together load at most about twice as much as there is.

    Args:
        names: of the files; COMMON may be among them.
        plan: says what they depend on.
        sizes: the bytes of each file.
        processes: how many batches are validated at once.
    """
    whole = sum(sizes.get(name, 0) for name in names)
    rounds = ceil(whole / BYTES / processes)
    enough = whole / rounds / processes if whole > BYTES else whole
    batch: list[str] = []
    loaded = plan.needed()
    size = first = sum(map(sizes.__getitem__, loaded))
    for name in sorted(names):
        more = plan.needed(name, loaded)
        if batch and more and size >= max(enough, 2 * first):
            yield batch, loaded
            batch, loaded = [], plan.needed()
            more = plan.needed(name, loaded)
            size = sum(map(sizes.__getitem__, loaded))
        size += sum(map(sizes.__getitem__, more))
        loaded |= more
        batch.append(name)
        if len(batch) == 1:
            first = size
    if batch:
        yield batch, loaded
