"""The whole pipeline inside an engine gives what it gives on this machine: the proof that pushing down is safe."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

import pytest

from kg import cli, remote
from kg.cli.diff import as_json as diff_json
from kg.comparison import diff
from kg.findings import findings
from kg.incremental import of_snapshot
from kg.questions import ask, library
from kg.questions.formats import as_json
from kg.questions.kinds import known
from kg.report import render
from kg.snapshot import Snapshot, inputs
from kg.store.service import Service
from tests.remote import engines
from tests.store.sparql_server import serving


@pytest.fixture(scope="module", params=["loopback", *map(engines.marked, engines.REAL)])
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    if request.param in engines.REAL:
        yield engines.REAL[request.param]
    else:
        with serving() as server:
            yield Service(server.url)


@pytest.fixture(scope="module")
def published(service: Service) -> Snapshot:
    return remote.build((), service)


def test_the_same_graphs_with_the_same_triples(snapshot: Snapshot, published: Snapshot) -> None:
    assert published.manifest == snapshot.manifest
    assert published.store.graphs() == snapshot.store.graphs()
    for graph in snapshot.store.graphs():
        text = "CONSTRUCT WHERE { ?s ?p ?o }"
        assert set(published.store.construct(text, graphs=[graph])) == set(
            snapshot.store.construct(text, graphs=[graph])
        )


def test_the_same_findings(snapshot: Snapshot, published: Snapshot) -> None:
    here, there = of_snapshot(snapshot), of_snapshot(published)
    assert there == here
    assert render(findings(published.store), "sarif") == render(findings(snapshot.store), "sarif")


def test_the_same_answers_to_all_questions(snapshot: Snapshot, published: Snapshot) -> None:
    for question in library():
        taken = [one for one in question.parameters if one.required]
        for values in islice(product(*(known(snapshot.store, one.kind)[:3] for one in taken)), 3):
            given = dict(zip([one.name for one in taken], values, strict=True))
            here, there = (as_json(ask(one.store, question.name, given)) for one in (snapshot, published))
            assert there == here, (question.name, given)


def test_the_same_differences(snapshot: Snapshot, published: Snapshot) -> None:
    earlier, later = "microsoft/dpa-2020-12-09", "microsoft/dpa-2023-01-01"
    here, there = (diff_json(diff(one.store, earlier, later), "en") for one in (snapshot, published))
    assert there == here


def test_files_are_validated_there_and_leave_nothing_behind(
    service: Service, published: Snapshot, tmp_path: Path
) -> None:
    before = published.store.count()
    sources = inputs([engines.record(tmp_path / "own", 1)]).sources
    with remote.tried(sources, service) as tried:
        checked = of_snapshot(tried)
        assert {one.location.path for one in checked.findings if one.location} >= {
            "data/contracts/microsoft-2020-12-09.ttl"
        }
        assert tried.store.ask("ASK { <https://example.org/own/1> a cg:Vendor }")
    again = remote.opened(service)
    assert not again.store.ask("ASK { <https://example.org/own/1> ?p ?o }")
    assert again.store.count() == before


@pytest.mark.parametrize(
    "command",
    [
        ["validate", "--format", "json", "--fail-on", "never"],
        ["ask", "own-purposes"],
        ["diff", "microsoft/dpa-2020-12-09", "microsoft/dpa-2023-01-01"],
        ["query", "-e", "CONSTRUCT WHERE { ?vendor a cg:Vendor ; rdfs:label ?label }"],
    ],
)
def test_the_commands_print_the_same(
    service: Service,
    published: Snapshot,
    command: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAUSEGRAPH_STORE_USER", service.user or "")
    monkeypatch.setenv("CLAUSEGRAPH_STORE_PASSWORD", service.password or "")
    assert cli.run(command) == 0
    here = capsys.readouterr().out
    assert cli.run([*command, "--store", service.url]) == 0
    assert capsys.readouterr().out == here
