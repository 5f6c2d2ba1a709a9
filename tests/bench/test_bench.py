"""`make bench` makes its table: ours and pySHACL for three vendors."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bench.engines import BENCH, ENGINES
from bench.findings import results
from bench.measure import Measured, measure
from bench.run import main
from bench.table import OURS, Column, Figures, table

FOUND = ("<urn:focus>", "<urn:path>", '"value"', "<urn:component>", "<urn:severity>")


def test_ours_and_pyshacl_find_the_same() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "bench.run", "--vendors", "3", "--engines", "ours,pyshacl"],
        cwd=BENCH.parent,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in ran.stdout.splitlines() if row.startswith("|")]
    assert rows[0] == ["3 vendors", "ours", "pySHACL 0.40.1"]
    assert [row[0] for row in rows[2:]] == [
        *("load", "full validation", "after one file changed"),
        *("processor time of the full validation", "memory", "findings"),
    ]
    assert all(len(row) == 3 for row in rows)
    assert rows[3][2].partition(" ")[2].startswith("× (")
    assert rows[-1][2].startswith("the same ")


def test_an_unknown_engine_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--engines", "ours,theirs"])
    assert caught.value.code == 2
    assert "no engine is called theirs" in capsys.readouterr().err


def test_each_engine_is_pinned() -> None:
    pinned = "".join(file.read_text(encoding="utf-8") for file in (*BENCH.glob("*.txt"), BENCH / "pom.xml"))
    pinned += (BENCH.parent / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    assert all(engine.title.split()[-1] in pinned for engine in ENGINES)


def measured(code: int | None, wall: float = 2.0) -> Measured:
    return Measured(wall, wall, 1024 * 1024, code, "")


def test_the_table_tells_what_did_not_end_and_what_differs() -> None:
    ours = Figures(measured(0), measured(0, 10), measured(0, 0.5), Counter([FOUND]), None)
    slow = Figures(measured(0), measured(None, 600), None, Counter(), Counter([FOUND]))
    other = Figures(measured(0, 1), measured(1, 25), None, Counter([FOUND[::-1]]), Counter([FOUND]))
    text = table(1000, [Column(OURS, ours), Column("slow", slow), Column("other", other), Column("none", None, "why")])
    assert "| full validation | 10.0 s | > 60 × (> 600 s) | 2.5 × (25.0 s) |" in text
    assert "| after one file changed | 0.50 s | > 1,200 × (> 600 s) | 50.0 × (25.0 s) |" in text
    assert "| processor time of the full validation | 10.0 s | > 60.0 × (> 600.0 s) | 2.5 × (25.0 s) |" in text
    assert "| findings | 1 in these files | not in time | 0 the same, 1 lacking, 1 others |" in text
    assert "none has no figures: why" in text


def test_results_of_a_report(tmp_path: Path) -> None:
    report = tmp_path / "report.ttl"
    report.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "[] a sh:ValidationReport ; sh:result [ a sh:ValidationResult ; sh:focusNode <urn:a> ;\n"
        "  sh:resultPath [ sh:inversePath <urn:p> ] ; sh:sourceConstraintComponent sh:MinCountConstraintComponent ;\n"
        "  sh:resultSeverity sh:Warning ; sh:detail [ a sh:ValidationResult ; sh:focusNode <urn:b> ] ] .\n",
        encoding="utf-8",
    )
    sh = "<http://www.w3.org/ns/shacl#"
    assert results(report) == Counter([("<urn:a>", "_:", "", f"{sh}MinCountConstraintComponent>", f"{sh}Warning>")])


def test_a_command_is_measured_with_the_processes_that_it_starts(tmp_path: Path) -> None:
    inner = "x = bytearray(60_000_000); import time; time.sleep(2)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}]); print('done'); sys.exit(3)"
    one = measure(
        [sys.executable, "-c", outer], cwd=tmp_path, env=dict(os.environ), limit=60, output=tmp_path / "out.txt"
    )
    assert one.code == 3
    assert one.wall > 1
    assert one.memory > 60_000_000
    assert (tmp_path / "out.txt").read_text(encoding="utf-8").strip() == "done"


def test_what_takes_too_long_is_ended(tmp_path: Path) -> None:
    one = measure(
        [sys.executable, "-c", "import time; time.sleep(600)"],
        cwd=tmp_path,
        env=dict(os.environ),
        limit=0.5,
        output=tmp_path / "out.txt",
    )
    assert one.code is None
    assert one.wall < 60
