"""What the filter of system calls says, read as the kernel reads it."""

from __future__ import annotations

import errno
import os
import struct

import pytest

from api.pool.cage import filter_program

X86, ARM = 0xC000003E, 0xC00000B7
ALLOWED, KILLED = 0x7FFF0000, 0x80000000
DENIED, UNKNOWN = 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS


def judged(machine: str, architecture: int, call: int, *arguments: int) -> int:
    """What the filter answers to a call: a small reader of classic BPF."""
    program = filter_program(machine)
    assert program is not None
    padded = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    data = struct.pack("<IIQ6Q", call, architecture, 0, *padded)
    at = loaded = 0
    while True:
        code, then, otherwise, value = struct.unpack_from("HBBI", program, 8 * at)
        at += 1
        if code == 0x06:
            return int(value)
        if code == 0x20:
            (loaded,) = struct.unpack_from("<I", data, value)
        else:
            holds = {0x15: loaded == value, 0x35: loaded >= value, 0x45: bool(loaded & value)}[code]
            at += then if holds else otherwise


@pytest.mark.parametrize(
    ("call", "arguments", "expected"),
    [
        (0, (), ALLOWED),  # read
        (1, (), ALLOWED),  # write, to what is open
        (41, (), DENIED),  # socket
        (59, (), DENIED),  # execve
        (257, (0, 0, os.O_RDONLY), ALLOWED),  # openat
        (257, (0, 0, os.O_WRONLY), DENIED),
        (257, (0, 0, os.O_RDWR), DENIED),
        (257, (0, 0, os.O_RDONLY | os.O_CREAT), DENIED),
        (2, (0, os.O_RDONLY | os.O_CLOEXEC), ALLOWED),  # open
        (2, (0, os.O_RDONLY | os.O_TRUNC), DENIED),
        (56, (0x10000,), ALLOWED),  # clone: a thread
        (56, (0,), DENIED),
        (435, (), UNKNOWN),  # clone3
        (425, (), DENIED),  # io_uring_setup
        (0x40000000 + 41, (), DENIED),  # socket, by its number for x32
    ],
)
def test_x86_64(call: int, arguments: tuple[int, ...], expected: int) -> None:
    assert judged("x86_64", X86, call, *arguments) == expected


@pytest.mark.parametrize(
    ("call", "arguments", "expected"),
    [
        (63, (), ALLOWED),  # read
        (198, (), DENIED),  # socket
        (221, (), DENIED),  # execve
        (56, (0, 0, os.O_RDONLY), ALLOWED),  # openat
        (56, (0, 0, os.O_WRONLY), DENIED),
        (220, (0x10000,), ALLOWED),  # clone: a thread
        (220, (0,), DENIED),
        (437, (), UNKNOWN),  # openat2
    ],
)
def test_aarch64(call: int, arguments: tuple[int, ...], expected: int) -> None:
    assert judged("aarch64", ARM, call, *arguments) == expected


def test_calls_of_another_architecture_end_the_process() -> None:
    assert judged("x86_64", 0x40000003, 0) == KILLED
    assert judged("aarch64", X86, 0) == KILLED


def test_other_machines_have_none() -> None:
    assert filter_program("riscv64") is None
