"""Property paths (SHACL 2.3.1): the seven kinds, read from and written to RDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from pyoxigraph import BlankNode, NamedNode, Triple

from kg.shacl.graph import ListError, ReadGraph, Subject
from kg.shacl.names import RDF_FIRST, RDF_NIL, RDF_REST, sh
from kg.store.base import Term


@dataclass(frozen=True, slots=True)
class Inverse:
    """sh:inversePath (2.3.1.4)."""

    path: Path


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of two or more paths, one after the other (2.3.1.2)."""

    steps: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """sh:alternativePath: any of two or more (2.3.1.3)."""

    options: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class ZeroOrMore:
    """sh:zeroOrMorePath (2.3.1.5)."""

    path: Path


@dataclass(frozen=True, slots=True)
class OneOrMore:
    """sh:oneOrMorePath (2.3.1.6)."""

    path: Path


@dataclass(frozen=True, slots=True)
class ZeroOrOne:
    """sh:zeroOrOnePath (2.3.1.7)."""

    path: Path


Path = NamedNode | Inverse | Sequence | Alternative | ZeroOrMore | OneOrMore | ZeroOrOne

_UNARY: dict[NamedNode, type[Inverse | ZeroOrMore | OneOrMore | ZeroOrOne]] = {
    sh("inversePath"): Inverse,
    sh("zeroOrMorePath"): ZeroOrMore,
    sh("oneOrMorePath"): OneOrMore,
    sh("zeroOrOnePath"): ZeroOrOne,
}
_PROPERTY = {kind: name for name, kind in _UNARY.items()}
_ALTERNATIVE = sh("alternativePath")


class PathError(ValueError):
    """A value of sh:path that is none of the seven kinds, or that contains itself."""


def read_path(graph: ReadGraph, node: Term, inside: frozenset[Term] = frozenset()) -> Path:
    """The path that a node of a shapes graph describes.

    Raises:
        PathError: the node is not a well-formed path.
    """
    if isinstance(node, NamedNode) and node != RDF_NIL:
        return node
    if not isinstance(node, BlankNode) or node in inside:
        raise PathError("is not a well-formed property path")
    inside |= {node}
    if graph.is_list(node):  # also where it has a path property as well: the W3C suite's "strange" paths
        return Sequence(_several(graph, node, inside))
    operators = [name for name in (*_UNARY, _ALTERNATIVE) if graph.objects(node, name)]
    if len(operators) != 1:
        raise PathError("is not a well-formed property path: it needs exactly one of the path properties")
    operands = graph.objects(node, operators[0])
    if len(operands) != 1:
        raise PathError(f"has {len(operands)} values for {operators[0]}, not one")
    if operators[0] == _ALTERNATIVE:
        return Alternative(_several(graph, operands[0], inside))
    return _UNARY[operators[0]](read_path(graph, operands[0], inside))


def _several(graph: ReadGraph, head: Term, inside: frozenset[Term]) -> tuple[Path, ...]:
    try:
        members = graph.members(head)
    except ListError as error:
        raise PathError(f"holds a list that {error}") from error
    if len(members) < 2:
        raise PathError("holds a list of fewer than two members")
    return tuple(read_path(graph, member, inside) for member in members)


def path_triples(path: Path, label: str) -> tuple[Subject, tuple[Triple, ...]]:
    """The node that stands for a path in a report, and the triples that describe it.

    Args:
        path: any path; an IRI stands for itself and needs no triples.
        label: what the labels of the new blank nodes begin with; the same label gives the same triples.
    """
    numbers = count()
    triples: list[Triple] = []

    def node_of(part: Path) -> Subject:
        if isinstance(part, NamedNode):
            return part
        if isinstance(part, Sequence):
            return chain(part.steps)
        node = BlankNode(f"{label}{next(numbers)}")
        if isinstance(part, Alternative):
            triples.append(Triple(node, _ALTERNATIVE, chain(part.options)))
        else:
            triples.append(Triple(node, _PROPERTY[type(part)], node_of(part.path)))
        return node

    def chain(parts: tuple[Path, ...]) -> Subject:
        cells = [BlankNode(f"{label}{next(numbers)}") for _ in parts]
        rests: list[Subject] = [*cells[1:], RDF_NIL]
        for cell, part, rest in zip(cells, parts, rests, strict=True):
            triples.append(Triple(cell, RDF_FIRST, node_of(part)))
            triples.append(Triple(cell, RDF_REST, rest))
        return cells[0]

    return node_of(path), tuple(triples)


def sparql(path: Path) -> str:
    """The SPARQL property path of the same meaning, in parentheses wherever it is not one IRI (SHACL 2.3.1)."""
    match path:
        case NamedNode():
            return str(path)
        case Inverse(inner):
            return f"(^{sparql(inner)})"
        case Sequence(steps):
            return "(" + "/".join(sparql(step) for step in steps) + ")"
        case Alternative(options):
            return "(" + "|".join(sparql(option) for option in options) + ")"
        case ZeroOrMore(inner):
            return f"({sparql(inner)}*)"
        case OneOrMore(inner):
            return f"({sparql(inner)}+)"
        case ZeroOrOne(inner):
            return f"({sparql(inner)}?)"


def steps(path: Path) -> tuple[Path, ...]:
    """The path as a sequence of paths that are none, also where it is the inverse of one."""
    match path:
        case Sequence(parts):
            return tuple(step for part in parts for step in steps(part))
        case Inverse(inner):
            return tuple(step.path if isinstance(step, Inverse) else Inverse(step) for step in reversed(steps(inner)))
        case _:
            return (path,)


def nullable(path: Path) -> bool:
    """Whether every node reaches itself by the path without any triple."""
    match path:
        case NamedNode():
            return False
        case Inverse(inner) | OneOrMore(inner):
            return nullable(inner)
        case Sequence(steps):
            return all(nullable(step) for step in steps)
        case Alternative(options):
            return any(nullable(option) for option in options)
        case ZeroOrMore() | ZeroOrOne():
            return True


def properties(path: Path) -> Iterator[NamedNode]:
    """Every IRI that the path walks over, in the order written."""
    match path:
        case NamedNode():
            yield path
        case Sequence(parts) | Alternative(parts):
            for part in parts:
                yield from properties(part)
        case Inverse(inner) | ZeroOrMore(inner) | OneOrMore(inner) | ZeroOrOne(inner):
            yield from properties(inner)
