"""What every constraint component has: how it is tested inside a pattern, and how its violations are found.

A shape becomes a SPARQL expression over one variable (`holds`), which nests: what a property shape demands of its
values stands in a NOT EXISTS, and so on down. An expression is true or false for every term, never an error. The
violations of a shape are found by queries over all focus nodes at once (`violations`), never node by node.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.shacl.conditions import ALWAYS, Condition, atom, exists, opposite, some
from kg.shacl.graph import Subject
from kg.shacl.paths import Path, Sequence, nullable, sparql, steps
from kg.store.base import Row, Term

if TYPE_CHECKING:
    from kg.shacl.compile import Scope
    from kg.shacl.shapes import Shape


@dataclass(frozen=True, slots=True)
class Context:
    """Where focus nodes come from.

    Args:
        pattern: a group graph pattern, without braces, that binds the focus nodes and nothing that may be unbound.
        focus: the variable that holds the focus node.
        before: the variables of the focus nodes that the shapes above were validated for.
        above: those shapes, from the one with the target down.
    """

    pattern: str
    focus: str
    before: tuple[str, ...] = ()
    above: tuple[Subject, ...] = ()


@dataclass(frozen=True, slots=True)
class Finder:
    """A query whose solutions are the violations of one constraint.

    Args:
        where: the pattern of the query, without braces.
        context: whose focus nodes it is about.
        shape: the shape that the violations are violations of.
        constraint: the constraint of that shape.
        value: the variable that holds the value node at fault; None where the constraint names none.
        path: the variable that holds the result path, where it is not the shape's own.
        apart: further variables whose values make different results of one value.
        after: what follows the pattern's closing brace, such as GROUP BY.
        select: a whole query in the place of `where` and `after`, for constraints that the shapes' author wrote.
        limit: how many results a focus node has at most.
    """

    where: str
    context: Context
    shape: Shape
    constraint: Constraint
    value: str | None = None
    path: str | None = None
    apart: tuple[str, ...] = ()
    after: str = ""
    select: str | None = None
    limit: int | None = None

    @property
    def variables(self) -> tuple[str, ...]:
        """What tells two results apart."""
        named = [name for name in (self.value, self.path) if name is not None and name != self.context.focus]
        return (*self.context.before, self.context.focus, *named, *self.apart)

    @property
    def query(self) -> str:
        """The SELECT query."""
        if self.select is not None:
            return self.select
        return f"SELECT DISTINCT {' '.join(self.variables)} WHERE {{ {self.where} }} {self.after}".rstrip()


@dataclass(frozen=True, slots=True)
class Check:
    """An ASK whether any focus node breaks any of several constraints, so that most shapes cost one query.

    Args:
        query: the ASK query.
        shape: the shape.
        finders: the queries that find what is broken, to be run where the answer is yes.
    """

    query: str
    shape: Shape
    finders: tuple[Finder | Check, ...]


class Constraint(ABC):
    """One constraint of a shape: a component with the values of its parameters (SHACL 2.1.4, "Constraints")."""

    __slots__ = ()
    component: NamedNode
    source: Term | None = None

    @abstractmethod
    def holds(self, focus: str, shape: Shape, scope: Scope) -> Condition:
        """That the focus node in that variable satisfies the constraint."""

    @abstractmethod
    def violations(self, context: Context, shape: Shape, scope: Scope) -> Iterator[Finder | Check]:
        """The queries that find every violation among the focus nodes of a context."""

    @abstractmethod
    def describe(self) -> str:
        """What is wrong, in plain English, for shapes that have no message of their own."""

    @property
    def heavy(self) -> bool:
        """Whether `holds` may take much longer than the queries of `violations`."""
        return False

    def messages(self, row: Row) -> tuple[Literal, ...]:
        """The messages that the constraint itself has for a solution of its query."""
        return ()

    @property
    def uses(self) -> tuple[Subject, ...]:
        """The shapes that the constraint refers to."""
        return ()


class ValueConstraint(Constraint):
    """A constraint that each value node satisfies or not, on its own."""

    __slots__ = ()

    @abstractmethod
    def test(self, value: str, focus: str, scope: Scope) -> Condition:
        """That the value node in that variable satisfies the constraint."""

    def holds(self, focus: str, shape: Shape, scope: Scope) -> Condition:
        """The focus node has no value node that fails the test."""
        if shape.path is None:
            return self.test(focus, focus, scope)
        value = scope.fresh()
        return opposite(leads(focus, shape.path, value, scope, opposite(self.test(value, focus, scope))))

    def violations(self, context: Context, shape: Shape, scope: Scope) -> Iterator[Finder | Check]:
        """One violation for each value node that fails the test."""
        for pattern, value in values(context, shape.path, scope):
            yield Finder(
                f"{pattern} {unless(self.test(value, context.focus, scope))}", context, shape, self, value=value
            )


class FocusConstraint(Constraint):
    """A constraint on all value nodes together; its violations name no value."""

    __slots__ = ()

    def violations(self, context: Context, shape: Shape, scope: Scope) -> Iterator[Finder | Check]:
        """One violation for each focus node that does not satisfy the constraint."""
        yield Finder(f"{context.pattern} {unless(self.holds(context.focus, shape, scope))}", context, shape, self)


def reach(focus: str, step: Path, value: str) -> str:
    """The pattern: from a focus node, which the outside binds, one step to the value node.

    A step that may be walked without any triple reaches the focus node itself. SPARQL says so too (18.4,
    ZeroLengthPath), but Oxigraph forgets it for a node that is in no triple, so it is said once more.
    """
    walked = f"{focus} {sparql(step)} {value} ."
    return f"{{ {walked} }} UNION {{ BIND({focus} AS {value}) }}" if nullable(step) else walked


def leads(focus: str, path: Path, value: str, scope: Scope, meets: Condition = ALWAYS) -> Condition:
    """That the path leads from a focus node to a node that meets a condition.

    Each step of a sequence stands in an EXISTS of its own. In one, an engine that does not know that the outside
    binds the focus node may begin at the other end, and walk over all of the data for every focus node.

    Args:
        focus: the variable of the focus node, which the outside binds.
        path: any path.
        value: a variable that `meets` may use for the node at the end.
        scope: of the query.
        meets: the condition on that node.
    """
    *before, last = steps(path)
    nodes = [focus, *(scope.fresh() for _ in before)]
    found = exists(f"{reach(nodes[-1], last, value)} {only(meets)}".rstrip())
    for node, step, following in reversed([*zip(nodes, before, nodes[1:], strict=False)]):
        found = exists(f"{reach(node, step, following)} {only(found)}")
    return found


def reaches(focus: str, path: Path | None, value: str, scope: Scope) -> Condition:
    """That the path leads from a focus node to a value, both of which the outside binds, or which are constants."""
    if path is None:
        return atom(f"sameTerm({focus}, {value})")
    *before, last = steps(path)
    if before:
        middle = scope.fresh()
        first = before[0] if len(before) == 1 else Sequence(tuple(before))
        return leads(focus, first, middle, scope, reaches(middle, last, value, scope))
    walked = exists(f"{focus} {sparql(last)} {value} .")
    return some([atom(f"sameTerm({focus}, {value})"), walked]) if nullable(last) else walked


def values(context: Context, path: Path | None, scope: Scope) -> Iterator[tuple[str, str]]:
    """Patterns that together bind every value node of every focus node, each with the variable for the value.

    Unlike in `reach`, nothing outside binds the focus node, so a path that may be walked without any triple takes two
    whole patterns.
    """
    if path is None:
        yield context.pattern, context.focus
        return
    value = scope.fresh()
    yield f"{context.pattern} {context.focus} {sparql(path)} {value} .", value
    if nullable(path):
        yield f"{context.pattern} BIND({context.focus} AS {value})", value


def only(condition: Condition) -> str:
    """The filter that lets through what meets the condition."""
    return "" if condition == ALWAYS else f"FILTER({condition.text})"


def unless(condition: Condition) -> str:
    """The filter that lets through what does not meet the condition."""
    return f"FILTER({condition.opposite})"
