"""Validates some files with all that they depend on, and sorts what is found by file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import InputError
from kg.findings import Finding, Waiver, findings
from kg.findings.facts import FACTS
from kg.incremental.analysis import analyse, written
from kg.incremental.model import ANY, COMMON, Analysis, Builtin, Fact, Found
from kg.incremental.plan import Plan
from kg.incremental.summary import BLANK, builtin, name_of
from kg.iris import GRAPH, ONTOLOGY_GRAPH, REPORT_GRAPH, SHAPES_GRAPH
from kg.own_shapes import all_shapes
from kg.policy import codes
from kg.policy.waivers import SAID, VERSIONS, read_waivers
from kg.reason import materialise
from kg.reason.axioms import axioms
from kg.reason.rules import compile_axiom
from kg.report_graph import report_graph
from kg.shacl import Engine, Report, validate
from kg.shacl.compile import compiled
from kg.shacl.graph import ReadGraph
from kg.shacl.names import RDF_TYPE, sh
from kg.shacl.read import read_shapes
from kg.snapshot import load
from kg.sources import Source, check_terms, declared_terms
from kg.store import EmbeddedStore

_GIVEN_GRAPH = GRAPH + "given"
_QUERIES = (sh("ask"), sh("select"))
_QUESTIONS = ((FACTS, ""), (SAID, "?waiver"), (VERSIONS, "?waiver"))


class Run:
    """A store that is filled with more files as they turn out to be needed.

    Args:
        base: the built-in files, and all shapes and ontology; they are loaded at once.
        engine: which validator is used.
        tell: is told each step in plain words.

    Raises (every method):
        InputError: a file cannot be read, or uses an undeclared term; a shape is ill-formed.
    """

    def __init__(self, base: Sequence[Source], engine: Engine, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._engine: Engine = engine
        self._base = base
        self._loaded: dict[str, Source] = {}
        tell("reads what is built in")
        self._shapes = all_shapes(base)
        self._store = self._filled()

    def analysis(self) -> tuple[Analysis, Builtin]:
        """What rules, shapes and questions need of the data, and what is built in.

        Where they are ill-formed, everything is needed: they are complained of once all files have been looked at.
        """
        quads = [quad for source in self._base if not source.shapes for quad in source.quads]
        ontology = NamedNode(ONTOLOGY_GRAPH)
        triples = sorted((quad.triple for quad in quads if quad.graph_name == ontology), key=str)
        try:
            rules = dict.fromkeys(rule for axiom in axioms(triples) for rule in compile_axiom(axiom.statement).rules)
            steps = tuple(compiled(read_shapes(ReadGraph(self._shapes))))
        except InputError:
            return Analysis(frozenset(), frozenset((ANY,))), Builtin()
        stated = chain((quad.triple for quad in quads), self._shapes)
        return analyse(tuple(rules), steps, _QUESTIONS), builtin(stated, written(steps, _QUESTIONS))

    def codes(self) -> frozenset[str]:
        """The codes that findings can have."""
        store = EmbeddedStore()
        store.add(SHAPES_GRAPH, self._shapes)
        return codes(store)

    def load(self, source: Source) -> None:
        """Loads one more file."""
        if source.name not in self._loaded:
            self._loaded[source.name] = source
            load(self._store, source)

    def find(self, names: Collection[str], plan: Plan, analysis: Analysis, facts: Iterable[Fact]) -> dict[str, Found]:
        """Validates what is loaded, and returns what is found for some files; COMMON may be among them.

        Args:
            names: of the files; those that they depend on must have been loaded, too.
            plan: says which node belongs to which file.
            analysis: of the rules.
            facts: what other files hand over.
        """
        sources = sorted((*self._base, *self._loaded.values()), key=lambda source: source.name)
        if SHAPES_GRAPH in self._store.graphs():
            self._store = self._filled()
        self._tell("checks that the ontology declares every term")
        check_terms(sources, declared_terms([source for source in sources if source.graph == ONTOLOGY_GRAPH]))
        self._tell("reasons over what they say")
        self._store.add(_GIVEN_GRAPH, _typed(facts))
        materialise(self._store)
        self._tell("validates against the shapes")
        report = validate(self._store, shapes=self._shapes, engine=self._engine)
        mine = Report(tuple(result for result in report.results if plan.home(result.focus) in names))
        self._store.add(SHAPES_GRAPH, self._shapes)
        blank = {result.value for result in mine.results if isinstance(result.value, BlankNode)}
        naming = plan.naming(blank.union(result.focus for result in mine.results))
        pointed = [source for source in sources if source.name in naming or source.name not in self._loaded]
        self._store.add(REPORT_GRAPH, report_graph(mine, shapes=self._shapes, sources=pointed))
        found, waivers = defaultdict[str, list[Finding]](list), defaultdict[str, list[Waiver]](list)
        for finding in findings(self._store):
            found[plan.home(finding.result.focus)].append(finding)
        called = {source.path: source.name for source in sources}
        for waiver in read_waivers(self._store, sources):
            place = waiver.location and replace(waiver.location, path=called[waiver.location.path])
            waivers[plan.home(NamedNode(waiver.iri))].append(replace(waiver, location=place))
        gives = self._given(plan, analysis)
        return {
            name: Found(tuple(found[name]), tuple(waivers[name]), frozenset(gives[name] if name != COMMON else ()))
            for name in names
        }

    def _filled(self) -> EmbeddedStore:
        """A new store with what has been read.

        Nobody asks it for the graph of a file, but pySHACL for all of them, and shapes that know of graphs.
        """
        texts = (str(triple.object) for triple in self._shapes if triple.predicate in _QUERIES)
        whole = self._engine == "pyshacl" or any("GRAPH" in text.upper() for text in texts)
        store = EmbeddedStore(named=None if whole else (ONTOLOGY_GRAPH, SHAPES_GRAPH, REPORT_GRAPH))
        for source in chain(self._base, self._loaded.values()):
            if not source.shapes:
                load(store, source)
        return store

    def _given(self, plan: Plan, analysis: Analysis) -> dict[str, set[Fact]]:
        """What each file hands over."""
        gives = defaultdict[str, set[Fact]](set)
        for given in analysis.given:
            things = self._store.select(f"SELECT DISTINCT {given.thing} WHERE {{ {given.where} }}")
            nodes = [node for row in things if (node := row[given.thing[1:]]) and not isinstance(node, Literal)]
            open_ = {name: node for node in nodes if plan.is_open(((name := name_of(node)), given.of))}
            named = [str(node) for node in open_.values() if isinstance(node, NamedNode)]
            only = f"VALUES {given.thing} {{ {' '.join(named)} }} " if len(named) == len(open_) else ""
            query = f"SELECT DISTINCT {given.giver} {given.thing} WHERE {{ {only}{given.where} }}"
            for row in self._store.select(query) if open_ else ():
                giver, thing = plan.home(row[given.giver[1:]]), name_of(row[given.thing[1:]])
                if thing in open_ and not plan.describes(giver, thing):
                    gives[giver].add((thing, given.of))
        return gives


def _typed(facts: Iterable[Fact]) -> Iterator[Triple]:
    for thing, of in sorted(facts):
        node = BlankNode(thing.removeprefix(BLANK)) if thing.startswith(BLANK) else NamedNode(thing)
        yield Triple(node, RDF_TYPE, NamedNode(of))
