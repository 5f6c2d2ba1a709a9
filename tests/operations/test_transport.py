"""Connections: clients that are slow, confused or hostile get a problem, and hold nothing for long."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from api.transport import LARGEST_HEAD
from tests.operations.conftest import Serving, waiting

GET = b"GET /health HTTP/1.1\r\nHost: test\r\n"


class Client:
    """A connection, byte by byte."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def rest(self) -> bytes:
        """All that comes until the other side closes."""
        parts = []
        try:
            while part := self.socket.recv(1 << 16):
                parts.append(part)
        except ConnectionError:
            pass
        return b"".join(parts)


def problem(answer: bytes) -> dict[str, Any]:
    """The problem that an answer is, after a look at its form."""
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    assert headers["content-type"] == "application/problem+json"
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers
    assert len(body) == int(headers["content-length"])
    read: dict[str, Any] = json.loads(body)
    assert status.split()[1] == str(read["status"])
    assert {"type", "title", "status", "detail", "instance"} <= set(read)
    return read


@pytest.mark.parametrize(
    "garbage",
    [
        b"GARBAGE\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),  # TLS
        b"GET / HTTP/1.1\r\n\r\n",  # no Host
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX Y: z\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nnot a length\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_what_is_no_http_is_a_problem(serving: Serving, garbage: bytes) -> None:
    with Client(serving()) as client:
        client.send(garbage)
        assert problem(client.rest())["status"] == 400


def test_a_target_in_its_absolute_form(serving: Serving) -> None:
    with Client(serving()) as client:
        client.send(b"GET http://elsewhere/health?x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert problem(client.rest())["instance"] == "/health"


def test_garbage_behind_a_request(serving: Serving) -> None:
    with Client(serving()) as client:
        client.send(GET + b"\r\nGARBAGE\r\n\r\n")
        first, _, second = client.rest().partition(b'{"status":"ok"}')
    assert first.startswith(b"HTTP/1.1 200 ")
    assert problem(second)["status"] == 400


def test_a_head_that_does_not_come_to_its_end(serving: Serving) -> None:
    with Client(serving(patience=0.3)) as client:
        client.send(GET)
        assert problem(client.rest())["status"] == 408


def test_a_head_that_drips(serving: Serving) -> None:
    """Each byte comes in time, all of them do not."""
    with Client(serving(patience=0.3)) as client:
        client.socket.settimeout(0.02)
        client.send(GET)
        answer = b""
        for _ in range(3000):
            try:
                answer += client.socket.recv(1 << 16)
                break
            except TimeoutError:
                client.send(b"x")
        client.socket.settimeout(60)
        assert problem(answer + client.rest())["status"] == 408


def test_a_second_head_that_does_not_come(serving: Serving) -> None:
    with Client(serving(patience=0.3)) as client:
        client.send(GET + b"\r\n" + GET)
        answers = client.rest()
    assert answers.startswith(b"HTTP/1.1 200 ")
    assert problem(answers[answers.index(b"HTTP/1.1 408") :])["status"] == 408


def test_a_connection_that_says_nothing_is_closed(serving: Serving) -> None:
    with Client(serving(patience=0.3)) as client:
        assert client.rest() == b""


def test_a_flood_of_headers(serving: Serving) -> None:
    with Client(serving()) as client:
        client.send(GET + b"".join(b"X-%d: y\r\n" % number for number in range(200)) + b"Connection: close\r\n\r\n")
        assert problem(client.rest())["status"] == 431


def test_a_head_without_end_gets_an_answer_while_it_comes(serving: Serving) -> None:
    with Client(serving()) as client:
        client.send(GET + b"X: " + b"y" * (2 * LARGEST_HEAD))
        told = problem(client.rest())
    assert (told["status"], told["expected"]) == (431, f"at most {LARGEST_HEAD} bytes")


def test_who_sends_on_after_a_refusal_is_cut_off(serving: Serving) -> None:
    with Client(serving()) as client:
        client.send(b"GARBAGE\r\n\r\n")
        with pytest.raises(ConnectionError):
            client.send(bytes(100 << 20))


def test_too_many_connections(serving: Serving) -> None:
    port = serving(connections=2)
    with Client(port) as first, Client(port) as second, Client(port) as third:
        told = third.rest()
        assert problem(told)["status"] == 503
        assert b"\r\nretry-after: 1\r\n" in told
        for client in (first, second):
            client.send(GET + b"Connection: close\r\n\r\n")
            assert client.rest().startswith(b"HTTP/1.1 200 ")
    with Client(port) as client:
        client.send(GET + b"Connection: close\r\n\r\n")
        assert client.rest().startswith(b"HTTP/1.1 ")


def test_far_too_many_connections_get_no_answer(serving: Serving) -> None:
    port = serving(connections=1)
    with Client(port), Client(port), Client(port) as third:
        assert third.rest() == b""


def test_an_answer_that_nobody_reads(serving: Serving) -> None:
    with Client(serving(patience=0.3)) as client:
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # so that less lies on the way
        query = b"SELECT%20*%20%7B%20?s%20?p%20?o%20.%20?s%20?q%20?r%20%7D%20LIMIT%2060000"
        client.send(b"GET /sparql?query=" + query + b" HTTP/1.1\r\nHost: test\r\n\r\n")
        assert client.socket.recv(20).startswith(b"HTTP/1.1 200 ")
        for _ in waiting("the service cuts the connection"):
            if client.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                break
        with pytest.raises(ConnectionError):
            client.send(b"x")


def test_offers_of_other_protocols_are_passed_over(serving: Serving) -> None:
    with Client(serving()) as client:
        client.send(GET + b"Connection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n")
        assert client.rest().startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("line", [b"OPTIONS * HTTP/1.1", b"CONNECT test:80 HTTP/1.1"])
def test_odd_targets(serving: Serving, line: bytes) -> None:
    with Client(serving()) as client:
        client.send(line + b"\r\nHost: test\r\nConnection: close\r\n\r\n")
        assert 400 <= problem(client.rest())["status"] < 500
