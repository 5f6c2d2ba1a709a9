"""Real SPARQL engines for tests: installs them where that is possible, starts them on loopback ports, and ends them.

`python -m tests.remote.servers [PYTEST ARGUMENT…]` runs the tests that want them. It says which engine cannot be had on
this machine and why; one that can be had and does not start is a failure.

Virtuoso comes with Debian's package, which root installs with apt-get. Apache Jena Fuseki comes from the Maven
repository that this machine is configured for, and is taken only where its hash is the one below.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from kg.errors import EngineFault
from kg.store import RemoteStore
from kg.store.service import Service
from tests.remote.engines import NAMED

ROOT = Path(__file__).resolve().parents[2]
REAL = ("virtuoso", "fuseki")
PATIENCE = 90.0
"""How long an engine may take to start, in seconds."""

TESTS = ("tests/store/test_behaviour.py", "tests/remote")
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
_FUSEKI = "org.apache.jena:jena-fuseki-server:5.6.0"
_FUSEKI_SHA256 = "d28c1eaf703122ee628895a460c20fa4aa60a892f435d403ea8c036f241da1f8"
_VIRTUOSO = "virtuoso-opensource-7-bin"
_INI = """
[Database]
DatabaseFile=virtuoso.db
ErrorLogFile=virtuoso.log
LockFile=virtuoso.lck
TransactionFile=virtuoso.trx
xa_persistent_file=virtuoso.pxa
[TempDatabase]
DatabaseFile=virtuoso-temp.db
TransactionFile=virtuoso-temp.trx
[Parameters]
ServerPort=127.0.0.1:{sql}
NumberOfBuffers=10000
MaxDirtyBuffers=6000
[HTTPServer]
ServerPort=127.0.0.1:{port}
ServerThreads=8
[SPARQL]
ResultSetMaxRows=10000
"""


class Missing(Exception):
    """An engine cannot be had on this machine; says why."""


@dataclass(frozen=True)
class Engine:
    """How to come by an engine, and how to run it.

    Args:
        program: the path of what is run, installed if need be. Raises Missing.
        command: writes what the program needs into a folder, and gives the command line that serves it on a port;
            what lasts is on the disk.
        path: of the URL that takes queries and updates.
        login: user and password as they stand in a URL.
    """

    program: Callable[[], str]
    command: Callable[[str, Path, int, bool], list[str]]
    path: str
    login: str = ""


def _virtuoso() -> str:
    if not shutil.which("virtuoso-t"):
        if os.geteuid() or not shutil.which("apt-get"):
            raise Missing(f"there is no virtuoso-t, and only root on Debian can install {_VIRTUOSO}")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ("apt-get", "-qq", "install", "-y", "--no-install-recommends", _VIRTUOSO)
        if not (_runs(install, quiet) or (_runs(("apt-get", "-qq", "update"), quiet) and _runs(install, quiet))):
            raise Missing(f"apt-get cannot install {_VIRTUOSO} here")
    found = shutil.which("virtuoso-t")
    if found is None:
        raise Missing(f"{_VIRTUOSO} has no virtuoso-t")
    return found


def _serve_virtuoso(program: str, folder: Path, port: int, lasting: bool) -> list[str]:
    (folder / "virtuoso.ini").write_text(_INI.format(sql=free_port(), port=port), encoding="utf-8")
    (folder / "virtuoso.lck").unlink(missing_ok=True)  # a killed one has left it behind
    return [program, "+foreground", "+configfile", "virtuoso.ini"]


def _fuseki() -> str:
    folder = Path(sys.prefix) / "engines"
    jar = folder / f"{':'.join(_FUSEKI.split(':')[1:]).replace(':', '-')}.jar"
    if not jar.exists():
        for tool in ("java", "mvn"):
            if not shutil.which(tool):
                raise Missing(f"there is no {tool}")
        if not _runs(("mvn", "-q", "-B", _COPY, f"-Dartifact={_FUSEKI}", f"-DoutputDirectory={folder}"), os.environ):
            raise Missing(f"Maven cannot fetch {_FUSEKI} here")
    if sha256(jar.read_bytes()).hexdigest() != _FUSEKI_SHA256:
        jar.unlink()
        raise SystemExit(f"{_FUSEKI} is not the file that is expected: its hash is another one")
    return str(jar)


def _serve_fuseki(program: str, folder: Path, port: int, lasting: bool) -> list[str]:
    where = ["--mem"]
    if lasting:
        (folder / "data").mkdir(exist_ok=True)
        where = ["--tdb2", "--loc=data"]
    return ["java", "-Xmx1g", "-jar", program, "--localhost", f"--port={port}", *where, "--update", "/graph"]


def _loopback() -> str:
    return sys.executable


def _serve_loopback(program: str, folder: Path, port: int, lasting: bool) -> list[str]:
    return [program, "-m", "tests.remote.loopback", str(folder / "data"), str(port)]


ENGINES = {
    "loopback": Engine(_loopback, _serve_loopback, "/sparql"),
    "virtuoso": Engine(_virtuoso, _serve_virtuoso, "/sparql-auth", "dba:dba@"),
    "fuseki": Engine(_fuseki, _serve_fuseki, "/graph"),
}


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def serving(
    name: str, folder: Path, port: int | None = None, *, lasting: bool = False
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """An engine that serves for as long as the block lasts: its URL and its process.

    Args:
        name: of the engine.
        folder: for its files.
        port: one that is free; any where it is left out.
        lasting: whether what it holds is to be there when it is started again in that folder.

    Raises:
        Missing: it cannot be had.
        SystemExit: it does not start.
    """
    engine = ENGINES[name]
    port = port or free_port()
    url = f"http://{engine.login}127.0.0.1:{port}{engine.path}"
    log = folder / "engine.log"
    command = engine.command(engine.program(), folder, port, lasting)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with log.open("ab") as written:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=written, stderr=written)
    try:
        _wait(name, url, process, log)
        yield url, process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(name: str, url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    store = RemoteStore(Service(url, timeout=5))
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if store.ask("ASK {}"):
                return
        except EngineFault:
            time.sleep(0.2)
    said = log.read_text(encoding="utf-8", errors="replace")[-2_000:]
    raise SystemExit(f"{name} does not start:\n{said}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _runs(command: tuple[str, ...], environment: Mapping[str, str]) -> bool:
    done = subprocess.run(
        command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    """Runs the tests on the engines that can be had."""
    urls: dict[str, str] = {}
    with ExitStack() as running:
        for name in REAL:
            folder = Path(running.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
            try:
                urls[name], _ = running.enter_context(serving(name, folder))
                _say(f"{name}: runs")
            except Missing as missing:
                _say(f"{name}: NOT TESTED, since it cannot be had here: {missing}")
        if not urls:
            return 0
        chosen = " or ".join(urls)
        command = [sys.executable, "-m", "pytest", "-q", *TESTS, "-k", chosen, *arguments]
        return subprocess.run(command, env={**os.environ, NAMED: json.dumps(urls)}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
