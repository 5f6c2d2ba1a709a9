"""Findings as the command line, the service and the reports get them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import StoreError
from kg.findings import Finding, Summary, Text, findings, select, summary
from kg.iris import ID
from kg.sources import Location
from tests.graphs import FACTS, REPORT, store

ART_5 = "http://data.europa.eu/eli/reg/2016/679/art_5/oj"
ART_28 = "http://data.europa.eu/eli/reg/2016/679/art_28/oj"
ART_28_3 = "http://data.europa.eu/eli/reg/2016/679/art_28/par_3/oj"


@pytest.fixture(scope="module")
def found() -> tuple[Finding, ...]:
    return findings(store())


def fingerprints(found: tuple[Finding, ...]) -> list[str]:
    return [finding.fingerprint for finding in found]


def test_sorted_by_file_line_and_column_with_the_placeless_last(found: tuple[Finding, ...]) -> None:
    assert fingerprints(found) == ["f2", "f1", "f3", "f4"]
    assert [finding.location for finding in found] == [
        Location("acme/2020.ttl", 9, 1),
        Location("acme/2020.ttl", 12, 5),
        Location("acme/answers.ttl", 2, 1),
        None,
    ]


def test_sorted_by_code_focus_and_value_within_a_place() -> None:
    same = REPORT
    for line, column in (("12", "5"), ("9", "1"), ("2", "1")):
        same = same.replace(f"cg:line {line} ; cg:column {column}", "cg:line 1 ; cg:column 1")
    assert fingerprints(findings(store(report=same.replace("answers", "2020")))) == ["f2", "f3", "f1", "f4"]


def test_joins_the_shape_the_facts_and_the_evidence(found: tuple[Finding, ...]) -> None:
    finding = found[1]
    assert finding.iri == f"{ID}finding/f1"
    assert finding.shape.endswith("shapes#PD001")
    assert (finding.code, finding.topic, finding.severity, finding.state) == (
        *("PD001", "purpose", "violation"),
        "stated otherwise",
    )
    assert finding.name == Text("Purpose without data types", "Ändamål utan datatyper", "Purpose without data types")
    assert finding.message == Text("Say which data.", "Ange vilka uppgifter.", "Angiv hvilke oplysninger.")
    assert finding.focus == f"{ID}purpose/acme/2020/billing"
    assert finding.focus_label == Text("billing", "fakturering", "fakturering")
    assert finding.path_label == Text("lacks", "saknar", "lacks")
    assert finding.value_label == Text("data types used", "använda datatyper", "anvendte datatyper")
    assert [(one.iri, one.number) for one in finding.provisions] == [(ART_5, "5"), (ART_28_3, "28(3)")]
    assert finding.provisions[1].part_of == (ART_28, "http://data.europa.eu/eli/reg/2016/679/oj")
    assert [one.label.en for one in finding.guidance] == ["Guidelines, paragraph 114"]
    assert [one.label.en for one in finding.clauses] == ["Clause 1"]
    assert [one.label.en for one in finding.versions] == ["Acme terms of 2020"]
    assert [one.label.sv for one in finding.vendors] == ["Acme"]
    assert [one.label.sv for one in finding.customers] == ["Staden"]
    assert [one.label.en for one in finding.services] == ["Chat"]


def test_evidence_comes_in_the_order_of_the_document(found: tuple[Finding, ...]) -> None:
    first, second = found[1].evidence
    assert first.document is not None
    assert first.document.label.sv == "Rapport"
    assert (first.section, first.start, first.end, first.sha256) == ("2.3", 90, 120, "00ff")
    assert (second.section, second.sha256) == ("footnote 10", None)


def test_evidence_of_the_clause_stands_in_for_missing_evidence(found: tuple[Finding, ...]) -> None:
    assert [one.section for one in found[0].evidence] == ["1"]


def test_evidence_of_a_value_of_ours_counts_too() -> None:
    value = f"<{ID}data-type/acme/2020/logs>"
    report = REPORT.replace('sh:value "en"', f"sh:value {value}")
    more = f'{value} cg:evidence [ cg:section "9" ] .'
    (finding,) = select(findings(store(report=report, facts=FACTS + more)), severity="info")
    assert [(one.iri, one.document, one.section, one.start) for one in finding.evidence] == [(None, None, "9", None)]


def test_only_observations_are_observations(found: tuple[Finding, ...]) -> None:
    assert [one.label.en for one in found[1].observations] == ["not transparent"]


def test_a_response_is_about_the_request_and_the_party_that_was_asked(found: tuple[Finding, ...]) -> None:
    assert [one.label.en for one in found[2].vendors] == ["Acme"]
    assert [one.label.en for one in found[2].observations] == ["no answers"]
    assert (found[2].evidence, found[2].versions, found[2].value, found[2].value_label) == ((), (), "en", None)


def test_a_node_without_a_name(found: tuple[Finding, ...]) -> None:
    finding = found[3]
    assert isinstance(finding.result.focus, BlankNode)
    assert (finding.focus, finding.focus_label, finding.value, finding.path_label) == (None, None, None, None)
    assert finding.path == "((^<https://w3id.org/clausegraph/ns#about>)/<https://w3id.org/clausegraph/ns#lacks>)"


def test_what_has_no_label_is_called_by_its_iri() -> None:
    bare = findings(store(facts=""))
    billing = next(finding for finding in bare if finding.code == "PD001")
    assert billing.focus_label == Text(*["acme/2020/billing"] * 3)
    assert [one.label.en for one in billing.provisions] == ["eu-law:art_5/oj", "eu-law:art_28/par_3/oj"]
    assert (billing.evidence, billing.clauses, billing.observations) == ((), (), ())


def test_files_restrict() -> None:
    assert fingerprints(findings(store(), files={"acme/answers.ttl"})) == ["f3"]
    assert findings(store(), files=()) == ()


def test_a_store_without_a_report_has_none() -> None:
    assert findings(store(report="")) == ()


def test_queries_do_not_grow_with_the_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    made = store()
    asked: list[str] = []
    construct = made.construct

    def counted(query: str, **rest: Any) -> tuple[Triple, ...]:
        asked.append(query)
        return construct(query, **rest)

    monkeypatch.setattr(made, "construct", counted)
    monkeypatch.setattr(made, "select", lambda query, **rest: pytest.fail("one query too many"))
    assert len(findings(made)) == 4
    assert len(asked) == 2


def test_a_store_that_fails_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    made = store()

    def fail(query: str, **rest: object) -> None:
        raise StoreError("gone")

    monkeypatch.setattr(made, "construct", fail)
    with pytest.raises(StoreError):
        findings(made)


@pytest.mark.parametrize(
    ("literals", "expected"),
    [
        ([("en", "e"), ("sv", "s"), ("da", "d")], Text("e", "s", "d")),
        ([("en", "e"), ("fr", "f")], Text("e", "e", "e")),
        ([("", "u"), ("sv", "s")], Text("u", "s", "u")),
        ([("en-gb", "e"), ("da", "d")], Text("e", "e", "d")),
        ([("fr", "f"), ("de", "a")], Text("a", "a", "a")),
        ([], Text("x", "x", "x")),
    ],
)
def test_text_falls_back(literals: list[tuple[str, str]], expected: Text) -> None:
    made = [Literal(value, language=language) if language else Literal(value) for language, value in literals]
    assert Text.of(made, "x") == expected
    assert Text.of(reversed([*made, NamedNode("http://example.org/")]), "x") == expected


def test_text_speaks_three_languages() -> None:
    text = Text("one", "ett", "en")
    assert [text.in_("en"), text.in_("sv"), text.in_("da")] == ["one", "ett", "en"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["f2", "f1", "f3", "f4"]),
        ({"vendor": "acme"}, ["f1", "f3"]),
        ({"vendor": f"{ID}party/acme"}, ["f1", "f3"]),
        ({"vendor": "town"}, []),
        ({"version": "acme/2020"}, ["f1"]),
        ({"version": "id:contract/acme/2020"}, ["f1"]),
        ({"code": "CB001"}, ["f2", "f3", "f4"]),
        ({"severity": "warning"}, ["f2", "f4"]),
        ({"topic": "purpose"}, ["f1"]),
        ({"state": "not documented"}, ["f2", "f3", "f4"]),
        ({"provision": ART_28_3}, ["f1"]),
        ({"provision": ART_28}, ["f1"]),
        ({"provision": "eu-law:oj"}, ["f1"]),
        ({"provision": "http://data.europa.eu/eli/reg/2016/679/art_2/oj"}, []),
        ({"code": "CB001", "vendor": "acme"}, ["f3"]),
    ],
)
def test_select(found: tuple[Finding, ...], wanted: dict[str, str], expected: list[str]) -> None:
    assert fingerprints(select(found, **wanted)) == expected


def test_summary_counts(found: tuple[Finding, ...]) -> None:
    assert summary(found) == Summary(4, 1, 2, 1, 1, 3, 2)
    assert summary([]) == Summary(0, 0, 0, 0, 0, 0, 0)


def test_a_finding_is_a_value(found: tuple[Finding, ...]) -> None:
    assert found == findings(store())
    assert replace(found[0], code="X") != found[0]
