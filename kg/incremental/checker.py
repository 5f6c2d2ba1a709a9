"""Findings: those of what changed are looked for, and the others are taken from what was kept."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Quad, parse

from kg import manifest
from kg.findings import Finding, Waiver, order
from kg.incremental import cache
from kg.incremental.batches import batches
from kg.incremental.cache import Entry, Kept
from kg.incremental.model import COMMON, Analysis, Builtin, Fact, Found, Summary
from kg.incremental.plan import Plan
from kg.incremental.summary import summarise
from kg.incremental.table import Table
from kg.incremental.workers import spread
from kg.iris import ONTOLOGY_GRAPH
from kg.sources import Source

if TYPE_CHECKING:
    from kg.incremental.run import Run
    from kg.shacl import Engine
    from kg.snapshot import Snapshot

_TOOLS = ("pyoxigraph",)
_PARTS = ("findings", "incremental", "policy")
_GROUP = 64
"""How many files a process reads before it is given others."""

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
    sources: Sequence[Source],
    *,
    keep: Path | None,
    progress: Callable[[str], None],
    engine: Engine = "sparql",
    processes: int = 1,
) -> Checked:
    """Validates some files, or as few of them as the last run allows.

    Args:
        sources: everything, the built-in files and the shapes among it.
        keep: the file that holds what is kept; None to validate everything and keep nothing.
        progress: is told each step in plain words.
        engine: which validator is used; nothing is kept of another one than `sparql`.
        processes: how many may work at once, where there is much to do.

    Raises:
        InputError: a file cannot be read, or uses an undeclared term; a shape is ill-formed.
        EnvironmentFault: a process was ended from outside.
    """
    return _Check(sources, keep if engine == "sparql" else None, engine, progress, processes).checked()


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


@dataclass(frozen=True, slots=True)
class _Task:
    """What the files of a batch are validated with."""

    run: Run
    own: Mapping[str, Source]
    plan: Plan
    analysis: Analysis
    facts: frozenset[Fact]


class _Check:
    def __init__(
        self,
        sources: Sequence[Source],
        keep: Path | None,
        engine: Engine,
        progress: Callable[[str], None],
        processes: int,
    ) -> None:
        self._own = {source.name: source for source in sources if not _is_base(source)}
        self._base = [source for source in sources if source.name not in self._own]
        self._keep = keep
        self._engine: Engine = engine
        self._progress = progress
        self._processes = processes

    @cached_property
    def _run(self) -> Run:
        from kg.incremental.run import Run

        return Run(self._base, self._engine, self._progress)

    def checked(self) -> Checked:
        made_of = _hash(self._base, alone=not self._own)
        kept = cache.load(self._keep) if self._keep else None
        if kept is None or kept.base != made_of:
            analysis, built_in = self._run.analysis() if self._own else (Analysis(), Builtin())
            kept = Kept(made_of, analysis, built_in, {}, {}, self._run.codes(), Table())
        summaries = self._summaries(kept)
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

    def _summaries(self, kept: Kept) -> dict[str, tuple[str, Summary]]:
        """The hash and the summary of each file.

        Raises:
            InputError: a file that has changed cannot be read, or uses an undeclared term.
        """
        changed = [source for name, source in self._own.items() if kept.summaries.get(name, ("",))[0] != source.sha256]
        if changed:
            self._progress(f"reads {len(changed)} files")
        groups = [changed[start : start + _GROUP] for start in range(0, len(changed), _GROUP)]
        made = chain.from_iterable(spread(_summarised, (kept.analysis, kept.built_in), groups, self._processes))
        new = {source.name: (source.sha256, summary) for source, summary in zip(changed, made, strict=True)}
        if not kept.entries:  # nothing has been checked yet
            changed = [*self._base, *changed]
        if changed:
            self._run.check_terms(changed)
        return {name: new.get(name) or kept.summaries[name] for name in self._own}

    def _entries(self, plan: Plan, kept: Kept) -> tuple[dict[str, Entry], set[str]]:
        """What holds for each file, and the names of those that were validated for it."""
        keys = plan.keys()
        entries = {name: entry for name, entry in kept.entries.items() if keys.get(name) == entry.key}
        stale = again = keys.keys() - entries.keys()
        while stale:
            facts = _facts(entries)
            for found in self._find(stale, plan, kept, facts):
                given_keys = plan.keys(facts.union(*(one.gives for one in found.values())))
                for name, one in found.items():
                    rows = (tuple(map(kept.table.add, values)) for values in (one.findings, one.waivers))
                    entries[name] = Entry(keys[name], given_keys[name], one.gives, *rows)
            given_keys = plan.keys(_facts(entries))
            stale = {name for name, entry in entries.items() if entry.given_key != given_keys[name]}
            again |= stale
        return entries, again

    def _find(
        self, names: Collection[str], plan: Plan, kept: Kept, facts: frozenset[Fact]
    ) -> Iterator[dict[str, Found]]:
        """What is found for some files, batch by batch."""
        sizes = {name: len(source.data) for name, source in self._own.items()}
        work = list(batches(names, plan, sizes, self._processes))
        task = _Task(self._run if len(work) == 1 else self._run.quiet(), self._own, plan, kept.analysis, facts)
        for number, found in enumerate(spread(_found, task, work, self._processes), 1):
            yield found
            if len(work) > 1:
                self._progress(f"validates: part {number} of {len(work)} is done")

    def _save(self, kept: Kept) -> None:
        if self._keep is None or kept.analysis.changing:
            return
        with suppress(OSError):  # a cache that cannot be written costs time, and nothing else
            cache.save(self._keep, kept)


def _is_base(source: Source) -> bool:
    return source.builtin or source.shapes or source.graph == ONTOLOGY_GRAPH


def _facts(entries: Mapping[str, Entry]) -> frozenset[Fact]:
    """What is handed over."""
    return frozenset(fact for entry in entries.values() for fact in entry.gives)


def _summarised(known: tuple[Analysis, Builtin], sources: Iterable[Source]) -> list[Summary]:
    return [summarise(_statements(source), *known) for source in sources]


def _statements(source: Source) -> Iterable[Quad]:
    """What a file states.

    Raises:
        SourceError: it is not valid, or holds what is refused.
    """
    if (plain := source.plain) is not None:
        try:
            return tuple(parse(plain, source.form.rdf))
        except (SyntaxError, MemoryError):
            pass  # its quads say where the fault is
    return source.quads


def _found(task: _Task, batch: tuple[Collection[str], Collection[str]]) -> dict[str, Found]:
    names, loaded = batch
    own = [task.own[name] for name in sorted(loaded)]
    return task.run.find(names, own, task.plan, task.analysis, task.plan.concerning(loaded, task.facts))


def _hash(base: Iterable[Source], *, alone: bool) -> str:
    """Changes with the program, the packages it uses, the built-in files, and whether there are any others."""
    made_of = manifest.recipe(base, _TOOLS).id, manifest.program(_PARTS), sys.version_info[:3], alone
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
