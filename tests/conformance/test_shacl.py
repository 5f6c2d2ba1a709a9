"""The W3C test suite of SHACL, on both engines."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlparse

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from kg.errors import ShapeError
from kg.shacl import Engine, validate
from kg.shacl.graph import ReadGraph, Subject
from kg.shacl.names import RDF_TYPE, TRUE, sh
from kg.shacl.paths import read_path, sparql
from kg.store import EmbeddedStore
from kg.store.base import Term
from tests.conftest import ROOT

FILES, CASES = 102, 93

FAILURES: dict[tuple[str, str], str] = {
    ("pyshacl", "sparql/pre-binding/shapesGraph-001"): "pySHACL does not bind $shapesGraph (SHACL 5.3.1)",
    ("pyshacl", "core/property/uniqueLang-002"): 'pySHACL takes "1"^^xsd:boolean for true (SHACL 4.4.5)',
}
"""Cases that an engine fails, and why; each must go on failing, or leave this list."""

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
SUITE = Path(os.environ.get("CLAUSEGRAPH_SHARED", ROOT.parent / "shared")) / "suites" / "shacl"

Told = Counter[tuple[str, ...]]


@cache
def parsed(path: Path) -> tuple[Triple, ...]:
    """The triples of a file as they are written, with the same blank nodes each time."""
    quads = pyoxigraph.parse(path.read_bytes(), format=RdfFormat.TURTLE, base_iri=path.as_uri())
    return tuple(quad.triple for quad in quads)


def file_of(graph: NamedNode) -> Path:
    return Path(unquote(urlparse(graph.value).path))


@cache
def stored(term: Term | None) -> str:
    """A term as the embedded store writes it, which keeps the value of `4.0` and not its digits."""
    if not isinstance(term, Literal):
        return str(term)
    rows = EmbeddedStore().select(f"SELECT ?term WHERE {{ VALUES ?term {{ {term} }} }}")
    return str(rows.rows[0]["term"])


@dataclass(frozen=True)
class Case:
    name: str
    data: NamedNode
    shapes: NamedNode
    manifest: Path
    result: Subject

    def run(self, engine: Engine) -> tuple[bool, Told] | None:
        """Conforms, and what each result says; None for a failure."""
        store = EmbeddedStore()
        store.add(self.data.value, parsed(file_of(self.data)))
        try:
            report = validate(
                store,
                shapes=parsed(file_of(self.shapes)),
                shapes_graph=self.shapes.value,
                data_graphs=[self.data.value],
                engine=engine,
            )
        except ShapeError:
            return None
        return report.conforms, Counter(
            (
                stored(result.focus),
                "" if result.path is None else sparql(result.path),
                stored(result.value),
                stored(result.component),
                stored(result.shape),
                stored(result.severity),
            )
            for result in report.results
        )

    def expected(self) -> tuple[bool, Told] | None:
        """What the manifest says; None for a failure."""
        if self.result == NamedNode(SHT + "Failure"):
            return None
        graph = ReadGraph(parsed(self.manifest))
        told: Told = Counter()
        for result in graph.objects(self.result, sh("result")):
            one = {name: next(iter(graph.objects(result, sh(name))), None) for name in NAMES}
            path = one["resultPath"]
            walked = "" if path is None else sparql(read_path(graph, path))
            told[stored(one["focusNode"]), walked, *(stored(one[name]) for name in NAMES[2:])] += 1
        return graph.objects(self.result, sh("conforms")) == [TRUE], told


NAMES = ("focusNode", "resultPath", "value", "sourceConstraintComponent", "sourceShape", "resultSeverity")


def cases() -> list[Case]:
    found = []
    for path in sorted(SUITE.resolve().rglob("*.ttl")):
        graph = ReadGraph(parsed(path))
        for node, kind in graph.pairs(RDF_TYPE):
            if kind == NamedNode(SHT + "Validate"):
                (action,) = graph.objects(node, NamedNode(MF + "action"))
                (result,) = graph.objects(node, NamedNode(MF + "result"))
                (data,) = graph.objects(action, NamedNode(SHT + "dataGraph"))
                (shapes,) = graph.objects(action, NamedNode(SHT + "shapesGraph"))
                assert isinstance(data, NamedNode)
                assert isinstance(shapes, NamedNode)
                assert isinstance(result, Subject)
                name = path.relative_to(SUITE.resolve()).with_suffix("").as_posix()
                found.append(Case(name, data, shapes, path, result))
    return found


ALL = cases()


@pytest.mark.shared
def test_the_whole_suite_is_collected(shared: Path) -> None:
    assert SUITE.is_relative_to(shared)
    assert len(list(SUITE.rglob("*.ttl"))) == FILES
    assert len(ALL) == CASES
    assert {name for _, name in FAILURES} <= {case.name for case in ALL}


@pytest.mark.shared
@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
@pytest.mark.parametrize("engine", ["sparql", "pyshacl"])
def test_case(case: Case, engine: Engine, request: pytest.FixtureRequest) -> None:
    reason = FAILURES.get((engine, case.name))
    if reason is not None:
        request.applymarker(pytest.mark.xfail(strict=True, reason=reason))
    assert case.run(engine) == case.expected()


def test_the_compiled_engine_passes_at_least_as_many_as_the_reference() -> None:
    failing = Counter(engine for engine, _ in FAILURES)
    assert failing["sparql"] <= failing["pyshacl"]
