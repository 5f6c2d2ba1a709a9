"""The report for programs."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from kg.findings import findings
from kg.report import json as renderer
from kg.report import render
from tests.graphs import store


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return json.loads(render(findings(store()), "json"))  # type: ignore[no-any-return]


def test_keys_are_those_documented(report: dict[str, Any]) -> None:
    documented = set(re.findall(r"\b[a-z_0-9]+\b", renderer.__doc__ or ""))
    for finding in report["findings"]:
        assert set(finding) <= documented
    assert set(report) == {"$schema", "conforms", "findings", "summary"}
    assert [set(finding) for finding in report["findings"]] == [set(report["findings"][0])] * 4


def test_values(report: dict[str, Any]) -> None:
    finding = report["findings"][1]
    assert report["conforms"] is False
    assert finding["message"] == {
        "da": "Angiv hvilke oplysninger.",
        "en": "Say which data.",
        "sv": "Ange vilka uppgifter.",
    }
    assert finding["location"] == {"file": "acme/2020.ttl", "line": 12, "column": 5}
    assert finding["path"].endswith("ns#lacks")
    assert finding["provisions"][1]["number"] == "28(3)"
    assert finding["evidence"][0]["document"]["label"]["sv"] == "Rapport"
    assert finding["evidence"][0]["sha256"] == "00ff"
    assert report["findings"][3]["location"] is None
    assert report["findings"][3]["focus"] is None
    assert report["findings"][3]["focus_label"] is None


def test_summary(report: dict[str, Any]) -> None:
    counts = {"findings": 4, "violation": 1, "warning": 2, "info": 1, "files": 2, "waived": 0, "known": 0}
    assert report["summary"] == counts | {"stated_otherwise": 1, "not_documented": 3}


def test_nothing_conforms() -> None:
    report = json.loads(render([], "json"))
    assert (report["conforms"], report["findings"], report["summary"]["findings"]) == (True, [], 0)


def test_sorted_and_the_same_in_every_language_and_width() -> None:
    found = findings(store())
    text = render(found, "json")
    assert text == render(found, "json", lang="sv", colour=True, width=40)
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert all(list(finding) == sorted(finding) for finding in json.loads(text)["findings"])
    assert sum(line.startswith('{"clauses": ') for line in text.splitlines()) == 4
    assert "fakturering" in text
