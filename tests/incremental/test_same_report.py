"""The report after any history of edits is the one of a run that knows nothing: the same bytes in every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import knowledge
from kg.findings import findings
from kg.incremental import check
from kg.policy import read_waivers
from kg.report import render
from kg.snapshot import current
from tests.incremental.worlds import AXIOMS, CONSTRAINTS, QUERIES, build_in, files
from tests.mini import write

NUMBERS = range(5)
seen: Counter[str] = Counter()
"""What the histories came through."""


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, object]]:
    """First what is built in and some files, then edits."""
    numbers = st.sampled_from(NUMBERS)
    number = draw(numbers)
    edits = st.one_of(
        st.tuples(st.just("file"), numbers.flatmap(lambda one: st.tuples(st.just(one), files(one)))),
        st.tuples(st.just("gone"), numbers),
        st.tuples(st.just("nothing"), st.none()),
        st.tuples(st.just("shapes"), _some((*CONSTRAINTS, *QUERIES), 5)),
        st.tuples(st.just("ontology"), _some(AXIOMS, 6)),
        st.tuples(st.just("facts"), files(9)),
    )
    start: list[tuple[str, object]] = [
        ("ontology", draw(_some(AXIOMS, 6))),
        ("shapes", draw(_some((*CONSTRAINTS, *QUERIES), 5))),
        *(("file", (one, draw(files(one)))) for one in NUMBERS if one != number),
    ]
    return [*start, ("check", None), *draw(st.lists(edits, min_size=1, max_size=6))]


def _some(choices: Sequence[str], most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(choices), max_size=most, unique=True)


class World:
    """A folder of files, what is built in, and what was kept."""

    def __init__(self, folder: Path) -> None:
        self.root, self.own, self.keep = folder / "built-in", folder / "cases", folder / "cache" / "x.kept"
        self.axioms: list[str] = []
        self.shapes: list[str] = []
        self.facts = ""
        self.own.mkdir()

    def edit(self, kind: str, what: object) -> None:
        match kind, what:
            case "file", (number, text):
                write(self.own / f"{number}.ttl", str(text))
            case "gone", number:
                (self.own / f"{number}.ttl").unlink(missing_ok=True)
            case "shapes", list(chosen):
                self.shapes = chosen
            case "ontology", list(chosen):
                self.axioms = chosen
            case "facts", str(text):
                self.facts = text
        build_in(self.root, self.axioms, self.shapes, self.facts)

    def compare(self) -> None:
        """Checks with what was kept, and without any of it by the pipeline that builds snapshots."""
        if not any(self.own.iterdir()):
            return
        snapshot = current([self.own], home=self.root / "none")
        whole = findings(snapshot.store)
        checked = check(snapshot.sources, keep=self.keep, progress=lambda step: None)
        seen.update(again=checked.again, alone=checked.alone, findings=len(whole))
        for form in ("json", "turtle"):
            assert render(checked.findings, form) == render(whole, form)
        assert checked.findings == whole
        assert checked.waivers == read_waivers(snapshot.store, snapshot.sources)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(histories())
def test_any_history(history: list[tuple[str, object]]) -> None:
    with TemporaryDirectory() as folder:
        world = World(Path(folder))
        with mock.patch.object(knowledge, "root", return_value=world.root):
            started = False
            for kind, what in history:
                world.edit(kind, what)
                started = started or kind == "check"
                if started:
                    world.compare()
