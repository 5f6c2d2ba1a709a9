"""Reads off a file what tells which files depend on it, so that it need not be read again."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from hashlib import blake2b

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.incremental.model import ANY, Analysis, Builtin, Summary
from kg.shacl.names import RDF_TYPE
from kg.store.base import Term

BLANK = "_:"


def number(text: str) -> int:
    """The number that stands for an IRI. Should two share one, their files count as depending on each other."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def name_of(node: Term) -> str:
    """What tells a node from others: its IRI, or its label behind BLANK; nothing for a literal."""
    return node.value if isinstance(node, NamedNode) else BLANK + node.value if isinstance(node, BlankNode) else ""


def said(thing: str, of: str) -> str:
    """What stands, in the place of an IRI, for the statement that a node is of a class."""
    return f"{thing} a {of}"


def builtin(triples: Iterable[Triple], written: Iterable[str]) -> Builtin:
    """Reads what is built in.

    Args:
        triples: everything that the built-in files state, the shapes among it.
        written: further IRIs.
    """
    subjects, others = set[object](), set[object]()
    texts = set(written)
    for subject, predicate, value in triples:
        subjects.add(subject)
        others.update((predicate, value))
        if predicate == RDF_TYPE and isinstance(subject, NamedNode) and isinstance(value, NamedNode):
            texts.add(said(subject.value, value.value))
    described = frozenset(_numbers(subjects))
    return Builtin(described.union(map(number, texts), _numbers(others)), described)


def summarise(quads: Iterable[Quad], analysis: Analysis, built_in: Builtin) -> Summary:
    """Reads a file's statements.

    Args:
        quads: the statements.
        analysis: what is needed of them.
        built_in: what is left out.
    """
    backwards = {NamedNode(name[1:-1]) for name in analysis.backwards if name != ANY}
    all_backwards, all_needed = ANY in analysis.backwards, ANY in analysis.anywhere
    subjects, predicates, values, exposed = set[object](), set[object](), set[object](), set[object]()
    keys = set[str]()
    for subject, predicate, value, _ in quads:
        subjects.add(subject)
        predicates.add(predicate)
        values.add(value)
        if all_backwards or predicate in backwards:
            exposed.add(value)
        if analysis.anywhere:
            keys.update((str(predicate), f"a {value}" if predicate == RDF_TYPE else ""))
    described, pointed_to = _numbers(subjects), _numbers(exposed - subjects)
    return Summary(
        array("Q", sorted(described)),
        array("Q", sorted(_numbers(values - subjects) - built_in.described)),
        array("Q", sorted(_numbers(predicates - subjects - values) - built_in.named)),
        array("Q", sorted(pointed_to - built_in.named)),
        all_needed
        or not keys.isdisjoint(analysis.anywhere)
        or not described.isdisjoint(built_in.named)
        or not pointed_to.isdisjoint(built_in.named)
        or any(isinstance(value, Literal) for value in exposed),
    )


def _numbers(terms: Iterable[object]) -> set[int]:
    return {number(term.value) for term in terms if isinstance(term, NamedNode)}
