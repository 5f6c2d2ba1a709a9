"""What has to be known of a file to tell which files depend on it, without reading it again."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import blake2b

from pyoxigraph import Literal, NamedNode, Quad

from kg.incremental.analysis import Analysis
from kg.incremental.reach import ANY
from kg.shacl.names import RDF_TYPE


@dataclass(frozen=True, slots=True)
class Summary:
    """The IRIs of a file, as numbers; blank nodes never leave their file, and what is built in is left out.

    Args:
        described: those that are subjects.
        mentioned: those that are only predicates or objects.
        exposed: those of `mentioned` that the file points to by a property that is walked backwards.
        common: whether what it states may be needed by every file.
    """

    described: array[int]
    mentioned: array[int]
    exposed: array[int]
    common: bool


def number(iri: str) -> int:
    """The number that stands for an IRI. Should two share one, their files count as depending on each other."""
    return int.from_bytes(blake2b(iri.encode(), digest_size=8).digest(), "little")


def summarise(quads: Iterable[Quad], analysis: Analysis, known: Collection[int]) -> Summary:
    """Reads a file's statements.

    Args:
        quads: the statements.
        analysis: what is needed of them.
        known: the numbers of all IRIs that the built-in files and the queries name.
    """
    backwards = {NamedNode(name[1:-1]) for name in analysis.backwards if name != ANY}
    all_backwards, all_needed = ANY in analysis.backwards, ANY in analysis.anywhere
    subjects, values, exposed = set[object](), set[object](), set[object]()
    keys = set[str]()
    for subject, predicate, value, _ in quads:
        subjects.add(subject)
        values.add(predicate)
        values.add(value)
        if all_backwards or predicate in backwards:
            exposed.add(value)
        if analysis.anywhere:
            keys.update((str(predicate), f"a {value}" if predicate == RDF_TYPE else ""))
    described = _numbers(subjects)
    exposed_outside = _numbers(exposed - subjects)
    return Summary(
        array("Q", sorted(described)),
        array("Q", sorted(_numbers(values - subjects).difference(known))),
        array("Q", sorted(exposed_outside.difference(known))),
        all_needed
        or not keys.isdisjoint(analysis.anywhere)
        or not described.isdisjoint(known)
        or not exposed_outside.isdisjoint(known)
        or any(isinstance(value, Literal) for value in exposed),
    )


def _numbers(terms: Iterable[object]) -> set[int]:
    return {number(term.value) for term in terms if isinstance(term, NamedNode)}
