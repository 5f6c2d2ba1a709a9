"""`kg serve`: what it starts, and what it says where it cannot. How it runs is in tests/operations."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.serving import Server
from kg.cli import serve
from tests.cli.conftest import Run

VARIABLES = ("CLAUSEGRAPH_PATHS", "CLAUSEGRAPH_OPEN", "CLAUSEGRAPH_PUBLIC", "CLAUSEGRAPH_HOME")


@pytest.fixture(autouse=True)
def _undone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What the command changes in its process is as it was afterwards."""
    for name in VARIABLES:
        monkeypatch.setenv(name, "")
    handlers = {told: signal.getsignal(told) for told in (signal.SIGTERM, signal.SIGINT)}
    root = logging.getLogger()
    before = root.handlers, root.level
    yield
    for told, handler in handlers.items():
        signal.signal(told, handler)
    root.handlers, root.level = before


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Where a service would have listened, in the place of one that does."""
    addresses: list[object] = []

    def running(self: Server, sockets: list[socket.socket]) -> None:
        addresses.append(sockets[0].getsockname()[0])
        self.started = True
        self._ready()

    monkeypatch.setattr(Server, "run", running)
    return addresses


def test_hands_on_what_it_is_told(kg: Run, published: Path, tmp_path: Path, listening: list[object]) -> None:
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    ran = kg("serve", tmp_path / "a.ttl", tmp_path / "b.ttl", "--port", "0", "--public", cwd=published)
    assert (ran.code, ran.out) == (0, "")
    assert os.environ["CLAUSEGRAPH_PATHS"].split(os.pathsep) == [str(tmp_path / "a.ttl"), str(tmp_path / "b.ttl")]
    assert (os.environ["CLAUSEGRAPH_PUBLIC"], os.environ["CLAUSEGRAPH_OPEN"]) == ("true", "false")
    assert listening == ["127.0.0.1"]


def test_is_open_where_only_this_machine_reaches_it(kg: Run, published: Path, listening: list[object]) -> None:
    assert kg("serve", "--port", "0", cwd=published).code == 0
    assert os.environ["CLAUSEGRAPH_OPEN"] == "true"
    assert listening


@pytest.mark.usefixtures("listening")
def test_says_that_it_is_ready(kg: Run, published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "/docs is ready" in kg("serve", "--port", "0", cwd=published).err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert kg("serve", "--port", "0", cwd=published).err.endswith("/docs is ready; Ctrl-C stops it\n")


@pytest.mark.parametrize(("failing", "code"), [(KeyboardInterrupt, 0), (None, 3)])
def test_exit_codes(
    kg: Run, published: Path, monkeypatch: pytest.MonkeyPatch, failing: type[BaseException] | None, code: int
) -> None:
    def running(self: Server, sockets: list[socket.socket]) -> None:
        if failing:
            raise failing

    monkeypatch.setattr(Server, "run", running)
    assert kg("serve", "--port", "0", cwd=published).code == code


def test_a_port_in_use_is_an_error(kg: Run, published: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = kg("serve", "--port", str(port), cwd=published)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"error: cannot listen on 127.0.0.1, port {port}: Address already in use\n"
        "  hint: another --port, or a --host of this machine\n"
    )


def test_others_are_not_let_in_unasked(kg: Run, published: Path) -> None:
    ran = kg("serve", "--host", "0.0.0.0", "--port", "0", cwd=published)  # noqa: S104
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: others can reach 0.0.0.0, and nothing says who may see what\n  hint: `kg keys")


@pytest.mark.usefixtures("listening")
def test_bad_input_is_told(kg: Run, tmp_path: Path) -> None:
    ran = kg("serve", "missing", "--port", "0", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "error: missing: " in ran.err
    assert "ready" not in ran.err


def test_listens_on_ipv6_too(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(socket, "create_server", lambda address, family: asked.append((address, family)))
    serve._listening("::1", 8000)
    assert asked == [(("::1", 8000), socket.AF_INET6)]
