"""Baselines as they are written and read."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kg.errors import SourceError
from kg.policy import Known, Policy, apply, baseline_of, read_baseline, read_waivers
from kg.report import render
from tests.policy.worlds import WAIVER, found, waived_world


def test_what_is_written_is_what_is_read() -> None:
    known = read_baseline(baseline_of(found()), "b.json")
    assert {one.fingerprint for one in known} == {"f1", "f2", "f3", "f4"}
    assert Known("f1", "PD001", found()[1].focus, "acme/2020.ttl") in known
    assert [one for one in known if one.focus is None] == [Known("f4", "CB001", None, None)]
    result = apply(found(), Policy(baseline=known))
    assert all(one.known for one in result.findings)
    assert result.gone == ()


def test_a_json_report_is_a_baseline_too() -> None:
    report, written = render(found(), "json"), baseline_of(found())
    assert set(read_baseline(report, "r.json")) == set(read_baseline(written, "b.json"))


def test_moved_lines_change_nothing() -> None:
    moved = [replace(one, location=one.location and replace(one.location, line=99)) for one in found()]
    assert baseline_of(moved) == baseline_of(reversed(found()))


def test_waived_findings_are_in_no_baseline() -> None:
    waivers = read_waivers(*waived_world(WAIVER))
    judged = apply(found(), Policy(waivers=waivers)).findings
    assert "f1" not in baseline_of(judged)
    assert "f1" not in {one.fingerprint for one in read_baseline(render(judged, "json"), "r.json")}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("{\n]", 2),
        ("[]", None),
        ("{}", None),
        ('{"findings": 1}', None),
        ('{"findings": [1]}', None),
        (json.dumps({"findings": [{"code": "PD001"}]}), None),
        ("[" * 100_000, None),
    ],
)
def test_what_is_no_baseline(text: str, line: int | None) -> None:
    with pytest.raises(SourceError, match="no baseline") as raised:
        read_baseline(text, "b.json")
    assert (raised.value.path, raised.value.line) == ("b.json", line)
