"""How long a command takes, processes that it starts among it, and how much memory they hold at once."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL

_EVERY = 0.1
_KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of a command.

    Args:
        wall: seconds from its start to its end.
        cpu: seconds that processors worked for it, the kernel's work among them.
        memory: the most bytes that it held at once; what processes share counts once.
        code: its exit code; None where it was ended since it took too long.
        said: the end of what it wrote to standard error.
    """

    wall: float
    cpu: float
    memory: int
    code: int | None
    said: str


def measure(command: Sequence[str], *, cwd: Path, env: Mapping[str, str], limit: float, output: Path) -> Measured:
    """Runs a command and waits for it.

    Args:
        command: the program and its arguments.
        cwd: where it runs.
        env: its whole environment.
        limit: after so many seconds it is ended.
        output: the file that its standard output is written to.
    """
    before, start, peak = os.times(), time.perf_counter(), 0
    errors = output.with_name(f"{output.name}.err")
    with output.open("wb") as out, errors.open("wb") as err:
        process = subprocess.Popen(  # noqa: S603
            command, cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
        )
        try:
            while process.poll() is None and time.perf_counter() - start < limit:
                peak = max(peak, sum(map(_memory, _family(process.pid))))
                _wait(process)
            wall = time.perf_counter() - start
            code = process.poll()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, SIGKILL)
            process.wait()
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Measured(wall, cpu, peak, code, errors.read_text(errors="replace")[-500:].strip())


def _wait(process: subprocess.Popen[bytes]) -> None:
    with suppress(subprocess.TimeoutExpired):
        process.wait(_EVERY)


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _memory(pid: int) -> int:
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(row.split()[1]) * _KILOBYTE for row in rows if row.startswith("Pss:")), 0)
