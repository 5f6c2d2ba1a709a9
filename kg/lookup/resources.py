"""Anything that the graph holds: what it says of it, and what it says by it, with the graph and the place of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import NotFound, ParameterError
from kg.findings import EvidenceRef, Reference, Text
from kg.findings.facts import natural
from kg.iris import compact, expand
from kg.lookup.origins import Origins
from kg.lookup.things import Around
from kg.sources import Location
from kg.store.base import Row, Store, Term

_KNOWN = """
ASK { { ?it ?p ?o } UNION { ?s ?p ?it } UNION { ?s ?it ?o } UNION { GRAPH ?it { ?s ?p ?o } } }
"""
_COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?graph { %s } }"
_PAGE = "SELECT ?graph ?subject ?property ?value WHERE {{ GRAPH ?graph {{ {} }} }} ORDER BY {} LIMIT {} OFFSET {}"
_OUT, _IN = "?it ?property ?value", "?subject ?property ?it"
_GRAPHS = "SELECT ?graph (COUNT(*) AS ?n) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
_SUBJECTS = "SELECT DISTINCT ?it WHERE { GRAPH ?graph { ?it ?p ?o } FILTER ( ISIRI(?it) ) }"


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of which the thing in question is the subject or the value.

    Args:
        property: that it is made with.
        other: the value, or the subject where `incoming`.
        incoming: whether the thing is its value.
        graph: the graph that holds it.
        file: that it was read from; None where it was inferred or found.
        location: where it stands in that file, as far as that is known.
    """

    property: NamedNode
    other: Term
    incoming: bool
    graph: str
    file: str | None
    location: Location | None

    def triple(self, it: NamedNode) -> Triple:
        """The statement itself, of the thing in question."""
        if self.incoming and not isinstance(self.other, Literal):
            return Triple(self.other, self.property, it)
        return Triple(it, self.property, self.other)


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing with some of its statements.

    Args:
        iri: what it is.
        label: what it is called.
        evidence: the passages that say what is said of it.
        statements: those asked for, outgoing ones first, sorted by property.
        total: how many there are.
        called: what the properties and things in them are called.
    """

    iri: str
    label: Text
    evidence: tuple[EvidenceRef, ...]
    statements: tuple[Statement, ...]
    total: int
    called: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class GraphOf:
    """A named graph, as one entry of the list of them.

    Args:
        iri: of the graph.
        triples: how many it holds.
        files: the names of the files that write to it, sorted.
    """

    iri: str
    triples: int
    files: tuple[str, ...]


def node(text: str) -> NamedNode:
    """The node that an IRI or `prefix:name` stands for.

    Raises:
        ParameterError: it is none.
    """
    try:
        return NamedNode(expand(text) or text)
    except ValueError:
        raise ParameterError(
            f"{text!r} is no IRI", expected="an IRI, or a name with a known prefix such as cg:Vendor", parameter="iri"
        ) from None


def resource(store: Store, iri: str, origins: Origins, *, limit: int, offset: int = 0) -> Resource | None:
    """What the graph says of a thing; None where it does not know it.

    Args:
        store: what to look in.
        iri: of the thing, or of a graph.
        origins: the files that the store was made of.
        limit: how many statements to read.
        offset: how many to pass over.

    Raises:
        ParameterError: that is no IRI.
    """
    it = node(iri)
    if not store.ask(_KNOWN, bindings={"it": it}):
        return None
    out, all_ = (_counted(store, it, patterns) for patterns in ((_OUT,), (_OUT, _IN)))
    rows = _rows(store, it, _OUT, "?property ?value ?graph", limit, offset)
    left = limit - len(rows)
    coming = _rows(store, it, _IN, "?property ?subject ?graph", left, max(0, offset - out)) if left else []
    statements = [
        _statement(it, row, origins, incoming=incoming)
        for some, incoming in ((rows, False), (coming, True))
        for row in some
    ]
    named = {one for statement in statements for one in (statement.property, statement.other)}
    things = sorted(str(one) for one in {it, *named} if isinstance(one, NamedNode))
    around = Around(store, f"VALUES ?thing {{ {' '.join(things)} }}")
    called = {one.iri: one.label for one in around.references([it, *named])}
    return Resource(it.value, called[it.value], around.evidence([it]), tuple(statements), all_, called)


def resource_strict(store: Store, iri: str, origins: Origins, *, limit: int, offset: int = 0) -> Resource:
    """Like `resource`, but raises NotFound where the graph does not know the thing."""
    found = resource(store, iri, origins, limit=limit, offset=offset)
    if found is None:
        raise NotFound(
            f"the graph says nothing of {node(iri).value}", expected="an IRI of the graph, such as cg:Vendor"
        )
    return found


def knows(store: Store, iri: NamedNode) -> bool:
    """Whether a thing, a property or a graph of that name is in the store."""
    return store.ask(_KNOWN, bindings={"it": iri})


def described(store: Store, found: Resource) -> tuple[Triple, ...]:
    """The statements of a resource, with what the blank nodes in them stand for."""
    it = NamedNode(found.iri)
    blank = any(not isinstance(one.other, NamedNode | Literal) for one in found.statements)
    whole = store.construct(f"DESCRIBE {it}") if blank else ()
    return tuple({*whole, *(one.triple(it) for one in found.statements)})


def graphs(store: Store, origins: Origins) -> tuple[GraphOf, ...]:
    """The named graphs, sorted by IRI."""
    sizes = {row["graph"].value: int(row["n"].value) for row in store.select(_GRAPHS)}
    return tuple(
        GraphOf(iri, size, tuple(sorted(source.name for source in origins.of(iri))))
        for iri, size in sorted(sizes.items())
    )


def subjects(store: Store, graph: str) -> list[NamedNode]:
    """The things with a name that a graph makes statements of, sorted."""
    rows = store.select(_SUBJECTS, bindings={"graph": NamedNode(graph)})
    return sorted({one for row in rows if isinstance(one := row["it"], NamedNode)}, key=natural)


def references(store: Store, nodes: Sequence[NamedNode]) -> tuple[Reference, ...]:
    """What things are called, in the order of their IRIs."""
    if not nodes:
        return ()
    return Around(store, f"VALUES ?thing {{ {' '.join(map(str, nodes))} }}").references(nodes)


def _counted(store: Store, it: NamedNode, patterns: Iterable[str]) -> int:
    return sum(
        int(row["n"].value) for pattern in patterns for row in store.select(_COUNT % pattern, bindings={"it": it})
    )


def _rows(store: Store, it: NamedNode, pattern: str, order: str, limit: int, offset: int) -> list[Row]:
    return list(store.select(_PAGE.format(pattern, order, limit, offset), bindings={"it": it}))


def _statement(it: NamedNode, row: Row, origins: Origins, *, incoming: bool) -> Statement:
    name, other, graph = row["property"], row["subject" if incoming else "value"], row["graph"].value
    assert isinstance(name, NamedNode)  # noqa: S101
    bare = Statement(name, other, incoming, graph, None, None)
    file, location = origins.place(graph, bare.triple(it))
    return Statement(name, other, incoming, graph, file, location)


def short(iri: str) -> str:
    """The shortest `prefix:name` for a property, class or datatype, or the IRI itself."""
    name = compact(iri)
    return iri if name.startswith(("id:", "graph:")) else name
