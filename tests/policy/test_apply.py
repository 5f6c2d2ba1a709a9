"""What a policy makes of findings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kg.errors import ParameterError
from kg.findings import Finding, Waiver, summary
from kg.iris import CGS, ID
from kg.policy import Known, Policy, apply, check_codes, codes, fits, read_waivers, today
from kg.report.look import Look
from kg.shacl import INFO, WARNING
from tests.graphs import store
from tests.policy.worlds import WAIVER, found, waived_world

TODAY = date(2026, 6, 30)
(HOLDS,) = read_waivers(*waived_world(WAIVER))


def judged(policy: Policy, **given: object) -> tuple[Finding, ...]:
    return apply(found(), policy, **given).findings  # type: ignore[arg-type]


def named(judged: tuple[Finding, ...]) -> list[str]:
    return [one.fingerprint if one.topic != "waivers" else one.code for one in judged]


def waived(*waivers: Waiver, on: date = TODAY) -> dict[str, str]:
    """The findings that are waived, each with its waiver."""
    return {one.fingerprint: one.waived.iri for one in judged(Policy(waivers=waivers, today=on)) if one.waived}


def test_without_a_policy_nothing_changes() -> None:
    assert apply(found(), Policy()).findings == found()
    assert apply(found(), Policy()).gone == ()


@pytest.mark.parametrize(
    ("select", "ignore", "left"),
    [
        ((), (), ["f2", "f1", "f3", "f4"]),
        (("PD",), (), ["f1"]),
        (("PD001", "CB0"), (), ["f2", "f1", "f3", "f4"]),
        ((), ("CB001",), ["f1"]),
        (("C",), ("CB001",), []),
    ],
)
def test_select_and_ignore_by_code_or_its_beginning(
    select: tuple[str, ...], ignore: tuple[str, ...], left: list[str]
) -> None:
    assert named(judged(Policy(select=select, ignore=ignore))) == left


def test_the_longest_code_decides_the_severity() -> None:
    weighed = {
        one.fingerprint: one for one in judged(Policy(severities={"C": "info", "CB001": "warning", "PD": "info"}))
    }
    assert {name: one.severity for name, one in weighed.items()} == {
        **dict.fromkeys(("f2", "f3", "f4"), "warning"),
        "f1": "info",
    }
    assert (weighed["f1"].result.severity, weighed["f2"].result.severity) == (INFO, WARNING)


@pytest.mark.parametrize(
    "scope",
    [
        "purpose/acme/2020/billing",
        "clause/acme/2020/c1",
        "contract/acme/2020",
        "party/acme",
        "party/town",
        "service/chat",
    ],
)
def test_a_waiver_of_a_shape_holds_within_its_scope(scope: str) -> None:
    assert waived(replace(HOLDS, scope=(ID + scope,))) == {"f1": HOLDS.iri}


def test_a_waiver_of_another_shape_or_scope_does_not_hold() -> None:
    assert waived(replace(HOLDS, waives=(f"{CGS}PD002",)), replace(HOLDS, scope=(f"{ID}contract/acme/2019",))) == {}


def test_a_waiver_of_a_finding_holds_for_it_alone() -> None:
    assert waived(replace(HOLDS, waives=(f"{ID}finding/f4",), scope=())) == {"f4": HOLDS.iri}


def test_a_waived_finding_stays_and_does_not_fail() -> None:
    both = judged(Policy(waivers=(HOLDS,), today=TODAY))
    assert named(both) == ["f2", "f1", "f3", "f4"]
    assert not any(Look(fail_on="violation").fails(one) for one in both)
    assert any(Look(fail_on="violation").fails(one) for one in found())
    counts = summary(both)
    assert (counts.findings, counts.violation, counts.waived, counts.known) == (3, 0, 1, 0)


def test_a_waiver_holds_through_its_last_day_and_then_is_a_finding() -> None:
    after = judged(Policy(waivers=(HOLDS,), today=date(2026, 7, 1)))
    assert waived(HOLDS) == {"f1": HOLDS.iri}
    assert named(after) == ["f2", "f1", "f3", "WV001", "f4"]
    assert not any(one.waived for one in after)
    (one,) = (one for one in after if one.code == "WV001")
    assert (one.focus, one.value, one.severity, one.location) == (HOLDS.iri, "2026-06-30", "warning", HOLDS.location)
    assert one.message.sv.startswith("Undantagets sista dag")


def test_each_thing_waived_that_nobody_finds_is_a_finding() -> None:
    waiver = replace(HOLDS, waives=(f"{CGS}PD001", f"{CGS}PD002", f"{ID}finding/ff"))
    lacking = [one for one in judged(Policy(waivers=(waiver,), today=TODAY)) if one.topic == "waivers"]
    assert [(one.code, one.value) for one in lacking] == [("WV002", f"{ID}finding/ff"), ("WV002", f"{CGS}PD002")]
    assert len({one.fingerprint for one in lacking}) == 2


def test_a_waiver_may_be_about_what_is_not_reported() -> None:
    policy = Policy(waivers=(HOLDS,), today=TODAY)
    assert [one.code for one in apply((), policy).findings] == ["WV002"]
    assert apply((), policy, elsewhere=found).findings == ()


def test_waivers_of_other_files_hold_but_are_not_reported_on() -> None:
    policy = Policy(waivers=(HOLDS, replace(HOLDS, scope=())), today=TODAY)
    here = judged(policy, files={"acme/2020.ttl"})
    assert "WV002" not in named(here)
    assert any(one.waived for one in here)
    assert "WV002" in named(judged(policy, files={"acme/2020.ttl", "records/waivers.ttl"}))


def test_findings_about_waivers_follow_the_policy_too() -> None:
    policy = Policy(waivers=(HOLDS,), today=date(2027, 1, 1), severities={"WV": "violation"})
    assert {one.severity for one in judged(policy) if one.topic == "waivers"} == {"violation"}
    assert "WV001" not in named(judged(replace(policy, ignore=("WV",))))


def test_known_findings_stay_and_do_not_count() -> None:
    baseline = (Known("f1", "PD001", None, None), Known("f4", "CB001", None, None))
    result = apply(found(), Policy(baseline=baseline))
    assert [one.fingerprint for one in result.findings if one.known] == ["f1", "f4"]
    assert not any(Look(fail_on="violation").fails(one) for one in result.findings)
    assert (summary(result.findings).findings, summary(result.findings).known) == (2, 2)
    assert result.gone == ()


def test_what_is_gone_since_the_baseline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere.ttl").touch()
    baseline = tuple(
        Known(name, code, f"{ID}purpose/{name}", file)
        for name, code, file in (
            ("mended", "PD001", "acme/2020.ttl"),
            ("placeless", "PD001", None),
            ("removed-file", "PD001", "acme/removed.ttl"),
            ("not-looked-at", "PD001", "elsewhere.ttl"),
            ("ignored", "SE001", "acme/2020.ttl"),
        )
    )
    result = apply(found(), Policy(baseline=baseline, ignore=("SE",)), files={"acme/2020.ttl"})
    assert [one.fingerprint for one in result.gone] == ["mended", "placeless", "removed-file"]


def test_the_same_whatever_the_order() -> None:
    policy = Policy(waivers=(HOLDS, replace(HOLDS, iri=f"{ID}waiver/acme/x")), today=TODAY)
    assert apply(reversed(found()), policy).findings == apply(found(), policy).findings


def test_codes_that_exist() -> None:
    known = codes(store())
    assert known == {"CB001", "PD001", "WV001", "WV002"}
    check_codes(("PD", "CB001", "WV"), known)
    with pytest.raises(ParameterError, match="no shape has the code 'PD01'") as raised:
        check_codes(("PD01",), known)
    assert raised.value.expected == "did you mean PD001?"


def test_the_longest_that_fits() -> None:
    assert fits("PD001", ("P", "PD0", "CB")) == "PD0"
    assert fits("PD001", ("PD0011",)) is None


def test_today_can_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1782777600")
    assert today() == date(2026, 6, 30)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert today() >= date(2024, 1, 1)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "tomorrow")
    with pytest.raises(ParameterError, match="SOURCE_DATE_EPOCH"):
        today()
