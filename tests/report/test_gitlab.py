"""The report for GitLab's code quality widget."""

from __future__ import annotations

import json
from typing import Any

from kg.findings import Language
from kg.report import render
from kg.report.phrases import plain
from tests.report.samples import HOSTILE, found, hostile, known, many, moved, waived


def report(*arguments: Any, lang: Language = "en") -> list[dict[str, Any]]:
    return json.loads(render(arguments, "gitlab", lang=lang))  # type: ignore[no-any-return]


def test_says_what_gitlab_reads() -> None:
    assert report(*found())[1] == {
        "check_name": "PD001",
        "description": "billing; lacks: data types used – Say which data.",
        "fingerprint": "f1",
        "location": {"path": "acme/2020.ttl", "lines": {"begin": 12}},
        "severity": "critical",
    }
    assert [one["severity"] for one in report(*found())] == ["major", "critical", "info", "major"]


def test_every_finding_has_a_path_and_a_line() -> None:
    for one in report(*found()):
        assert one["location"]["path"]
        assert one["location"]["lines"]["begin"] >= 1
    assert report(*found())[3]["location"]["path"] == "."


def test_fingerprints_are_unique_and_survive_a_moved_line() -> None:
    some = many(500)
    prints = [one["fingerprint"] for one in report(*some)]
    assert len(set(prints)) == 500
    assert prints == [one["fingerprint"] for one in report(*map(moved, some))]


def test_language_and_words_of_others() -> None:
    assert report(found()[1], lang="sv")[0]["description"].endswith("Ange vilka uppgifter.")
    assert report(hostile(found()[1]))[0]["description"].endswith(plain(HOSTILE))


def test_what_is_waived_weighs_nothing_and_says_why() -> None:
    accepted, before = report(waived(found()[1]), known(found()[1]))
    assert accepted["severity"] == "info"
    assert accepted["description"].endswith("(waived: The vendor is at it. (Anna Lind, until 2026-12-31))")
    assert before["severity"] == "critical"


def test_one_finding_on_a_line() -> None:
    assert len(render(found(), "gitlab").splitlines()) == 6
    assert render([], "gitlab") == "[]\n"
