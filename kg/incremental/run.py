"""Validates some files with all that they depend on, and sorts what is found by file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from itertools import chain

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import InputError
from kg.findings import Finding, Waiver, findings
from kg.findings.facts import FACTS
from kg.incremental.model import ANY, COMMON, Analysis, Builtin, Fact, Found
from kg.incremental.plan import Plan
from kg.incremental.summary import BLANK, builtin, name_of
from kg.iris import GRAPH, ONTOLOGY_GRAPH, REPORT_GRAPH, SHAPES_GRAPH
from kg.own_shapes import all_shapes, placed
from kg.policy import codes
from kg.policy.waivers import SAID, VERSIONS, read_waivers
from kg.reason import materialise
from kg.reason.axioms import axioms
from kg.reason.rules import compile_axiom
from kg.report_graph import report_graph
from kg.shacl import Engine, Report, validate
from kg.shacl.engine import steps
from kg.shacl.names import RDF_TYPE, sh
from kg.snapshot import load
from kg.sources import Source, check_terms, declared_terms
from kg.store import EmbeddedStore

_GIVEN_GRAPH = GRAPH + "given"
_GRAPH = re.compile(r"\bGRAPH\b", re.IGNORECASE)
_QUERIES = (sh("ask"), sh("select"))
_QUESTIONS = ((FACTS, ""), (SAID, "?waiver"), (VERSIONS, "?waiver"))


class Run:
    """What is known from the start, and what is asked of it together with some of the other files.

    Args:
        base: the built-in files, and all shapes and ontology.
        engine: which validator is used.
        tell: is told each step in plain words.

    Raises (every method):
        InputError: a file cannot be read, or uses an undeclared term; a shape is ill-formed.
    """

    def __init__(self, base: Sequence[Source], engine: Engine, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._engine: Engine = engine
        self._base = base
        self._shapes = all_shapes(base)

    def quiet(self) -> Run:
        """The same, but nobody is told anything."""
        run = copy(self)
        run._tell = _quiet
        return run

    def analysis(self) -> tuple[Analysis, Builtin]:
        """What rules, shapes and questions need of the data, and what is built in.

        Where they are ill-formed, everything is needed: they are complained of once all files have been looked at.
        """
        from kg.incremental.analysis import analyse, written  # reads queries, for which it has much to prepare

        quads = [quad for source in self._base if not source.shapes for quad in source.quads]
        ontology = NamedNode(ONTOLOGY_GRAPH)
        triples = sorted((quad.triple for quad in quads if quad.graph_name == ontology), key=str)
        try:
            rules = dict.fromkeys(rule for axiom in axioms(triples) for rule in compile_axiom(axiom.statement).rules)
            queries = steps(self._shapes, None)
        except InputError:
            return Analysis(frozenset(), frozenset((ANY,))), Builtin()
        stated = chain((quad.triple for quad in quads), self._shapes)
        return analyse(tuple(rules), queries, _QUESTIONS), builtin(stated, written(queries, _QUESTIONS))

    def codes(self) -> frozenset[str]:
        """The codes that findings can have."""
        store = EmbeddedStore()
        store.add(SHAPES_GRAPH, self._shapes)
        return codes(store)

    def check_terms(self, sources: Sequence[Source]) -> None:
        """Checks that the ontology declares every term of some files."""
        self._tell("checks that the ontology declares every term")
        ontology = [source for source in self._base if source.graph == ONTOLOGY_GRAPH]
        check_terms(sources, declared_terms(ontology))

    def find(
        self,
        names: Collection[str],
        own: Sequence[Source],
        plan: Plan,
        analysis: Analysis,
        facts: Iterable[Fact],
    ) -> dict[str, Found]:
        """Validates some files, and returns what is found for them; COMMON may be among them.

        Args:
            names: of the files.
            own: these files, and those that they depend on.
            plan: says which node belongs to which file.
            analysis: of the rules.
            facts: what other files hand over.
        """
        sources = sorted((*self._base, *own), key=lambda source: source.name)
        self._tell("reads the files")
        store = self._filled(sources)
        self._tell("reasons over what they say")
        store.add(_GIVEN_GRAPH, _typed(facts))
        materialise(store)
        self._tell("validates against the shapes")
        with placed(self._base):
            report = validate(store, shapes=self._shapes, engine=self._engine)
        mine = Report(tuple(result for result in report.results if plan.home(result.focus) in names))
        store.add(SHAPES_GRAPH, self._shapes)
        blank = {result.value for result in mine.results if isinstance(result.value, BlankNode)}
        read = {source.name for source in own}
        naming = plan.naming(blank.union(result.focus for result in mine.results), read)
        pointed = [source for source in sources if source.name in naming or source.name not in read]
        store.add(REPORT_GRAPH, report_graph(mine, shapes=self._shapes, sources=pointed))
        found, waivers = defaultdict[str, list[Finding]](list), defaultdict[str, list[Waiver]](list)
        for finding in findings(store):
            found[plan.home(finding.result.focus)].append(finding)
        called = {source.path: source.name for source in sources}
        for waiver in read_waivers(store, sources):
            place = waiver.location and replace(waiver.location, path=called[waiver.location.path])
            waivers[plan.home(NamedNode(waiver.iri))].append(replace(waiver, location=place))
        gives = self._given(store, plan, analysis)
        return {
            name: Found(tuple(found[name]), tuple(waivers[name]), frozenset(gives[name] if name != COMMON else ()))
            for name in names
        }

    def _filled(self, sources: Iterable[Source]) -> EmbeddedStore:
        """A store with what some files state, but for the shapes.

        Nobody asks it for the graph of a file, but pySHACL for all of them, and shapes that know of graphs.
        """
        texts = (str(triple.object) for triple in self._shapes if triple.predicate in _QUERIES)
        whole = self._engine == "pyshacl" or any(map(_GRAPH.search, texts))
        store = EmbeddedStore(named=None if whole else (ONTOLOGY_GRAPH, SHAPES_GRAPH, REPORT_GRAPH))
        for source in sources:
            if not source.shapes:
                load(store, source)
        return store

    def _given(self, store: EmbeddedStore, plan: Plan, analysis: Analysis) -> dict[str, set[Fact]]:
        """What each file hands over."""
        gives = defaultdict[str, set[Fact]](set)
        for given in analysis.given:
            things = store.select(f"SELECT DISTINCT {given.thing} WHERE {{ {given.where} }}")
            nodes = [node for row in things if (node := row[given.thing[1:]]) and not isinstance(node, Literal)]
            open_ = {name: node for node in nodes if plan.is_open(((name := name_of(node)), given.of))}
            named = [str(node) for node in open_.values() if isinstance(node, NamedNode)]
            only = f"VALUES {given.thing} {{ {' '.join(named)} }} " if len(named) == len(open_) else ""
            query = f"SELECT DISTINCT {given.giver} {given.thing} WHERE {{ {only}{given.where} }}"
            for row in store.select(query) if open_ else ():
                giver, thing = plan.home(row[given.giver[1:]]), name_of(row[given.thing[1:]])
                if thing in open_ and not plan.describes(giver, thing):
                    gives[giver].add((thing, given.of))
        return gives


def _quiet(step: str) -> None:
    """Tells nobody."""


def _typed(facts: Iterable[Fact]) -> Iterator[Triple]:
    for thing, of in sorted(facts):
        node = BlankNode(thing.removeprefix(BLANK)) if thing.startswith(BLANK) else NamedNode(thing)
        yield Triple(node, RDF_TYPE, NamedNode(of))
