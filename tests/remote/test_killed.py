"""An engine that is killed while something is built in it: the build says so, and what was published stays whole."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from pyoxigraph import Triple

from kg import cli, remote
from kg.snapshot import Snapshot
from kg.store import service as service_module
from kg.store.service import Service
from tests.mini import mini
from tests.remote import engines, servers

__all__ = ["mini"]

pytestmark = pytest.mark.usefixtures("mini")

_Update = service_module.Service.update


@pytest.mark.parametrize("name", ["loopback", *map(engines.marked, engines.REAL)])
def test_the_published_snapshot_outlives_the_engine(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(service_module, "_FIRST_PAUSE", 0.001)
    folder, port = tmp_path / "engine", servers.free_port()
    folder.mkdir()
    before: tuple[str, set[Triple]] | None = None
    own = engines.record(tmp_path / "own", 1, "Purpose")
    # The edition is listed; files are sent; rules run, or the report is sent.
    for number in (9,) if name in engines.REAL else (1, 9, 14):
        with servers.serving(name, folder, port, lasting=True) as (url, process):
            before = before or _seen(remote.build((), Service(url)))
            _kill_before(process, number, monkeypatch)
            assert cli.run(["build", str(own), "--store", url]) == 2
            assert process.poll() is not None
        assert "cannot be reached" in capsys.readouterr().err
        monkeypatch.setattr(Service, "update", _Update)
        with servers.serving(name, folder, port, lasting=True) as (url, _):
            assert _seen(remote.opened(Service(url))) == before
            own = engines.record(tmp_path / "own", number + 1, "Purpose")
            before = _seen(remote.build([own], Service(url)))
        own = engines.record(tmp_path / "own", number + 2, "Purpose")


def _seen(snapshot: Snapshot) -> tuple[str, set[Triple]]:
    return snapshot.id, set(snapshot.store.construct("CONSTRUCT WHERE { ?s ?p ?o }"))


def _kill_before(process: subprocess.Popen[bytes], number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kills the engine while it has an update in hand, after so many others."""
    updates = 0

    def update(self: Service, text: str) -> None:
        nonlocal updates
        updates += 1
        if updates == number:
            process.kill()
        _Update(self, text)

    monkeypatch.setattr(Service, "update", update)
