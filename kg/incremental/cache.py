"""What is kept from one run to the next, in one file: read whole and checked against its own hash, or not used at all.

::

    <folder>/<16 digits>.kept     one for each set of paths that was validated; the oldest beyond MOST_FILES are removed

    the format, and how the machine orders the bytes of a number
    the lengths of the parts, then the parts themselves:
        a JSON object             the hash of the program and the built-in files, the analysis, files, keys
        numbers                   what is built in, and what of it is described
        numbers                   what each file describes, mentions, uses and exposes
        JSON rows                 the findings
    sha256 of all that

It holds no path of the machine, so it may be carried to another one. A new file takes the place of the old one in one
step; of two processes that end at the same time, one has the last word, and either word is right.
"""

from __future__ import annotations

import json
import os
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from itertools import accumulate, pairwise
from pathlib import Path
from struct import Struct
from typing import Any, TypeVar

from kg.incremental.model import Analysis, Builtin, Fact, Given, Summary
from kg.incremental.table import Table

MOST_FILES = 8
"""How many files stay in a folder."""

MOST_BYTES = 256 * 1024 * 1024
"""What would be larger is not kept."""

_FORMAT = f"clausegraph kept 1 {sys.byteorder}\n".encode()
_LENGTHS = Struct("<5Q")
_SUFFIX = ".kept"
_HASH = 32
_HOUR = 3600
_Part = TypeVar("_Part", bytes, "array[int]")


@dataclass(frozen=True, slots=True)
class Entry:
    """What was found for one file, or for all that is common.

    Args:
        key: of what it depends on, without what is given.
        given_key: of all that it depends on: the findings hold as long as it does.
        gives: what the file hands over to others; holds as long as `key` does.
        findings: the rows of those about the nodes of the file.
        waivers: the rows of those that the file describes.
    """

    key: str
    given_key: str
    gives: frozenset[Fact]
    findings: tuple[int, ...]
    waivers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that a run leaves behind for the next.

    Args:
        base: a hash of the program and the built-in files; nothing of the rest holds under another one.
        analysis: what is needed of the data.
        built_in: what the built-in files and the queries name.
        summaries: the hash and the summary of each file, by its name.
        entries: what was found, by the name of the file.
        codes: those that findings can have.
        table: the findings and waivers.
        tight: how many rows the table had when it last held no row that nothing needs.
    """

    base: str
    analysis: Analysis
    built_in: Builtin
    summaries: Mapping[str, tuple[str, Summary]]
    entries: Mapping[str, Entry]
    codes: frozenset[str]
    table: Table
    tight: int = 0


def kept_in(folder: Path, scope: Iterable[str]) -> Path:
    """Where the runs on the same paths keep things.

    Args:
        folder: the cache.
        scope: what tells the paths from others; nothing that another machine calls otherwise.
    """
    return folder / f"{sha256(json.dumps(sorted(scope)).encode()).hexdigest()[:16]}{_SUFFIX}"


def load(path: Path) -> Kept | None:
    """What a file holds; None where it is missing, damaged, or of another version."""
    try:
        data = path.read_bytes()
        if not data.startswith(_FORMAT) or sha256(data[:-_HASH]).digest() != data[-_HASH:]:
            return None
        return _unpacked(data)
    except (OSError, ValueError, TypeError, LookupError, RecursionError, MemoryError):
        return None


def save(path: Path, kept: Kept) -> None:
    """Writes a file, whole or not at all, and removes what is old.

    Raises:
        OSError: it cannot be written; the old one is as it was.
    """
    data = _packed(_tightened(kept))
    if len(data) > MOST_BYTES:
        path.unlink(missing_ok=True)
        return
    folder = path.parent
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{path.name}.{os.getpid()}"
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    _clear(folder, path.stat().st_mtime)


def _clear(folder: Path, now: float) -> None:
    """Removes the oldest files beyond those that may stay, and what killed processes left."""
    kept = sorted(folder.glob(f"*{_SUFFIX}"), key=lambda one: one.stat().st_mtime, reverse=True)
    left = [one for one in folder.glob(f".*{_SUFFIX}.*") if one.stat().st_mtime < now - _HOUR]
    for one in (*kept[MOST_FILES:], *left):
        one.unlink(missing_ok=True)


def _tightened(kept: Kept) -> Kept:
    """The same without the rows that nothing needs, once these are more than the others."""
    if not kept.tight:
        return replace(kept, tight=len(kept.table))
    if len(kept.table) < 2 * kept.tight:
        return kept
    table = Table()

    def moved(rows: Iterable[int]) -> tuple[int, ...]:
        return tuple([table.add(kept.table[row]) for row in rows])

    entries = {
        name: replace(entry, findings=moved(entry.findings), waivers=moved(entry.waivers))
        for name, entry in kept.entries.items()
    }
    return replace(kept, entries=entries, table=table, tight=len(table))


def _packed(kept: Kept) -> bytes:
    arrays = [
        part
        for _, summary in kept.summaries.values()
        for part in (summary.described, summary.mentioned, summary.used, summary.exposed)
    ]
    head = {
        "base": kept.base,
        "analysis": {
            "backwards": sorted(kept.analysis.backwards),
            "anywhere": sorted(kept.analysis.anywhere),
            "given": [asdict(given) for given in kept.analysis.given],
        },
        "files": [[name, digest, summary.common] for name, (digest, summary) in kept.summaries.items()],
        "lengths": [len(part) for part in arrays],
        "entries": [
            [name, entry.key, entry.given_key, sorted(entry.gives), entry.findings, entry.waivers]
            for name, entry in kept.entries.items()
        ],
        "codes": sorted(kept.codes),
        "tight": kept.tight,
    }
    parts = (
        json.dumps(head, separators=(",", ":")).encode(),
        array("Q", sorted(kept.built_in.named)).tobytes(),
        array("Q", sorted(kept.built_in.described)).tobytes(),
        b"".join(part.tobytes() for part in arrays),
        kept.table.text,
    )
    data = b"".join((_FORMAT, _LENGTHS.pack(*map(len, parts)), *parts))
    return data + sha256(data).digest()


def _unpacked(data: bytes) -> Kept:
    start = len(_FORMAT)
    parts = _cut(data[start + _LENGTHS.size : -_HASH], _LENGTHS.unpack_from(data, start))
    head: dict[str, Any] = json.loads(next(parts))
    built_in = Builtin(frozenset(array("Q", next(parts))), frozenset(array("Q", next(parts))))
    arrays = _cut(array("Q", next(parts)), head["lengths"])
    analysis = head["analysis"]
    return Kept(
        base=head["base"],
        analysis=Analysis(
            frozenset(analysis["backwards"]),
            frozenset(analysis["anywhere"]),
            tuple(Given(**given) for given in analysis["given"]),
        ),
        built_in=built_in,
        summaries={
            name: (digest, Summary(next(arrays), next(arrays), next(arrays), next(arrays), common))
            for name, digest, common in head["files"]
        },
        entries={
            name: Entry(key, given_key, frozenset(map(tuple, gives)), tuple(findings), tuple(waivers))
            for name, key, given_key, gives, findings, waivers in head["entries"]
        },
        codes=frozenset(head["codes"]),
        table=Table(next(parts)),
        tight=head["tight"],
    )


def _cut(whole: _Part, lengths: Iterable[int]) -> Iterator[_Part]:
    ends = [0, *accumulate(lengths)]
    if ends[-1] != len(whole):
        raise ValueError
    return (whole[start:end] for start, end in pairwise(ends))
