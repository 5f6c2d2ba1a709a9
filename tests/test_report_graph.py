"""The report graph: names that last, places that are right, and what a finding takes from its shape."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.iris import CG, CGS, ID, SHAPES_GRAPH
from kg.report_graph import report_graph
from kg.shacl import VIOLATION, Report, Result
from kg.sources import Source, read
from kg.store import EmbeddedStore, Solutions, Term
from tests.mini import mini, write

__all__ = ["mini"]

EG = "https://example.org/"
NAME, SHAPE, COMPONENT = NamedNode(EG + "name"), NamedNode(CGS + "X"), NamedNode(EG + "Component")


def _source(folder: Path, name: str, text: str, graph: str | None = None) -> Source:
    return read(write(folder / name, text), name=f"data/{name}", graph=graph)


def _result(
    focus: object, *, path: NamedNode | None = None, value: Term | None = None, shape: object = SHAPE
) -> Result:
    assert isinstance(focus, Term)
    assert isinstance(shape, NamedNode | BlankNode)
    return Result(focus, path, value, shape, COMPONENT, VIOLATION)


def _written(results: list[Result], *sources: Source) -> EmbeddedStore:
    shapes = [quad.triple for source in sources if source.graph == SHAPES_GRAPH for quad in source.quads]
    store = EmbeddedStore()
    store.add("urn:report", report_graph(Report(tuple(results)), shapes=shapes, sources=sources))
    return store


def _places(store: EmbeddedStore) -> dict[str, tuple[str, ...]]:
    found: Solutions = store.select(
        "SELECT ?focus ?file ?line ?column { ?r sh:focusNode ?focus "
        "OPTIONAL { ?r cg:file ?file ; cg:line ?line ; cg:column ?column } }"
    )
    names = found.variables[1:]
    return {str(row["focus"]): tuple(row[name].value for name in names if name in row) for row in found}


def _fingerprints(store: EmbeddedStore) -> list[str]:
    rows = store.select("SELECT ?r { ?r a sh:ValidationResult } ORDER BY ?r").rows
    return [row["r"].value.removeprefix(f"{ID}finding/") for row in rows]


def test_a_report_without_results_conforms() -> None:
    store = _written([])
    assert store.ask("ASK { graph:report a sh:ValidationReport ; sh:conforms true }")
    assert store.count() == 2


def test_the_result_itself_is_standard(tmp_path: Path) -> None:
    focus = NamedNode(EG + "a")
    store = _written([_result(focus, path=NAME, value=Literal("x"))], _source(tmp_path, "a.ttl", "eg:a eg:name 'x' ."))
    assert store.ask(
        f"""ASK {{ graph:report sh:conforms false ; sh:result ?r . ?r a sh:ValidationResult ; sh:focusNode {focus} ;
            sh:resultPath {NAME} ; sh:value "x" ; sh:sourceShape {SHAPE} ; sh:resultSeverity sh:Violation ;
            sh:sourceConstraintComponent {COMPONENT} }}"""
    )


class TestFingerprints:
    def test_they_are_the_same_for_the_same(self, tmp_path: Path) -> None:
        focus = NamedNode(EG + "a")
        one, again = (_fingerprints(_written([_result(focus, path=NAME)])) for _ in range(2))
        assert one == again
        assert [len(name) for name in one] == [16]
        other = _source(tmp_path, "other.ttl", "eg:a eg:name 'moves nothing' .")
        assert _fingerprints(_written([_result(focus, path=NAME)], other)) == one

    def test_each_part_counts(self) -> None:
        focus, value = NamedNode(EG + "a"), Literal("x")
        results = [
            _result(focus),
            _result(NamedNode(EG + "b")),
            _result(focus, path=NAME),
            _result(focus, path=NAME, value=value),
            _result(focus, path=NAME, value=Literal("x", language="en")),
            _result(focus, shape=NamedNode(CGS + "Y")),
            Result(focus, None, None, SHAPE, NamedNode(EG + "Other"), VIOLATION),
        ]
        assert len(set(_fingerprints(_written(results)))) == len(results)

    def test_results_that_say_the_same_are_numbered(self) -> None:
        names = _fingerprints(_written([_result(NamedNode(EG + "a"))] * 3))
        assert [name[16:] for name in names] == ["", "-2", "-3"]
        assert len({name[:16] for name in names}) == 1

    @pytest.mark.parametrize(
        ("text", "same"),
        [
            ("eg:p eg:x [ eg:name 'blank' ] .", True),
            ("\n# first [] another\n[] eg:name 'another' .\neg:p eg:x [ eg:name 'blank' ] .", True),
            ("eg:p eg:x [ eg:name 'changed' ] .", False),
            ("eg:q eg:x [ eg:name 'blank' ] .", False),
            ("eg:p eg:y [ eg:name 'blank' ] .", False),
        ],
    )
    def test_a_blank_node_counts_by_what_is_said_of_it(self, tmp_path: Path, text: str, same: bool) -> None:
        names = []
        for name, content in (("a.ttl", "eg:p eg:x [ eg:name 'blank' ] ."), ("b.ttl", text)):
            source = _source(tmp_path, name, content)
            named = {quad.subject for quad in source.quads if quad.predicate == NAME}
            focus = next(
                quad.object for quad in source.quads if quad.object in named or quad.predicate.value == EG + "y"
            )
            assert isinstance(focus, BlankNode)
            names += _fingerprints(_written([_result(focus)], source))
        assert (names[0] == names[1]) is same

    def test_blank_nodes_in_a_circle_and_a_ladder(self, tmp_path: Path) -> None:
        ladder = "".join(f"_:n{n} eg:l _:n{n + 1} ; eg:r _:n{n + 1} .\n" for n in range(200))
        source = _source(tmp_path, "a.ttl", ladder + "_:x eg:next _:y . _:y eg:next _:x .")
        nodes = sorted({quad.subject for quad in source.quads}, key=str)
        names = _fingerprints(_written([_result(node) for node in nodes], source))
        assert len(set(names)) == len(nodes) == 202

    def test_a_shape_without_a_name_counts_by_what_it_says(self, tmp_path: Path) -> None:
        names = []
        for comment in ("", "[] a sh:NodeShape .\n"):
            text = comment + "cgs:S a sh:NodeShape ; sh:property [ sh:path eg:name ; sh:minCount 1 ] ."
            source = _source(tmp_path, "s.ttl", text, SHAPES_GRAPH)
            shape = next(quad.object for quad in source.quads if quad.predicate.value.endswith("#property"))
            names += _fingerprints(_written([_result(NamedNode(EG + "a"), shape=shape)], source))
        assert names[0] == names[1]


class TestPlaces:
    def test_the_statement_at_fault(self, tmp_path: Path) -> None:
        source = _source(tmp_path, "a.ttl", 'eg:a a eg:T ;\n    eg:name "one",\n        "two" .\n')
        store = _written([_result(NamedNode(EG + "a"), path=NAME, value=Literal("two"))], source)
        assert _places(store) == {f"<{EG}a>": ("data/a.ttl", "9", "9")}

    def test_the_statement_may_stand_in_another_file_than_the_description(self, tmp_path: Path) -> None:
        described = _source(tmp_path, "a.ttl", "eg:a a eg:T ; eg:name 'one' .")
        stated = _source(tmp_path, "b.ttl", "\n\neg:a eg:name 1.10 .")
        value = Literal("1.1", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
        store = _written([_result(NamedNode(EG + "a"), path=NAME, value=value)], described, stated)
        assert _places(store) == {f"<{EG}a>": ("data/b.ttl", "9", "14")}

    @pytest.mark.parametrize(
        ("first", "second", "file"),
        [
            ("eg:a eg:name 1, 2, 3 .", "eg:a a eg:T .", "b.ttl"),
            ("eg:a a eg:T .", "eg:a a eg:T ; eg:name 1 .", "b.ttl"),
            ("eg:a eg:name 1 .", "eg:a eg:name 2 .", "a.ttl"),
            ("eg:x eg:name eg:a .", "eg:a eg:name 2 .", "b.ttl"),
        ],
    )
    def test_the_file_with_most_to_say(self, tmp_path: Path, first: str, second: str, file: str) -> None:
        sources = [_source(tmp_path, "b.ttl", second), _source(tmp_path, "a.ttl", first)]
        store = _written([_result(NamedNode(EG + "a"), path=NAME)], *sources)
        assert _places(store) == {f"<{EG}a>": (f"data/{file}", "7", "1")}

    def test_what_nobody_describes_is_where_it_is_mentioned(self, tmp_path: Path) -> None:
        source = _source(tmp_path, "a.ttl", "eg:x eg:knows eg:y,\n    eg:a .")
        store = _written([_result(NamedNode(EG + "a")), _result(Literal("nowhere"))], source)
        assert _places(store) == {f"<{EG}a>": ("data/a.ttl", "8", "5"), '"nowhere"': ()}

    def test_an_inferred_value_falls_back_to_the_focus_node(self, tmp_path: Path) -> None:
        source = _source(tmp_path, "a.ttl", "eg:a a eg:T ;\n eg:name 'said' .")
        store = _written([_result(NamedNode(EG + "a"), path=NAME, value=Literal("inferred"))], source)
        assert _places(store) == {f"<{EG}a>": ("data/a.ttl", "7", "1")}


@pytest.mark.usefixtures("mini")
def test_code_and_state_come_from_the_shape_or_the_shape_above(tmp_path: Path) -> None:
    from kg.snapshot import current

    file = write(tmp_path / "x.ttl", "eg:x a cg:Purpose ; cg:controller 'a string' .\n")
    found = current([file], home=tmp_path / ".kg").store.select(
        "SELECT ?focus ?code ?state { ?r sh:focusNode ?focus ; cg:code ?code ; cg:state ?state } ORDER BY ?code"
    )
    assert [dict(row) for row in found] == [
        {"focus": NamedNode(EG + "orphan"), "code": Literal("MINI01"), "state": NamedNode(CG + "NotDocumented")},
        {"focus": NamedNode(EG + "x"), "code": Literal("MINI02"), "state": NamedNode(CG + "StatedOtherwise")},
    ]


def test_shapes_that_are_each_other_s_property_do_not_loop(tmp_path: Path) -> None:
    text = "_:a sh:property _:b . _:b sh:property _:a ."
    source = _source(tmp_path, "s.ttl", text, SHAPES_GRAPH)
    shape = next(iter(source.quads)).subject
    store = _written([_result(NamedNode(EG + "a"), shape=shape)], source)
    assert not store.ask("ASK { ?r cg:code ?code }")


def test_every_triple_is_written_once_per_result(tmp_path: Path) -> None:
    source = _source(tmp_path, "a.ttl", "eg:a eg:name 'x' .")
    written = list(report_graph(Report((_result(NamedNode(EG + "a")),)), shapes=(), sources=(source,)))
    assert len(written) == len(set(written))
    assert all(isinstance(triple, Triple) for triple in written)
