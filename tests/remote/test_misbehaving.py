"""A build in an engine that misbehaves on the way: a clear error, and readers go on with what was published."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg import cli, remote
from kg.errors import EngineFault, NotFound
from kg.snapshot import Snapshot
from kg.store import editions as editions_module
from kg.store import service as service_module
from kg.store.editions import BUILDING, EDITIONS, READING, Editions
from kg.store.service import Service
from tests.mini import mini
from tests.remote import engines
from tests.store.sparql_server import SparqlServer, serving

__all__ = ["mini"]

pytestmark = pytest.mark.usefixtures("mini")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_module, "_FIRST_PAUSE", 0.001)


@pytest.fixture
def server() -> Iterator[SparqlServer]:
    with serving() as server:
        yield server


def _seen(service: Service) -> tuple[str, int, tuple[str, ...]]:
    """All that a reader can know of what is published."""
    found: Snapshot = remote.opened(service)
    return found.id, found.store.count(), tuple(sorted(map(str, found.store.construct("CONSTRUCT WHERE { ?s ?p ?o }"))))


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("500", "failed: 500"),
        ("503", "failed: 503"),
        ("401", "denies: 401"),
        ("403", "denies: 403"),
        ("garbage", "answered what is not a result|lists editions"),
        ("close", "cannot be reached"),
        ("cut", "broke off|answered what is not a result"),
        ("302", "sends on to http://elsewhere"),
        ("drip", "did not answer within"),
        ("silent", "did not answer within"),
    ],
)
@pytest.mark.parametrize("spared", [0, 3, 22, 30, 40])
def test_readers_keep_the_old_snapshot(
    server: SparqlServer, tmp_path: Path, fault: str, words: str, spared: int
) -> None:
    service = Service(server.url)
    remote.build((), service)
    before = _seen(service)
    server.requests.clear()
    server.fault, server.spared = fault, spared
    brief = replace(service, timeout=0.5 if fault in ("drip", "silent") else 60)
    with pytest.raises(EngineFault, match=words) as caught:
        remote.build([engines.record(tmp_path / "own", 1, "Purpose")], brief)
    assert caught.value.exit_code == 2
    server.fault = ""
    assert _seen(service) == before
    remote.build([tmp_path / "own"], service)
    assert _seen(service)[0] != before[0]
    assert remote.opened(service).store.ask("ASK { <https://example.org/own/1> a cg:Purpose }")


def test_what_a_failed_build_leaves_is_removed(
    server: SparqlServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service(server.url)
    server.fault, server.spared = "500", 30
    with pytest.raises(EngineFault):
        remote.build((), service)
    server.fault = ""
    (left,) = Editions(service).all()
    assert left.number == 0
    with pytest.raises(NotFound, match="nothing is published at"):
        remote.opened(service)
    remote.build((), service)
    assert len(Editions(service).all()) == 2
    now = time.time()
    monkeypatch.setattr(editions_module, "time", SimpleNamespace(time=lambda: now + BUILDING + 1))
    remote.build([engines.record(tmp_path / "own", 1, "Purpose")], service)
    assert [one.number for one in Editions(service).all()] == [1, 2]
    assert not any(left.base in graph.value for graph in server.store.named_graphs() if isinstance(graph, NamedNode))
    monkeypatch.setattr(editions_module, "time", SimpleNamespace(time=lambda: now + BUILDING + READING + 3))
    remote.build([engines.record(tmp_path / "own", 2, "Purpose")], service)
    assert [one.number for one in Editions(service).all()] == [2, 3]


def test_an_interrupted_build_cleans_up(server: SparqlServer, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(server.url)

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(remote, "fill", interrupted)
    with pytest.raises(KeyboardInterrupt):
        remote.build((), service)
    assert Editions(service).all() == ()
    assert len(server.store) == 0


def test_the_same_snapshot_is_published_once(server: SparqlServer) -> None:
    service = Service(server.url)
    first = remote.build((), service)
    sent = sum("update" in request for request in server.requests)
    assert remote.build((), service).id == first.id
    assert sum("update" in request for request in server.requests) == sent
    assert [one.number for one in Editions(service).all()] == [1]


def test_two_builders_at_once_leave_two_whole_editions(server: SparqlServer, tmp_path: Path) -> None:
    service = Service(server.url)
    with remote._filled(Editions(service), (), lambda step: None) as (slow, manifest, wrong):
        fast = remote.build((), service)
        assert remote.opened(service).id == fast.id
        Editions(service).publish(slow, manifest, wrong)
    assert remote.opened(service).id == manifest.id
    assert [one.number for one in Editions(service).all()] == [1, 2]


def test_others_share_the_engine(server: SparqlServer) -> None:
    node = NamedNode("https://example.org/theirs")
    server.store.add(Quad(node, node, Literal("x"), node))
    service = Service(server.url)
    made = remote.build((), service)
    assert not made.store.ask(f"ASK {{ {node} ?p ?o }}")
    assert not made.store.ask(f"ASK {{ GRAPH ?g {{ {node} ?p ?o }} }}")
    assert not any(graph.startswith(EDITIONS) for graph in made.store.graphs())
    Editions(service).remove(Editions(service).all()[0])
    assert list(server.store) == [Quad(node, node, Literal("x"), node)]


def test_an_engine_that_answers_otherwise_only_keeps_the_graph(
    server: SparqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service(server.url)
    monkeypatch.setattr(remote, "failed", lambda store: ("arithmetic",))
    told: list[str] = []
    made = remote.build((), service, progress=told.append)
    assert "reads the whole graph, since this engine gets wrong: arithmetic" in told
    asked = len(server.requests)
    assert made.store.ask("ASK { ?x a cg:Purpose }")
    assert len(server.requests) == asked
    with remote.tried((), service) as tried:
        assert tried.store.count()
    (edition,) = Editions(service).all()
    remote_store = Editions(service).store(edition)
    remote_store.add(next(iter(made.manifest.graphs)), [*made.store.construct("CONSTRUCT { cg:a cg:b cg:c } {}")])
    with pytest.raises(EngineFault, match=r"holds [0-9]+ of the [0-9]+ triples of https://"):
        remote.opened(service)


def test_editions_that_nobody_has_written(server: SparqlServer) -> None:
    service = Service(server.url)
    server.fault = "editions"
    with pytest.raises(EngineFault, match="lists editions that cannot be read"):
        remote.opened(service)
    server.fault = ""
    editions = Editions(service)
    edition = editions.begin("0" * 64)
    editions._add(edition, NamedNode("http://purl.org/dc/terms/issued"), "1 0")
    with pytest.raises(EngineFault, match="holds an edition that cannot be read"):
        remote.opened(service)


def test_the_command_line_says_so(
    server: SparqlServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    url = server.url.replace("//", "//kim:s3cret@")
    assert cli.run(["query", "-e", "ASK {}", "--store", url]) == 2
    assert "nothing is published at" in capsys.readouterr().err
    assert cli.run(["build", "--store", url]) == 0
    assert f"lies in   {server.url}\n" in capsys.readouterr().out
    assert cli.run(["query", "-e", "SELECT ?x { ?x a cg:Purpose } ORDER BY ?x", "--format", "csv", "--store", url]) == 0
    assert capsys.readouterr().out.split() == ["x", "https://example.org/orphan", "https://example.org/served"]
    assert cli.run(["validate", "--store", url]) == 1
    assert "MINI01" in capsys.readouterr().out
    own = engines.record(tmp_path / "own", 1, "Purpose")
    assert cli.run(["validate", str(own), "--store", url]) == 1
    report = capsys.readouterr().out
    assert f"{own}/record.ttl:3" in report
    assert "orphan" not in report
    assert cli.run(["validate", "--engine", "pyshacl", "--store", url]) == 2
    assert cli.run(["validate", "--store-update", url]) == 2
    assert cli.run(["query", "-e", "ASK {}", "--store", "ftp://x"]) == 2
    capsys.readouterr()
    server.fault = "403"
    monkeypatch.setenv("CLAUSEGRAPH_STORE", url)
    for command in (["build"], ["validate"], ["query", "-e", "ASK {}"]):
        assert cli.run(command) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert f"{server.url} denies: 403" in said.err
        assert "s3cret" not in said.err
