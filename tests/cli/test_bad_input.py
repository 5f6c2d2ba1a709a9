"""Bad input: one clear message with its place, exit code 2, and what is published stays as it was."""

from __future__ import annotations

import json
import os
import re
import shutil
from errno import EACCES, EFBIG, ENOSPC
from pathlib import Path

import pytest

from tests.cli.conftest import Run

CG = "@prefix cg: <https://w3id.org/clausegraph/ns#> .\n"
LONG = b"x" * 17_000_000
INPUTS: dict[str, bytes | str | None] = {  # a text is where a link leads, and None a folder
    "broken.ttl": (CG + "\n<urn:a> a cg:Purpose ;\n    cg:category [ .\n").encode(),
    "device.ttl": "/dev/zero",
    "empty": None,
    "latin.ttl": "# räksmörgås\n<urn:a> <urn:b> 'c' .\n".encode("latin-1"),
    "links/a.ttl": "nowhere",
    "long.ttl": b"<urn:a> <urn:b> 'c' .\n<urn:a> <urn:b> '" + LONG + b"' .\n",
    "many.ttl": b"<urn:a> <urn:b>\n" * 100_000,
    "notes.doc": b"words",
    "nul.ttl": b"<urn:a> <urn:b> '\0' .",
    "one/x/same.ttl": b"<urn:a> <urn:b> <urn:c> .",
    "two/x/same.ttl": b"<urn:d> <urn:e> <urn:f> .",
    "round.ttl": "round.ttl",
    "term.ttl": (CG + "\n<urn:a> a cg:Purpos .\n").encode(),
    "utf16.ttl": "<urn:a> <urn:b> 'c' .".encode("utf-16"),
}
CASES = [
    (["broken.ttl"], "broken.ttl:4:"),
    (["device.ttl"], "device.ttl: no file: a pipe or a device"),
    (["empty"], "empty: nothing to read in this folder"),
    (["latin.ttl"], "latin.ttl:1:4: not UTF-8: byte 0xe4"),
    (["links"], "links/a.ttl: a link that leads nowhere"),
    (["long.ttl"], "long.ttl:2:17: a literal, an IRI or a comment of more than 16 MB"),
    (["many.ttl"], "many.ttl:2:9: not valid Turtle: A dot is expected"),
    (["missing.ttl"], "missing.ttl: cannot be read: No such file or directory"),
    (["notes.doc"], "notes.doc: not a format that is read"),
    (["nul.ttl"], "nul.ttl:1:18: a NUL byte"),
    (["one/x", "two/x"], "two/x/same.ttl: claims the graph <https://w3id.org/clausegraph/graph/x/same>"),
    (["round.ttl"], "round.ttl: a link that leads nowhere"),
    (["term.ttl"], "term.ttl:3:11: cg:Purpos is not declared in the ontology"),
    (["utf16.ttl"], "utf16.ttl:1:1: not UTF-8: byte 0xff"),
]


@pytest.fixture
def workplace(tmp_path: Path, published: Path) -> Path:
    shutil.copytree(published / ".kg", tmp_path / ".kg")
    for name, data in INPUTS.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if data is None:
            path.mkdir()
        elif isinstance(data, str):
            path.symlink_to(data)
        else:
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


def test_a_pipe_is_not_waited_for(kg: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ttl")
    ran = kg("validate", "pipe.ttl", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: pipe.ttl: no file: a pipe or a device\n")


def test_a_huge_file_is_not_read(kg: Run, tmp_path: Path) -> None:
    with (tmp_path / "huge.ttl").open("wb") as file:
        file.truncate(2**30)
    ran = kg("validate", "huge.ttl", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: huge.ttl: has 1,073,741,824 bytes, and 1,000,000,000 are the most that is read")


def test_a_file_that_may_not_be_read(kg: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.ttl"
    path.write_bytes(b"")
    path.chmod(0)
    if os.access(path, os.R_OK):  # as whoever may do everything may
        read = Path.read_bytes

        def denied(self: Path) -> bytes:
            if self.name == "mine.ttl":
                raise PermissionError(EACCES, os.strerror(EACCES))
            return read(self)

        monkeypatch.setattr(Path, "read_bytes", denied)
    ran = kg("validate", "mine.ttl", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: mine.ttl: cannot be read: Permission denied\n")


def test_a_file_that_goes_away_while_others_are_read(kg: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a", "b"):
        (tmp_path / "in" / f"{name}.ttl").write_bytes(b"")
    read = Path.read_bytes

    def removing(self: Path) -> bytes:
        (tmp_path / "in" / "b.ttl").unlink(missing_ok=True)
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", removing)
    ran = kg("validate", "in", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: in/b.ttl: cannot be read: No such file or directory\n")


@pytest.mark.parametrize(
    "data", [b"", b"# nothing but this", b"\xef\xbb\xbf<urn:a> <urn:b> 'c' .", b"<urn:a>\r\n<urn:b>\r\n'c' ."]
)
def test_odd_files_that_are_right(kg: Run, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "odd.ttl").write_bytes(data)
    assert kg("validate", "odd.ttl", "--no-cache", cwd=tmp_path) == (0, "no findings\n", "")


def test_odd_names_and_folders_that_lead_back(kg: Run, tmp_path: Path) -> None:
    folder = tmp_path.joinpath("in", *("deep" for _ in range(40)), "new\nline \N{SNOWMAN} ü")
    folder.mkdir(parents=True)
    (folder / "up").symlink_to(tmp_path / "in")
    (folder / "a \x1b[31m b.ttl").write_text(CG + "<urn:a> a cg:Purpose .", encoding="utf-8")
    ran = kg("validate", "in", "--select", "EV001", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "/new\ufffdline \N{SNOWMAN} ü/a \ufffd[31m b.ttl:2: " in ran.out
    told = kg("validate", "in", "--select", "EV001", "--format", "json").out
    (finding,) = json.loads(told)["findings"]
    assert finding["location"]["file"].endswith("new\nline \N{SNOWMAN} ü/a \x1b[31m b.ttl")


def test_many_findings_are_all_told(kg: Run, tmp_path: Path) -> None:
    (tmp_path / "many.ttl").write_text(CG + "".join(f"<urn:{n}> a cg:Purpose .\n" for n in range(2_000)), "utf-8")
    ran = kg("validate", "many.ttl", "--select", "EV001", "--fail-on", "warning", cwd=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.endswith("2,000 findings: 2,000 warnings in 1 file\n")


SHAPES = """
@prefix eg: <https://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
NODE = "eg:S a sh:NodeShape ; sh:targetClass eg:A ;\n"
BAD_SHAPES = [
    (NODE + "sh:node eg:S .", "5:1", "a shape that cannot be compiled: .*/S>: the shape refers to itself$", "pyshacl"),
    (
        NODE + "sh:property eg:P . eg:P sh:path eg:p ;\n sh:node eg:Q . eg:Q sh:property eg:P .",
        "6:20",
        "/P>: the shape refers to itself, through <.*/Q>$",
        "pyshacl",
    ),
    (NODE + "sh:or _:l . _:l rdf:first eg:S ; rdf:rest _:l .", "6:7", "/S>, sh:or: .* is not a well-formed list", ""),
    (NODE + "sh:property [\n sh:path _:p ] . _:p sh:inversePath _:p .", "7:10", "not a well-formed property path", ""),
    (
        NODE + "sh:sparql [ sh:select '''SELECT $this\nWHERE { $this nope:p ?x }''' ] .",
        "6:23",
        r"<https://example\.org/S> → sh:sparql, sh:select: line 2: the prefix 'nope' is not declared; name it in",
        "",
    ),
    (
        NODE + "sh:sparql [\n sh:select '''\n\nSELECT $this\nWHERE { $this ?p }''' ] .",
        "7:12",
        r"/S> → sh:sparql, sh:select: line 4: the query does not parse near '\?p }'",
        "",
    ),
    (
        NODE + "sh:property [ sh:path eg:p ;\n sh:pattern '(a{1000}){1000}' ] .",
        "7:13",
        r"sh:pattern: '\(a\{1000\}\)\{1000\}' .* no regular expression .* or one that grows too big",
        "",
    ),
    (NODE + "sh:pattern '" + "(" * 5_000 + "' .", "6:12", "no regular expression", ""),
]


@pytest.mark.parametrize(("text", "place", "message", "hint"), BAD_SHAPES)
def test_shapes(kg: Run, tmp_path: Path, text: str, place: str, message: str, hint: str) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.ttl").write_text(SHAPES + text, encoding="utf-8")
    (tmp_path / "a.ttl").write_text("<urn:a> a <https://example.org/A> .", encoding="utf-8")
    ran = kg("validate", "a.ttl", "--shapes", "rules", "--no-cache", cwd=tmp_path)
    error, *hints = ran.err.splitlines()
    assert (ran.code, ran.out) == (2, "")
    assert error.startswith(f"error: rules/own.ttl:{place}: ")
    assert re.search(message, error)
    assert len(error) < 1_000
    assert [hint in one for one in hints] == ([True] if hint else [])


def test_each_fault_of_the_shapes_has_its_place(kg: Run, tmp_path: Path) -> None:
    (tmp_path / "own.ttl").write_text(SHAPES + NODE + "sh:class 5 ;\nsh:minCount 0.5 .", encoding="utf-8")
    ran = kg("validate", "--shapes", "own.ttl", "--no-cache", cwd=tmp_path)
    assert ran.code == 2
    assert [line.partition(": ill-formed")[0] for line in ran.err.splitlines()] == [
        "error: own.ttl:6:10",
        "error: own.ttl:7:13",
    ]


def test_a_class_that_is_below_itself_is_no_fault(kg: Run, tmp_path: Path) -> None:
    rdfs = "http://www.w3.org/2000/01/rdf-schema#"
    loop = f"eg:A <{rdfs}subClassOf> eg:B . eg:B <{rdfs}subClassOf> eg:A ; a eg:A . "
    (tmp_path / "own.ttl").write_text(SHAPES + loop + NODE + "sh:class eg:B .", encoding="utf-8")
    (tmp_path / "a.ttl").write_text("<urn:a> a <https://example.org/B> .", encoding="utf-8")
    assert kg("validate", "a.ttl", "--shapes", "own.ttl", "--no-cache", cwd=tmp_path) == (0, "no findings\n", "")


@pytest.mark.parametrize("error", [ENOSPC, EFBIG])
def test_a_full_disk_leaves_the_old_report(
    kg: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    report = tmp_path / "report.html"
    report.write_text("good", encoding="utf-8")
    (tmp_path / "a.ttl").write_bytes(b"")
    write = Path.write_text

    def full(self: Path, text: str, **how: str) -> int:
        write(self, text[: len(text) // 2])
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(Path, "write_text", full)
    ran = kg("validate", "a.ttl", "--no-cache", "--format", "html", "-o", "report.html", cwd=tmp_path)
    said = f"error: report.html: cannot be written: {os.strerror(error)}\n"
    assert ran == (2, "", f"{said}  hint: room for it; what was there is as it was\n")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.ttl": b"", "report.html": b"good"}


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
