"""The report after any history of edits is the one of a run that knows nothing: the same bytes in every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TypeVar
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from kg import knowledge
from kg.errors import KGError
from kg.findings import findings
from kg.incremental import batches, check, of_snapshot
from kg.incremental.batches import BYTES
from kg.report import render
from kg.snapshot import current, inputs
from tests.incremental.worlds import World

_T = TypeVar("_T")

seen: Counter[str] = Counter()
"""What the histories came through."""


def compare(world: World, keep: Path, processes: int = 1) -> None:
    """Checks with what was kept, and with none of it by the pipeline that builds snapshots."""
    files = inputs([world.own], home=world.root)
    snapshot = outcome(lambda: current([world.own], home=world.root))
    checked = outcome(lambda: check(files.sources, keep=keep, progress=lambda step: None, processes=processes))
    if isinstance(snapshot, str) or isinstance(checked, str):
        assert checked == snapshot
        return
    whole = findings(snapshot.store)
    seen.update(again=checked.again, alone=checked.alone, findings=len(whole))
    for form in ("json", "turtle"):
        assert render(checked.findings, form) == render(whole, form)
    assert checked.findings == whole
    assert checked.waivers == of_snapshot(snapshot).waivers


def outcome(step: Callable[[], _T]) -> _T | str:
    """What a step comes to, or what it says is wrong."""
    try:
        return step()
    except KGError as error:
        return str(error)


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from((1, 300, BYTES)))
def test_any_history(seed: int, at_once: int) -> None:
    random = Random(seed)  # noqa: S311
    with TemporaryDirectory() as folder:
        world, keep = World(Path(folder), random), Path(folder) / "cache" / "x.kept"
        root = mock.patch.object(knowledge, "root", return_value=world.root)
        with root, mock.patch.object(batches, "BYTES", at_once):
            compare(world, keep)
            for _ in range(6):
                world.edit()
                compare(world, keep)


def test_in_several_processes() -> None:
    with TemporaryDirectory() as folder:
        world, keep = World(Path(folder), Random(7)), Path(folder) / "cache" / "x.kept"  # noqa: S311
        root = mock.patch.object(knowledge, "root", return_value=world.root)
        with root, mock.patch.object(batches, "BYTES", 300):
            for _ in range(4):
                compare(world, keep, processes=2)
                world.edit()
