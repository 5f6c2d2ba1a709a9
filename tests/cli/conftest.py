"""The command line, run inside of the test's own process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from kg import snapshot
from kg.cli import run


class Ran(NamedTuple):
    """What came of a command."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def kg(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command, in a folder if one is given first, and says what came of it."""

    def command(*arguments: str | Path, cwd: Path | None = None) -> Ran:
        if cwd:
            monkeypatch.chdir(cwd)
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        return Ran(code, *capsys.readouterr())

    return command


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the built-in knowledge is published; read it, do not write to it."""
    folder = tmp_path_factory.mktemp("published")
    snapshot.build((), home=folder / ".kg")
    return folder
