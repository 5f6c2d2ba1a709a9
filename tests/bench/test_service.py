"""The measurement of the service: what it counts as an answer, what it prints, and a short run of it."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from bench.service import Measured, _table, _whole
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("answer", "whole"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", False),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", True),
    ],
)
def test_an_answer_is_whole_or_not(answer: bytes, whole: bool) -> None:
    assert _whole(bytearray(answer)) is whole


def test_the_table() -> None:
    found = {"304": {"ours": Measured(3000, 0.001, 0.002), "bare": Measured(4000, 0.00075, 0.001)}}
    assert _table(found).splitlines()[2:] == [
        "| 304 | clausegraph | 3,000 | 1.00 | 2.00 | 1.00 |",
        "| 304 | bare FastAPI | 4,000 | 0.75 | 1.00 | 0.75 |",
    ]


def test_a_short_run() -> None:
    command = [sys.executable, "-m", "bench.service", "--servers", "ours,bare", "--seconds", "0.1"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    rows = [line for line in ran.stdout.splitlines() if re.search(r"\| \d", line)]
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == [
        *("the same query", "the same query", "queries", "queries"),
        *("REST look-up", "REST look-up", "304", "304"),
    ]


def test_unknown_servers_are_refused() -> None:
    command = [sys.executable, "-m", "bench.service", "--servers", "nobody"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (ran.returncode, "no server is called nobody" in ran.stderr) == (2, True)
