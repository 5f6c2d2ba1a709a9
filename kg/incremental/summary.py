"""Reads off a file what tells which files depend on it, so that it need not be read again."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from hashlib import blake2b

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.incremental.model import ANY, Analysis, Summary
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


def known(triples: Iterable[Triple], written: Iterable[str]) -> frozenset[int]:
    """The numbers of what is built in: of all IRIs, and of what is stated to be of which class.

    Args:
        triples: everything that is built in.
        written: IRIs besides.
    """
    terms = set[object]()
    texts = set(written)
    for subject, predicate, value in triples:
        terms.update((subject, predicate, value))
        if predicate == RDF_TYPE and isinstance(subject, NamedNode) and isinstance(value, NamedNode):
            texts.add(said(subject.value, value.value))
    return frozenset(map(number, texts)) | _numbers(terms)


def summarise(quads: Iterable[Quad], analysis: Analysis, known: Collection[int]) -> Summary:
    """Reads a file's statements.

    Args:
        quads: the statements.
        analysis: what is needed of them.
        known: the numbers of what is built in.
    """
    backwards = {NamedNode(name[1:-1]) for name in analysis.backwards if name != ANY}
    all_backwards, all_needed = ANY in analysis.backwards, ANY in analysis.anywhere
    subjects, others, exposed = set[object](), set[object](), set[object]()
    keys = set[str]()
    for subject, predicate, value, _ in quads:
        subjects.add(subject)
        others.add(predicate)
        others.add(value)
        if all_backwards or predicate in backwards:
            exposed.add(value)
        if analysis.anywhere:
            keys.update((str(predicate), f"a {value}" if predicate == RDF_TYPE else ""))
    described = _numbers(subjects)
    pointed_to = _numbers(exposed - subjects)
    return Summary(
        array("Q", sorted(described)),
        array("Q", sorted(_numbers(others - subjects).difference(known))),
        array("Q", sorted(pointed_to.difference(known))),
        all_needed
        or not keys.isdisjoint(analysis.anywhere)
        or not described.isdisjoint(known)
        or not pointed_to.isdisjoint(known)
        or any(isinstance(value, Literal) for value in exposed),
    )


def _numbers(terms: Iterable[object]) -> set[int]:
    return {number(term.value) for term in terms if isinstance(term, NamedNode)}
