"""Every statement of a generated document is found at the character where the generator put it."""

from __future__ import annotations

from collections import Counter, defaultdict
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from kg.errors import SourceError
from kg.sources import Lines, Location
from kg.sources.text import Places
from kg.sources.turtle import places
from tests.sources import source

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
FAKE = ":s :p :o . <http://a> a <http://b> ; [ ( # \" ' ]"

Key = str | int
Triple = tuple[Key, Key, Key]


class Writer:
    """Writes a random document and notes where it puts each statement."""

    def __init__(self, seed: int, trig: bool) -> None:
        self.random = Random(seed)  # noqa: S311
        self.trig = trig
        self.text = ""
        self.facts: list[tuple[Triple, int]] = []
        self.first: dict[str, int] = {}
        self.budget = 25

    def draw(self, *choices: str) -> str:
        return self.random.choice(choices)

    def number(self, most: int) -> int:
        return self.random.randint(0, most)

    def put(self, text: str) -> int:
        self.text += text
        return len(self.text) - len(text)

    def gap(self, *, needed: bool = True) -> None:
        choices = [" ", "\n", "\t", "\r\n", "\r", f" # {FAKE}\n", f"\n#{FAKE}\r\n  ", " #😀\r\t"]
        self.text += self.draw(*choices, *([] if needed else ["", "", ""]))

    def name(self) -> tuple[int, Key]:
        local = self.draw("a", "b1", "x.y", "a..b", "p:q", "1st", r"a\.b", r"o\'clock\;", "%20x", "åäö", "_-", "s_")
        plain = local.replace("\\", "")
        match self.number(4):
            case 0:
                return self.put(
                    f"<http://example.org/e/{plain.replace(chr(39), '_')}>"
                ), "http://example.org/e/" + plain.replace("'", "_")
            case 1:
                return self.put(f"<r#{plain.replace(chr(39), '_')}>"), "http://example.org/b/r#" + plain.replace(
                    "'", "_"
                )
            case 2:
                return self.put(f"e.x:{local}"), "http://example.org/e/" + plain
            case _:
                return self.put(f":{local}"), "http://example.org/d#" + plain

    def label(self) -> tuple[int, Key]:
        label = self.draw("_:x", "_:y.z", "_:1", "_:true")
        at = self.put(label)
        return at, self.first.setdefault(label, at)

    def literal(self) -> tuple[int, Key]:
        kind = self.number(5)
        if kind == 0:
            lexical, datatype = self.random.choice(
                [("1", "integer"), ("-0.50", "decimal"), (".5", "decimal"), ("1e3", "double"), ("1.E-2", "double")]
            )
            return self.put(lexical), f"{lexical}^^{XSD}{datatype}"
        if kind == 1:
            lexical = self.draw("true", "false")
            return self.put(lexical), f"{lexical}^^{XSD}boolean"
        quote = self.draw('"', "'", '"""', "'''")
        body = self.draw(
            "", "plain", FAKE, "a\nb", "😀\t", "tail '' x", 'tail "" x', "@prefix : <http://z#> .", "x\r\ny"
        )
        lexical = body
        if len(quote) == 1:
            body = body.replace("\n", "\\n").replace("\r", "\\r")
        body = body.replace(quote[0], "\\" + quote[0]) if len(quote) == 1 or body.endswith(quote[0]) else body
        at = self.put(quote + body + quote)
        match self.number(3):
            case 0:
                self.gap(needed=False)
                self.put("@en-GB")
                return at, f"{lexical}@en-gb"
            case 1:
                self.gap(needed=False)
                self.put("^^")
                self.gap(needed=False)
                _, of_type = self.name()
                return at, f"{lexical}^^{of_type}"
        return at, f"{lexical}^^{XSD}string"

    def bracket(self) -> tuple[int, Key]:
        at = self.put("[")
        self.gap(needed=False)
        if self.number(3):
            self.predicates(at)
        self.put("]")
        return at, at

    def collection(self) -> tuple[int, Key]:
        at = self.put("(")
        self.gap(needed=False)
        previous: int | None = None
        for _ in range(self.number(3)):
            place, key = self.object()
            self.gap()
            node = at if previous is None else place
            if previous is not None:
                self.fact(previous, RDF + "rest", node, place)
            self.fact(node, RDF + "first", key, place)
            previous = node
        end = self.put(")")
        if previous is None:
            return at, RDF + "nil"
        self.fact(previous, RDF + "rest", RDF + "nil", end)
        return at, at

    def object(self) -> tuple[int, Key]:
        self.budget -= 1
        kinds = [self.name, self.literal, self.literal, self.label]
        if self.budget > 0:
            kinds += [self.bracket, self.collection]
        return self.random.choice(kinds)()

    def fact(self, subject: Key, predicate: Key, value: Key, at: int) -> None:
        self.facts.append(((subject, predicate, value), at))

    def predicates(self, subject: Key) -> None:
        for turn in range(1 + self.number(2)):
            if turn:
                self.put(self.draw(";", "; ;", ";;"))
                self.gap(needed=False)
            predicate: Key
            if self.number(3):
                _, predicate = self.name()
            else:
                self.put("a")
                predicate = RDF + "type"
            self.gap()
            for turn in range(1 + self.number(2)):
                if turn:
                    self.put(",")
                    self.gap(needed=False)
                at, value = self.object()
                self.fact(subject, predicate, value, at)
                self.gap()
        self.put(self.draw("", ";"))

    def statement(self) -> None:
        kind = self.random.choice([self.name, self.name, self.label, self.bracket, self.collection])
        _, subject = kind()
        self.gap()
        self.predicates(subject)

    def document(self) -> str:
        self.gap(needed=False)
        self.put(
            self.draw("@base <http://example.org/b/> .", "BASE <http://example.org/b/>", "base<http://example.org/b/>")
        )
        self.gap()
        self.put(self.draw("@prefix e.x: <http://example.org/e/> .", "PREFIX e.x: <http://example.org/e/>"))
        self.gap()
        self.put("@prefix : <http://example.org/d#>.")
        for _ in range(self.number(4)):
            self.gap()
            block = self.trig and self.number(1)
            if block:
                self.put(self.draw("", "<http://example.org/other>", "GRAPH :g", ":g", "graph<r>"))
                self.gap(needed=False)
                self.put("{")
                self.gap(needed=False)
            self.statement()
            if block:
                self.put(self.draw("}", ". }", "\n}"))
            else:
                self.put(".")
        self.gap(needed=False)
        return self.text


def key(term: object, lines: Lines) -> object:
    """What can be compared: a blank node is known by the place where it is first written."""
    if isinstance(term, NamedNode):
        return term.value
    if isinstance(term, Literal):
        return f"{term.value}@{term.language}" if term.language else f"{term.value}^^{term.datatype.value}"
    assert isinstance(term, BlankNode)
    return lines.term(term)


@settings(max_examples=300)
@given(seed=st.integers(0, 2**32), trig=st.booleans())
def test_each_statement_is_where_it_was_written(seed: int, trig: bool) -> None:
    writer = Writer(seed, trig)
    text = writer.document()
    file = source(text, "room/file.trig" if trig else "room/file.ttl")
    lines = Lines(file)
    at = Places(file.path, text).at

    wanted: dict[tuple[object, ...], list[Location]] = defaultdict(list)
    for triple, offset in writer.facts:
        named = tuple[object, ...](at(part) if isinstance(part, int) else part for part in triple)
        wanted[named].append(at(offset))
    found: Counter[tuple[object, ...]] = Counter()
    for quad in file.quads:
        named = tuple[object, ...](key(term, lines) for term in quad.triple)
        found[named] += 1
        assert lines.statement(*quad.triple) in wanted[named], text
    assert found == {named: len(places) for named, places in wanted.items()}, text


CASES = {
    "continuation": (
        ":s :p :o ;\n\t:q :r ,\n    :u .",
        [(2, 7), (3, 5), (4, 5)],
    ),
    "the predicate on its own line": (":s\n  :p\n    :o .", [(4, 5)]),
    "a long literal starts where its quotes do": (':s :p """a\nb\n""" ; :q "x" .', [(2, 7), (4, 10)]),
    "comments with statements in them": ("# :s :p :o .\n:s :p # :x\n :o . # :s :p 1", [(4, 2)]),
    "strings with statements in them": (':s :p \'. :s :q :o\' , ":s :q \\" :o" .', [(2, 7), (2, 22)]),
    "a property list inside a property list": (":s :p [ :q [ :r 1 ] ] .", [(2, 17), (2, 12), (2, 7)]),
    "a collection": (":s :p ( 1\n 2 ) .", [(2, 9), (2, 7), (3, 2), (3, 2), (3, 4)]),
    "numbers that meet the dot": (":s :p 1.\n:s :q 1.5.\n:s :r true.", [(2, 7), (3, 7), (4, 7)]),
    "names with dots, colons and escapes": (":a.b :p.q :c:d\\. .\n:x..y :p\\; 1 .", [(2, 11), (3, 12)]),
    "CR LF, CR and wide characters": (":s :p '😀' ,\r\n '😀😀' ,\r :o .", [(2, 7), (3, 2), (4, 2)]),
}


@pytest.mark.parametrize("case", CASES)
def test_places(case: str) -> None:
    text, wanted = CASES[case]
    file = source("@prefix : <http://x/> .\n" + text)
    lines = Lines(file)
    found = [lines.statement(*quad.triple) for quad in file.quads]
    assert sorted((place.line, place.column) for place in found if place) == sorted(wanted)


def test_a_statement_made_twice_is_where_it_is_made_first() -> None:
    file = source("<http://a> <http://b> 1 .\n<http://a> <http://b> 1 .")
    assert Lines(file).statement(*file.quads[0].triple) == Location(file.path, 1, 23)


def test_n_quads_and_n_triples() -> None:
    text = (
        "# <http://a> <http://b> 1 .\n\n"
        ' <http://a> <http://b> "c . d"@en <http://g> . # x\n'
        '_:x <http://b> "1"^^<http://d> .\n'
    )
    file = source(text, "room/file.nq")
    assert [str(Lines(file).statement(*quad.triple)) for quad in file.quads] == [
        "room/file.nq:3:24",
        "room/file.nq:4:16",
    ]
    assert str(Lines(file).subject(NamedNode("http://a"))) == "room/file.nq:3:2"
    triples = source(text.replace(" <http://g>", ""), "room/file.nt")
    assert [str(Lines(triples).statement(*quad.triple)) for quad in triples.quads] == [
        "room/file.nt:3:24",
        "room/file.nt:4:16",
    ]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("<http://a> <http://b> <<( <http://a> <http://b> 1 )>> .", 23),
        ("<< <http://a> <http://b> 1 >> <http://b> 1 .", 1),
        ("<http://a> <http://b> 1 {| <http://b> 1 |} .", 25),
        ("<http://a> <http://b> 1 ~ <http://b> .", 25),
        ('<http://a> <http://b> "x"@en--ltr .', 26),
        ("<http://a> <http://b> " + "<<( <http://a> <http://b> " * 100_000 + "1" + " )>>" * 100_000 + " .", 23),
    ],
)
def test_rdf_1_2_is_refused_where_it_begins(text: str, column: int) -> None:
    with pytest.raises(SourceError, match=r"RDF 1\.2") as caught:
        _ = source(text).quads
    assert (caught.value.line, caught.value.column) == (1, column)


def test_what_only_looks_like_rdf_1_2_is_read() -> None:
    text = '<http://a/~x> <http://b> "<< {| ~ --ltr" , <http://c--ltr> . # << ~'
    assert len(source(text).quads) == 2


@pytest.mark.parametrize("brackets", ["[]", "()"])
def test_deep_nesting_is_read_and_placed(brackets: str) -> None:
    begin = "[ <http://p> " if brackets == "[]" else "("

    def nested(depth: int) -> str:
        return "<http://a> <http://b> " + begin * depth + "1" + brackets[1] * depth + " ."

    assert len(source(nested(100_000)).quads) >= 100_000
    last = Lines(source(nested(10_000))).term(Literal("1", datatype=NamedNode(XSD + "integer")))
    assert last
    assert last.column == len("<http://a> <http://b> ") + len(begin) * 10_000 + 1


def test_no_place_is_better_than_a_wrong_one() -> None:
    file = source('<http://a> <http://b> 1 , <http://c> , [ <http://b> "x" ] .')
    text = file.data.decode()
    assert None not in places(text, file.quads)
    assert places(text, file.quads[1:]) == [None] * 3
    assert places(text, (*file.quads[1:], file.quads[0])) == [None] * 4
