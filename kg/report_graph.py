"""The report graph: a validation report as SHACL, with what makes each result a finding.

Each result gets an IRI that stays the same from build to build, its shape's code and state, and its place in a file.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.iris import CG, ID, REPORT_GRAPH
from kg.shacl import Report, Result
from kg.shacl.graph import ReadGraph, Subject
from kg.shacl.names import RDF_TYPE, sh
from kg.shacl.paths import sparql
from kg.sources import Location, Source, lines
from kg.store.base import Term

_CODE, _STATE, _FINDS = NamedNode(CG + "code"), NamedNode(CG + "state"), NamedNode(CG + "finds")
_MISSING = tuple(sh(f"{name}ConstraintComponent") for name in ("MinCount", "HasValue", "QualifiedMinCount"))
_FILE, _LINE, _COLUMN = NamedNode(CG + "file"), NamedNode(CG + "line"), NamedNode(CG + "column")


def report_graph(report: Report, *, shapes: Iterable[Triple], sources: Sequence[Source]) -> Iterator[Triple]:
    """The triples of the report graph (SHACL 3.6, and the terms cg:code, cg:state, cg:file, cg:line, cg:column).

    Args:
        report: what validation found.
        shapes: the shapes graph.
        sources: the files that a finding may point to, those of the shapes among them.
    """
    node = NamedNode(REPORT_GRAPH)
    yield Triple(node, RDF_TYPE, sh("ValidationReport"))
    yield Triple(node, sh("conforms"), Literal(report.conforms))
    told, places = ReadGraph(shapes), _places(report, sources)
    names = _Fingerprints(report, sources)
    parents = {child: parent for parent, child in told.pairs(sh("property"))}
    for result, place in zip(report.results, places, strict=True):
        finding = NamedNode(f"{ID}finding/{names.of(result)}")
        yield Triple(node, sh("result"), finding)
        yield from result.triples(finding)
        for code in _said(told, parents, result.shape, _CODE):
            yield Triple(finding, _CODE, code)
        for state in _said(told, parents, result.shape, _FINDS) or [_state(result)]:
            yield Triple(finding, _STATE, state)
        if place is not None:
            source, location = place
            yield Triple(finding, _FILE, Literal(source.name))
            yield Triple(finding, _LINE, Literal(location.line))
            yield Triple(finding, _COLUMN, Literal(location.column))


def _state(result: Result) -> NamedNode:
    """What a result stands for whose shape does not say: that nothing is documented, where a value is missing."""
    return NamedNode(CG + ("NotDocumented" if result.component in _MISSING else "StatedOtherwise"))


def _said(shapes: ReadGraph, parents: dict[Term, Subject], shape: Term, name: NamedNode) -> list[Term]:
    """What a shape says of itself, or what the shape says that it is a property shape of."""
    seen: set[Term] = set()
    while not (values := shapes.objects(shape, name)) and shape in parents and shape not in seen:
        seen.add(shape)
        shape = parents[shape]
    return values


class _Fingerprints:
    """Names results by what they say, so that a finding keeps its name while it stands.

    Made of shape, focus node, path, value and component. A blank node counts by what is said of it, not by its label;
    results that say the same are numbered.
    """

    def __init__(self, report: Report, sources: Sequence[Source]) -> None:
        self._taken: Counter[str] = Counter()
        blank = any(
            isinstance(term, BlankNode)
            for result in report.results
            for term in (result.shape, result.focus, result.value)
        )
        quads = (quad for source in sources for quad in source.quads) if blank else ()
        self._looks = _looks([quad.triple for quad in quads])

    def of(self, result: Result) -> str:
        parts = (
            self._name(result.shape),
            self._name(result.focus),
            "" if result.path is None else sparql(result.path),
            "" if result.value is None else self._name(result.value),
            str(result.component),
        )
        digest = sha256("\n".join(parts).encode()).hexdigest()[:16]
        self._taken[digest] += 1
        number = self._taken[digest]
        return digest if number == 1 else f"{digest}-{number}"

    def _name(self, term: Term) -> str:
        return _look(self._looks, term)


def _look(looks: Mapping[BlankNode, str], term: object) -> str:
    return looks.get(term, "_:") if isinstance(term, BlankNode) else str(term)


def _looks(triples: Iterable[Triple]) -> dict[BlankNode, str]:
    """What each blank node looks like from up to eight steps around it: the same for the same, whatever its label."""
    linked = [triple for triple in triples if BlankNode in (type(triple.subject), type(triple.object))]
    nodes = {node for triple in linked for node in (triple.subject, triple.object) if isinstance(node, BlankNode)}
    looks = dict.fromkeys(nodes, "_:")
    for _ in range(8):
        said: dict[BlankNode, list[str]] = {node: [] for node in looks}
        for triple in linked:
            subject, predicate, value = triple.subject, triple.predicate, triple.object
            if isinstance(subject, BlankNode):
                said[subject].append(f"{predicate} {_look(looks, value)}")
            if isinstance(value, BlankNode):
                said[value].append(f"^{predicate} {_look(looks, subject)}")
        looks = {node: sha256("\n".join(sorted(told)).encode()).hexdigest() for node, told in said.items()}
    return looks


def _places(report: Report, sources: Sequence[Source]) -> list[tuple[Source, Location] | None]:
    """Where each result stands, if anywhere; those of one file are looked for together, while its lines are known."""
    places = _Places(report, sources)
    found: list[tuple[Source, Location] | None] = [None] * len(report.results)
    for number in sorted(range(len(found)), key=lambda number: places.home(report.results[number])):
        found[number] = places.of(report.results[number])
    return found


class _Places:
    """Finds where in the sources a result stands."""

    def __init__(self, report: Report, sources: Sequence[Source]) -> None:
        wanted: set[object] = {result.focus for result in report.results}
        self._statements: dict[tuple[object, NamedNode], list[Source]] = defaultdict(list)
        described: dict[object, list[tuple[bool, int, str, Source]]] = defaultdict(list)
        self._mentioned: dict[object, Source] = {}
        for source in sorted(sources, key=lambda source: source.name):
            typed: set[object] = set()
            counts: Counter[object] = Counter()
            for quad in source.quads:
                if quad.subject in wanted:
                    counts[quad.subject] += 1
                    if quad.predicate == RDF_TYPE:
                        typed.add(quad.subject)
                    if source not in (known := self._statements[quad.subject, quad.predicate]):
                        known.append(source)
                if quad.object in wanted:
                    self._mentioned.setdefault(quad.object, source)
            for subject, count in counts.items():
                described[subject].append((subject not in typed, -count, source.name, source))
        self._described = {subject: min(found, key=lambda one: one[:3])[3] for subject, found in described.items()}

    def home(self, result: Result) -> str:
        """The name of the file that describes a focus node, or mentions it."""
        source = self._described.get(result.focus) or self._mentioned.get(result.focus)
        return source.name if source else ""

    def of(self, result: Result) -> tuple[Source, Location] | None:
        """The statement at fault where there is one, else where the focus node is described, else mentioned."""
        if isinstance(result.path, NamedNode) and result.value is not None:
            for source in self._statements.get((result.focus, result.path), ()):
                if location := lines(source).statement(result.focus, result.path, result.value):
                    return source, location
        described, mentioned = self._described.get(result.focus), self._mentioned.get(result.focus)
        if described and (location := lines(described).subject(result.focus)):
            return described, location
        if mentioned and (location := lines(mentioned).term(result.focus)):
            return mentioned, location
        return None
