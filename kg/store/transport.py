"""One HTTP request, sent once: it ends by its deadline, follows no redirect, and is answered whole or not at all."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPResponse, HTTPSConnection
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPRedirectHandler,
    HTTPSHandler,
    Request,
    build_opener,
)

EXPLAINED = 4_096
"""How many bytes of what a service says of a failure are read."""


class Unsent(Exception):
    """The request was not answered whole; `passing` where a moment later it may be."""

    def __init__(self, words: str, *, passing: bool = False) -> None:
        super().__init__(words)
        self.words, self.passing = words, passing


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: its status, the reason for that, the headers in small letters, and the body.

    Of a failure no more than the beginning of the body is kept.
    """

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes


def send(request: Request, deadline: float, *, longest: int, login: tuple[str, str] | None = None) -> Reply:
    """Sends a request.

    Args:
        request: with all its headers.
        deadline: as `time.monotonic` counts.
        longest: how many bytes the answer may have.
        login: user and password, where the service asks for digest authentication.

    Raises:
        TimeoutError: the deadline has passed.
        Unsent: the service cannot be reached, breaks off, or answers too much.
    """
    watch = _Watch(deadline)
    logins = HTTPPasswordMgrWithDefaultRealm()
    if login is not None:
        logins.add_password(None, request.full_url, *login)
    opener = build_opener(_Plain(watch), _Secure(watch), _Stay(), HTTPDigestAuthHandler(logins))
    try:
        with watch:
            try:
                with opener.open(request, timeout=watch.left()) as response:
                    reply = _reply(response, _whole(response, longest))
            except HTTPError as error:
                reply = _reply(error, _beginning(error))
    except (OSError, HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        if watch.over or isinstance(reason, TimeoutError):
            raise TimeoutError from error
        passing = isinstance(reason, ConnectionError | HTTPException)
        raise Unsent(f"cannot be reached: {' '.join(str(reason).split())[:300]}", passing=passing) from error
    if watch.over:  # what was read ends where the connection was broken
        raise TimeoutError
    return reply


def _reply(response: HTTPResponse | HTTPError, body: bytes) -> Reply:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Reply(response.status or 0, response.reason, headers, body)


def _whole(response: HTTPResponse, longest: int) -> bytes:
    pieces, size = [], 0
    while piece := response.read1(1 << 16):
        pieces.append(piece)
        size += len(piece)
        if size > longest:
            raise Unsent(f"answered more than {longest:,} bytes")
    if response.length:
        raise ConnectionResetError("it broke off in the middle of its answer")
    return b"".join(pieces)


def _beginning(error: HTTPError) -> bytes:
    try:
        return error.read(EXPLAINED)
    except (OSError, HTTPException, ValueError):
        return b""


class _Watch:
    """Breaks the connections of a call that is not through by the deadline.

    A socket's own timeout starts anew with each byte that drips in.
    """

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._sockets: list[socket.socket] = []

    def __enter__(self) -> _Watch:
        self._timer = threading.Timer(max(0.0, self._deadline - time.monotonic()), self._break)
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    @property
    def over(self) -> bool:
        return time.monotonic() >= self._deadline

    def left(self) -> float:
        return max(0.001, self._deadline - time.monotonic())

    def connecting(self, kind: type[HTTPConnection]) -> Any:
        def connecting(*given: Any, **options: Any) -> HTTPConnection:
            connection = kind(*given, **options)

            def connect() -> None:
                kind.connect(connection)
                self._sockets.append(connection.sock)  # which the connection forgets once there is an answer

            connection.connect = connect  # type: ignore[method-assign]
            return connection

        return connecting

    def _break(self) -> None:
        for one in self._sockets:
            with suppress(OSError):  # it is closed already
                socket.socket.shutdown(one, socket.SHUT_RDWR)


class _Plain(HTTPHandler):
    def __init__(self, watch: _Watch) -> None:
        super().__init__()
        self._watch = watch

    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(self._watch.connecting(HTTPConnection), req)


class _Secure(HTTPSHandler):
    def __init__(self, watch: _Watch) -> None:
        super().__init__()
        self._watch = watch

    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(self._watch.connecting(HTTPSConnection), req)


class _Stay(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None
