"""Mistakes that good projects have made, each found here before a reader finds it."""

from __future__ import annotations

import ast
import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import entry_points, version
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from tests.conftest import ROOT

OWL = "http://www.w3.org/2002/07/owl#"
PACKAGES = ("kg", "api")

LONG_FILES: dict[str, str] = {}
"""Files of more than 400 lines, each with the reason why it is one concern."""

TOP_LEVEL = {
    *("ontology", "shapes", "data", "kg", "api", "tests", "bench", "deploy"),
    *(".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "Makefile", "README.md", "pyproject.toml", "requirements"),
    *(".pre-commit-hooks.yaml", "action.yml", "Containerfile", ".containerignore"),
}

# Each is in two pieces, so that this file does not match itself.
FOREIGN = [
    *(r"(?<![\w.-])/wo" + "rk/", r"(?<![\w.-])/tm" + r"p/v\b", r"(?<![\w.-])/ro" + "ot/"),
    *(r"(?<![\w.-])/ho" + r"me/\w", r"(?<![\w.-])/Us" + r"ers/\w"),
    *("pyp" + r"i\.org", "python" + r"hosted\.org", "--(extra-)?ind" + "ex-url", "--find" + "-links"),
]

HEAVY = ("rdflib", "pyshacl", "owlready2", "fastapi", "uvicorn", "SPARQLWrapper")


def tracked() -> list[str]:
    """The files of the project, those not yet added included, by their path from the root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, encoding="utf-8").stdout
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"NOT A GIT CHECKOUT, so the files of the project are not known: {error}")
    return sorted(name for name in listed.split("\0") if name and (ROOT / name).is_file())


def modules(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def test_every_test_is_collected() -> None:
    lost = []
    for name, module in modules("tests"):
        path = ROOT / name
        if not (path.parent / "__init__.py").is_file():
            lost.append(f"{name}: a second file of that name would hide it, without an __init__.py beside it")
        classes = [node for node in module.body if isinstance(node, ast.ClassDef)]
        for scope, body in [("Test", module.body), *((node.name, node.body) for node in classes)]:
            for node in body:
                if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    continue
                hidden = re.match(r"_+test|tets|tset", node.name)
                if hidden or (node.name.startswith("test") and not scope.startswith("Test")):
                    lost.append(f"{name}:{node.lineno}: {node.name}")
                if node.name.startswith("test") and not path.name.startswith("test_"):
                    lost.append(f"{name}:{node.lineno}: {node.name}")
        if re.search(r"(?:^|_)tests?(?:_|$)", path.stem) and not path.name.startswith("test_"):
            lost.append(name)
    assert lost == []


def test_console_script_resolves() -> None:
    (script,) = entry_points(group="console_scripts", name="kg")
    assert callable(script.load())


def test_versions_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    changes = re.findall(r"^## \[(\d[^\]]*)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert version("clausegraph") == project
    assert kg.__version__ == project
    assert changes[0] == project
    headers = sorted((ROOT / "ontology").rglob("*.ttl"))
    assert headers
    for path in headers:
        quads = list(ox.parse(path=path))
        ontologies = [q.subject for q in quads if q.object == ox.NamedNode(OWL + "Ontology")]
        stated = {(q.subject, q.object) for q in quads if q.predicate == ox.NamedNode(OWL + "versionInfo")}
        assert stated == {(ontology, ox.Literal(project)) for ontology in ontologies} != set(), path.name


def test_no_handler_catches_everything() -> None:
    found = []
    for name, module in modules(*PACKAGES):
        for node in ast.walk(module):
            if isinstance(node, ast.ExceptHandler):
                caught = {part.id for part in ast.walk(node.type) if isinstance(part, ast.Name)} if node.type else {""}
                if caught & {"", "Exception", "BaseException"}:
                    found.append(f"{name}:{node.lineno}")
    assert found == []


def test_no_file_is_long_without_a_reason() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8").count("\n")
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
    }
    assert {name for name, lines in lengths.items() if lines > 400} == set(LONG_FILES)


def test_nothing_names_this_machine_or_an_index() -> None:
    foreign = re.compile("|".join(FOREIGN))
    found = []
    for name in tracked():
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if match := foreign.search(line):
                found.append(f"{name}:{number}: {match[0]}")
    assert found == []


@pytest.mark.parametrize("name", ["build", "runtime", "dev"])
def test_requirements_hold_names_versions_and_hashes_only(name: str) -> None:
    marker = r"[\w.]+ [<>=!]+ '[\w.]+'"
    pin = re.compile(rf"[a-z0-9-]+==[\w.]+(?: ; {marker}(?: and {marker})*)? \\")
    digest = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")
    lines = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 10
    assert [line for line in lines if not (pin.fullmatch(line) or digest.fullmatch(line))] == []


def test_no_sentence_is_copied_from_the_sources(shared: Path) -> None:
    command = [sys.executable, str(shared / "checks" / "copied-text"), str(ROOT)]
    result = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (result.stdout, result.stderr) == ("", "")


def test_the_library_never_imports_the_service() -> None:
    found = []
    for name, module in modules("kg"):
        for node in ast.walk(module):
            if isinstance(node, ast.Import):
                imported = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                imported = [node.module or ""]
            else:
                continue
            found += [f"{name}:{node.lineno}" for one in imported if one.partition(".")[0] == "api"]
    assert found == []


def test_the_root_holds_what_the_design_names() -> None:
    assert {name.partition("/")[0] for name in tracked()} <= TOP_LEVEL


def test_knowledge_holds_no_code() -> None:
    assert [
        name
        for name in tracked()
        if name.startswith(("ontology/", "shapes/", "data/")) and not name.endswith((".ttl", "README.md"))
    ] == []


@pytest.mark.parametrize(
    "start",
    ["import kg", "import sys; sys.argv = ['kg', '--help']; from kg.cli import main; main()"],
    ids=["import", "help"],
)
def test_starting_imports_nothing_heavy(start: str) -> None:
    code = f"import atexit, sys; atexit.register(lambda: print([m for m in {HEAVY} if m in sys.modules])); {start}"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert (result.returncode, result.stdout.splitlines()[-1:]) == (0, ["[]"]), result.stderr


def test_tests_cannot_reach_the_network() -> None:
    with pytest.raises(pytest.fail.Exception, match="reached for the network"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(pytest.fail.Exception, match="reached for the network"):
        socket.getaddrinfo("example.org", 80)
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
