"""Value range constraint components (SHACL 4.3): comparison by the operators of SPARQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.shacl.components.base import ValueConstraint
from kg.shacl.conditions import Condition, sure
from kg.shacl.graph import Subject
from kg.shacl.names import XSD_BOOLEAN, XSD_INTEGER, sh
from kg.shacl.paths import Path

if TYPE_CHECKING:
    from kg.shacl.compile import Scope
    from kg.shacl.read import Reader

_OPERATORS = {"minExclusive": ">", "minInclusive": ">=", "maxExclusive": "<", "maxInclusive": "<="}


@dataclass(frozen=True, slots=True)
class Bound(ValueConstraint):
    """sh:minExclusive, sh:minInclusive, sh:maxExclusive, sh:maxInclusive (4.3.1 to 4.3.4)."""

    component: NamedNode
    operator: str
    limit: Literal

    def test(self, value: str, focus: str, scope: Scope) -> Condition:
        """The value can be compared with the limit, and stands on the right side of it."""
        return compared(value, self.operator, str(self.limit))

    def describe(self) -> str:
        """What is wrong."""
        return f"The value is not {self.operator} {self.limit.value}."


def compared(one: str, operator: str, other: str) -> Condition:
    """That two terms can be compared by an operator of SPARQL 1.1 (17.3), and are in that order.

    Oxigraph does not order booleans, so these are compared as numbers.
    """
    booleans = f"DATATYPE({one}) = {XSD_BOOLEAN} && DATATYPE({other}) = {XSD_BOOLEAN}"
    numbers = f"{XSD_INTEGER}({one}) {operator} {XSD_INTEGER}({other})"
    return sure(f"{one} {operator} {other}, {booleans} && {numbers}")


def read(reader: Reader, node: Subject, path: Path | None) -> Iterator[ValueConstraint]:
    """The constraints of this section that a shape declares."""
    for name, operator in _OPERATORS.items():
        limit = reader.literal(node, sh(name))
        if limit is not None:
            yield Bound(sh(f"{name[0].upper()}{name[1:]}ConstraintComponent"), operator, limit)
