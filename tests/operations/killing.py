"""Builds that are killed at random moments: python -m tests.operations.killing HOME KNOWLEDGE FIRST SECOND ROUNDS

This process only forks. No store is opened in it: the engine's threads would not live on in its children.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from kg import knowledge, publish, snapshot

SEED = 20_260_101
FAILED = 7


def child(work: Callable[[], object]) -> int:
    """Starts a process that does this and nothing else."""
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
        os._exit(0)
    except BaseException as error:  # noqa: BLE001
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)  # noqa: T201
        os._exit(FAILED)


def ended(pid: int) -> int:
    """How a process ended: its exit code, or the signal as a negative number."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def check(home: Path, allowed: set[str]) -> None:
    """What is published opens, is one of these, and holds all that it says it holds."""
    pointer = publish.pointer(home)
    assert pointer, "nothing is published"
    assert pointer.id in allowed, "something else is published"
    found = publish.find(home, pointer.id)
    assert found, "what is published does not open"
    manifest, store = found
    counted = {row["g"].value: int(row["n"].value) for row in store.select(COUNT)}
    assert counted == dict(manifest.graphs), "what is published is not whole"


COUNT = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


def whole(home: Path, own: Path) -> None:
    """A build that nobody kills, and what it leaves behind."""
    snapshot.build([own], home=home)
    left = [path.name for path in home.rglob(".unfinished*")]
    assert not left, f"left behind: {left}"


def other(home: Path, published: str) -> None:
    """Takes away every snapshot but the published one, so that the next build has all to do."""
    for folder in (home / "snapshots").iterdir():
        if folder.name != published[:16] and not folder.name.startswith("."):
            shutil.rmtree(folder)


def main(home: Path, root: Path, inputs: tuple[Path, Path], rounds: int) -> None:
    """Kills so many builds, and says how each of them ended."""
    knowledge.root = lambda: root
    ids = []
    spans = []
    for own in inputs * 2:
        begun = time.monotonic()
        assert ended(child(lambda own=own: whole(home, own))) == 0  # type: ignore[misc]
        spans.append(time.monotonic() - begun)
        pointer = publish.pointer(home)
        assert pointer
        ids.append(pointer.id)
        other(home, pointer.id)
    assert ids[0] != ids[1]
    random = Random(SEED)  # noqa: S311
    told = []
    for number in range(rounds):
        before = publish.pointer(home)
        assert before
        target = number % 2 if before.id == ids[1 - number % 2] else 1 - number % 2
        other(home, before.id)
        pid = child(lambda target=target: snapshot.build([inputs[target]], home=home))  # type: ignore[misc]
        time.sleep(random.uniform(0, max(spans[1:])))
        os.kill(pid, signal.SIGKILL)
        code = ended(pid)
        allowed = {before.id, ids[target]} if code == -signal.SIGKILL else {ids[target]}
        assert ended(child(lambda allowed=allowed: check(home, allowed))) == 0, f"round {number}"  # type: ignore[misc]
        now = publish.pointer(home)
        assert now
        told.append({"code": code, "new": now.id == ids[target], "left": len(list(home.rglob(".unfinished*")))})
        if number % 10 == 9:
            assert ended(child(lambda target=target: whole(home, inputs[target]))) == 0  # type: ignore[misc]
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), (Path(sys.argv[3]), Path(sys.argv[4])), int(sys.argv[5]))
