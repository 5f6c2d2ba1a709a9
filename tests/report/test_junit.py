"""The report for test dashboards, read by another library and held against what Jenkins takes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from kg.findings import Finding
from kg.report import render
from kg.report.look import Threshold
from kg.report.phrases import plain
from tests.report.samples import HOSTILE, found, hostile, known, moved, waived

# What junit-10.xsd of Jenkins' xUnit plugin has, as far as it concerns us; it allows nothing else.
ALLOWED = {
    "testsuites": ({"name", "tests", "failures", "errors", "time"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors", "time", "skipped", "file"}, {"testcase"}),
    "testcase": ({"name", "classname", "time"}, {"failure", "skipped", "system-out"}),
    "failure": ({"type", "message"}, set()),
    "skipped": ({"type", "message"}, set()),
    "system-out": (set(), set()),
}


def suites(text: str) -> list[TestSuite]:
    return list(JUnitXml.fromstring(text.encode()))


def cases(text: str) -> list[TestCase]:
    return [case for suite in suites(text) for case in suite]


def test_one_suite_for_a_file_and_one_case_for_a_finding() -> None:
    text = render(found(), "junit")
    assert [(suite.name, len(list(suite))) for suite in suites(text)] == [
        ("acme/2020.ttl", 2),
        ("acme/answers.ttl", 1),
        ("in no file", 1),
    ]
    case = cases(text)[1]
    assert case.name == "PD001 Purpose without data types: billing; lacks: data types used"
    assert case.classname == "acme.2020-ttl"
    (failure,) = case.result
    assert isinstance(failure, Failure)
    assert (failure.type, failure.message) == ("violation", "Say which data.")
    assert failure.text.startswith("acme/2020.ttl:12: violation PD001 Say which data.\n    about     billing; lacks:")
    assert "    evidence  Report, section 2.3; footnote 10\n" in failure.text


@pytest.mark.parametrize(("fail_on", "failures"), [("violation", 1), ("warning", 3), ("info", 4), ("never", 0)])
def test_what_is_below_the_threshold_passes_and_says_what_was_found(fail_on: Threshold, failures: int) -> None:
    text = render(found(), "junit", fail_on=fail_on)
    read = cases(text)
    assert sum(bool(case.result) for case in read) == failures
    assert all("state     " in (case.system_out or "") for case in read if not case.result)
    whole = JUnitXml.fromstring(text.encode())
    assert (whole.tests, whole.failures) == (4, failures)


def test_counts_are_those_of_the_cases() -> None:
    some = [waived(found()[1]), *found()]
    for suite in suites(render(some, "junit", fail_on="warning")):
        results = [result for case in suite for result in case.result]
        assert suite.tests == len(list(suite))
        assert suite.failures == sum(isinstance(result, Failure) for result in results)
        assert suite.skipped == sum(isinstance(result, Skipped) for result in results)


def test_what_is_waived_is_skipped_and_what_is_known_passes() -> None:
    one = found()[1]
    accepted, before = cases(render([waived(one), known(one)], "junit"))
    (skipped,) = accepted.result
    assert isinstance(skipped, Skipped)
    assert skipped.message == "The vendor is at it. (Anna Lind, until 2026-12-31)"
    assert not before.result
    assert "violation (known) PD001" in str(before.system_out)


def test_names_are_distinct_and_survive_a_moved_line() -> None:
    one = found()[1]
    some = [one, replace(one, fingerprint="f9"), *found()[2:3]]
    names = [(case.classname, case.name) for case in cases(render(some, "junit"))]
    assert max(Counter(names).values()) == 1
    assert names == [(case.classname, case.name) for case in cases(render([*map(moved, some)], "junit"))]


@pytest.mark.parametrize("some", [[], found(), [hostile(found()[1]), waived(found()[0])]], ids=["none", "some", "odd"])
def test_has_only_what_jenkins_takes(some: list[Finding]) -> None:
    root = ElementTree.fromstring(render(some, "junit"))  # noqa: S314
    assert root.tag == "testsuites"
    for element in root.iter():
        attributes, children = ALLOWED[element.tag]
        assert set(element.attrib) <= attributes
        assert {child.tag for child in element} <= children
        assert {"name", "tests", "failures", "errors"} <= set(element.attrib) or element.tag not in (
            "testsuite",
            "testsuites",
        )


def test_words_of_others_stay_words() -> None:
    text = render([hostile(found()[1])], "junit")
    (case,) = cases(text)
    assert case.name == f"PD001 {plain(HOSTILE)}: {plain(HOSTILE)}; {plain(HOSTILE)}: {plain(HOSTILE)}"
    assert "\x00" not in text
    assert "\ufffe" not in text
    assert "<script>" not in text


def test_nothing_found_is_one_case_that_passes() -> None:
    (case,) = cases(render([], "junit", lang="sv"))
    assert (case.name, case.result) == ("inga iakttagelser", [])
