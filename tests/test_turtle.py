from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse
from rdflib import Graph
from rdflib.compare import isomorphic

from kg import knowledge
from kg.errors import EnvironmentFault, InputError, SourceError
from kg.iris import PREFIXES
from kg.turtle import format_file, is_formatted, write

XSD = PREFIXES["xsd"]
RDF = PREFIXES["rdf"]


def triples(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(text, RdfFormat.TURTLE)]


MESSY = r"""
# the header
#   goes on

@prefix cg: <https://w3id.org/clausegraph/ns#> . # not kept
@prefix : <http://x/> . @prefix unused: <http://unused/> .
:b :p "two", "one" ; a cg:Thing . # not kept
:a :list ( 1 "x" ) , () , ( [ :q 1 ] ( 2 ) ) ; :p _:shared , true, 01, -1.50, .5, 1e0, "1"^^:dt, "åäö"@sv,
   '''two
lines "quoted" \\ ''' .
:b a :B ; :p [ :q [ :z 1 ] ; a cg:Other ], [] .
<http://x/sub/path> :p <http://x/a.>, <http://x/a.b>, <http://x/-c>, <http://x/>, :b .
_:shared :p _:shared .
_:one :p _:two . _:two :p _:one ; :q [ :z 2 ] .
[] :p 2 . [ :p 1 ] .
"""

TIDY = r"""# the header
#   goes on

@prefix : <http://x/> .
@prefix cg: <https://w3id.org/clausegraph/ns#> .
@prefix unused: <http://unused/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

:a
    :list () ;
    :list (
        [
            :q 1 ;
        ]
        ( 2 )
    ) ;
    :list ( 1 "x" ) ;
    :p -1.50 ;
    :p .5 ;
    :p 01 ;
    :p "1"^^:dt ;
    :p "1e0"^^xsd:double ;
    :p true ;
    :p "two\nlines \"quoted\" \\ " ;
    :p "åäö"@sv ;
    :p _:b1 ;
    .

:b
    a :B ;
    a cg:Thing ;
    :p "one" ;
    :p "two" ;
    :p [
        a cg:Other ;
        :q [
            :z 1 ;
        ] ;
    ] ;
    :p [] ;
    .

<http://x/sub/path>
    :p <http://x/> ;
    :p <http://x/-c> ;
    :p <http://x/a.> ;
    :p :a.b ;
    :p :b ;
    .

_:b0
    :p _:b2 ;
    .

_:b1
    :p _:b1 ;
    .

_:b2
    :p _:b0 ;
    :q [
        :z 2 ;
    ] ;
    .

[]
    :p 1 ;
    .

[]
    :p 2 ;
    .
"""


def test_a_file_is_put_in_order(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(MESSY, encoding="utf-8")
    assert not is_formatted(file)
    format_file(file)
    assert file.read_text(encoding="utf-8") == TIDY
    assert is_formatted(file)
    assert isomorphic(Graph().parse(data=TIDY), Graph().parse(data=MESSY))


def test_one_changed_fact_changes_one_line() -> None:
    base = triples("@prefix : <http://x/> . :a :p 1 ; :q 2 . :b :p 1 , 2 .")
    for added in ("<http://x/a> a <http://x/T> .", "<http://x/a> <http://x/z> 1 .", "<http://x/b> <http://x/p> 3 ."):
        before, after = (
            write(facts, prefixes={"": "http://x/"}).splitlines() for facts in (base, base + triples(added))
        )
        new = [line for line in after if line not in before]
        assert len(new) == 1
        assert [line for line in after if line != new[0]] == before


def test_only_what_is_used_is_declared_and_a_files_own_prefix_comes_first() -> None:
    facts = triples(f"<{PREFIXES['cg']}a> <{PREFIXES['cg']}b> <{PREFIXES['dpv']}c> .")
    assert write(facts, prefixes={"dpv": "http://other/", "c": PREFIXES["cg"]}) == (
        f"@prefix c: <{PREFIXES['cg']}> .\n@prefix dpv: <http://other/> .\n\n"
        f"c:a\n    c:b <{PREFIXES['dpv']}c> ;\n    .\n"
    )


def test_nothing_to_write() -> None:
    assert write([]) == ""
    assert write([], header="said\n\n# twice") == "# said\n\n# twice\n"


@pytest.mark.parametrize(
    "literal",
    [
        Literal("01", datatype=NamedNode(XSD + "integer")),
        Literal("1.", datatype=NamedNode(XSD + "decimal")),
        Literal("1.10", datatype=NamedNode(XSD + "decimal")),
        Literal("1", datatype=NamedNode(XSD + "boolean")),
        Literal("yes", datatype=NamedNode(XSD + "boolean")),
        Literal(" 1", datatype=NamedNode(XSD + "integer")),
        Literal("1\n", datatype=NamedNode(XSD + "integer")),
        Literal("٣", datatype=NamedNode(XSD + "integer")),
        Literal("INF", datatype=NamedNode(XSD + "double")),
        Literal("2021-01-01T00:00:00.000Z", datatype=NamedNode(XSD + "dateTime")),
        Literal('\r\n\t"\\\b\x00\x7f\x85\u2028\u2029 😀'),
        Literal("<b>", datatype=NamedNode(RDF + "HTML")),
        Literal("x", language="sv-fi"),
    ],
)
def test_a_literal_keeps_its_characters_on_one_line(literal: Literal) -> None:
    text = write([Triple(NamedNode("http://a"), NamedNode("http://b"), literal)])
    assert [triple.object for triple in triples(text)] == [literal]
    assert len(text.splitlines()) == text.count("\n")
    assert len([line for line in text.splitlines() if "<http://b>" in line]) == 1


@settings(max_examples=300)
@given(seed=st.integers(0, 2**32))
def test_what_is_written_is_read_back(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    nodes = [BlankNode(f"n{number}") for number in range(5)]
    names = [
        NamedNode(iri) for iri in ("http://x/a", "http://x/a.b", "http://x/a(b)", PREFIXES["cg"] + "A", RDF + "nil")
    ]
    verbs = [NamedNode(RDF + name) for name in ("type", "first", "rest", "rest")] + names[:2]
    texts = [Literal(text) for text in ("", "a\nb", '"""', "\\")] + [Literal("x", language="en")]
    subjects: list[NamedNode | BlankNode] = [*nodes, *names[:2]]
    objects: list[NamedNode | BlankNode | Literal] = [*nodes, *nodes, *names, *texts]
    facts = [
        Triple(random.choice(subjects), random.choice(verbs), random.choice(objects))
        for _ in range(random.randint(0, 12))
    ]
    text = write(facts)
    shuffled = random.sample(facts, len(facts))
    assert write([_renamed(fact) for fact in shuffled]) == text
    assert write(triples(text)) == text
    plain = "".join(f"{fact} .\n" for fact in facts)
    assert isomorphic(Graph().parse(data=text), Graph().parse(data=plain, format="nt"))


def _renamed(fact: Triple) -> Triple:
    def other(term: object) -> object:
        return BlankNode("z" + term.value[::-1]) if isinstance(term, BlankNode) else term

    return Triple(*(other(term) for term in fact))  # type: ignore[arg-type]


def test_what_cannot_be_written_is_an_error() -> None:
    inner = Triple(NamedNode("http://a"), NamedNode("http://b"), NamedNode("http://c"))
    with pytest.raises(InputError, match="triple term"):
        write([Triple(NamedNode("http://a"), NamedNode("http://b"), inner)])
    with pytest.raises(InputError, match="too deep"):
        write(triples("<http://a> <http://b> " + "[ <http://b> " * 20_000 + "1" + "]" * 20_000 + "."))


def test_a_long_list_is_no_deep_nesting() -> None:
    text = write(triples("<http://a> <http://b> ( " + "1 " * 5_000 + ") ."))
    assert len(triples(text)) == 10_001


def test_a_file_that_is_not_valid_stays_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text("nope", encoding="utf-8")
    with pytest.raises(SourceError):
        format_file(file)
    assert file.read_text(encoding="utf-8") == "nope"


def test_a_file_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_file: Path, _data: bytes) -> int:
        raise OSError(28, os.strerror(28))

    file = tmp_path / "x.ttl"
    file.write_text(MESSY, encoding="utf-8")
    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(EnvironmentFault, match="No space left"):
        format_file(file)


def test_a_file_without_a_header_or_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_bytes("\ufeff\n<http://a> <http://b> 1 .\r\n".encode())
    format_file(file)
    assert file.read_bytes() == b"<http://a>\n    <http://b> 1 ;\n    .\n"


def test_the_facts_are_in_canonical_form() -> None:
    files = knowledge.files("data")
    untidy = [file.relative_to(knowledge.root()).as_posix() for file in files if not is_formatted(file)]
    assert not untidy, "run kg.turtle.format_file on them"
