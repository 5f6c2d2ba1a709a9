"""Connections: what uvicorn's protocol leaves unbounded is bounded here, and what it says in plain text is a problem.

A client has a limited time to send the head of a request and a least pace at which it must take an answer; the number
of connections is limited. What is no HTTP is answered like every other error (RFC 9112).
"""

from __future__ import annotations

import asyncio
import math
import socket
import struct
import sys
from http import HTTPStatus
from typing import Any

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from api.edge import guarded
from api.errors import Refused, problem
from api.settings import Settings

LARGEST_HEAD = 64 << 10
"""How many bytes the head of a request may have."""

_PACE = 16 << 10
"""How many bytes of an answer a client must take in a second, on average."""

_LINGER = 2.0
"""How long, in seconds, a client that was refused may go on sending until the connection is cut."""

_LINGER_BYTES = 16 << 20
_AT_ONCE = struct.pack("ii", 1, 0)  # struct linger of socket(7)


class Protocol(H11Protocol):
    """HTTP/1.1 on one connection, with a client that may be slow, confused or hostile.

    Args:
        settings: the limits.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        settings: Settings,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._settings = settings
        self._head_due: asyncio.TimerHandle | None = None
        self._pace_due: asyncio.TimerHandle | None = None
        self._cut_due: asyncio.TimerHandle | None = None
        self._discarded = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Takes the connection, or refuses it where there are too many; far too many get no answer either."""
        super().connection_made(transport)
        # asyncio does this only for sockets that it has made itself; without, a second write waits 40 ms for an ACK.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        transport.set_write_buffer_limits(high=0)  # so that `pause_writing` tells of all that waits for the client
        taken, most = len(self.connections), self._settings.connections
        if taken > 2 * most:
            transport.abort()
        elif taken > most:
            self._refuse(
                Refused("unavailable", "there are too many connections", headers={"Retry-After": "1"}),
            )
        else:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Lets go of everything."""
        for timer in (self._head_due, self._pace_due, self._cut_due):
            if timer:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads on; of a client that was refused, only so that it reaches the refusal."""
        if self._cut_due is None:
            super().data_received(data)
            return
        self._discarded += len(data)
        if self._discarded > _LINGER_BYTES:
            self.transport.abort()

    def handle_events(self) -> None:
        """Begins what has come whole; the rest of a head is waited for, within limits."""
        super().handle_events()
        if self._cut_due:
            return
        begun = self.conn.their_state is h11.IDLE and bool(self.conn.trailing_data[0])
        if begun and self._head_due is None:
            self._await_head()
        elif not begun and self._head_due:
            self._head_due.cancel()
            self._head_due = None

    def _await_head(self) -> None:
        self._head_due = self.loop.call_later(self._settings.patience, self._head_late)

    def _head_late(self) -> None:
        self._head_due = None
        if self.conn.trailing_data[0]:
            seconds = f"{self._settings.patience:g} seconds"
            self._refuse(Refused("too-slow", f"the head of the request did not come within {seconds}"))
        else:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Answers what is no HTTP/1.1; called where h11 has refused it."""
        error = sys.exception()
        hint = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else HTTPStatus.BAD_REQUEST
        if hint == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE:
            self._refuse(Refused("too-many-headers", "the head is too long", expected=f"at most {LARGEST_HEAD} bytes"))
        else:
            self._refuse(Refused("bad-input", "this is not a request", expected="HTTP/1.1 as RFC 9112 has it"))

    def _unsupported_upgrade_warning(self) -> None:
        """An offer of another protocol is passed over (RFC 9110, section 7.8), and is nothing to warn of."""

    def _refuse(self, refused: Refused) -> None:
        """Answers outside of any request and ends the connection, so that the client has time to read why."""
        if self.cycle and not self.cycle.response_complete:
            self.cycle.disconnected = True  # whoever answers it is answering nobody
            self.cycle.message_event.set()
        self._unset_keepalive_if_required()
        self._cut_due = self.loop.call_later(_LINGER, self.transport.abort)
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.close()
            return
        answer = problem({"type": "http", "method": "", "path": "", "headers": []}, refused)
        headers = [
            *self.server_state.default_headers,
            *guarded(answer.raw_headers, self.scheme),
            (b"connection", b"close"),
        ]
        head = h11.Response(
            status_code=answer.status_code, headers=headers, reason=HTTPStatus(answer.status_code).phrase
        )
        whole = (head, h11.Data(data=bytes(answer.body)), h11.EndOfMessage())
        self.transport.write(b"".join(self.conn.send(event) or b"" for event in whole))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        else:
            self.transport.close()

    def pause_writing(self) -> None:
        """Something waits for the client to take it."""
        super().pause_writing()
        self._watch_pace(math.inf)

    def resume_writing(self) -> None:
        """The client has taken all."""
        super().resume_writing()
        if self._pace_due:
            self._pace_due.cancel()

    def _watch_pace(self, before: float) -> None:
        """Cuts off a client that since the last look has taken less than it must."""
        left = self.transport.get_write_buffer_size()
        if before - left < _PACE * self._settings.patience:
            # At once: else the system would go on offering what it has been given.
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            self.transport.abort()
        else:
            self._pace_due = self.loop.call_later(self._settings.patience, self._watch_pace, left)
