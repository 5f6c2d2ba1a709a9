"""`kg validate` under a policy: waivers, baseline, selection, severities, a configuration, shapes of one's own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, get_args

import pyoxigraph as ox
import pytest

from kg.report import Format
from tests.cli.conftest import Run
from tests.cli.test_validate import RECORD

WAIVER = """
@prefix cg: <https://w3id.org/clausegraph/ns#> .
@prefix cgs: <https://w3id.org/clausegraph/shapes#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://w3id.org/clausegraph/id/waiver/acme/mail> a cg:Waiver ;
    cg:waives cgs:PD001 ;
    cg:scope <https://w3id.org/clausegraph/id/contract/acme/c> ;
    cg:reason "The next version lists them."@en, "Nästa version räknar upp dem."@sv ;
    cg:acceptedBy "Anna Lind, data protection officer" ;
    cg:until "2026-06-30"^^xsd:date .
"""
LEFT_ALONE = "left alone: {} files; nothing that these depend on has changed since the last run\n"
IN_TIME, TOO_LATE = "1782777600", "1782864000"  # 30 June and 1 July 2026


@pytest.fixture
def folder(tmp_path: Path, published: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one record, where PD001 is the only violation; on 30 June 2026."""
    shutil.copytree(published / ".kg", tmp_path / ".kg")
    (tmp_path / ".git").mkdir()
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "acme.ttl").write_text(RECORD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", IN_TIME)
    return tmp_path


def waive(folder: Path, text: str = WAIVER) -> None:
    (folder / "records" / "waivers.ttl").write_text(text, encoding="utf-8")


def found(kg: Run, *arguments: str | Path) -> dict[str, Any]:
    """What is found, by code; the last one of each."""
    report = json.loads(kg("validate", *arguments, "--format", "json").out)
    return {one["code"]: one for one in report["findings"]}


def test_a_waived_finding_is_listed_and_does_not_fail(kg: Run, folder: Path) -> None:
    assert kg("validate", "records").code == 1
    waive(folder)
    ran = kg("validate", "records")
    assert (ran.code, ran.err) == (0, LEFT_ALONE.format("1 of 2"))
    assert "records/acme.ttl:14: violation (waived) PD001 " in ran.out
    assert "    waived    The next version lists them. (Anna Lind, data protection officer,\n" in ran.out
    assert ran.out.endswith("; 1 waived\n")
    assert "    undantag " in kg("validate", "records", "--lang", "sv").out


def test_a_waiver_in_the_formats_for_programs(kg: Run, folder: Path) -> None:
    waive(folder)
    said = found(kg, "records")["PD001"]["waived"]
    assert said["iri"].endswith("waiver/acme/mail")
    assert (said["accepted_by"], said["until"]) == ("Anna Lind, data protection officer", "2026-06-30")
    assert said["reason"]["sv"] == "Nästa version räknar upp dem."
    quads = list(ox.parse(kg("validate", "records", "--format", "turtle").out, format=ox.RdfFormat.TURTLE))
    waivers = [quad.object.value for quad in quads if quad.predicate.value.endswith("#waivedBy")]
    assert waivers == ["https://w3id.org/clausegraph/id/waiver/acme/mail"]


@pytest.mark.parametrize("form", get_args(Format))
def test_every_format_tells_of_it(kg: Run, folder: Path, form: str) -> None:
    waive(folder)
    ran = kg("validate", "records", "--select", "PD", "--format", form)
    assert (ran.code, ran.err) == (0, "")
    assert {"turtle": "id/waiver/acme/mail"}.get(form, "The next version lists them.") in ran.out


def test_an_expired_waiver_is_a_finding_and_holds_no_longer(
    kg: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waive(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", TOO_LATE)
    ran = kg("validate", "records")
    assert ran.code == 1
    assert "records/acme.ttl:14: violation PD001 " in ran.out
    assert "records/waivers.ttl:6: warning WV001 " in ran.out


def test_a_waiver_that_nothing_matches_is_a_finding(kg: Run, folder: Path) -> None:
    waive(folder, WAIVER.replace("contract/acme/c>", "contract/acme/d>"))
    ran = kg("validate", "records", "--fail-on", "warning", "--select", "WV")
    assert ran.code == 1
    assert ran.out.startswith("records/waivers.ttl:6: warning WV002 ")
    assert ran.out.endswith("1 finding: 1 warning in 1 file\n")


def test_a_waiver_may_be_about_what_is_built_in(kg: Run, folder: Path) -> None:
    waive(folder, WAIVER.replace("contract/acme/c>", "contract/microsoft/dpa-2020-12-09>"))
    assert "WV002" not in found(kg, "records")


def test_a_waiver_that_is_none_is_the_callers_fault(kg: Run, folder: Path) -> None:
    waive(folder, WAIVER.replace("^^xsd:date", ""))
    ran = kg("validate", "records")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: records/waivers.ttl:6:1: this waiver has no one last day\n  hint: cg:until ")


def test_a_baseline_lets_known_findings_pass_and_new_ones_fail(kg: Run, folder: Path) -> None:
    ran = kg("validate", "records", "--write-baseline", "b.json")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("b.json: ")
    ran = kg("validate", "records", "--baseline", "b.json")
    assert (ran.code, ran.err) == (0, LEFT_ALONE.format("1 of 1"))
    assert ran.out.startswith("no findings; ")
    assert ran.out.endswith(" known before\n")
    assert {one["known"] for one in found(kg, "records", "--baseline", "b.json").values()} == {True}
    more = RECORD.replace("c1/mail", "c1/print").partition("<https://w3id.org/clausegraph/id/purpose")
    (folder / "records" / "more.ttl").write_text("\n".join(RECORD.splitlines()[1:4]) + "\n" + "".join(more[1:]))
    ran = kg("validate", "records", "--baseline", "b.json")
    assert ran.code == 1
    assert [line[:39] for line in ran.out.splitlines() if "PD001" in line] == [
        "records/more.ttl:6: violation PD001 The"
    ]


def test_a_baseline_says_what_is_gone(kg: Run, folder: Path) -> None:
    report = folder / "report.json"
    kg("validate", "records", "--format", "json", "--output", report)
    path = folder / "records" / "acme.ttl"
    path.write_text(RECORD.replace("    cg:lacks cg:DataTypesUsed ;\n", ""), encoding="utf-8")
    ran = kg("validate", "records", "--baseline", report)
    purpose = "https://w3id.org/clausegraph/id/purpose/acme/c1/mail"
    assert ran.err == f"gone since the baseline: PD001 {purpose} records/acme.ttl\n"
    assert ran.code == 0
    assert kg("validate", "records", "--baseline", report, "--ignore", "PD").err == LEFT_ALONE.format("1 of 1")


@pytest.mark.parametrize("there", [False, True])
def test_a_baseline_that_is_none(kg: Run, folder: Path, there: bool) -> None:
    if there:
        (folder / "b.json").write_text("{}", encoding="utf-8")
    ran = kg("validate", "records", "--baseline", "b.json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: b.json: ")
    assert "--write-baseline" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--ignore", "PD001"), 0),
        (("--ignore", "PD,PC"), 0),
        (("--select", "PC", "--select", "SE"), 0),
        (("--select", "PD"), 1),
        (("--severity", "PD001=warning"), 0),
        (("--severity", "PD=info", "--severity", "PD001=violation"), 1),
        (("--ignore", "PD001", "--severity", "PC002=violation"), 1),
    ],
)
def test_what_is_looked_at_and_what_it_weighs(kg: Run, folder: Path, arguments: tuple[str, ...], code: int) -> None:
    assert kg("validate", "records", *arguments).code == code


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--select", "PD01"), "no shape has the code 'PD01'\n  hint: did you mean PD001?"),
        (("--ignore", "XX"), "no shape has the code 'XX'"),
        (("--severity", "PD01=info"), "no shape has the code 'PD01'"),
        (("--severity", "PD001"), "--severity 'PD001'\n  hint: CODE=SEVERITY, with one of violation, warning, info"),
        (("--severity", "PD001=grave"), "--severity 'PD001=grave'"),
        (("--severity", "=info"), "--severity '=info'"),
    ],
)
def test_a_slip_in_a_code_is_told(kg: Run, folder: Path, arguments: tuple[str, ...], message: str) -> None:
    ran = kg("validate", "records", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: {message}")


def test_the_configuration_holds_all_of_it(kg: Run, folder: Path) -> None:
    kg("validate", "records", "--select", "AS", "--write-baseline", "b.json")
    (folder / "clausegraph.toml").write_text(
        'paths = ["records"]\nfail-on = "info"\nignore = ["SE"]\nbaseline = "b.json"\nlang = "sv"\n'
        '[severity]\nPD001 = "info"\n',
        encoding="utf-8",
    )
    ran = kg("validate")
    assert ran.code == 1
    assert "records/acme.ttl:14: upplysning PD001 " in ran.out
    assert "SE003" not in ran.out
    assert ran.out.endswith("; 4 kända sedan förut\n")
    assert kg("validate", "--fail-on", "warning", "--ignore", "PC,SE,EV").code == 0
    assert "violation PD001" in kg("validate", "--severity", "PD001=violation", "--lang", "en").out
    assert found(kg, "--ignore", "")["SE003"]["severity"] == "info"


def test_the_configuration_counts_from_below(kg: Run, folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.clausegraph]\npaths = ["records"]\n', encoding="utf-8")
    ran = kg("validate", cwd=folder / "records")
    assert ran.code == 1
    assert "\nacme.ttl:14: violation PD001 " in ran.out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fail_on = 'info'", "clausegraph.toml:1: there is no setting 'fail_on'\n  hint: did you mean fail-on?"),
        ("\nselect = ['PD01']", "clausegraph.toml:2: no shape has the code 'PD01'\n  hint: did you mean PD001?"),
        ("[severity]\nXX = 'info'", "clausegraph.toml:2: no shape has the code 'XX'"),
    ],
)
def test_a_slip_in_the_configuration_is_told_with_its_line(kg: Run, folder: Path, text: str, said: str) -> None:
    (folder / "clausegraph.toml").write_text(text, encoding="utf-8")
    ran = kg("validate", "records")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: {said}")


def test_shapes_of_ones_own(kg: Run, folder: Path) -> None:
    (folder / "rules").mkdir()
    (folder / "rules" / "own.ttl").write_text(
        """@prefix cg: <https://w3id.org/clausegraph/ns#> .
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        <https://example.org/rules#Stated> a sh:NodeShape ; sh:targetClass cg:Purpose ; sh:severity sh:Warning ;
            sh:property [ sh:path cg:statedIn ; sh:minCount 1 ; sh:message "Name the clause."@en ] .
        """,
        encoding="utf-8",
    )
    ran = kg("validate", "records", "--shapes", "rules", "--select", "Stated,PD", "--ignore", "PD")
    assert ran.out.startswith("records/acme.ttl:12: violation Stated Name the clause.\n")
    assert kg("validate", "records", "--shapes", "rules", "--select", "Stated", "--severity", "Stated=info").code == 0
    (folder / "clausegraph.toml").write_text('shapes = ["rules"]', encoding="utf-8")
    assert "Stated" in found(kg, "records")
    assert "Stated" in found(kg, "records", "--engine", "pyshacl")
