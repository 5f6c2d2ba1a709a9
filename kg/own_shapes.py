"""A team's own shapes beside the built-in ones: what they need to be told apart in reports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import ShapeError
from kg.iris import CG, compact
from kg.shacl.graph import ReadGraph, Subject
from kg.shacl.names import RDF_TYPE, sh
from kg.sources import Location, Source, lines

_CODE = NamedNode(CG + "code")
_TARGETS = tuple(sh(name) for name in ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf"))
_KINDS = (sh("NodeShape"), sh("PropertyShape"))


def all_shapes(sources: Sequence[Source]) -> tuple[Triple, ...]:
    """What all sources of shapes state, with a code for each shape: one without cg:code has the local name of its IRI.

    A property shape that another shape refers to by sh:property needs none: its results have the other's code.

    Raises:
        ShapeError: a shape has the code of another, or neither a code nor an IRI, or says more of a built-in one.
        SourceError: a file does not parse.
    """
    stated: list[Triple] = []
    codes: dict[str, Subject] = {}
    builtin: set[NamedNode] = set()
    for source in sorted((one for one in sources if one.shapes), key=lambda one: (not one.builtin, one.name)):
        triples = [quad.triple for quad in source.quads]
        stated += triples
        if source.builtin:
            builtin |= {node for node in (triple.subject for triple in triples) if isinstance(node, NamedNode)}
            codes |= {code.value: shape for shape, code in ReadGraph(triples).pairs(_CODE)}
            continue
        for node in (triple.subject for triple in triples):
            if isinstance(node, NamedNode) and node in builtin:
                message = f"says more of {compact(node.value)}, which is built in"
                raise _wrong(source, node, message, "a shape of your own; for a built-in one, --severity or --ignore")
        for code, shape in _codes(source, triples):
            if codes.setdefault(code, shape) != shape:
                raise _wrong(
                    source, shape, f"a second shape with the code {code!r}", "a cg:code that no other shape has"
                )
            stated.append(Triple(shape, _CODE, Literal(code)))
    return tuple(dict.fromkeys(stated))


@contextmanager
def placed(sources: Iterable[Source]) -> Iterator[None]:
    """Has errors about shapes say where in these files the shapes stand."""
    try:
        yield
    except ShapeError as error:
        shapes = [source for source in sources if source.shapes]
        for one in (error, *error.more):
            place = _place(shapes, one.about) if one.path is None else None
            if place is not None:
                one.path, one.line, one.column = place.path, place.line, place.column
        raise


def _place(sources: Iterable[Source], about: tuple[object, ...]) -> Location | None:
    """Where the value of a node's property stands; where it has none, the node."""
    node, predicate = (*about, None, None)[:2]
    for source in sources if about else ():
        stated = [quad for quad in source.quads if quad.subject == node]
        for quad in stated:
            if quad.predicate == predicate:
                return lines(source).statement(quad.subject, quad.predicate, quad.object)
        if stated:
            return lines(source).subject(stated[0].subject)
    return None


def _codes(source: Source, triples: Sequence[Triple]) -> Iterator[tuple[str, Subject]]:
    """Each shape that makes results of its own, and its code."""
    graph = ReadGraph(triples)
    below = {child for _, child in graph.pairs(sh("property"))}
    shapes = {shape for target in _TARGETS for shape, _ in graph.pairs(target)}
    shapes |= {shape for shape, kind in graph.pairs(RDF_TYPE) if kind in _KINDS and shape not in below}
    shapes |= {shape for shape, _ in graph.pairs(_CODE)}
    for shape in sorted(shapes, key=str):
        if stated := graph.objects(shape, _CODE):
            yield stated[0].value, shape
        elif isinstance(shape, BlankNode):
            raise _wrong(
                source, shape, "a shape with neither an IRI nor a cg:code", "an IRI, so that findings can name it"
            )
        else:
            yield _local(shape.value), shape


def _local(iri: str) -> str:
    """What stands behind the last `#`, `/` or `:`; the whole IRI where nothing does."""
    return re.split("[#/:]", iri)[-1] or iri


def _wrong(source: Source, node: Subject, message: str, expected: str) -> ShapeError:
    place = lines(source).subject(node)
    if place is None:
        return ShapeError(message, path=source.path, expected=expected)
    return ShapeError(message, path=place.path, line=place.line, column=place.column, expected=expected)
