"""Every hostile request ends soon and with a problem, and a light query alongside keeps being answered."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection

import pytest
from jsonschema import Draft202012Validator

from api.models.problem import Problem
from tests.hostile import queries, wire
from tests.hostile.conftest import DEADLINE
from tests.hostile.wire import QUERY, Told

LIGHT = "SELECT ?vendor { ?vendor a cg:Vendor }"

SLACK = 1.0
"""How much longer than its deadline a request may take, in seconds."""

FLOOR = 0.02
"""What is no slower than this counts as idle, in seconds."""

AT_ONCE = 6

SPARQL = dict(queries.every())
NAMES = [*SPARQL, *wire.REQUESTS]
PROBLEM = Draft202012Validator(Problem.model_json_schema(mode="serialization"))


def ask(port: int, query: str, timeout: float = 30) -> Told:
    began = time.monotonic()
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("POST", "/sparql", query.encode(), {"Content-Type": QUERY})
        answer = connection.getresponse()
        return Told(answer.status, answer.headers["content-type"], answer.read(), time.monotonic() - began)
    finally:
        connection.close()


def attack(port: int, name: str) -> Told:
    if name in SPARQL:
        return ask(port, SPARQL[name])
    return wire.send(port, wire.REQUESTS[name], 30)


@dataclass
class Probe:
    """A client that asks one light query after the other."""

    port: int
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def ask(self) -> None:
        told = ask(self.port, LIGHT)
        self.seconds.append(told.seconds)
        if told.status != 200 or len(json.loads(told.body)["results"]["bindings"]) != 2:
            self.failures.append(f"{told.status}: {told.body!r}")

    @contextmanager
    def alongside(self) -> Iterator[None]:
        over = threading.Event()

        def watch() -> None:
            while not over.wait(0.005):
                self.ask()

        with ThreadPoolExecutor(1) as thread:
            watching = thread.submit(watch)
            try:
                yield
            finally:
                over.set()
                watching.result()

    @property
    def worst(self) -> float:
        """The 99th percentile."""
        return sorted(self.seconds)[int(len(self.seconds) * 0.99)]


@dataclass
class Drill:
    """What came of all the requests, several at once, and of the light query before and alongside."""

    told: dict[str, Told]
    idle: Probe
    busy: Probe


@pytest.fixture(scope="module")
def drill(port: int) -> Drill:
    idle, busy = Probe(port), Probe(port)
    for _ in range(20):
        ask(port, LIGHT)
    for _ in range(300):
        idle.ask()
    with busy.alongside(), ThreadPoolExecutor(AT_ONCE) as attackers:
        told = dict(zip(NAMES, attackers.map(lambda name: attack(port, name), NAMES), strict=True))
    return Drill(told, idle, busy)


def check(told: Told) -> str:
    """Asserts that this is a problem, and gives its kind."""
    assert told.media_type == "application/problem+json", told
    problem = json.loads(told.body)
    PROBLEM.validate(problem)
    assert problem["status"] == told.status
    assert 400 <= told.status < 600
    assert told.status != 500, problem
    return str(problem["type"]).rpartition("/")[2]


def test_there_are_enough() -> None:
    assert len(NAMES) == len(SPARQL) + len(wire.REQUESTS) > 160


@pytest.mark.parametrize("name", NAMES)
def test_hostile_request(drill: Drill, name: str) -> None:
    told = drill.told[name]
    check(told)
    assert told.seconds < DEADLINE + SLACK


def test_a_light_query_keeps_being_answered(drill: Drill) -> None:
    assert not drill.idle.failures
    assert not drill.busy.failures
    assert len(drill.busy.seconds) >= 200
    assert drill.busy.worst < 10 * max(drill.idle.worst, FLOOR)


def test_a_flood(port: int, drill: Drill) -> None:
    """Far more at once than there is room for."""
    probe, many = Probe(port), 64
    with probe.alongside(), ThreadPoolExecutor(many) as attackers:
        flood = [f"{queries.ENDLESS['cross join']} # {number}" for number in range(many)]
        kinds = Counter(check(told) for told in attackers.map(lambda query: ask(port, query), flood))
    assert kinds.keys() <= {"busy", "deadline"}
    assert kinds["deadline"] > 0
    # Whoever comes in the midst of a crowd may share its fate; whoever comes after it does not.
    assert len(probe.failures) <= 1
    assert len(probe.seconds) > 2


@pytest.mark.parametrize("name", ["cross join", "path of stars"])
def test_a_client_that_goes_away_leaves_nothing_behind(port: int, drill: Drill, name: str) -> None:
    def hang_up(number: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        query = f"{queries.ENDLESS[name]} # {number} is nobody's"
        connection.request("POST", "/sparql", query.encode(), {"Content-Type": QUERY})
        time.sleep(0.05)
        connection.close()

    with ThreadPoolExecutor(8) as clients:
        list(clients.map(hang_up, range(40)))
    began = time.monotonic()
    wait_until(lambda: jobs(port) == (0, 0))
    assert time.monotonic() - began < DEADLINE - 0.2, "they ended when the client went, not when their time was over"


def jobs(port: int) -> tuple[int, int]:
    """How many jobs are at work, and how many wait, as the service tells."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/metrics")
    lines = connection.getresponse().read().decode().splitlines()
    connection.close()
    counted = dict(line.rsplit(" ", 1) for line in lines if line.startswith("clausegraph_pool_jobs"))
    assert len(counted) == 2, lines
    running, waiting = (
        int(float(counted[f'clausegraph_pool_jobs{{state="{one}"}}'])) for one in ("running", "waiting")
    )
    return running, waiting


def wait_until(done: Callable[[], bool]) -> None:
    for _ in range(600):
        if done():
            return
        time.sleep(0.05)
    pytest.fail("waited in vain")


def test_the_service_is_whole_afterwards(port: int, drill: Drill) -> None:
    wait_until(lambda: jobs(port) == (0, 0))
    probe = Probe(port)
    for _ in range(100):
        probe.ask()
    assert not probe.failures
