"""What goes between the service and its workers: pickles, each behind a byte that says what it is and its length."""

from __future__ import annotations

import pickle
import socket
import struct
from typing import Any, Final, Protocol, TypeVar

from kg.errors import KGError

T_co = TypeVar("T_co", covariant=True)

HEAD: Final = struct.Struct(">BQ")
VALUE: Final = 0
ERROR: Final = 1
LEEWAY: Final = 4096
"""How much longer than its answer a frame may be."""


class TooLarge(KGError):
    """An answer is larger than the service gives out."""


class Job(Protocol[T_co]):
    """What a worker does: a frozen dataclass of plain values, in a module that is cheap to import.

    A job changes nothing, so that it can be ended at any time and begun again.
    """

    def run(self) -> T_co:
        """Does it.

        Raises:
            KGError: reaches whoever asked for it. Anything else ends the worker.
        """
        ...


def packed(kind: int, content: object) -> bytes:
    """A frame."""
    body = pickle.dumps(content, pickle.HIGHEST_PROTOCOL)
    return HEAD.pack(kind, len(body)) + body


def unpacked(body: bytes) -> Any:
    """What is in a frame; only ever one that our own process at the other end has made."""
    return pickle.loads(body)  # noqa: S301


def receive(line: socket.socket) -> Any | None:
    """The next thing that the other end sends; None where it has gone."""
    if not (head := _exactly(line, HEAD.size)):
        return None
    return unpacked(_exactly(line, HEAD.unpack(head)[1]))


def _exactly(line: socket.socket, length: int) -> bytes:
    return line.recv(length, socket.MSG_WAITALL)
