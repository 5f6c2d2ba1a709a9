"""`make bench-service`: how many requests a second this service answers, beside other servers, in one run.

::

    python -m bench.service                         all servers that can be had
    python -m bench.service --servers ours,bare     no others

Each server is one process with one worker on this machine, and has the same triples. The same client asks all of them
in turn, over connections that stay open; of several rounds the best counts. Queries are measured twice: the same one
again and again, which some servers remember, and one that differs each time in a constant. `bare` is FastAPI that
answers with as many bytes and does nothing else. Ours is as it is installed: its queries run in processes of their own,
its log is written.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from itertools import count
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import cast
from urllib.parse import quote

from bench.engines import BENCH, CannotInstall, Jars, Package

QUERY = """\
PREFIX cg: <https://w3id.org/clausegraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?vendor ?name WHERE {
  ?vendor a cg:Vendor ; rdfs:label ?name FILTER ( LANG(?name) = "en" && ?name != "NUMBER" )
}"""
NUMBER = "NUMBER"
"""Stands in what is asked for a number that is another one each time."""

LOOK_UP = "/v1/vendors/microsoft"

CONNECTIONS = 4
ROUNDS = 3

_NUMBERS = count()
_KG = "from kg.cli import main; main()"
_JSON = {"accept": "application/sparql-results+json"}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked again and again, with `NUMBER` where it is to differ, and the status of its answer."""

    path: str
    headers: Mapping[str, str]
    status: int = 200


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of it: requests a second, and the seconds that half of them and 99 of 100 took at the most."""

    rate: float
    median: float
    slowest: float


@dataclass(frozen=True, slots=True)
class Server:
    """A server that is measured.

    Args:
        title: what it is called in the table.
        install: makes it available.
        command: starts it on a port, given a folder with the triples as `data.nt`.
        query: where it takes SPARQL queries; None where it takes none.
    """

    title: str
    install: Callable[[], None]
    command: Callable[[int, Path], Sequence[str]]
    query: str | None


def _program(package: str, name: str) -> str:
    return str(BENCH / f".venv-{package}" / "bin" / name)


def _endpoint(port: int, folder: Path) -> Sequence[str]:
    return [_program("rdflib-endpoint", "rdflib-endpoint"), "serve", "--port", str(port), str(folder / "data.nt")]


def _oxigraph(port: int, folder: Path) -> Sequence[str]:
    program, store = _program("oxigraph", "oxigraph"), str(folder / "oxigraph")
    subprocess.run([program, "load", "--location", store, "--file", str(folder / "data.nt")], check=True)  # noqa: S603
    return [program, "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{port}"]


def _fuseki(port: int, folder: Path) -> Sequence[str]:
    main = "org.apache.jena.fuseki.main.cmds.FusekiServerCmd"
    options = ("--localhost", f"--port={port}", f"--file={folder / 'data.nt'}", "/data")
    return ["java", "-cp", f"{BENCH / '.jars-fuseki'}/*", main, *options]


def _bare(port: int, folder: Path) -> Sequence[str]:
    program = BENCH / "peers" / "bare_fastapi.py"
    return [sys.executable, str(program), str(port), *(str(folder / name) for name in ("query", "look-up"))]


def _ours(port: int, folder: Path) -> Sequence[str]:
    return [sys.executable, "-c", _KG, "serve", "--port", str(port)]


def _nothing() -> None:
    """It is there already."""


SERVERS = {
    "ours": Server("clausegraph", _nothing, _ours, "/sparql"),
    "bare": Server("bare FastAPI", _nothing, _bare, None),
    "rdflib-endpoint": Server("rdflib-endpoint 0.6.3", Package("rdflib-endpoint", "").install, _endpoint, "/"),
    "oxigraph": Server("Oxigraph 0.5.13", Package("oxigraph", "").install, _oxigraph, "/query"),
    "fuseki": Server("Fuseki 5.6.0", Jars("fuseki", "", "", (), "", "").install, _fuseki, "/data/sparql"),
}


def main(arguments: Sequence[str]) -> int:
    """Measures, and prints a table."""
    parser = ArgumentParser(prog="python -m bench.service", description=__doc__.partition("\n")[0])
    parser.add_argument("--servers", default=",".join(SERVERS), metavar="NAMES", help=f"of {', '.join(SERVERS)}")
    parser.add_argument("--seconds", type=float, default=3, help="for each of several rounds; 3 if left out")
    given = parser.parse_args(arguments)
    names = given.servers.split(",")
    if unknown := set(names) - set(SERVERS):
        parser.error(f"no server is called {', '.join(sorted(unknown))}")
    _say(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors, Python {sys.version.split()[0]}\n")
    with TemporaryDirectory() as folder, ExitStack() as stack:
        _say(_table(measure(_started(names, Path(folder), stack), given.seconds)))
    return 0


def _started(names: Sequence[str], folder: Path, stack: ExitStack) -> dict[str, int]:
    """The ports of the servers, which run until the stack is left; ours is first, since it says what others answer."""
    ports = {"ours": stack.enter_context(_running(SERVERS["ours"], folder))}
    _write_inputs(ports["ours"], folder)
    for name in names:
        if name == "ours":
            continue
        try:
            SERVERS[name].install()
            ports[name] = stack.enter_context(_running(SERVERS[name], folder))
        except CannotInstall as error:
            _say(f"{SERVERS[name].title}: not measured, since it cannot be installed here: {error}\n")
    return ports


def _write_inputs(port: int, folder: Path) -> None:
    """The triples, and two answers, as ours gives them."""
    everything = f"/sparql?query={quote('CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }')}"
    (folder / "data.nt").write_bytes(_answer(port, Request(everything, {"accept": "application/n-triples"}))[1])
    (folder / "query").write_bytes(_answer(port, _query("/sparql"))[1])
    (folder / "look-up").write_bytes(_answer(port, Request(LOOK_UP, {}))[1])


def measure(ports: Mapping[str, int], seconds: float) -> dict[str, dict[str, Measured]]:
    """What was measured: by the kind of request, by server."""
    asked: dict[str, dict[str, Request]] = {"the same query": {}, "queries": {}, "REST look-up": {}, "304": {}}
    for name in ports:
        if (path := SERVERS[name].query) is not None:
            asked["queries"][name] = _query(path)
            asked["the same query"][name] = Request(_query(path).path.replace(NUMBER, "1"), _JSON)
    tag = _answer(ports["ours"], Request(LOOK_UP, {}))[0].headers["etag"]
    asked["REST look-up"]["ours"] = Request(LOOK_UP, {})
    asked["304"]["ours"] = Request(LOOK_UP, {"if-none-match": tag}, 304)
    if "bare" in ports:
        tag = _answer(ports["bare"], Request("/same", {}))[0].headers["etag"]
        asked["queries"]["bare"] = asked["the same query"]["bare"] = Request("/query", {})
        asked["REST look-up"]["bare"] = Request("/look-up", {})
        asked["304"]["bare"] = Request("/same", {"if-none-match": tag}, 304)
    found: dict[str, dict[str, Measured]] = {kind: {} for kind in asked}
    for _ in range(ROUNDS):
        for kind, requests in asked.items():
            for name, request in requests.items():
                now = asyncio.run(_load(ports[name], request, seconds))
                best = found[kind].get(name)
                found[kind][name] = now if best is None or now.rate > best.rate else best
    return found


def _query(path: str) -> Request:
    return Request(f"{path}?query={quote(QUERY)}", _JSON)


def _table(found: Mapping[str, Mapping[str, Measured]]) -> str:
    """The table in Markdown; the last column says how ours compares: above 1 it is faster."""
    rows = [["", "server", "requests/s", "median ms", "p99 ms", "ours ÷ this"], ["---", "---", *["---:"] * 4]]
    for kind, by_server in found.items():
        for name, one in by_server.items():
            ratio = by_server["ours"].rate / one.rate
            times = [f"{1000 * value:.2f}" for value in (one.median, one.slowest)]
            rows.append([kind, SERVERS[name].title, f"{one.rate:,.0f}", *times, f"{ratio:.2f}"])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


class _Client(asyncio.Protocol):
    """Asks the same again and again over one connection, and takes down how long each answer took."""

    def __init__(self, requests: Iterator[bytes], status: bytes, until: float) -> None:
        self._requests = requests
        self._status = status
        self._until = until
        self._got = bytearray()
        self.times: list[float] = []
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._ask()

    def _ask(self) -> None:
        self._begun = time.perf_counter()
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not _whole(self._got):
            return
        now = time.perf_counter()
        self.times.append(now - self._begun)
        if not self._got.startswith(self._status):
            self.done.set_exception(RuntimeError(bytes(self._got[:200])))
            self._transport.close()
        elif now > self._until:
            self.done.set_result(None)
            self._transport.close()
        else:
            self._got.clear()
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or RuntimeError("the server closed the connection"))


def _whole(answer: bytearray) -> bool:
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = bytes(answer[:end]).lower()
    if b"\r\ntransfer-encoding: chunked" in head:
        return answer.endswith(b"0\r\n\r\n")
    length = head.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0]
    return head.startswith(b"http/1.1 304") or len(answer) >= end + 4 + int(length or 0)


async def _load(port: int, request: Request, seconds: float) -> Measured:
    headers = [f"{name}: {value}" for name, value in request.headers.items()]
    lines = [f"GET {request.path} HTTP/1.1", "Host: 127.0.0.1", *headers]
    head, found, tail = "\r\n".join((*lines, "", "")).encode().partition(NUMBER.encode())
    requests = (head + str(number).encode() + tail if found else head for number in _NUMBERS)
    status = f"HTTP/1.1 {request.status} ".encode()
    for warm in (True, False):
        begun = time.perf_counter()
        until = begun + (seconds / 4 if warm else seconds)
        clients = [_Client(requests, status, until) for _ in range(CONNECTIONS)]
        loop = asyncio.get_running_loop()
        for client in clients:
            await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]
        await asyncio.gather(*(client.done for client in clients))
    times = [one for client in clients for one in client.times]
    cuts = quantiles(times, n=100)
    return Measured(len(times) / (time.perf_counter() - begun), cuts[49], cuts[98])


@contextmanager
def _running(server: Server, folder: Path) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    with (folder / f"{port}.log").open("wb") as log:
        process = subprocess.Popen(server.command(port, folder), cwd=folder, stdout=log, stderr=log)  # noqa: S603
    try:
        _await(process, port, folder / f"{port}.log")
        yield port
    finally:
        process.terminate()
        process.wait()


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            _answer(port, Request("/", {}))
        except (OSError, HTTPException):
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"a server does not start: {log.read_text(errors='replace')}")


def _answer(port: int, request: Request) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", request.path, headers=dict(request.headers))
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
