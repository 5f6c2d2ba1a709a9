"""`kill -9` at a hundred random moments of a build: the published snapshot opens, and is the old or the new one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.mini import mini, write

__all__ = ["mini"]

ROUNDS = 100


@pytest.mark.skipif(not hasattr(os, "fork"), reason="NO fork ON THIS SYSTEM: builds cannot be killed as they are here")
def test_builds_that_are_killed(tmp_path: Path, mini: Path) -> None:
    first = write(tmp_path / "work" / "first" / "a.ttl", "eg:a a cg:Purpose .\n")
    second = write(tmp_path / "work" / "second" / "b.ttl", "eg:b a cg:OwnPurpose ; cg:controller eg:anna .\n")
    home = tmp_path / "work" / ".kg"
    arguments = [str(one) for one in (home, mini, first, second, ROUNDS)]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.operations.killing", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert len(told) == ROUNDS
    killed = [one for one in told if one["code"] == -signal.SIGKILL]
    assert len(killed) > ROUNDS / 2
    assert {one["code"] for one in told} <= {0, -signal.SIGKILL}
    assert any(one["left"] for one in killed), "none was killed while it wrote"
    assert any(one["new"] for one in told)
    assert any(not one["new"] for one in killed)
