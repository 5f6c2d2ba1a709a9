from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from api.reports import Validation
from kg.errors import GraphClash, ParameterError, SourceError, TermError
from kg.overlay import overlay, source_of
from kg.report import render
from kg.snapshot import inputs
from kg.sources import Source
from tests.mini import PREFIXES, mini, write

__all__ = ["mini"]

ORPHAN = PREFIXES + "eg:posted a cg:OwnPurpose .\n"


@pytest.fixture
def over(mini: Path, tmp_path: Path) -> tuple[Source, ...]:
    write(tmp_path / "records" / "a.ttl", "eg:mine cg:controller eg:anna .")
    return inputs([tmp_path / "records"]).sources


def codes(over: tuple[Source, ...], text: str, name: str = "x.ttl") -> list[tuple[str, str]]:
    found = overlay(over, source_of(text.encode(), name))
    assert {one.location.path for one in found if one.location} <= {name}
    return [(one.code, (one.focus or "").rpartition("/")[2]) for one in found]


def test_only_findings_in_the_text(over: tuple[Source, ...]) -> None:
    assert codes(over, ORPHAN) == [("MINI01", "posted")]
    assert codes(over, "") == []


def test_lies_over_what_a_user_added(over: tuple[Source, ...]) -> None:
    text = PREFIXES + "eg:mine a cg:OwnPurpose .\n"
    assert codes(over, text) == [], "the record says who controls it"
    assert codes(over, text, "records/a.ttl") == [("MINI01", "mine")], "the text stands in the place of the record"


def test_what_is_wrong(over: tuple[Source, ...], tmp_path: Path) -> None:
    with pytest.raises(SourceError) as wrong:
        codes(over, "eg:x a cg:OwnPurpose .")
    assert (wrong.value.path, wrong.value.line) == ("x.ttl", 1)
    with pytest.raises(TermError):
        codes(over, PREFIXES + "eg:x a cg:Nothing .")
    for name in ("records/a.trig", "data/facts.ttl", "shapes/x.ttl", "report.ttl"):
        with pytest.raises(GraphClash) as clash:
            codes(over, "", name)
        assert str(tmp_path) not in str(clash.value)


@pytest.mark.parametrize(
    "name", ["", "x", "x.txt", "/x.ttl", "../x.ttl", "a/../x.ttl", "./x.ttl", "x\0.ttl", "x\n.ttl", "x" * 200 + ".ttl"]
)
def test_names_that_no_file_has(name: str) -> None:
    with pytest.raises(ParameterError) as wrong:
        source_of(b"", name)
    assert wrong.value.expected


def test_job_travels_and_gives_the_report(over: tuple[Source, ...]) -> None:
    posted = source_of(ORPHAN.encode(), "x.ttl")
    job = pickle.loads(pickle.dumps(Validation(over, posted, "text", "sv")))  # noqa: S301
    assert hash(job) == hash(Validation(over, posted, "text", "sv"))
    assert job.run() == render(overlay(over, posted), "text", lang="sv")
