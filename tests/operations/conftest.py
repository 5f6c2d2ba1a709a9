"""The service behind a real socket: in a thread of the tests, or as the command that people run."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI

from api.app import create_app
from api.serving import Server
from api.settings import Settings
from kg.snapshot import Snapshot
from tests.conftest import ROOT

Serving = Callable[..., int]

KG = "import sys; sys.argv[0] = 'kg'; from kg.cli import main; main()"


@contextmanager
def serving_app(app: FastAPI) -> Iterator[int]:
    """Serves an app on a free port for as long as the block lasts."""
    ready = threading.Event()
    server = Server(app, ready.set)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        assert ready.wait(60)
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(60)
            assert not thread.is_alive()


@pytest.fixture(scope="module")
def serving(snapshot: Snapshot) -> Iterator[Serving]:
    """Serves the built-in knowledge with the limits that are given, and says on which port."""
    with ExitStack() as stack:
        known: dict[Settings, int] = {}

        def serve(**limits: float) -> int:
            settings = Settings(open=True, processes=1, **limits)  # type: ignore[arg-type]
            if settings not in known:
                known[settings] = stack.enter_context(serving_app(create_app(settings, snapshot)))
            return known[settings]

        yield serve


class Command:
    """`kg serve` as a process of its own.

    Args:
        folder: its working directory.
        arguments: what is typed behind `kg serve`.
        environment: variables beside those of the tests.
    """

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", KG, "serve", "--port", "0", *arguments],
                cwd=folder,
                env={**os.environ, "PYTHONPATH": str(ROOT), "CLAUSEGRAPH_PROCESSES": "1", **environment},
                stderr=log,
            )

    @property
    def said(self) -> str:
        """All that it has written so far."""
        return self.log.read_text(encoding="utf-8")

    def port(self) -> int:
        """Where it listens; waits until it is ready."""
        for _ in waiting("the service is ready"):
            if found := re.search(r"http://127\.0\.0\.1:(\d+)/docs is ready", self.said):
                return int(found[1])
            assert self.process.poll() is None, self.said
        raise AssertionError

    def end(self) -> None:
        """Kills it, if it has not ended."""
        self.process.kill()
        self.process.wait(60)


def waiting(what: str) -> Iterator[None]:
    """Looks again and again, for a minute at the most."""
    pause = threading.Event()
    for _ in range(1200):
        yield
        pause.wait(0.05)
    pytest.fail(f"waited in vain: {what}")


@pytest.fixture
def command(tmp_path: Path, snapshot: Snapshot) -> Iterator[Callable[..., Command]]:
    """Starts `kg serve` in a folder of its own, with the snapshots of the tests where no other home is named."""
    begun: list[Command] = []
    assert snapshot.folder
    home = {"CLAUSEGRAPH_HOME": str(snapshot.folder.parent.parent)}

    def start(*arguments: str, **environment: str) -> Command:
        begun.append(Command(tmp_path, *arguments, **home | environment))
        return begun[-1]

    yield start
    for one in begun:
        one.end()
