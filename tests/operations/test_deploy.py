"""The Containerfile and the systemd unit: whole, unprivileged, and made of what is there.

No container is built here, and no service started: what they would do is read, and done step by step where that needs
neither another system nor an index of packages.
"""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.main import get_command

from kg.cli import app
from tests.conftest import ROOT

STEPS = re.sub(r"^\s*#.*\n", "", (ROOT / "Containerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
UNIT = ROOT / "deploy" / "clausegraph.service"

Step = tuple[str, str]


def steps() -> list[Step]:
    lines = STEPS.replace("\\\n", " ").splitlines()
    parts = [line.partition(" ") for line in lines if line.strip()]
    return [(name, rest.strip()) for name, _, rest in parts]


def stage(number: int) -> list[Step]:
    starts = [place for place, (name, _) in enumerate(steps()) if name == "FROM"]
    assert len(starts) == 2
    return steps()[starts[number] : [*starts, len(steps())][number + 1]]


def values(name: str, of: list[Step]) -> list[str]:
    return [rest for found, rest in of if found == name]


def test_every_step_is_known() -> None:
    known = {
        *("FROM", "WORKDIR", "COPY", "RUN", "ENV", "VOLUME", "USER", "EXPOSE"),
        *("STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"),
    }
    assert {name for name, _ in steps()} <= known


def test_what_is_copied_is_there_and_is_all_that_the_wheel_needs(tmp_path: Path) -> None:
    folder = tmp_path / "src"
    for copied in values("COPY", stage(0)):
        *sources, target = copied.split()
        for source in sources:
            place = folder / target / Path(source).name if target.endswith("/") else folder / target
            place.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, place)
    for where, out in ((folder, tmp_path / "there"), (ROOT, tmp_path / "here")):
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
        ran = subprocess.run(command, cwd=where, capture_output=True, encoding="utf-8", check=False)
        assert ran.returncode == 0, ran.stderr
    (there,), (here,) = (tmp_path / "there").iterdir(), (tmp_path / "here").iterdir()
    assert zipfile.ZipFile(there).namelist() == zipfile.ZipFile(here).namelist()


def test_all_that_is_installed_is_pinned() -> None:
    installing = [shlex.split(run) for run in values("RUN", stage(0)) if " install " in run]
    assert len(installing) == 3
    for words in installing:
        assert "--require-hashes" in words or {"--no-index", "--no-deps"} <= set(words)
        for name in words:
            if name.endswith(".txt"):
                assert f" {name} " in f" {' '.join(values('COPY', stage(0)))} "
    assert all(
        re.fullmatch(r"docker\.io/library/python:3\.\d+-slim(?: AS build)?", one) for one in values("FROM", steps())
    )
    assert not re.search(r"\b(?:curl|wget|apt-get|git clone|ADD)\b", STEPS)


def test_it_runs_as_nobody_in_particular() -> None:
    last = stage(1)
    assert values("USER", last) == ["10001"]
    place = [name for name, _ in last].index("USER")
    assert not {"RUN", "COPY"} & {name for name, _ in last[place:]}
    assert values("VOLUME", last) == ["/srv/clausegraph/.kg"]
    assert values("WORKDIR", last) == ["/srv/clausegraph"]


def test_what_it_runs_is_a_command_of_ours() -> None:
    last = stage(1)
    words = [word for name in ("ENTRYPOINT", "CMD") for word in json.loads(values(name, last)[0])]
    assert words[0] == "kg"
    parse(words[1:])
    assert f"{words[words.index('--port') + 1]}" == values("EXPOSE", last)[0]


def test_its_health_is_that_of_the_service() -> None:
    check = json.loads(values("HEALTHCHECK", stage(1))[0].partition("CMD ")[2])
    assert check[0] == "python"
    assert "/ready" in check[2]
    ran = subprocess.run([sys.executable, *check[1:]], capture_output=True, check=False)
    assert ran.returncode in (0, 1)
    compile(check[2], "HEALTHCHECK", "exec")


def parse(words: list[str]) -> None:
    """Fails for what the command line does not take."""
    command = get_command(app)
    context = command.make_context("kg", list(words), resilient_parsing=False)
    name, below, rest = command.resolve_command(context, [*words])  # type: ignore[attr-defined]
    below.make_context(name, rest, parent=context)


def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(UNIT, encoding="utf-8")
    return parser


def test_the_unit() -> None:
    service = unit()["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert Path(program).name == "kg"
    parse(words)
    assert words[words.index("--host") + 1] == "127.0.0.1"
    for name in ("DynamicUser", "NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "RestrictSUIDSGID"):
        assert service[name] == "yes", name
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert Path(service["WorkingDirectory"]).name == service["StateDirectory"]
    assert int(service["TimeoutStopSec"]) > 10 + 2 * 3  # the grace that requests have, and what ending takes
    assert unit()["Install"]["WantedBy"] == "multi-user.target"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="NO systemd-analyze: the unit is only read")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    text = UNIT.read_text(encoding="utf-8")
    program = shlex.split(unit()["Service"]["ExecStart"])[0]
    copy = tmp_path / UNIT.name
    copy.write_text(text.replace(program, sys.executable), encoding="utf-8")
    ran = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, encoding="utf-8", check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(copy)]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stdout
