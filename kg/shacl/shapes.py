"""Shapes (SHACL 2.1) as values: what was read from a shapes graph, ready to be compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.shacl.components.base import Constraint
from kg.shacl.graph import Subject
from kg.shacl.paths import Path
from kg.shacl.targets import Target


@dataclass(frozen=True, slots=True)
class Shape:
    """A node shape (2.2), or a property shape (2.3) where it has a path.

    Args:
        node: its name in the shapes graph.
        path: the value of sh:path.
        targets: where its focus nodes come from; none for shapes that others refer to.
        constraints: what must hold, in a fixed order.
        severity: sh:Violation unless the shape says otherwise (2.1.4).
        messages: the values of sh:message, in all languages, sorted (2.1.5).
        deactivated: every node conforms (2.1.6).
    """

    node: Subject
    path: Path | None
    targets: tuple[Target, ...]
    constraints: tuple[Constraint, ...]
    severity: NamedNode
    messages: tuple[Literal, ...]
    deactivated: bool


Shapes = Mapping[Subject, Shape]
