"""Bad input: one clear message with its place, exit code 2, and what is published stays as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run

CG = "@prefix cg: <https://w3id.org/clausegraph/ns#> .\n"
INPUTS = {
    "broken.ttl": (CG + "\n<urn:a> a cg:Purpose ;\n    cg:category [ .\n").encode(),
    "empty": None,
    "latin.ttl": "# räksmörgås\n<urn:a> <urn:b> 'c' .\n".encode("latin-1"),
    "notes.doc": b"words",
    "one/x/same.ttl": b"<urn:a> <urn:b> <urn:c> .",
    "two/x/same.ttl": b"<urn:d> <urn:e> <urn:f> .",
    "term.ttl": (CG + "\n<urn:a> a cg:Purpos .\n").encode(),
    "utf16.ttl": "<urn:a> <urn:b> 'c' .".encode("utf-16"),
}
CASES = [
    (["broken.ttl"], "broken.ttl:4:"),
    (["empty"], "empty: nothing to read in this folder"),
    (["latin.ttl"], "latin.ttl:1:4: not UTF-8: byte 0xe4"),
    (["missing.ttl"], "missing.ttl: cannot be read: No such file or directory"),
    (["notes.doc"], "notes.doc: not a format that is read"),
    (["one/x", "two/x"], "two/x/same.ttl: claims the graph <https://w3id.org/clausegraph/graph/x/same>"),
    (["term.ttl"], "term.ttl:3:11: cg:Purpos is not declared in the ontology"),
    (["utf16.ttl"], "utf16.ttl:1:1: not UTF-8: byte 0xff"),
]


@pytest.fixture
def workplace(tmp_path: Path, published: Path) -> Path:
    shutil.copytree(published / ".kg", tmp_path / ".kg")
    for name, data in INPUTS.items():
        path = tmp_path / name
        if data is None:
            path.mkdir()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return tmp_path


def snapshots(home: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in [home / "current", *home.glob("snapshots/**/*")] if path.is_file()}


@pytest.mark.parametrize("command", ["build", "validate"])
@pytest.mark.parametrize(("paths", "message"), CASES, ids=[" ".join(paths) for paths, _ in CASES])
def test_files(kg: Run, workplace: Path, command: str, paths: list[str], message: str) -> None:
    before = snapshots(workplace / ".kg")
    ran = kg(command, *paths, cwd=workplace)
    assert (ran.code, ran.out) == (2, "")
    error, *hints = ran.err.splitlines()
    assert error.startswith(f"error: {message}")
    assert all(hint.startswith("  hint: ") for hint in hints)
    assert len(hints) <= 1
    assert snapshots(workplace / ".kg") == before


def test_a_misspelt_term_is_answered_with_the_nearest(kg: Run, workplace: Path) -> None:
    assert "hint: did you mean cg:Purpose?" in kg("validate", "term.ttl", cwd=workplace).err


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["ask", "own-purpose"], "there is no question 'own-purpose'", "did you mean own-purposes?"),
        (
            ["ask", "own-purposes", "--vendor", "region-stockholm"],
            "there is no vendor 'region-stockholm'",
            "known: google",
        ),
        (["ask", "own-purposes", "--vendor"], "--vendor has no value", "--vendor VALUE"),
        (["ask", "own-purposes", "--vend", "x"], "own-purposes has no parameter 'vend'", "did you mean vendor?"),
        (["ask", "four-questions"], "four-questions needs version", "--version with a version"),
        (["diff", "microsoft/dpa-2020", "microsoft/dpa-2023"], "there is no version 'microsoft/dpa-2020'", ""),
    ],
)
def test_calls(kg: Run, published: Path, arguments: list[str], message: str, hint: str) -> None:
    ran = kg(*arguments, cwd=published)
    assert (ran.code, ran.out) == (2, "")
    first, second = ran.err.splitlines()
    assert first == f"error: {message}"
    assert second.startswith(f"  hint: {hint}")
