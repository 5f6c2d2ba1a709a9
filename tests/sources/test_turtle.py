"""Every statement of a generated document is found at the character where the generator put it."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from kg.errors import SourceError
from kg.sources import Lines, Location, Source
from kg.sources.text import Places

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
FAKE = ":s :p :o . <http://a> a <http://b> ; [ ( # \" ' ]"

Key = str | int | tuple[str, int]
Triple = tuple[Key, Key, Key]


def source(text: str, name: str = "room/file.ttl", graph: str = "https://example.org/g") -> Source:
    data = text.encode()
    return Source(name, name, graph, sha256(data).hexdigest(), data=data)


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
                return self.put(f"<http://example.org/e/{plain.replace(chr(39), '_')}>"), "http://example.org/e/" + plain.replace(
                    "'", "_"
                )
            case 1:
                return self.put(f"<r#{plain.replace(chr(39), '_')}>"), "http://example.org/b/r#" + plain.replace("'", "_")
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
        body = self.draw("", "plain", FAKE, "a\nb", "😀\t", "tail '' x", 'tail "" x', "@prefix : <http://z#> .", "x\r\ny")
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
                _, datatype = self.name()
                return at, f"{lexical}^^{datatype}"
        return at, f"{lexical}^^{XSD}string"

    def bracket(self) -> tuple[int, Key]:
        at = self.put("[")
        self.gap(needed=False)
        if self.number(3):
            self.predicates(at, at)
        self.put("]")
        return at, at

    def collection(self) -> tuple[int, Key]:
        at = self.put("(")
        self.gap(needed=False)
        previous: Key | None = None
        for _ in range(self.number(3)):
            place, key = self.object()
            self.gap()
            node: Key = at if previous is None else place
            if previous is not None:
                self.fact(previous, RDF + "rest", ("list", node), place)
            self.fact(("list", node), RDF + "first", key, place)
            previous = ("list", node)
        end = self.put(")")
        if previous is None:
            return at, RDF + "nil"
        self.fact(previous, RDF + "rest", RDF + "nil", end)
        return at, ("list", at)

    def object(self) -> tuple[int, Key]:
        self.budget -= 1
        kinds = [self.name, self.literal, self.literal, self.label]
        if self.budget > 0:
            kinds += [self.bracket, self.collection]
        return self.random.choice(kinds)()

    def fact(self, subject: Key, predicate: Key, value: Key, at: int) -> None:
        self.facts.append(((subject, predicate, value), at))

    def predicates(self, subject: Key, _at: int) -> None:
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
        at, subject = kind()
        self.gap()
        self.predicates(subject, at)

    def document(self) -> str:
        self.gap(needed=False)
        self.put(self.draw("@base <http://example.org/b/> .", "BASE <http://example.org/b/>", "base<http://example.org/b/>"))
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


def key(term: object, places: Lines) -> object:
    if isinstance(term, NamedNode):
        return term.value
    if isinstance(term, Literal):
        return f"{term.value}@{term.language}" if term.language else f"{term.value}^^{term.datatype.value}"
    assert isinstance(term, BlankNode)
    return places.term(term)


@settings(max_examples=400)
@given(seed=st.integers(0, 2**32), trig=st.booleans())
def test_each_statement_is_where_it_was_written(seed: int, trig: bool) -> None:
    writer = Writer(seed, trig)
    text = writer.document()
    file = source(text, "room/file.trig" if trig else "room/file.ttl")
    lines = Lines(file)
    at = Places(file.path, text).at

    def expected(term: Key) -> object:
        if isinstance(term, tuple):
            return at(term[1])
        return at(term) if isinstance(term, int) else term

    wanted = Counter(tuple(expected(part) for part in triple) for triple, _ in writer.facts)
    places: dict[object, Location] = {}
    for triple, offset in writer.facts:
        named = tuple(expected(part) for part in triple)
        places[named] = min(at(offset), places.get(named, at(offset)))

    quads = file.quads
    found = Counter((key(q.subject, lines), key(q.predicate, lines), key(q.object, lines)) for q in quads)
    assert found == wanted
    for quad in quads:
        named = (key(quad.subject, lines), key(quad.predicate, lines), key(quad.object, lines))
        assert lines.statement(quad.subject, quad.predicate, quad.object) == places[named], text
