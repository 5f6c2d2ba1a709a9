"""The built-in knowledge in memory, with facts taken away, and the findings that come out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from pyoxigraph import NamedNode, Triple

from kg import reason, shacl
from kg.iris import CG, CGS, ID
from kg.sources import read_builtin
from kg.store import EmbeddedStore

Found = tuple[str, str, str]
"""A finding as tests name it: its code, its focus node and its value, without the namespaces; "" for no value."""


def short(iri: str) -> str:
    for namespace in (ID, CGS, CG, "http://data.europa.eu/eli/reg/2016/679/"):
        iri = iri.removeprefix(namespace)
    return iri


def text(triple: Triple) -> str:
    """The IRI or the characters of a triple's object."""
    return "" if isinstance(triple.object, Triple) else triple.object.value


@cache
def facts() -> tuple[tuple[str, tuple[Triple, ...]], ...]:
    """Every built-in graph with its triples."""
    graphs: dict[str, list[Triple]] = {}
    for room in ("ontology", "shapes", "data"):
        for source in read_builtin(room):
            graphs.setdefault(source.graph, []).extend(quad.triple for quad in source.quads)
    return tuple((graph, tuple(triples)) for graph, triples in graphs.items())


def found(without: Callable[[Triple], bool] = lambda _: False, add: Iterable[Triple] = ()) -> frozenset[Found]:
    """What validation finds when the facts for which `without` holds are gone and those of `add` are there."""
    store = EmbeddedStore()
    for graph, triples in facts():
        store.add(graph, [triple for triple in triples if not without(triple)])
    store.add("urn:test", add)
    reason.materialise(store)
    report = shacl.validate(store)
    return frozenset(
        (short(result.shape.value), short(result.focus.value), short(result.value.value) if result.value else "")
        for result in report.results
    )


def statement(subject: str, predicate: str, value: str) -> Callable[[Triple], bool]:
    """Holds for one statement, given by what stands behind the namespaces."""

    def holds(triple: Triple) -> bool:
        return (
            triple.subject == NamedNode(ID + subject)
            and triple.predicate == NamedNode(CG + predicate)
            and short(text(triple)) == value
        )

    return holds


def about(*subjects: str) -> Callable[[Triple], bool]:
    """Holds for all that is said of some things."""
    nodes = {NamedNode(ID + subject) for subject in subjects}
    return lambda triple: triple.subject in nodes
