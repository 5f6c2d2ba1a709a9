"""The report after any history of edits is the one of a run that knows nothing: the same bytes in every format."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from kg import knowledge
from kg.errors import KGError
from kg.findings import findings
from kg.incremental import check, of_snapshot
from kg.report import render
from kg.snapshot import current, inputs
from tests.incremental.worlds import World

seen: Counter[str] = Counter()
"""What the histories came through."""


def compare(world: World, keep: Path) -> None:
    """Checks with what was kept, and with none of it by the pipeline that builds snapshots."""
    files = inputs([world.own], home=world.root)
    try:
        snapshot = current([world.own], home=world.root)
    except KGError as error:
        snapshot, told = None, str(error)
    try:
        checked = check(files.sources, keep=keep, progress=lambda step: None)
    except KGError as error:
        assert snapshot is None
        assert str(error) == told
        return
    assert snapshot
    whole = findings(snapshot.store)
    seen.update(again=checked.again, alone=checked.alone, findings=len(whole))
    for form in ("json", "turtle"):
        assert render(checked.findings, form) == render(whole, form)
    assert checked.findings == whole
    assert checked.waivers == of_snapshot(snapshot).waivers


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_any_history(seed: int) -> None:
    random = Random(seed)
    with TemporaryDirectory() as folder:
        world, keep = World(Path(folder), random), Path(folder) / "cache" / "x.kept"
        with mock.patch.object(knowledge, "root", lambda: world.root):
            compare(world, keep)
            for _ in range(6):
                world.edit()
                compare(world, keep)
