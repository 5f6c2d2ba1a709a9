"""SIGINT and SIGTERM in the middle: one line, the right exit code, nothing half done and nobody left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kg.cli import interrupt

ENDS = [(signal.SIGINT, 130, "interrupted\n"), (signal.SIGTERM, 143, "terminated\n")]
SETUP = "import os, signal, threading; signal.signal(signal.SIGINT, signal.default_int_handler); from kg import cli;"
"""Whoever runs the tests in the background has SIGINT ignored; a user has not."""


def ran(code: str, *arguments: str, cwd: Path, number: int) -> subprocess.CompletedProcess[str]:
    """A command that calls `now()` when its signal is to come; what is patched in says where that is.

    That may be in a process which works for the command's own; it has to end with that.
    """
    now = f"pid = os.getpid(); now = lambda: (os.kill(pid, {int(number)}), threading.Event().wait(600));"
    program = f"{SETUP} {now} {code}; cli.main()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


WHERE = {
    "reading": "from kg import snapshot; snapshot.inputs = lambda *_, **__: now()",
    "validating": "from kg.shacl import engine; engine.read_shapes = lambda *_: now()",
    "writing": "from pathlib import Path; write = Path.write_text;"
    "Path.write_text = lambda self, text, **how: (write(self, text[:99], **how), now())",
    "replacing": "from pathlib import Path; Path.replace = lambda *_: now()",
}


@pytest.mark.parametrize(("number", "code", "said"), ENDS)
@pytest.mark.parametrize("where", WHERE)
def test_in_the_middle(tmp_path: Path, where: str, number: int, code: int, said: str) -> None:
    (tmp_path / "a.ttl").write_bytes(b"")
    (tmp_path / "report.html").write_bytes(b"good")
    done = ran(WHERE[where], "validate", "a.ttl", "--format", "html", "-o", "report.html", cwd=tmp_path, number=number)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", said)
    assert (tmp_path / "report.html").read_bytes() == b"good"
    assert {path.name for path in tmp_path.iterdir()} <= {"a.ttl", "report.html", ".kg"}
    assert {path.name for path in tmp_path.glob(".kg/cache/.*")} <= {".gitignore"}


@pytest.mark.parametrize(("number", "code", "said"), ENDS)
def test_while_a_snapshot_is_written(tmp_path: Path, number: int, code: int, said: str) -> None:
    patch = "from kg.store import EmbeddedStore; EmbeddedStore.save = lambda self, path: (path.mkdir(), now())"
    done = ran(patch, "build", cwd=tmp_path, number=number)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", said)
    assert list(tmp_path.glob(".kg/snapshots/*")) == list(tmp_path.glob(".kg/current")) == []


@pytest.mark.parametrize(("number", "code", "said"), ENDS)
def test_while_the_engine_is_busy(published: Path, number: int, code: int, said: str) -> None:
    """No signal reaches Python there, so another thread ends the process."""
    heavy = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER ( ?a != ?i ) }"
    patch = (
        "from kg.cli import interrupt; interrupt.GRACE = 0.1; from kg import snapshot;"
        f"run = lambda *_, **__: (threading.Timer(0.3, os.kill, (os.getpid(), {int(number)})).start(),"
        f" snapshot.current().store.query('{heavy}'));"
        "from kg import incremental; incremental.check = run"
    )
    done = ran(patch, "validate", "--no-cache", cwd=published, number=number)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", said)


@pytest.mark.parametrize(("number", "code", "said"), ENDS)
def test_java_ends_with_the_command(tmp_path: Path, number: int, code: int, said: str) -> None:
    program = tmp_path / "java"
    program.write_text(
        f"#!/bin/sh\necho $$ > {tmp_path}/pid\nsleep 1\nkill -{int(number)} $PPID\nexec sleep 60\n", "utf-8"
    )
    program.chmod(0o700)
    (tmp_path / "temporary").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", f"{SETUP} cli.main()", "reason"],
        env={
            **os.environ,
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "JAVA_HOME": "",
            "TMPDIR": f"{tmp_path}/temporary",
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (code, "", said)
    assert list((tmp_path / "temporary").iterdir()) == []
    pid = (tmp_path / "pid").read_text(encoding="utf-8").strip()
    left = subprocess.run(["ps", "-o", "stat=", "-p", pid], capture_output=True, encoding="utf-8", check=False).stdout
    assert left.strip()[:1] in ("", "Z")


def test_a_forked_process_hears_for_itself(tmp_path: Path) -> None:
    """Its SIGTERM is not its parent's."""
    code = (
        "from kg.cli import interrupt; interrupt.hear(); interrupt.GRACE = 0.1; import time\n"
        "child = os.fork()\n"
        "if not child: time.sleep(60)\n"
        "time.sleep(0.2); os.kill(child, signal.SIGTERM)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])); time.sleep(1); print('alive')"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{SETUP}\n{code}"], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.stdout, done.stderr) == (f"{-signal.SIGTERM}\nalive\n", "")


def test_what_is_to_be_ignored_is_ignored(tmp_path: Path) -> None:
    """As `nohup` and the shell's & want it."""
    code = (
        "signal.signal(signal.SIGINT, signal.SIG_IGN); signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "from kg.cli import interrupt; interrupt.hear(); interrupt.GRACE = 0.1; import time;"
        "os.kill(os.getpid(), signal.SIGINT); os.kill(os.getpid(), signal.SIGTERM); time.sleep(1); print('alive')"
    )
    done = subprocess.run([sys.executable, "-c", f"{SETUP} {code}"], capture_output=True, encoding="utf-8", check=False)
    assert (done.stdout, done.stderr) == ("alive\n", "")


def test_the_thread_that_listens(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The same in this process, where it can be measured."""
    ended: list[int] = []
    monkeypatch.setattr(os, "_exit", ended.append)
    reader, writer = os.pipe()
    listener = threading.Thread(target=interrupt._listen, args=(reader,))
    listener.start()
    began = time.monotonic()
    os.write(writer, bytes([signal.SIGALRM, signal.SIGTERM, signal.SIGTERM]))  # the second one ends it at once
    listener.join()
    assert ended == [143]
    assert time.monotonic() - began < interrupt.GRACE
    assert capsys.readouterr().err == "terminated\n"
    os.close(reader)
    os.close(writer)
