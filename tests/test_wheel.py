"""What is published is whole: the wheel alone, in an empty environment, without the network, gives the demo."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from kg.knowledge import ROOMS
from tests.conftest import ROOT

COMMANDS = ("init", "build", "validate", "explain", "query", "ask", "diff", "reason", "evidence", "serve", "demo")

NO_NETWORK = """
import sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        raise SystemExit(f"reached for the network: {event} {arguments}")

sys.addaudithook(refuse)
"""


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(cwd), "LANG": "C.UTF-8"}
    return subprocess.run(
        command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False
    )


def build(target: str, source: Path, out: Path) -> Path:
    result = run(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", out, cwd=source)
    assert result.returncode == 0, result.stderr
    (built,) = out.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment with the wheel, in sight of the test environment's dependencies."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    result = run(
        sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", wheel, cwd=folder
    )
    assert result.returncode == 0, result.stderr
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    # Folders named in a .pth file come last, and their own .pth files, so the checkout's, are not followed.
    (site / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n")
    (site / "sitecustomize.py").write_text(NO_NETWORK)
    return python.parent


def test_holds_every_file_of_the_packages_and_the_knowledge(wheel: Path) -> None:
    def below(room: str) -> set[str]:
        files = (path for path in (ROOT / room).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return {path.relative_to(ROOT).as_posix() for path in files}

    expected = below("kg") | below("api") | {f"kg/_knowledge/{name}" for room in ROOMS for name in below(room)}
    expected |= {
        name.replace("tests/shapes", "kg/_knowledge/examples")
        for name in below("tests/shapes")
        if name.endswith(".ttl")
    }
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {name for name in names if ".dist-info/" not in name} == expected
    assert {"kg/py.typed", "api/py.typed"} <= names
    assert any(name.endswith(".rq") for name in names)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_source_distribution_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    sources = build("sdist", ROOT, tmp_path / "sdist")
    options = ("-q", "--no-deps", "--no-index", "--no-build-isolation", "-w", tmp_path)
    result = run(sys.executable, "-m", "pip", "wheel", *options, sources, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    again = tmp_path / wheel.name
    assert zipfile.ZipFile(again).namelist() == zipfile.ZipFile(wheel).namelist()
    assert again.read_bytes() == wheel.read_bytes()


def test_imports_come_from_the_wheel(environment: Path, tmp_path: Path) -> None:
    code = "import api, kg, kg.knowledge; print(api.__file__, kg.__file__, kg.knowledge.root(), sep='\\n')"
    result = run(environment / "python", "-c", code, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    for place in result.stdout.splitlines():
        assert Path(place).is_relative_to(environment.parent)


def test_console_script_points_at_what_exists(environment: Path, tmp_path: Path) -> None:
    code = (
        "from importlib.metadata import distribution;"
        "print([entry.name for entry in distribution('clausegraph').entry_points if callable(entry.load())])"
    )
    result = run(environment / "python", "-c", code, cwd=tmp_path)
    assert result.stdout == "['kg']\n", result.stderr


def test_help_names_every_command(environment: Path, tmp_path: Path) -> None:
    result = run(environment / "kg", "--help", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    for command in COMMANDS:
        assert re.search(rf"\b{command}\b", result.stdout), command


def test_examples_are_found(environment: Path, tmp_path: Path) -> None:
    result = run(environment / "kg", "explain", "PD001", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "\npasses\n" in result.stdout
    assert "\nfails\n" in result.stdout


def test_demo_runs_from_another_folder_without_the_network(environment: Path, tmp_path: Path) -> None:
    result = run(environment / "kg", "demo", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert re.search(r"\b[1-9]\d* (findings|violations)\b", result.stdout), result.stdout
    assert str(ROOT) not in result.stdout
