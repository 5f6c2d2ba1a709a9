"""`kg serve` as it runs: several processes, told to end, and killed."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from kg.snapshot import build
from tests.operations.conftest import Command, waiting

Start = Callable[..., Command]

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def get(port: int, path: str, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def children(pid: int) -> set[int]:
    """The processes that a process has started, and those that they have."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            child = int(entry.parent.name)
            found |= {child} | children(child)
    return found


def serving(pid: int) -> list[int]:
    """The workers of a supervisor."""
    workers = []
    for child in sorted(children(pid)):
        try:
            stat = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            line = Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            continue
        if int(stat[1]) == pid and b"spawn_main" in line:
            workers.append(child)
    return workers


def counted(port: int, name: str) -> float:
    """The sum of all series of that name."""
    _, body = get(port, "/metrics")
    return sum(
        float(line.split()[-1]) for line in body.decode().splitlines() if re.match(rf"{re.escape(name)}[{{ ]", line)
    )


@pytest.mark.parametrize(("workers", "told"), [("1", signal.SIGTERM), ("2", signal.SIGTERM), ("2", signal.SIGINT)])
def test_ends_when_it_is_told_to(command: Start, workers: str, told: signal.Signals) -> None:
    service = command("--workers", workers)
    port = service.port()
    for path in ("/health", "/ready", "/v1/vendors"):
        assert get(port, path)[0] == 200
    below = children(service.process.pid)
    service.process.send_signal(told)
    assert service.process.wait(60) == 0
    for _ in waiting("none of its processes is left"):
        if not any(Path(f"/proc/{pid}").exists() for pid in below):
            break
    assert "Traceback" not in service.said
    assert all(json.loads(line) for line in service.said.splitlines())


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_request_that_is_underway_comes_to_its_end(command: Start, workers: str) -> None:
    service = command("--workers", workers)
    with socket.create_connection(("127.0.0.1", service.port()), timeout=60) as client:
        client.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\nContent-Length: 6\r\n"
        )
        client.sendall(b"Expect: 100-continue\r\n\r\n")
        assert client.recv(1 << 16).startswith(b"HTTP/1.1 100 ")
        service.process.send_signal(signal.SIGTERM)
        for _ in waiting("no other connection is taken"):
            try:
                socket.create_connection(("127.0.0.1", client.getpeername()[1]), timeout=60).close()
            except ConnectionError:
                break
        client.sendall(b"ASK {}")
        answer = b"".join(iter(lambda: client.recv(1 << 16), b""))
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert service.process.wait(60) == 0


def test_a_request_that_takes_too_long_is_ended(command: Start) -> None:
    service = command(CLAUSEGRAPH_GRACE="1", CLAUSEGRAPH_DEADLINE="60")
    port = service.port()
    answers: list[tuple[int, bytes]] = []
    slow = threading.Thread(target=lambda: answers.append(get(port, f"/sparql?query={quote(SLOW)}")))
    slow.start()
    for _ in waiting("it is at work"):
        if counted(port, "clausegraph_pool_jobs"):
            break
    service.process.send_signal(signal.SIGTERM)
    assert service.process.wait(60) == 0
    slow.join(60)
    ((status, body),) = answers
    assert (status, json.loads(body)["type"].rpartition("/")[2]) == (503, "unavailable")


def test_a_worker_that_dies_is_started_again(command: Start) -> None:
    service = command("--workers", "2")
    port = service.port()
    for _ in waiting("both workers are there"):
        if len(before := serving(service.process.pid)) == 2:
            break
    os.kill(before[0], signal.SIGKILL)
    for _ in waiting("it is replaced"):
        if len(now := serving(service.process.pid)) == 2 and before[0] not in now:
            break
    assert get(port, "/health")[0] == 200
    service.process.send_signal(signal.SIGTERM)
    assert service.process.wait(60) == 0
    assert serving(service.process.pid) == []
    assert "a worker died, and is started again" in service.said


def test_every_worker_takes_up_a_new_snapshot(command: Start, tmp_path: Path) -> None:
    home = tmp_path / ".kg"
    old = build((), home=home)
    service = command("--workers", "2", CLAUSEGRAPH_HOME=str(home), CLAUSEGRAPH_POLL="0.2")
    port = service.port()
    for _ in waiting("both workers are there"):
        if len(serving(service.process.pid)) == 2:
            break
    assert counted(port, f'clausegraph_snapshot{{id="{old.id}",version="{old.manifest.version}"}}') == 1
    (tmp_path / "own.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    new = build([tmp_path / "own.ttl"], home=home)
    line = f'clausegraph_snapshot{{id="{new.id}",version="{new.manifest.version}"}}'
    for _ in waiting("all of many connections are answered from the new one"):
        if all(counted(port, line) == 1 for _ in range(20)):
            break
    (tmp_path / "own.ttl").write_text("<urn:a> <urn:b> <urn:d> .", encoding="utf-8")
    service.process.send_signal(signal.SIGHUP)
    for _ in waiting("all of many connections are answered from the files as they are now"):
        if all(counted(port, line) == 0 and counted(port, "clausegraph_snapshot") == 1 for _ in range(20)):
            break


def test_workers_end_when_the_one_that_looks_after_them_is_killed(command: Start) -> None:
    service = command("--workers", "2")
    service.port()
    below = children(service.process.pid)
    assert below
    service.process.kill()
    for _ in waiting("none of its processes is left"):
        if not any(Path(f"/proc/{pid}").exists() for pid in below):
            break


def test_numbers_add_up_over_workers(command: Start) -> None:
    service = command("--workers", "2")
    port = service.port()
    for number in range(30):  # whichever worker is asked
        assert get(port, "/v1/vendors")[0] == 200
        assert counted(port, 'clausegraph_requests_total{method="GET",route="/v1/vendors",status="200"}') == number + 1
    assert counted(port, "clausegraph_snapshot") == 1


def test_what_cannot_be_served_is_told_once(command: Start) -> None:
    service = command("missing", "--workers", "3")
    assert service.process.wait(60) == 2
    assert service.said.count("error: missing: ") == 1
    assert "Traceback" not in service.said


def test_others_are_not_let_in_without_keys(command: Start) -> None:
    service = command("--host", "0.0.0.0", CLAUSEGRAPH_OPEN="true")  # noqa: S104
    assert service.process.wait(60) == 2
    assert "nothing says who may see what" in service.said


def test_numbers_are_for_those_who_may_see_everything(command: Start) -> None:
    port = command("--public").port()
    assert get(port, "/health")[0] == get(port, "/ready")[0] == 200
    assert get(port, "/metrics")[0] == 403
