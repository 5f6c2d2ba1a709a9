"""Which triples a query can need, if it is asked of one node: found by walking its patterns from that node on.

A walk goes from what is known to what is not. From a subject to an object it needs only the statements about the
subject, which stand where the subject is described. From an object to a subject ("backwards") it needs whatever points
to the object by that property, wherever that stands. A pattern that hangs together with nothing known needs all
triples of its property ("anywhere"). What a walk needs of the last two kinds is noted; the rest needs no note.

What an OPTIONAL, an EXISTS or a counted sub-query finds or does not find decides on other solutions, so a walk enters it
only by variables that surely have a value there. The parts that are joined can be entered by any variable, since
what does not join has no say (SPARQL 1.1, 18.5).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from kg.incremental.patterns import Element, Group, Optional, Pattern, Select, Union, Values
from kg.shacl.names import RDF_TYPE
from kg.shacl.paths import Alternative, Inverse, Path, nullable, properties
from kg.shacl.paths import Sequence as Steps

ANY = "*"
"""Stands for every property."""


@dataclass(slots=True)
class Needs:
    """What walks need beside the descriptions of the nodes that they come to.

    Args:
        backwards: the properties, as `<IRI>`, that are walked from object to subject.
        anywhere: the properties, or the classes as `a <IRI>`, of which all triples are needed.
    """

    backwards: set[str] = field(default_factory=set)
    anywhere: set[str] = field(default_factory=set)

    def copy(self) -> Needs:
        """The same, to be changed apart."""
        return Needs(set(self.backwards), set(self.anywhere))

    def beyond(self, other: Needs) -> tuple[int, int]:
        """How much more this is than another: fewer and cheaper needs sort first."""
        return len(self.anywhere - other.anywhere), len(self.backwards - other.backwards)

    def select(self, query: Select, known: Collection[str]) -> set[str]:
        """Notes what a query needs, and returns the variables that surely have a value in its solutions.

        Args:
            query: the query, or a sub-query.
            known: the variables outside that have a value.
        """
        columns = query.columns
        if query.keys is None:
            entry = {inner for outer, inner in (columns or {}).items() if inner and outer in known}
            entry |= set(known) if columns is None else set()
        else:
            entry = {key for key in query.keys if columns is None or (columns.get(key) == key)} & set(known)
        sure = self.group(query.group, entry, frozenset())
        for group in query.exists:
            self.group(group, sure, frozenset(sure))
        return sure if columns is None else {outer for outer, inner in columns.items() if inner in sure}

    def group(self, group: Group, known: Collection[str], outside: frozenset[str]) -> set[str]:
        """Notes what a group needs, and returns the variables that surely have a value in its solutions.

        Args:
            group: the group.
            known: variables that have a value when its solutions are joined with what stands around it.
            outside: those of them that have it in the group's filters and options too, since an EXISTS puts them in.
        """
        waiting = [(place, one) for place, one in enumerate(group.elements) if not isinstance(one, Optional)]
        sure: dict[int, set[str]] = {}
        reached = set(known)
        while waiting:
            place, element = min(waiting, key=lambda one: (self._price(one[1], reached, group, one[0], outside), one[0]))
            waiting.remove((place, element))
            sure[place] = self._element(element, reached, _before(group, place, outside), outside)
            reached |= sure[place]
        for place, element in enumerate(group.elements):
            if isinstance(element, Optional):
                left = outside.union(*(names for at, names in sure.items() if at < place))
                self.group(element.group, left, frozenset(left))
        here = set().union(*sure.values()) if sure else set()
        for inner in group.exists:
            self.group(inner, here | outside, frozenset(here | outside))
        return here
