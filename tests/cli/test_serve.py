"""`kg serve`: what it starts, and what it says where it cannot."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import uvicorn

from kg.cli import serve
from tests.cli.conftest import Run


def test_serves_until_it_is_interrupted(published: Path) -> None:
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from kg.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "serve", "--port", "0"],
        cwd=published,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stderr
        line = process.stderr.readline()
        try:
            found = re.fullmatch(r"(http://127\.0\.0\.1:[1-9]\d*)/docs is ready; Ctrl-C stops it\n", line)
            assert found, line
            with urllib.request.urlopen(f"{found[1]}/health", timeout=60) as answer:
                assert answer.status == 200
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert process.stderr.read() == ""


def test_hands_on_the_paths(kg: Run, published: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    monkeypatch.setenv("CLAUSEGRAPH_PATHS", "")
    listening: list[object] = []

    def running(self: uvicorn.Server, sockets: list[socket.socket]) -> None:
        listening.append(sockets[0].getsockname()[0])
        assert self.config.loaded
        self.started = True

    monkeypatch.setattr(uvicorn.Server, "run", running)
    ran = kg("serve", tmp_path / "a.ttl", tmp_path / "b.ttl", "--port", "0", cwd=published)
    assert (ran.code, ran.out) == (0, "")
    assert os.environ["CLAUSEGRAPH_PATHS"].split(os.pathsep) == [str(tmp_path / "a.ttl"), str(tmp_path / "b.ttl")]
    assert listening == ["127.0.0.1"]


@pytest.mark.parametrize(("failing", "code"), [(KeyboardInterrupt, 0), (None, 3)])
def test_exit_codes(
    kg: Run, published: Path, monkeypatch: pytest.MonkeyPatch, failing: type[BaseException] | None, code: int
) -> None:
    def running(self: uvicorn.Server, sockets: list[socket.socket]) -> None:
        if failing:
            raise failing

    monkeypatch.setattr(uvicorn.Server, "run", running)
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


def test_bad_input_is_told_before_anything_listens(kg: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEGRAPH_PATHS", "")
    ran = kg("serve", "missing", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: missing: ")


def test_listens_on_ipv6_too(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(socket, "create_server", lambda address, family: asked.append((address, family)))
    serve._listening("::1", 8000)
    assert asked == [(("::1", 8000), socket.AF_INET6)]
