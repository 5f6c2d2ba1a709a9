"""Which file depends on which, and a key for each file that changes whenever something that it depends on does.

The claim: what is found about a node is the same on all files as on those that the node's file depends on. A node's
file is the one that describes it, which is to have it as a subject; else the first one that mentions it. Common is what
every file depends on: the built-in files, and those files of the user's that describe a built-in node or that may be
needed from anywhere.

1. Whatever is found about a node is found by walks from it (`reach`). A walk comes to nodes that are mentioned on the
   way. It needs the descriptions of these, hence a file depends on the files that describe what it mentions. And it
   needs what points to them by a property that is walked backwards, hence the file that describes a node depends on
   those that expose it; where none does, so do all that mention it; where the node is built in, the file
   that exposes it is common. So is a file with triples that are needed from anywhere.
2. What is inferred is covered because the rules were walked, too: each from the node that it concludes something about,
   and from the object where its conclusions are walked backwards. So, by induction over the rules that led to a
   triple, whoever walks over the triple depends on the files that it follows from.
3. Rules that were walked from another node hand their conclusions over. These are put in as facts where the node is
   named, and are part of the key there. They never lead to further ones of their kind, so each file hands over the
   same, whatever it is given.
4. Nothing but these triples is looked at: what else is in a store has no say. So the same files with the same facts
   give the same findings, and what was kept under a key holds as long as the key does.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256

from kg.incremental.model import COMMON, Builtin, Fact, Summary
from kg.incremental.summary import BLANK, name_of, number, said
from kg.sources import label_prefix
from kg.store.base import Term


class Plan:
    """The dependencies among the files of one run.

    Args:
        base: a hash of the program and the built-in files.
        files: the hash and the summary of each of the others, by its name.
        built_in: what the built-in files and the queries name.
    """

    def __init__(self, base: str, files: Mapping[str, tuple[str, Summary]], built_in: Builtin) -> None:
        self._base = base
        self._files = [(name, files[name][0]) for name in sorted(files)]
        self._summaries = [files[name][1] for name, _ in self._files]
        self._built_in = built_in
        self._places = {name: place for place, (name, _) in enumerate(self._files)}
        self._homes: dict[int, int] = {}
        for place in reversed(range(len(files))):
            self._homes.update(dict.fromkeys(self._summaries[place].described, place))
        self._mentions: dict[int, list[int]] = {}
        for place, summary in enumerate(self._summaries):
            for node in summary.mentioned:
                self._mentions.setdefault(node, []).append(place)
        self._needs = self._connected()
        self._needed = set[int]().union(*self._needs)
        self._common = self._reach(place for place, summary in enumerate(self._summaries) if summary.common)
        self._groups = _groups(self._needs, self._common)
        self._keys: dict[frozenset[Fact], dict[str, str]] = {}

    def home(self, node: Term) -> str:
        """The name of the file that findings about a node are kept with."""
        name = name_of(node)
        place = self._described(name)
        if place is None and name:
            place = next(iter(self._mentions.get(number(name), ())), None)
        return COMMON if place is None or place in self._common else self._files[place][0]

    def describes(self, name: str, thing: str) -> bool:
        """Whether a node is described in a file, and findings about it are kept with that."""
        place = self._described(thing)
        return place is not None and self._files[place][0] == name

    def naming(self, nodes: Iterable[Term], among: Collection[str]) -> set[str]:
        """Those of some files that have any of some nodes, as far as these are not built in, as a subject or object."""
        names = {name_of(node) for node in nodes}
        if "" in names:  # any file may have a literal
            return set(among)
        found = {self._files[place][0] for name in names if (place := self._described(name)) is not None}
        wanted = set(map(number, names))
        for name in among:
            summary = self._summaries[self._places[name]]
            if not (wanted.isdisjoint(summary.described) and wanted.isdisjoint(summary.mentioned)):
                found.add(name)
        return found

    def is_open(self, fact: Fact) -> bool:
        """Whether another file than the one that describes a node may be what says this of it."""
        if number(said(*fact)) in self._built_in.named:
            return False
        place = self._described(fact[0])
        return place is None or place in self._needed

    def needed(self, name: str = COMMON, known: Collection[str] = ()) -> set[str]:
        """The files that a file and the common ones depend on, themselves among them.

        Args:
            name: of the file.
            known: files that need not be returned, nor what they depend on.
        """
        found = set[str]()
        waiting = [*self._common, *([self._places[name]] if name else ())]
        while waiting:
            place = waiting.pop()
            if (one := self._files[place][0]) not in found and one not in known:
                found.add(one)
                waiting += self._needs[place]
        return found

    def concerning(self, names: Collection[str], facts: Iterable[Fact]) -> set[Fact]:
        """Those of some facts that are about nodes which these files name, or which are built in."""
        by_place, shared = self._told(facts)
        return shared.union(*(by_place.get(self._places[name], ()) for name in names))

    def keys(self, facts: frozenset[Fact] = frozenset()) -> Mapping[str, str]:
        """The key of each file that is not common, and of COMMON.

        Args:
            facts: what is handed over.
        """
        if facts not in self._keys:
            self._keys[facts] = self._digests(facts)
        return self._keys[facts]

    def _digests(self, facts: Iterable[Fact]) -> dict[str, str]:
        by_place, shared = self._told(facts)
        shared = shared.union(*(by_place.get(place, ()) for place in self._common))
        common = _digest(self._base, [self._files[place] for place in sorted(self._common)], sorted(shared))
        taken = sorted(node for node, (first, *_) in self._mentions.items() if self._is_taken(node, first))
        keys = {COMMON: _digest(common, taken)}
        known: dict[int, str] = {}
        for group in self._groups:  # whom others depend on comes first
            told = set[Fact]().union(*(by_place.get(place, ()) for place in group))
            below = {known[need] for place in group for need in self._needs[place] if need in known}
            said = [(*self._files[place], self._elsewhere(place)) for place in group]
            key = _digest(common, said, sorted(told), sorted(below))
            known.update(dict.fromkeys(group, key))
            keys.update((self._files[place][0], key) for place in group)
        return keys

    def _connected(self) -> list[set[int]]:
        """For each file the others that it depends on."""
        needs: list[set[int]] = [set() for _ in self._files]
        if len(self._homes) < sum(len(summary.described) for summary in self._summaries):
            for place, summary in enumerate(self._summaries):
                for home in {self._homes[node] for node in summary.described} - {place}:
                    needs[place].add(home)
                    needs[home].add(place)
        for node, places in self._mentions.items():
            if node in self._homes:
                for place in places:
                    needs[place].add(self._homes[node])
        for place, summary in enumerate(self._summaries):
            needs[place].update(self._homes[node] for node in summary.used if node in self._homes)
            for node in summary.exposed:
                for other in [self._homes[node]] if node in self._homes else self._mentions[node]:
                    needs[other].add(place)
        return needs

    def _is_taken(self, node: int, first: int) -> bool:
        """Whether findings about a node would be kept with what is common, if a file did not mention it."""
        return node in self._built_in.named and node not in self._homes and first not in self._common

    def _elsewhere(self, place: int) -> list[int]:
        """The nodes that a file mentions and none describes, and that are kept with another file."""
        return [
            node
            for node in self._summaries[place].mentioned
            if node not in self._homes and self._mentions[node][0] != place
        ]

    def _reach(self, start: Iterable[int]) -> set[int]:
        found = set(start)
        waiting = list(found)
        while waiting:
            new = self._needs[waiting.pop()] - found
            found |= new
            waiting += new
        return found

    def _told(self, facts: Iterable[Fact]) -> tuple[dict[int, set[Fact]], set[Fact]]:
        """The facts about nodes that a file names, by file, and those about built-in nodes."""
        by_place: dict[int, set[Fact]] = {}
        shared: set[Fact] = set()
        for fact in facts:
            node, home = number(fact[0]), self._described(fact[0])
            if node in self._built_in.named:
                shared.add(fact)
            for place in (*self._mentions.get(node, ()), *(() if home is None else (home,))):
                by_place.setdefault(place, set()).add(fact)
        return by_place, shared

    def _described(self, name: str) -> int | None:
        """The place of the file that describes a node; of the first, where several do."""
        if name.startswith(BLANK):
            return self._prefixes.get(name.removeprefix(BLANK)[: len(label_prefix(""))])
        return self._homes.get(number(name))

    @cached_property
    def _prefixes(self) -> dict[str, int]:
        return {label_prefix(name): place for place, (name, _) in enumerate(self._files)}


def _groups(needs: Sequence[set[int]], without: Collection[int]) -> list[list[int]]:
    """The files in groups that depend on each other in a circle (Tarjan's); who is depended on comes first."""
    groups: list[list[int]] = []
    order: dict[int, int] = {}
    lowest: dict[int, int] = {}
    waiting: list[int] = []
    done = set(without)
    for start in range(len(needs)):
        way = [] if start in order or start in done else [(start, iter(needs[start]))]
        while way:
            place, rest = way[-1]
            if place not in order:
                order[place] = lowest[place] = len(order)
                waiting.append(place)
            for need in rest:
                if need in done:
                    continue
                if need not in order:
                    way.append((need, iter(needs[need])))
                    break
                lowest[place] = min(lowest[place], order[need])
            else:
                way.pop()
                if way:
                    lowest[way[-1][0]] = min(lowest[way[-1][0]], lowest[place])
                if lowest[place] == order[place]:
                    group: list[int] = []
                    while place not in group[-1:]:
                        group.append(waiting.pop())
                    done.update(group)
                    groups.append(sorted(group))
    return groups


def _digest(*parts: object) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()[:32]
