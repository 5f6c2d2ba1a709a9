"""Each shape has an example that passes and one that breaks just that shape; `kg explain` shows them.

They stand in `<topic>/<code>/pass.ttl` and `fail-<what>.ttl`. Where a failing example cannot but break other shapes
too, a comment line `# also:` names them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from kg import reason, shacl
from kg.iris import CG, CGS, ID, ONTOLOGY_GRAPH
from kg.shacl import INFO
from kg.shacl.graph import ReadGraph
from kg.shacl.read import read_shapes
from kg.shacl.shapes import Shapes
from kg.shacl.targets import patterns
from kg.sources import check_terms, declared_terms, read, read_builtin
from kg.store import EmbeddedStore
from kg.turtle import is_formatted

ROOM = Path(__file__).resolve().parent
FILES = tuple(sorted(ROOM.rglob("*.ttl")))
ALSO = re.compile(r"^# also: (.+)$", re.MULTILINE)
CODE = re.compile(r"\b[A-Z]{2}\d{3}\b")

Found = Counter[tuple[str, str, str]]
"""How often each code was found, with its focus node and value."""


@cache
def ontology() -> tuple[Triple, ...]:
    return tuple(quad.triple for source in read_builtin("ontology") for quad in source.quads)


@cache
def shapes() -> tuple[Triple, ...]:
    return tuple(quad.triple for source in read_builtin("shapes") for quad in source.quads)


@cache
def declared() -> frozenset[str]:
    return declared_terms(read_builtin("ontology"))


@cache
def known() -> Shapes:
    return read_shapes(ReadGraph(shapes()))


def codes() -> dict[str, str]:
    """The code of every shape, with its topic."""
    said = {
        predicate: {
            triple.subject: getattr(triple.object, "value", "")
            for triple in shapes()
            if triple.predicate == NamedNode(CG + predicate)
        }
        for predicate in ("code", "topic")
    }
    return {code: said["topic"][shape] for shape, code in said["code"].items()}


def name(path: Path) -> str:
    return path.relative_to(ROOM).as_posix()


def triples(path: Path) -> list[Triple]:
    return [quad.triple for quad in read(path, name=path.name).quads]


def store_of(facts: Iterable[Triple]) -> EmbeddedStore:
    store = EmbeddedStore()
    store.add(ONTOLOGY_GRAPH, ontology())
    store.add("urn:example", facts)
    reason.materialise(store)
    return store


def found(report: shacl.Report) -> Found:
    return Counter(
        (
            getattr(result.shape, "value", "").removeprefix(CGS),
            getattr(result.focus, "value", ""),
            getattr(result.value, "value", ""),
        )
        for result in report.results
    )


@cache
def validated(path: Path) -> tuple[EmbeddedStore, shacl.Report]:
    store = store_of(triples(path))
    return store, shacl.validate(store, shapes=shapes())


def test_each_shape_has_both_examples() -> None:
    have = {name(path) for path in FILES}
    lacking = [
        f"{topic}/{code}/{kind}"
        for code, topic in sorted(codes().items())
        for kind in ("pass.ttl", "fail-")
        if not any(one.startswith(f"{topic}/{code}/{kind}") for one in have)
    ]
    assert len(codes()) > 40
    assert lacking == []


def test_each_example_belongs_to_a_shape() -> None:
    folders = {f"{topic}/{code}" for code, topic in codes().items()}
    stray = [
        name(path)
        for path in FILES
        if name(path.parent) not in folders or not re.fullmatch(r"pass|fail(-[a-z]+)+", path.stem)
    ]
    assert stray == []


@pytest.mark.parametrize("path", FILES, ids=name)
class TestExample:
    def test_finds_what_it_is_for(self, path: Path) -> None:
        code, report = path.parent.name, validated(path)[1]
        also = {one for line in ALSO.findall(path.read_text(encoding="utf-8")) for one in CODE.findall(line)}
        if path.stem == "pass":
            grave = shacl.Report(tuple(result for result in report.results if result.severity != INFO))
            assert (found(grave), also) == (Counter(), set())
            assert code not in {one for one, _, _ in found(report)}
        else:
            assert {one for one, _, _ in found(report)} == {code} | also
            assert code not in also

    def test_has_what_the_shape_looks_at(self, path: Path) -> None:
        shape = known()[NamedNode(CGS + path.parent.name)]
        store = validated(path)[0]
        assert any(store.ask(f"ASK {{ {pattern} }}") for pattern in patterns(shape.targets, "?focus"))

    def test_is_written_as_a_user_would(self, path: Path) -> None:
        check_terms([read(path, name=path.name)], declared())
        assert is_formatted(path)
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        assert re.fullmatch(r"# [A-Z].*\.", first), "the first line says what the example shows"
        for triple in triples(path):
            for term in triple:
                if isinstance(term, NamedNode) and term.value.startswith(ID):
                    assert re.match(r"[a-z-]+/example/", term.value.removeprefix(ID)), f"{term} is no example"


@pytest.mark.parametrize("engine", ["sparql", "pyshacl"])
def test_examples_do_not_disturb_each_other(engine: shacl.Engine) -> None:
    """All examples in one graph, each with names of its own: to every shape, each is as if it were alone."""
    expected: Found = Counter()
    facts: list[Triple] = []
    for path in FILES:
        own = f"/example/{path.parent.name}-{path.stem}/"
        renamed = (str(triple).replace("/example/", own) for triple in triples(path))
        facts += [quad.triple for quad in parse(" .\n".join([*renamed, ""]), RdfFormat.N_TRIPLES)]
        for (code, *terms), times in found(validated(path)[1]).items():
            focus, value = (term.replace("/example/", own) for term in terms)
            expected[code, focus, value] += times
    assert found(shacl.validate(store_of(facts), shapes=shapes(), engine=engine)) == expected
