"""`make bench`: this project's validation and the other SHACL engines on the same data, in one run, as one table.

::

    python -m bench.run --vendors 1000                   all engines
    python -m bench.run --vendors 10000 --engines ours   no others
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.engines import BENCH, ENGINES, CannotInstall, Engine
from bench.findings import Result, results
from bench.inputs import Inputs, make
from bench.measure import Measured, measure
from bench.table import OURS, Column, Figures, table

SMALLER = 10
"""What engines that do not end in time are given besides: so many times fewer vendors, as often as needed."""

FEWEST = 10

_AGAIN = 20.0
"""What takes fewer seconds is run three times, and the best counts."""

_KG = "from kg.cli import main; main()"


def main(arguments: Sequence[str]) -> int:
    """Measures, and prints a table for each number of vendors."""
    parser = ArgumentParser(prog="python -m bench.run", description=__doc__.partition("\n")[0])
    parser.add_argument("--vendors", type=int, default=1000, metavar="NUMBER", help="how many; 1000 if left out")
    names = [OURS, *(engine.name for engine in ENGINES)]
    parser.add_argument("--engines", default=",".join(names), metavar="NAMES", help=f"of {', '.join(names)}")
    parser.add_argument("--limit", type=float, default=600, metavar="SECONDS", help="for each run of another engine")
    given = parser.parse_args(arguments)
    wanted = given.engines.split(",")
    if unknown := set(wanted) - set(names):
        parser.error(f"no engine is called {', '.join(sorted(unknown))}")
    engines, missing = _installed([engine for engine in ENGINES if engine.name in wanted])
    _say(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors, Python {sys.version.split()[0]}\n")
    vendors = given.vendors
    while True:
        columns = list(_columns(vendors, engines, given.limit))
        _say(table(vendors, columns))
        slow = {column.title for column in columns if column.figures and column.figures.full.code is None}
        engines = [engine for engine in engines if engine.title in slow]
        vendors //= SMALLER
        if not engines or vendors < FEWEST:
            break
    for title, reason in missing:
        _say(f"{title}: not measured, since it cannot be installed here: {reason}")
    return 0


def _installed(engines: Sequence[Engine]) -> tuple[list[Engine], list[tuple[str, str]]]:
    have, missing = [], []
    for engine in engines:
        try:
            engine.install()
            have.append(engine)
        except CannotInstall as error:
            missing.append((engine.title, str(error)))
    return have, missing


def _columns(vendors: int, engines: Sequence[Engine], limit: float) -> Iterator[Column]:
    with TemporaryDirectory(prefix="clausegraph-bench-") as folder:
        made = make(Path(folder), vendors, peers=bool(engines))
        yield _ours(made)
        expected = results(made.expected) if engines else Counter[Result]()
        for engine in engines:
            _tell(f"{engine.title}, {vendors} vendors")
            yield _other(engine, made, expected, limit)


def _ours(made: Inputs) -> Column:
    """Ours reads the files themselves, reasons, validates, explains, and writes a report with lines."""
    _tell("ours")
    kg = [sys.executable, "-c", _KG, "validate", str(made.records), "--format", "turtle", "--fail-on", "never"]
    report = made.folder / "ours.ttl"
    load = _best([sys.executable, "-m", "bench.load", str(made.records)], made)
    full = _best([*kg, "--no-cache", "--output", str(report)], made)
    whole = report.read_bytes()
    measured = _run([*kg, "--output", str(report)], made)  # leaves the cache behind
    file = max(made.records.glob("vendor-*.ttl"))
    changes = []
    for change in ("# one\n", "# two\n", "# three\n"):
        file.write_text(change + file.read_text(encoding="utf-8"), encoding="utf-8")
        changes.append(_run([*kg, "--output", str(report)], made))
    same = _run([*kg, "--no-cache", "--output", str(made.folder / "again.ttl")], made)
    if report.read_bytes() != (made.folder / "again.ttl").read_bytes() or any(
        one.code for one in (load, full, measured, same, *changes)
    ):
        raise SystemExit(f"our own reports differ, or a run failed: {full.said} {same.said} {len(whole)}")
    found = results(report)
    return Column(OURS, Figures(load, full, min(changes, key=lambda one: one.wall), found, None))


def _other(engine: Engine, made: Inputs, expected: Counter[Result], limit: float) -> Column:
    """Others read one file with all triples, so they need not reason, and write a report."""
    report = made.folder / f"{engine.name}.ttl"
    load = _run(engine.command(made.data, made.none, report), made, limit=limit, output=report)
    report.unlink(missing_ok=True)
    full = _run(engine.command(made.data, made.shapes, report), made, limit=limit, output=report)
    found: Counter[Result] = Counter()
    if full.code is not None:
        try:
            found = results(report)
        except (OSError, SyntaxError):
            return Column(engine.title, None, full.said.partition("\n")[0] or "no report")
    return Column(engine.title, Figures(load, full, None, found, expected))


def _best(command: Sequence[str], made: Inputs) -> Measured:
    runs = [_run(command, made)]
    while len(runs) < 3 and runs[0].wall < _AGAIN:
        runs.append(_run(command, made))
    return min(runs, key=lambda one: one.wall)


def _run(command: Sequence[str], made: Inputs, *, limit: float = float("inf"), output: Path | None = None) -> Measured:
    """Runs in the folder of the inputs; a program that writes its report to a file leaves that one alone."""
    env = {**os.environ, "PYTHONPATH": str(BENCH.parent), "PYTHONHASHSEED": "0"}
    said = made.folder / "said.ttl"
    measured = measure(command, cwd=made.folder, env=env, limit=limit, output=said)
    if output and not output.exists():
        said.replace(output)
    return measured


def _tell(step: str) -> None:
    sys.stderr.write(f"  {step} …\n")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
