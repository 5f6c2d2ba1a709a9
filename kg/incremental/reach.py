"""Which triples a query can need, if it is asked of one node: found by walking its patterns from that node on.

A walk goes from what is known to what is not. From a subject to an object it needs only the statements about the
subject, which stand where the subject is described. From an object to a subject ("backwards") it needs whatever points
to the object by that property, wherever that stands. A pattern that hangs together with nothing known needs all
triples of its property ("anywhere"). What a walk needs of the last two kinds is noted; the first needs no note.

What an OPTIONAL, an EXISTS or a counted sub-query finds or does not find decides on other solutions, so a walk enters
it only by variables that surely have a value there. The parts that are joined can be entered by any variable, since
what does not join has no say (SPARQL 1.1, 18.5).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from kg.incremental.model import ANY
from kg.incremental.patterns import Element, Group, Optional, Pattern, Select, Union, Values
from kg.shacl.names import RDF_TYPE
from kg.shacl.paths import Alternative, Inverse, Path, nullable, properties
from kg.shacl.paths import Sequence as Steps


@dataclass(slots=True)
class Needs:
    """What walks need beside the descriptions of the nodes that they come to.

    Args:
        backwards: the properties, as `<IRI>`, that are walked from object to subject.
        anywhere: the properties, or the classes as `a <IRI>`, of which all triples are needed.
    """

    backwards: set[str] = field(default_factory=set)
    anywhere: set[str] = field(default_factory=set)

    def select(self, query: Select, known: Collection[str]) -> None:
        """Notes what a query needs.

        Args:
            query: the query, or a sub-query.
            known: the variables outside that have a value.
        """
        columns, keys = query.columns, query.keys
        pairs = {name: name for name in known} if columns is None else columns
        entry = {inner for outer, inner in pairs.items() if inner and outer in known}
        self.group(query.group, entry if keys is None else entry.intersection(keys), frozenset())

    def group(self, group: Group, known: Collection[str], outside: frozenset[str]) -> None:
        """Notes what a group needs.

        Args:
            group: the group.
            known: the variables that have a value when its solutions are joined with what stands around it.
            outside: those of them that have it inside its filters and options too.
        """
        waiting = {place: one for place, one in enumerate(group.elements) if _joined(group, place, outside)}
        reached = set(known)
        while waiting:
            place = min(waiting, key=lambda at: (*self._price(waiting[at], reached, outside), at))
            reached |= self._element(waiting.pop(place), reached, outside)
        for place, element in enumerate(group.elements):
            if isinstance(element, Optional):
                left = outside | _sure(Group(group.elements[:place]))
                self.group(element.group, left, left)
        here = outside | _sure(group)
        for inner in group.exists:
            self.group(inner, here, here)

    def _price(self, element: Element, reached: set[str], outside: frozenset[str]) -> tuple[int, int]:
        """How much more would be needed if an element came next: fewer and cheaper needs sort first."""
        if isinstance(element, Values):
            return (1, 0) if element.source and reached.isdisjoint((element.source, *element.names)) else (0, 0)
        trial = Needs(set(self.backwards), set(self.anywhere))
        trial._element(element, reached, outside)
        return len(trial.anywhere) - len(self.anywhere), len(trial.backwards) - len(self.backwards)

    def _element(self, element: Element, reached: set[str], outside: frozenset[str]) -> set[str]:
        """Notes what an element that is joined needs, and returns the variables that are known behind it."""
        match element:
            case Pattern():
                self._pattern(element, reached)
            case Union(groups):
                for group in groups:
                    self.group(group, reached, outside)
            case Select():
                self.select(element, reached)
            case Values(names, source) if source is not None:
                return set() if reached.isdisjoint((source, *names)) else {source, *names}
            case Values() | Optional():
                pass
        return set(_sure(Group((element,))))

    def _pattern(self, pattern: Pattern, reached: set[str]) -> None:
        path = pattern.path
        ways: list[set[str]] = []
        if pattern.subject in reached or not pattern.subject.startswith("?"):
            ways.append(set(_backwards(path, from_subject=True)))
        if pattern.value in reached:
            ways.append(set(_backwards(path, from_subject=False)))
        if ways:
            self.backwards |= min(ways, key=lambda way: (len(way - self.backwards), sorted(way)))
        elif path is None or nullable(path):
            self.anywhere.add(ANY)
        elif path == RDF_TYPE and not pattern.value.startswith("?"):
            self.anywhere.add(f"a {pattern.value}")
        else:
            self.anywhere.update(map(str, properties(path)))


def _backwards(path: Path | None, *, from_subject: bool) -> Iterator[str]:
    """The properties that are walked from object to subject when a path is walked from one of its ends."""
    match path:
        case None:
            yield from () if from_subject else (ANY,)
        case NamedNode():
            yield from () if from_subject else (str(path),)
        case Inverse(inner):
            yield from _backwards(inner, from_subject=not from_subject)
        case Steps(parts) | Alternative(parts):
            for part in parts:
                yield from _backwards(part, from_subject=from_subject)
        case _:
            yield from _backwards(path.path, from_subject=from_subject)


def _joined(group: Group, place: int, outside: frozenset[str]) -> bool:
    """Whether an element is joined with the others, and may make something known."""
    element = group.elements[place]
    if isinstance(element, Values) and element.source is not None:
        return element.source in outside | _sure(Group(group.elements[:place]))
    return not isinstance(element, Optional)


def _sure(group: Group) -> frozenset[str]:
    """The variables that have a value in every solution of a group."""
    sure: set[str] = set()
    for element in group.elements:
        match element:
            case Pattern(subject, _, value):
                sure.update(term for term in (subject, value) if term.startswith("?"))
            case Union(groups):
                sure |= frozenset.intersection(*map(_sure, groups))
            case Values(names, source) if source is None or source in sure:
                sure.update(names)
            case Select(inner, columns):
                bound = _sure(inner)
                sure |= bound if columns is None else {outer for outer, name in columns.items() if name in bound}
            case _:
                pass
    return frozenset(sure)
