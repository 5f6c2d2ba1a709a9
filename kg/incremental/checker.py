"""Findings: those of what changed are looked for, and the others are taken from what was kept."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Quad, parse

from kg import manifest
from kg.findings import Finding, Waiver, order
from kg.incremental import cache
from kg.incremental.cache import Entry, Kept
from kg.incremental.model import COMMON, Fact, Found, Summary
from kg.incremental.plan import Plan
from kg.incremental.summary import summarise
from kg.incremental.table import Table
from kg.iris import ONTOLOGY_GRAPH
from kg.sources import Source
from kg.sources.text import BOM

if TYPE_CHECKING:
    from kg.incremental.run import Run
    from kg.shacl import Engine
    from kg.snapshot import Snapshot

_TOOLS = ("pyoxigraph",)
_PARTS = ("findings", "incremental", "policy")
_DIGITS = 16
"""How much of a fingerprint says what was found; findings that say the same are numbered behind it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is found in some files.

    Args:
        findings: sorted; their places by the names of the files.
        waivers: sorted; their places by the names of the files.
        codes: those that findings can have.
        again: how many of the user's files were validated.
        alone: how many were left alone, since nothing that they depend on has changed.
    """

    findings: tuple[Finding, ...]
    waivers: tuple[Waiver, ...]
    codes: frozenset[str]
    again: int
    alone: int


def check(
    sources: Sequence[Source], *, keep: Path | None, progress: Callable[[str], None], engine: Engine = "sparql"
) -> Checked:
    """Validates some files, or as few of them as the last run allows.

    Args:
        sources: everything, the built-in files and the shapes among it.
        keep: the file that holds what is kept; None to validate everything and keep nothing.
        progress: is told each step in plain words.
        engine: which validator is used; nothing is kept of another one than `sparql`.

    Raises:
        InputError: a file cannot be read, or uses an undeclared term; a shape is ill-formed.
    """
    return _Check(sources, keep if engine == "sparql" else None, engine, progress).checked()


def of_snapshot(taken: Snapshot) -> Checked:
    """The findings of a snapshot that was made before."""
    from kg.findings import findings
    from kg.policy import codes, read_waivers

    named = {source.path: source.name for source in taken.sources}
    waivers = tuple(
        replace(one, location=one.location and replace(one.location, path=named[one.location.path]))
        for one in read_waivers(taken.store, taken.sources)
    )
    return Checked(findings(taken.store), waivers, codes(taken.store), 0, 0)


class _Check:
    def __init__(
        self, sources: Sequence[Source], keep: Path | None, engine: Engine, progress: Callable[[str], None]
    ) -> None:
        self._own = {source.name: source for source in sources if not _is_base(source)}
        self._base = [source for source in sources if source.name not in self._own]
        self._keep = keep
        self._engine: Engine = engine
        self._progress = progress

    @cached_property
    def _run(self) -> Run:
        from kg.incremental.run import Run

        return Run(self._base, self._engine, self._progress)

    def checked(self) -> Checked:
        made_of = _hash(self._base)
        kept = cache.load(self._keep) if self._keep else None
        if kept is None or kept.base != made_of:
            analysis, built_in = self._run.analysis()
            kept = Kept(made_of, analysis, built_in, {}, {}, self._run.codes(), Table())
        summaries = {name: self._summary(source, kept) for name, source in self._own.items()}
        plan = Plan(made_of, summaries, kept.built_in)
        entries, again = self._entries(plan, kept)
        if again or entries.keys() != kept.entries.keys():
            self._save(replace(kept, summaries=summaries, entries=entries))
        validated = again | (self._own.keys() - plan.keys().keys() if COMMON in again else set())
        waivers = (kept.table.waiver(row) for entry in entries.values() for row in entry.waivers)
        return Checked(
            _numbered(kept.table.finding(row) for entry in entries.values() for row in entry.findings),
            tuple(sorted(waivers, key=attrgetter("iri"))),
            kept.codes,
            len(validated - {COMMON}),
            len(self._own) - len(validated - {COMMON}),
        )

    def _summary(self, source: Source, kept: Kept) -> tuple[str, Summary]:
        before = kept.summaries.get(source.name)
        if before and before[0] == source.sha256:
            return before
        self._run.load(source)  # says what is wrong with it, if anything is
        return source.sha256, summarise(_statements(source), kept.analysis, kept.built_in)

    def _entries(self, plan: Plan, kept: Kept) -> tuple[dict[str, Entry], set[str]]:
        """What holds for each file, and the names of those that were validated for it."""
        keys = plan.keys()
        entries = {name: entry for name, entry in kept.entries.items() if keys.get(name) == entry.key}
        stale = keys.keys() - entries.keys()
        found: dict[str, Found] = {}
        while True:
            facts = frozenset(fact for one in (entries | found).values() for fact in one.gives)
            if stale - found.keys():
                found = self._find(stale, plan, kept, facts)
                continue
            given_keys = plan.keys(facts)
            if not (more := {name for name, one in entries.items() if one.given_key != given_keys[name]} - stale):
                break
            stale |= more
        for name, one in found.items():
            rows = (tuple(map(kept.table.add, values)) for values in (one.findings, one.waivers))
            entries[name] = Entry(keys[name], given_keys[name], one.gives, *rows)
        return entries, stale

    def _find(self, names: Collection[str], plan: Plan, kept: Kept, facts: Iterable[Fact]) -> dict[str, Found]:
        needed = plan.needed(names)
        for name in sorted(needed):
            self._run.load(self._own[name])
        return self._run.find(names, plan, kept.analysis, plan.concerning(needed, facts))

    def _save(self, kept: Kept) -> None:
        if self._keep is None or kept.analysis.changing:
            return
        with suppress(OSError):  # a cache that cannot be written costs time, and nothing else
            cache.save(self._keep, kept)


def _is_base(source: Source) -> bool:
    return source.builtin or source.shapes or source.graph == ONTOLOGY_GRAPH


def _statements(source: Source) -> Iterable[Quad]:
    """What a file states; its blank nodes with any labels."""
    return source.quads if source.form.lossy else parse(source.data.removeprefix(BOM), source.form.rdf)


def _hash(base: Iterable[Source]) -> str:
    """Changes with the program, the packages it uses, and the built-in files."""
    made_of = manifest.recipe(base, _TOOLS).id, manifest.program(_PARTS), sys.version_info[:3]
    return sha256(json.dumps(made_of).encode()).hexdigest()


def _numbered(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in their order; those that say the same are told apart by numbers, as among all results of a report."""
    alike: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        alike[finding.fingerprint[:_DIGITS]].append(finding)
    numbered = []
    for digits, some in alike.items():
        some.sort(key=lambda finding: finding.result.key)
        for number, finding in enumerate(some, 1):
            name = digits if number == 1 else f"{digits}-{number}"
            numbered.append(finding if finding.fingerprint == name else replace(finding, fingerprint=name))
    return tuple(sorted(numbered, key=order))
