"""`kg build`: what it tells, and what it publishes."""

from __future__ import annotations

import re
from pathlib import Path

from kg import publish
from kg.findings import findings, summary
from kg.report.words import total
from tests.cli.conftest import Run


def test_tells_id_triples_findings_and_place(kg: Run, tmp_path: Path) -> None:
    ran = kg("build", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    said = dict(re.findall(r"^(\w+(?: in)?) {2,}(\S.*)$", ran.out, re.MULTILINE))
    assert len(said) == len(ran.out.splitlines())
    published = publish.pointer(Path(".kg"))
    assert published
    found = publish.find(Path(".kg"), published.id)
    assert found
    manifest, store = found
    assert list(said) == ["snapshot", "triples", "found", "lies in"]
    assert said["snapshot"] == published.id
    assert said["triples"].startswith(f"{sum(manifest.graphs.values()):,}, of which ")
    assert said["found"] == total(summary(findings(store)), "en")
    assert (tmp_path / said["lies in"] / "manifest.json").is_file()


def test_the_same_inputs_tell_the_same(kg: Run, tmp_path: Path) -> None:
    first = kg("build", cwd=tmp_path)
    assert kg("build") == first


def test_takes_in_what_is_named(kg: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    assert kg("build", "mine", cwd=tmp_path).code == 0
    assert kg("query", "-e", "ASK { GRAPH <https://w3id.org/clausegraph/graph/mine/a> { ?s ?p ?o } }").out == "true\n"
