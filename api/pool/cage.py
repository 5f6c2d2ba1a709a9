"""Takes from a process what a query has no use for: the network, writing, other programs, and more than its share.

Limits are those of POSIX (`setrlimit`). On Linux a filter of system calls (seccomp) comes on top, and nothing that runs
in the process can take it off again.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
import sys
from types import MappingProxyType

_SET_PDEATHSIG, _SET_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 1, 38, 22, 2
_CLONE_THREAD = 0x10000
_FILES = 1024
"""How many files a worker may have open; each snapshot takes about a dozen."""

# The first field names the architecture (linux/audit.h); the numbers are of each architecture's own table.
_TABLES = MappingProxyType(
    {
        "x86_64": (
            0xC000003E,
            {"open": (2, 1), "openat": (257, 2)},
            (56,),
            # socket, fork, vfork, execve, kill, truncate, rename, mkdir, rmdir, creat, link, unlink, symlink, chmod,
            # ptrace, mkdirat, unlinkat, renameat, linkat, symlinkat, fchmodat, process_vm_writev, renameat2, execveat
            (41, 57, 58, 59, 62, 76, 82, 83, 84, 85, 86, 87, 88, 90, 101, 258, 263, 264, 265, 266, 268, 311, 316, 322),
        ),
        "aarch64": (
            0xC00000B7,
            {"openat": (56, 2)},
            (220,),
            # mkdirat, unlinkat, symlinkat, linkat, renameat, truncate, fchmodat, ptrace, kill, socket, execve,
            # process_vm_writev, renameat2, execveat
            (34, 35, 36, 37, 38, 45, 53, 117, 129, 198, 221, 271, 276, 281),
        ),
    }
)
_EVERYWHERE = (424, 425, 434, 438)
"""pidfd_send_signal, io_uring_setup, pidfd_open, pidfd_getfd: the same on every architecture."""
_UNKNOWN = (435, 437)
"""clone3 and openat2, whose arguments a filter cannot read: libraries fall back to the older calls."""


def shut(memory: int) -> bool:
    """Limits this process for good.

    Args:
        memory: how much address space it may have, in bytes.

    Returns:
        Whether the network is out of reach, too.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which ends its workers itself
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _FILES),
    ):
        _, most = resource.getrlimit(limit)
        value = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(limit, (value, value))
    return sys.platform == "linux" and _filter()


def leave_with(parent: int) -> None:
    """Has this process end when its parent does."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit()


def limit_time(seconds: float) -> None:
    """Has the system end this process when it computes for so much longer."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 2, most))


def _filter() -> bool:
    program = filter_program(platform.machine())
    if program is None:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    kept = ctypes.create_string_buffer(program)
    handed = struct.pack("HP", len(program) // 8, ctypes.addressof(kept))
    return not libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0) and not libc.prctl(_SET_SECCOMP, _FILTER, handed, 0, 0)


def filter_program(machine: str) -> bytes | None:
    """The filter, as the kernel takes it (Documentation/userspace-api/seccomp_filter.rst).

    Args:
        machine: what `platform.machine` says.

    Returns:
        The instructions; None for a machine that is not known here.
    """
    if machine not in _TABLES:
        return None
    architecture, opening, cloning, refused = _TABLES[machine]
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
    allow, kill = 0x7FFF0000, 0x80000000
    deny, unknown = 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS
    number, first = 0, 16  # where the call's number and its first argument stand in what the kernel hands over

    def load(offset: int) -> bytes:
        return struct.pack("HBBI", 0x20, 0, 0, offset)

    def answer(value: int) -> bytes:
        return struct.pack("HBBI", 0x06, 0, 0, value)

    def unless(code: int, value: int, *then: bytes) -> bytes:
        """Passes over what follows where the comparison fails."""
        return struct.pack("HBBI", code, 0, len(then), value) + b"".join(then)

    equal, above, bits = 0x15, 0x35, 0x45
    program = [load(4), struct.pack("HBBI", equal, 1, 0, architecture), answer(kill), load(number)]
    program.append(unless(above, 0x40000000, answer(deny)))  # the x32 numbers of x86_64
    program += [unless(equal, call, answer(deny)) for call in (*refused, *_EVERYWHERE)]
    program += [unless(equal, call, answer(unknown)) for call in _UNKNOWN]
    for call, argument in opening.values():
        look = (load(first + 8 * argument), struct.pack("HBBI", bits, 0, 1, writing), answer(deny), answer(allow))
        program.append(unless(equal, call, *look))
    for call in cloning:
        look = (load(first), struct.pack("HBBI", bits, 1, 0, _CLONE_THREAD), answer(deny), answer(allow))
        program.append(unless(equal, call, *look))
    return b"".join((*program, answer(allow)))
