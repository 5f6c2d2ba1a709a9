"""Reads shapes from a shapes graph, and collects every way in which they are ill-formed (SHACL 2.1, appendix C)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.errors import ShapeError
from kg.iris import compact
from kg.shacl.components import (
    cardinality,
    logical,
    other,
    property_pair,
    shape_based,
    string_based,
    value_range,
    value_type,
)
from kg.shacl.components.base import Constraint
from kg.shacl.graph import ListError, ReadGraph, Subject
from kg.shacl.names import (
    OWL_CLASS,
    RDF_FIRST,
    RDF_REST,
    RDF_TYPE,
    RDFS_CLASS,
    RDFS_SUBCLASS,
    TRUE,
    XSD_BOOLEAN,
    XSD_INTEGER,
    XSD_STRING,
    sh,
)
from kg.shacl.paths import Path, PathError, read_path
from kg.shacl.report import VIOLATION
from kg.shacl.shapes import Shape, Shapes
from kg.shacl.sparql import components, constraints
from kg.shacl.targets import Ends, Instances, Nodes, Target
from kg.store.base import Term

_SECTIONS: tuple[Callable[[Reader, Subject, Path | None], Iterable[Constraint]], ...] = (
    value_type.read,
    cardinality.read,
    value_range.read,
    string_based.read,
    property_pair.read,
    logical.read,
    shape_based.read,
    other.read,
    constraints.read,
    components.read,
)
_TARGETS = tuple(map(sh, ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")))
_WAY = 20
"""How far up a blank node's name is looked for; lists are long, and shapes may go round in a circle."""
_TYPES = (sh("NodeShape"), sh("PropertyShape"))


_MOST = 20
"""How many faults are told one by one."""
_LONG = 200
"""How many characters of a long fault are told at each end."""


class Fault(NamedTuple):
    """What is wrong: the node and its property, and the words for it."""

    about: tuple[Term, ...]
    text: str


class Reader:
    """A shapes graph, the parameters that its shapes give, and the problems found on the way.

    Args:
        graph: the shapes graph.
        shapes_graph: its IRI, where queries can reach it; None where they cannot.
    """

    def __init__(self, graph: ReadGraph, shapes_graph: str | None = None) -> None:
        self.graph = graph
        self.shapes_graph = shapes_graph
        self.problems: list[Fault] = []
        self.limits: list[Fault] = []
        self.components = components.declared_components(self)

    def context(self, node: Subject) -> Mapping[str, NamedNode | Literal]:
        """What is bound in every query of a shape: $currentShape and $shapesGraph (5.3.1)."""
        found: dict[str, NamedNode | Literal] = {}
        if isinstance(node, NamedNode):
            found["currentShape"] = node
        if self.shapes_graph is not None:
            found["shapesGraph"] = NamedNode(self.shapes_graph)
        return found

    def problem(self, node: Term, parameter: NamedNode, text: str) -> None:
        """Notes that a shape is ill-formed."""
        self.problems.append(self._fault(node, parameter, text))

    def limit(self, node: Term, parameter: NamedNode, text: str) -> None:
        """Notes that a shape is well-formed but cannot be compiled."""
        self.limits.append(self._fault(node, parameter, text))

    def _fault(self, node: Term, parameter: NamedNode, text: str) -> Fault:
        if len(text) > 2 * _LONG:  # it quotes what the shape says
            text = f"{text[:_LONG]} … {text[-_LONG:]}"
        return Fault((node, parameter), f"{self.name(node)}, {_name(parameter)}: {text}")

    def name(self, node: Term) -> str:
        """The node's short name; for a blank node, the way to it from the nearest node that has one, and its path."""
        path = self.graph.objects(node, sh("path")) if isinstance(node, BlankNode) else []
        way = [f"({_name(path[0])})"] if path and isinstance(path[0], NamedNode) else []
        while isinstance(node, BlankNode) and len(way) < _WAY:
            above = self.graph.above(node)
            if above is None:
                break
            node, predicate = above
            if predicate not in (RDF_FIRST, RDF_REST):
                path = self.graph.objects(node, sh("path"))
                way.append(
                    _name(predicate) + (f" (of {_name(path[0])})" if path and isinstance(path[0], NamedNode) else "")
                )
        return " → ".join([_name(node), *reversed(way)])

    def one(self, node: Subject, parameter: NamedNode) -> Term | None:
        """The only value of a parameter; more than one is a problem."""
        found = self.graph.objects(node, parameter)
        if len(found) > 1:
            self.problem(node, parameter, f"has {len(found)} values, and may have one")
        return found[0] if found else None

    def literal(self, node: Subject, parameter: NamedNode) -> Literal | None:
        """The only value, which must be a literal."""
        found = self.one(node, parameter)
        if found is None or isinstance(found, Literal):
            return found
        self.problem(node, parameter, f"{_name(found)} is not a literal")
        return None

    def count(self, node: Subject, parameter: NamedNode) -> int | None:
        """The only value, which must be an xsd:integer."""
        found = self.literal(node, parameter)
        if found is None:
            return None
        if found.datatype == XSD_INTEGER and found.value.lstrip("+-").isdecimal():
            return int(found.value)
        self.problem(node, parameter, f"{found} is not an integer")
        return None

    def string(self, node: Subject, parameter: NamedNode) -> str | None:
        """The only value, which must be an xsd:string."""
        found = self.literal(node, parameter)
        if found is None:
            return None
        if found.datatype != XSD_STRING:
            self.problem(node, parameter, f"{found} is not a string")
        return found.value

    def flag(self, node: Subject, parameter: NamedNode) -> bool:
        """Whether the only value is true; another boolean is as good as none."""
        found = self.literal(node, parameter)
        if found is not None and found.datatype != XSD_BOOLEAN:
            self.problem(node, parameter, f"{found} is not a boolean")
        return found == TRUE

    def iri(self, node: Subject, parameter: NamedNode) -> NamedNode | None:
        """The only value, which must be an IRI."""
        self.one(node, parameter)
        return next(iter(self.iris(node, parameter)), None)

    def iris(self, node: Subject, parameter: NamedNode) -> list[NamedNode]:
        """All values, which must be IRIs."""
        found = self.graph.objects(node, parameter)
        for value in found:
            if not isinstance(value, NamedNode):
                self.problem(node, parameter, f"{_name(value)} is not an IRI")
        return [value for value in found if isinstance(value, NamedNode)]

    def shapes(self, node: Subject, parameter: NamedNode) -> list[Subject]:
        """All values, which must be shapes."""
        found = self.graph.objects(node, parameter)
        for value in found:
            if isinstance(value, Literal):
                self.problem(node, parameter, f"{value} is a literal, not a shape")
        return [value for value in found if isinstance(value, Subject)]

    def members(self, node: Subject, parameter: NamedNode) -> tuple[Term, ...] | None:
        """The members of the only value, which must be a list."""
        self.one(node, parameter)
        return next(self.lists(node, parameter), None)

    def lists(self, node: Subject, parameter: NamedNode) -> Iterator[tuple[Term, ...]]:
        """The members of each value; all must be lists."""
        for value in self.graph.objects(node, parameter):
            try:
                yield self.graph.members(value)
            except ListError as error:
                self.problem(node, parameter, f"{_name(value)} {error}")

    def shape(self, node: Subject) -> Shape:
        """One shape, with what it says itself."""
        path = self._path(node)
        return Shape(
            node=node,
            path=path,
            targets=tuple(self._targets(node)),
            constraints=tuple(chain.from_iterable(read(self, node, path) for read in _SECTIONS)),
            severity=self.iri(node, sh("severity")) or VIOLATION,
            messages=constraints.messages_of(self, node),
            deactivated=self.flag(node, sh("deactivated")),
        )

    def _path(self, node: Subject) -> Path | None:
        found = self.one(node, sh("path"))
        types = self.graph.objects(node, RDF_TYPE)
        if found is None:
            if sh("PropertyShape") in types:
                self.problem(node, sh("path"), "a property shape needs one")
            return None
        if sh("NodeShape") in types:
            self.problem(node, sh("path"), "a node shape cannot have it; only a property shape can")
        try:
            return read_path(self.graph, found)
        except PathError as error:
            self.problem(node, sh("path"), f"{_name(found)} {error}")
            return None

    def _targets(self, node: Subject) -> Iterator[Target]:
        nodes = self.graph.objects(node, sh("targetNode"))
        for value in nodes:
            if isinstance(value, BlankNode):
                self.limit(node, sh("targetNode"), "a blank node cannot be named in a query; give it an IRI")
        terms = tuple(value for value in nodes if not isinstance(value, BlankNode))
        if terms:
            yield Nodes(terms)
        classes = self.iris(node, sh("targetClass"))
        if isinstance(node, NamedNode) and node not in classes and self._is_class(node):
            classes = [*classes, node]
        yield from map(Instances, classes)
        yield from map(Ends, self.iris(node, sh("targetSubjectsOf")))
        yield from map(Ends.objects, self.iris(node, sh("targetObjectsOf")))

    def _is_class(self, node: NamedNode) -> bool:
        """Whether the shape is a SHACL instance of rdfs:Class; owl:Class counts as its subclass, as it is in OWL."""
        todo, seen = list(self.graph.objects(node, RDF_TYPE)), set[Term]()
        while todo:
            kind = todo.pop()
            if kind in (RDFS_CLASS, OWL_CLASS):
                return True
            if kind not in seen:
                seen.add(kind)
                todo += self.graph.objects(kind, RDFS_SUBCLASS)
        return False


def read_shapes(graph: ReadGraph, shapes_graph: str | None = None, *, compilable: bool = True) -> Shapes:
    """Every shape of a shapes graph that has a target or a type, and all that these refer to.

    Args:
        graph: the shapes graph.
        shapes_graph: its IRI, where the queries that are made of the shapes can reach it.
        compilable: also refuse what is well-formed but cannot be compiled.

    Raises:
        ShapeError: shapes are ill-formed, or cannot be compiled; it tells of all of them.
    """
    reader = Reader(graph, shapes_graph)
    found: dict[Subject, Shape] = {}
    todo = sorted(_roots(graph), key=str, reverse=True)
    while todo:
        node = todo.pop()
        if node not in found:
            found[node] = shape = reader.shape(node)
            for constraint in shape.constraints:
                for used in constraint.uses:
                    if isinstance(used, NamedNode) and not graph.predicates(used):
                        reader.problem(node, constraint.component, f"the shapes graph says nothing of {_name(used)}")
                    todo.append(used)
    reader.limits += [
        Fault(loop[:1], f"{reader.name(loop[0])}: the shape refers to itself{_through(map(reader.name, loop[1:-1]))}")
        for loop in loops(found)
    ]
    _refuse(reader.problems, "ill-formed shape")
    if compilable:
        _refuse(reader.limits, "a shape that cannot be compiled", "the engine pyshacl may take it")
    return found


def _refuse(faults: Iterable[Fault], what: str, expected: str | None = None) -> None:
    told = [
        ShapeError(f"{what}: {fault.text}", expected=expected, about=fault.about) for fault in dict.fromkeys(faults)
    ]
    if not told:
        return
    first, *more = told[:_MOST]
    if len(told) > _MOST:
        more.append(ShapeError(f"and {len(told) - _MOST:,} more faults"))
    first.more = tuple(more)
    raise first


def _through(names: Iterable[str]) -> str:
    way = " → ".join(names)
    return way and f", through {way}"


def _roots(graph: ReadGraph) -> set[Subject]:
    roots = {subject for target in _TARGETS for subject, _ in graph.pairs(target)}
    return roots | {subject for subject, kind in graph.pairs(RDF_TYPE) if kind in _TYPES}


def loops(shapes: Shapes) -> Iterator[tuple[Subject, ...]]:
    """The shapes that refer to themselves (SHACL 3.4.3, "Recursion"), one way round for each."""
    done: set[Subject] = set()
    for start in sorted(shapes, key=str):
        way: list[Subject] = []
        todo: list[tuple[Subject, bool]] = [(start, True)]
        while todo:
            node, enter = todo.pop()
            if not enter:
                way.pop()
                done.add(node)
            elif node in way:
                yield (*way[way.index(node) :], node)
            elif node not in done:
                way.append(node)
                todo.append((node, False))
                used = {used for constraint in shapes[node].constraints for used in constraint.uses}
                todo += [(one, True) for one in sorted(used, key=str, reverse=True)]


def _name(term: Term) -> str:
    short = compact(term.value) if isinstance(term, NamedNode) else ""
    return short if short not in ("", term.value) else str(term)
