"""`kg validate`: which findings, how they are written, and what the exit code says."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import snapshot
from kg.cli import files
from kg.errors import EnvironmentFault
from kg.findings import findings, summary
from tests.cli.conftest import Run

# Comments, a long literal and a blank node before and around what is at fault, on line 14.
RECORD = '''\
# A record # with comments
@prefix cg: <https://w3id.org/clausegraph/ns#> .
@prefix id: <https://w3id.org/clausegraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<https://w3id.org/clausegraph/id/contract/acme/c> a cg:Contract ; rdfs:label """one
two # three
"""@en ; cg:hasVendor <https://w3id.org/clausegraph/id/party/acme> .

<https://w3id.org/clausegraph/id/contract/acme/c1> a cg:ContractVersion ; rdfs:label "Acme 1"@en ;
    cg:versionOf <https://w3id.org/clausegraph/id/contract/acme/c> ; cg:evidence [ cg:section "1" ] .
<https://w3id.org/clausegraph/id/purpose/acme/c1/mail> a cg:Purpose ; rdfs:label "mailing"@en ;
    cg:underVersion <https://w3id.org/clausegraph/id/contract/acme/c1> ;
    cg:lacks cg:DataTypesUsed ;
    cg:evidence [ cg:section "2" ] .
'''


@pytest.fixture
def record(tmp_path: Path, published: Path) -> Path:
    """A record of the user's own, in a folder where the built-in knowledge is published."""
    shutil.copytree(published / ".kg", tmp_path / ".kg")
    (tmp_path / "records").mkdir()
    path = tmp_path / "records" / "acme.ttl"
    path.write_text(RECORD, encoding="utf-8")
    return path


def test_findings_of_the_files_named_alone(kg: Run, record: Path) -> None:
    ran = kg("validate", "records", cwd=record.parent.parent)
    assert (ran.code, ran.err) == (1, "")
    heads = [line for line in ran.out.splitlines()[:-1] if line and not line.startswith(" ")]
    assert heads
    assert all(head.startswith("records/acme.ttl:") for head in heads)
    assert any(head.startswith("records/acme.ttl:14: violation PD001 ") for head in heads)
    assert "    contract  Acme 1 (acme)\n" in ran.out
    assert "    evidence  section 2\n" in ran.out
    assert ran.out.endswith(" in 1 file\n")


@pytest.mark.parametrize("said", ["records/acme.ttl", "./records/../records/acme.ttl"])
def test_places_are_named_as_they_were_typed(kg: Run, record: Path, said: str) -> None:
    ran = kg("validate", said, "--format", "json", cwd=record.parent.parent)
    places = {finding["location"]["file"] for finding in json.loads(ran.out)["findings"]}
    assert places == {str(Path(said))}


def test_paths_do_not_touch_what_is_published(kg: Run, record: Path) -> None:
    current = record.parent.parent / ".kg" / "current"
    before = current.read_bytes()
    kg("validate", record, cwd=record.parent.parent)
    assert current.read_bytes() == before


def test_without_paths_everything_that_is_published(kg: Run, published: Path, record: Path) -> None:
    ran = kg("validate", "--format", "json", cwd=published)
    built_in = findings(snapshot.current((), home=published / ".kg").store)
    assert [finding["iri"] for finding in json.loads(ran.out)["findings"]] == [finding.iri for finding in built_in]
    assert kg("build", "records", cwd=record.parent.parent).code == 0
    ran = kg("validate", "--format", "json")
    files = {finding["location"]["file"] for finding in json.loads(ran.out)["findings"]}
    assert "records/acme.ttl" in files
    assert len(files) > 1


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        *[("violation", fail_on, 1) for fail_on in ("violation", "warning", "info")],
        *[("warning", "violation", 0), ("warning", "warning", 1), ("warning", "info", 1)],
        *[("info", "violation", 0), ("info", "warning", 0), ("info", "info", 1)],
        *[(severity, "never", 0) for severity in ("violation", "warning", "info")],
    ],
)
def test_the_threshold(
    kg: Run, published: Path, monkeypatch: pytest.MonkeyPatch, severity: str, fail_on: str, code: int
) -> None:
    some = tuple(
        one for one in findings(snapshot.current((), home=published / ".kg").store) if one.severity == severity
    )
    assert some
    monkeypatch.setattr("kg.findings.findings", lambda *_, **__: some)
    assert kg("validate", "--fail-on", fail_on, cwd=published).code == code


def test_no_findings_is_fine(kg: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    assert kg("validate", "a.ttl", "--fail-on", "info", cwd=tmp_path) == (0, "no findings\n", "")


def test_turtle_is_a_report_of_those_findings(kg: Run, record: Path) -> None:
    ran = kg("validate", "records", "--format", "turtle", cwd=record.parent.parent)
    stated = list(ox.parse(ran.out, format=ox.RdfFormat.TURTLE))
    values = [quad.object.value for quad in stated if quad.predicate.value.endswith("shacl#conforms")]
    assert (ran.code, values) == (1, ["false"])
    assert {quad.object.value for quad in stated if quad.predicate.value.endswith("ns#file")} == {"records/acme.ttl"}


@pytest.mark.parametrize("engine", ["sparql", "pyshacl"])
def test_the_engine_is_the_one_asked_for(
    kg: Run, published: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    taken = snapshot.current((), home=published / ".kg")
    asked: list[object] = []

    def found(*_: object, engine: str, **__: object) -> snapshot.Snapshot:
        asked.append(engine)
        return taken

    monkeypatch.setattr(snapshot, "published", found)
    assert kg("validate", "--engine", engine, "--fail-on", "never").code == 0
    assert asked == [engine]


@pytest.mark.parametrize(("lang", "word"), [("en", "violation"), ("sv", "överträdelse"), ("da", "overtrædelse")])
def test_speaks_the_language_asked_for(kg: Run, record: Path, lang: str, word: str) -> None:
    assert f":14: {word} PD001" in kg("validate", "records", "--lang", lang, cwd=record.parent.parent).out


def test_output_goes_to_a_file_whole(kg: Run, published: Path, tmp_path: Path) -> None:
    to_terminal = kg("validate", "--format", "json", cwd=published)
    report = tmp_path / "report.json"
    report.write_text("old", encoding="utf-8")
    ran = kg("validate", "--format", "json", "--output", report)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"{report}: ")
    assert str(summary(findings(snapshot.current((), home=published / ".kg").store)).findings) in ran.err
    assert report.read_text(encoding="utf-8") == to_terminal.out
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


@pytest.mark.parametrize("target", ["nowhere/report.json", "."])
def test_output_that_cannot_be_written_is_an_error(kg: Run, published: Path, tmp_path: Path, target: str) -> None:
    ran = kg("validate", "--output", tmp_path / target, cwd=published)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: {tmp_path / target}: cannot be written: ")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = tmp_path / "report.txt"
    report.write_text("old", encoding="utf-8")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(EnvironmentFault, match="No space left"):
        files.save(report, "new")
    assert report.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


def test_a_link_is_written_through_and_a_pipe_is_written_to(tmp_path: Path) -> None:
    target, link, pipe = tmp_path / "target", tmp_path / "link", tmp_path / "pipe"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    files.save(link, "new")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        files.save(pipe, "through")
        assert os.read(reader, 100) == b"through"
        assert pipe.is_fifo()
    finally:
        os.close(reader)
