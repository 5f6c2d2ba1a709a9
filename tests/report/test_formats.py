"""What holds for every format."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from kg import snapshot as snapshots
from kg.cli import run
from kg.findings import Language, findings
from kg.report import RENDERERS, Format, render
from kg.snapshot import Snapshot
from tests.conftest import ROOT
from tests.report.samples import found, hostile, known, waived

LANGUAGES: tuple[Language, ...] = get_args(Language)


def test_every_format_has_a_renderer() -> None:
    assert set(RENDERERS) == set(get_args(Format))
    assert len(RENDERERS) == 9


@pytest.mark.parametrize("name", RENDERERS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_ends_in_a_line_break_and_can_be_encoded(name: Format, lang: Language) -> None:
    some = found()
    odd = [*some, hostile(some[1]), waived(some[0]), known(some[2])]
    for each in ([], some, odd):
        text = render(each, name, lang=lang)
        assert text.endswith("\n")
        assert not text.endswith("\n\n")
        text.encode()


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    code = (
        "from hashlib import sha256; from kg.report import RENDERERS, render; from tests.report.samples import found;"
        "print([sha256(render(found(), name, lang='sv').encode()).hexdigest() for name in RENDERERS])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


@pytest.mark.parametrize("name", RENDERERS)
def test_the_command_writes_each_format(
    name: Format,
    snapshot: Snapshot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(snapshots, "current", lambda *_, **__: snapshot)
    code = run(["validate", "--format", name, "--lang", "da", "--fail-on", "never", "--output", "report.any"])
    assert code == 0, capsys.readouterr().err
    called = {source.name: source.path for source in snapshot.sources}
    there = [
        replace(one, location=one.location and replace(one.location, path=called[one.location.path]))
        for one in findings(snapshot.store)
    ]
    text = (tmp_path / "report.any").read_text(encoding="utf-8")
    assert len(there) > 100
    assert text == render(there, name, lang="da", fail_on="never")


def test_the_name_of_the_output_decides_nothing(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(snapshots, "current", lambda *_, **__: snapshot)
    assert run(["validate", "--fail-on", "never", "--output", "report.html"]) == 0
    assert run(["validate", "--fail-on", "never", "--output", "report"]) == 0
    assert (tmp_path / "report.html").read_bytes() == (tmp_path / "report").read_bytes()
    assert not (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<")
