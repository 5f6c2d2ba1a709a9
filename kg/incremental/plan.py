"""Which file depends on which, and a key for each file that changes whenever what it depends on does.

The claim: what is found about a node is the same on all files as on those that the node's file depends on. A node's
file is the one that describes it, that is, has it as a subject; else the first that mentions it. "Common" is what every
file depends on: the built-in files, and the user's files that describe a built-in node or may be needed from anywhere.

1. Whatever is inferred or found about a node is found by walks from it (`reach`). Walks come to nodes that some file
   on the way mentions. They need the description of each, hence a file depends on the files that describe what it
   mentions; and they need what points to it by a property that is walked backwards, hence the files that describe or,
   where none does, mention a node depend on those that expose it. Where that node is built in, the file that
   exposes it is common; so is a file with triples that are needed anywhere.
2. What is inferred is covered because each rule was walked too: from the subject that it concludes something about, and
   from the object where conclusions are walked backwards. By induction over the number of rules that led to
   a triple, it follows from the same files as the walk that needs it depends on.
3. What rules hand over to a node that another file describes ("given") is added as facts, and is part of the key.

The same files with the same given facts give the same findings, so what was kept under a key holds while the key does.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256

from kg.incremental.summary import Summary, number

COMMON = ""
"""In the place of a file's name: all that every file depends on."""

Fact = tuple[str, str]
"""What is handed over: the IRI of a thing, and that of a class which it is of."""


class Plan:
    """The dependencies among the files of one run.

    Args:
        base: a hash of the program and the built-in files.
        files: the others, sorted by name: the name, the sha256 and the summary of each.
        known: the numbers of all IRIs that the built-in files and the queries name.
    """

    def __init__(self, base: str, files: Sequence[tuple[str, str, Summary]], known: Collection[int]) -> None:
        self._base = base
        self._files = [(name, digest) for name, digest, _ in files]
        self._summaries = [summary for _, _, summary in files]
        self._known = known
        self._homes: dict[int, int] = {}
        for place in reversed(range(len(files))):
            self._homes.update(dict.fromkeys(self._summaries[place].described, place))
        self._undescribed: dict[int, int] = {}
        self._needs: list[set[int]] = [set() for _ in files]
        self._lost: list[list[int]] = [[] for _ in files]
        self._connect()
        self._common = self._reach(place for place, summary in enumerate(self._summaries) if summary.common)
        self._groups = _groups(self._needs, self._common)

    def home(self, iri: str) -> str:
        """The name of the file that findings about a node are kept with."""
        node = number(iri)
        place = self._homes.get(node, self._undescribed.get(node))
        return COMMON if node in self._known or place is None or place in self._common else self._files[place][0]

    def needed(self, names: Collection[str]) -> set[str]:
        """The files that these files and the common ones depend on, themselves among them; COMMON may be named, too."""
        start = (place for place, (name, _) in enumerate(self._files) if name in names)
        return {self._files[place][0] for place in self._reach(start) | self._common}

    def keys(self, given: Iterable[Fact] = ()) -> dict[str, str]:
        """The key of each file, and of COMMON for those that are common.

        Args:
            given: the facts that are handed over.
        """
        facts, shared = self._facts(given)
        common = _digest(self._base, [self._files[place] for place in sorted(self._common)], sorted(shared))
        keys = {COMMON: common}
        of: dict[int, str] = {}
        for group in self._groups:  # those that others depend on come first
            said = [(*self._files[place], self._lost[place]) for place in group]
            told = sorted({text for place in group for text in facts.get(place, ())})
            below = sorted({of[need] for place in group for need in self._needs[place] if need in of})
            key = _digest(common, said, told, below)
            of.update(dict.fromkeys(group, key))
            keys.update((self._files[place][0], key) for place in group)
        return keys

    def _connect(self) -> None:
        """Notes which file depends on which."""
        if len(self._homes) < sum(len(summary.described) for summary in self._summaries):
            for place, summary in enumerate(self._summaries):
                for home in {self._homes[node] for node in summary.described} - {place}:
                    self._needs[place].add(home)
                    self._needs[home].add(place)
        exposed: dict[int, set[int]] = {}
        for place, summary in enumerate(self._summaries):
            for node in summary.exposed:
                exposed.setdefault(node, set()).add(place)
            for node in summary.mentioned:
                if (home := self._homes.get(node)) is not None:
                    self._needs[place].add(home)
                elif self._undescribed.setdefault(node, place) != place:
                    self._lost[place].append(node)
        for node, places in exposed.items():
            if (home := self._homes.get(node)) is not None:
                self._needs[home] |= places
        if any(node not in self._homes for node in exposed):
            for place, summary in enumerate(self._summaries):
                for node in summary.mentioned:
                    if node not in self._homes:
                        self._needs[place] |= exposed.get(node, set())

    def _reach(self, start: Iterable[int]) -> set[int]:
        found = set(start)
        waiting = list(found)
        while waiting:
            new = self._needs[waiting.pop()] - found
            found |= new
            waiting += new
        return found

    def _facts(self, given: Iterable[Fact]) -> tuple[Mapping[int, list[str]], list[str]]:
        """The given facts as text: those about nodes that a file names, by file, and those about common nodes."""
        about: dict[int, list[str]] = {}
        for thing, kind in given:
            about.setdefault(number(thing), []).append(f"{thing} a {kind}")
        facts: dict[int, list[str]] = {}
        shared = [text for node, texts in about.items() if node in self._known for text in texts]
        for place, summary in enumerate(self._summaries):
            for node in about.keys() & summary.mentioned:
                facts.setdefault(place, []).extend(about[node])
        for node, texts in about.items():
            if (home := self._homes.get(node)) is not None:
                facts.setdefault(home, []).extend(texts)
        shared += (text for place in self._common for text in facts.get(place, ()))
        return facts, shared


def _groups(needs: Sequence[set[int]], without: Collection[int]) -> list[list[int]]:
    """The files in groups that depend on each other in a circle (Tarjan); who is depended on comes first."""
    groups: list[list[int]] = []
    order: dict[int, int] = {}
    lowest: dict[int, int] = {}
    open_: list[int] = []
    grouped = set(without)
    for start in range(len(needs)):
        way = [] if start in order or start in grouped else [(start, iter(sorted(needs[start])))]
        while way:
            place, rest = way[-1]
            if place not in order:
                order[place] = lowest[place] = len(order)
                open_.append(place)
            for need in rest:
                if need in grouped:
                    continue
                if need not in order:
                    way.append((need, iter(sorted(needs[need]))))
                    break
                lowest[place] = min(lowest[place], order[need])
            else:
                way.pop()
                if way:
                    lowest[way[-1][0]] = min(lowest[way[-1][0]], lowest[place])
                if lowest[place] == order[place]:
                    group = open_[open_.index(place) :]
                    del open_[-len(group) :]
                    grouped.update(group)
                    groups.append(sorted(group))
    return groups


def _digest(*parts: object) -> str:
    return sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:32]
