"""Targets (SHACL 2.1.3): which focus nodes a shape is validated for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.shacl.names import RDF_TYPE, RDFS_SUBCLASS
from kg.shacl.paths import Inverse, Path, sparql


@dataclass(frozen=True, slots=True)
class Nodes:
    """sh:targetNode (2.1.3.1): these terms, whether or not the data knows them."""

    terms: tuple[NamedNode | Literal, ...]

    def pattern(self, focus: str) -> str:
        """Binds the focus nodes."""
        return f"VALUES {focus} {{ {' '.join(map(str, self.terms))} }}"


@dataclass(frozen=True, slots=True)
class Instances:
    """sh:targetClass (2.1.3.2) and implicit class targets (2.1.3.3): the instances of a class and its subclasses."""

    of: NamedNode

    def pattern(self, focus: str) -> str:
        """Binds the focus nodes."""
        return f"{focus} {RDF_TYPE}/{RDFS_SUBCLASS}* {self.of} ."


@dataclass(frozen=True, slots=True)
class Ends:
    """sh:targetSubjectsOf (2.1.3.4) and sh:targetObjectsOf (2.1.3.5): one end of every triple with a property."""

    path: Path

    @classmethod
    def objects(cls, of: NamedNode) -> Ends:
        """The objects in the place of the subjects."""
        return cls(Inverse(of))

    def pattern(self, focus: str) -> str:
        """Binds the focus nodes."""
        return f"{focus} {sparql(self.path)} {focus}_end ."


Target = Nodes | Instances | Ends


def patterns(targets: tuple[Target, ...], focus: str) -> Iterator[str]:
    """One pattern for each target; together they bind every focus node, some of them perhaps twice."""
    for target in targets:
        yield target.pattern(focus)
