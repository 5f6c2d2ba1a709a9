"""What every shape says of itself: its code, words in three languages, the law it enforces, and the state it finds."""

from __future__ import annotations

import re
import runpy
import sys
from collections import Counter
from pathlib import PurePosixPath

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from kg.iris import CG, CGS, PREFIXES
from kg.reference import shapes_reference
from kg.shacl.graph import ReadGraph
from kg.shacl.names import RDF_TYPE, sh
from kg.shacl.read import read_shapes
from kg.sources import read_builtin
from kg.store.tokens import tokens
from tests.conftest import ROOT

LANGUAGES = ("da", "en", "sv")
LONGEST = 220
SOURCES = {
    PurePosixPath(source.name).stem: ReadGraph(q.triple for q in source.quads) for source in read_builtin("shapes")
}
GRAPH = ReadGraph(quad.triple for source in read_builtin("shapes") for quad in source.quads)
LAW = ReadGraph(quad.triple for source in read_builtin("data") for quad in source.quads)
SHAPES = sorted(
    {shape for shape, kind in GRAPH.pairs(RDF_TYPE) if kind in (sh("NodeShape"), sh("PropertyShape"))}, key=str
)
PREFIXED = re.compile(r"\bcg:\w+")


def cg(name: str) -> NamedNode:
    return NamedNode(CG + name)


def values(shape: NamedNode | BlankNode, name: str) -> list[str]:
    predicate = sh(name.removeprefix("sh:")) if name.startswith("sh:") else cg(name)
    return [value.value for value in GRAPH.objects(shape, predicate) if isinstance(value, NamedNode | Literal)]


def texts(shape: NamedNode | BlankNode, name: str) -> dict[str, str]:
    found = [value for value in GRAPH.objects(shape, sh(name)) if isinstance(value, Literal)]
    assert len({value.language for value in found}) == len(found), "one text for each language"
    return {value.language or "": value.value for value in found}


def test_there_are_shapes_and_the_engine_reads_them() -> None:
    assert set(SHAPES) <= set(read_shapes(GRAPH))
    assert len(SHAPES) > 40


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: str(shape.value).removeprefix(CGS))
class TestShape:
    def test_has_a_code_that_is_its_name(self, shape: NamedNode) -> None:
        (code,) = values(shape, "code")
        assert re.fullmatch(r"[A-Z]{2}\d{3}", code)
        assert shape.value == CGS + code

    def test_stands_in_the_file_of_its_topic(self, shape: NamedNode) -> None:
        (topic,) = values(shape, "topic")
        assert [stem for stem, graph in SOURCES.items() if graph.predicates(shape)] == [topic]

    def test_says_what_it_is_and_what_to_do(self, shape: NamedNode) -> None:
        assert tuple(sorted(texts(shape, "message"))) == LANGUAGES
        for name, end in (("name", r"\w"), ("description", r"\."), ("message", r"\.")):
            said = texts(shape, name)
            assert "en" in said
            for language, text in said.items():
                assert re.fullmatch(rf"[A-ZÅÄÖÆØ].*{end}", text), f"{name}@{language}: {text}"
                assert "  " not in text
                assert len(text) <= LONGEST, f"{name}@{language} has {len(text)} characters"

    def test_messages_name_the_same_terms(self, shape: NamedNode) -> None:
        named = {tuple(sorted(PREFIXED.findall(text))) for text in texts(shape, "message").values()}
        assert len(named) == 1

    def test_enforces_law_and_follows_guidance_that_the_data_describe(self, shape: NamedNode) -> None:
        provisions, paragraphs = GRAPH.objects(shape, cg("enforces")), GRAPH.objects(shape, cg("follows"))
        assert provisions
        assert [law for law in provisions if not LAW.objects(law, cg("summary"))] == []
        assert [one for one in paragraphs if cg("GuidanceParagraph") not in LAW.objects(one, RDF_TYPE)] == []

    def test_finds_one_state_and_silence_is_no_violation(self, shape: NamedNode) -> None:
        (state,), (severity,) = values(shape, "finds"), values(shape, "sh:severity")
        assert severity in {sh(one).value for one in ("Violation", "Warning", "Info")}
        assert state in {cg(one).value for one in ("StatedOtherwise", "NotDocumented")}
        assert (state, severity) != (cg("NotDocumented").value, sh("Violation").value)

    def test_is_what_its_findings_name(self, shape: NamedNode) -> None:
        assert GRAPH.objects(shape, sh("property")) == [], "findings would name the nested shape, which has no code"

    def test_queries_use_declared_prefixes(self, shape: NamedNode) -> None:
        for constraint in GRAPH.objects(shape, sh("sparql")):
            assert isinstance(constraint, BlankNode)
            (declaring,), (query,) = values(constraint, "sh:prefixes"), values(constraint, "sh:select")
            used = {token.text.partition(":")[0] for token in tokens(query) if token.kind == "name"}
            assert used <= declared(declaring).keys()
            assert not re.search(r"\bVALUES\b|\bSERVICE\b|\bMINUS\b|\$shapesGraph", query), "SHACL 5.2.1 and our stores"


def declared(node: str) -> dict[str, str]:
    """The prefixes that a node declares, with their namespaces."""
    return {
        GRAPH.objects(one, sh("prefix"))[0].value: GRAPH.objects(one, sh("namespace"))[0].value
        for one in GRAPH.objects(NamedNode(node), sh("declare"))
    }


def test_declared_prefixes_are_the_usual_ones() -> None:
    (node,) = {subject for subject, _ in GRAPH.pairs(sh("declare"))}
    prefixes = declared(node.value)
    assert prefixes == {name: PREFIXES[name] for name in prefixes} != {}


@pytest.mark.parametrize("name", ["message", "name", "description"])
def test_no_two_shapes_say_the_same(name: str) -> None:
    said = Counter((text, language) for shape in SHAPES for language, text in texts(shape, name).items())
    assert [one for one, times in said.items() if times > 1] == []


def test_the_reference_is_as_the_shapes_are(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "kg.reference")  # or else runpy warns of a second copy
    runpy.run_module("kg.reference", run_name="__main__")
    assert capsys.readouterr().out == shapes_reference()
    page = (ROOT / "shapes" / "README.md").read_text(encoding="utf-8")
    assert page == shapes_reference(), "write it anew: python -m kg.reference > shapes/README.md"
    assert re.findall(r"^\| ([A-Z]{2}\d{3}) \|", page, re.MULTILINE) == [
        code for _, code in sorted((values(shape, "topic")[0], values(shape, "code")[0]) for shape in SHAPES)
    ]
