"""JSON-LD: where each statement stands.

The parser gives quads; the text gives keys and values with their places. A walk through the text follows the
quads: under each key it hands out the quads of that subject and predicate, in order, to the values that they can
come from. Subject: the `{` of the node's object; predicate: the key; object: the value. What needs a context
that applies by type, a language map or an index stays without a place.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.iris import PREFIXES
from kg.sources.jsonld import LEXEME, string
from kg.sources.turtle import Spot

_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_FIRST = NamedNode(PREFIXES["rdf"] + "first")
_REST = NamedNode(PREFIXES["rdf"] + "rest")

Node = NamedNode | BlankNode


@dataclass(slots=True)
class _Json:
    """A JSON value and where it begins: an object's members, an array's items, or a scalar; null is an empty array."""

    at: int
    members: list[tuple[str, int, _Json]] | None = None
    items: list[_Json] | None = None
    text: str = ""

    def get(self, key: str) -> _Json | None:
        return next((value for name, _, value in self.members or () if name == key), None)

    def flat(self) -> Iterator[_Json]:
        """The values that an array or a set stands for, or the value itself."""
        held = self.get("@set")
        inner = [held] if held else self.items
        if inner is None:
            yield self
        for item in inner or ():
            yield from item.flat()


@dataclass(frozen=True, slots=True)
class _Context:
    """The part of a JSON-LD context that maps names to IRIs."""

    terms: Mapping[str, str | None] = field(default_factory=dict)
    scoped: Mapping[str, _Json] = field(default_factory=dict)
    vocab: str = ""
    base: str = ""

    def extended(self, value: _Json | None) -> _Context:
        """This context with the definitions of an inline one."""
        context = self
        for part in value.flat() if value else ():
            context = context._with(part)
        return context

    def _with(self, part: _Json) -> _Context:
        terms, scoped = dict(self.terms), dict(self.scoped)
        vocab, base = self.vocab, self.base
        for name, _, value in part.members or ():
            if name == "@vocab":
                vocab = value.text
            elif name == "@base":
                base = value.text
            else:
                target = value.get("@id") or value
                terms[name] = target.text if target.members is None else None
                if inner := value.get("@context"):
                    scoped[name] = inner
        return _Context(terms, scoped, vocab, base)

    def name(self, word: str) -> str:
        """The IRI or keyword that a key or a type stands for; the word itself where it stands for none."""
        seen: set[str] = set()
        while (mapped := self.terms.get(word)) and word not in seen:
            seen.add(word)
            word = mapped
        prefix, colon, local = word.partition(":")
        if colon and not local.startswith("//") and (base := self.terms.get(prefix)):
            return self.name(base) + local
        return word if colon or word.startswith("@") else self.vocab + word

    def identifier(self, word: str) -> str:
        """The IRI that an @id stands for."""
        named = self.name(word) if ":" in word else word
        return urljoin(self.base, named) if self.base else named


class _Walk:
    def __init__(self, quads: Sequence[Quad]) -> None:
        self.spots: list[Spot | None] = [None] * len(quads)
        self._quads = quads
        self._waiting: dict[tuple[Node, NamedNode], deque[int]] = defaultdict(deque)
        objects = {quad.object for quad in quads}
        loose: dict[Node, None] = {}
        for index, quad in enumerate(quads):
            if isinstance(quad.subject, Node):
                self._waiting[quad.subject, quad.predicate].append(index)
                if isinstance(quad.subject, BlankNode) and quad.subject not in objects:
                    loose[quad.subject] = None
        self._loose = deque(loose)

    def top(self, value: _Json, context: _Context) -> None:
        """An object that no property holds: at the top, in @graph or @included."""
        for item in value.flat():
            if item.members is None:
                continue
            inner = context.extended(item.get("@context"))
            keys = {inner.name(key) for key, _, _ in item.members}
            if "@id" in keys:
                self.members(item, _named(item, inner), inner)
            elif self._loose and not keys <= {"@context", "@graph", "@included"}:
                self.members(item, self._loose.popleft(), inner)
            else:
                self.members(item, None, inner)

    def members(self, node: _Json, subject: Node | None, context: _Context) -> None:
        for key, at, value in node.members or ():
            name = context.name(key)
            if name in ("@graph", "@included"):
                self.top(value, context)
            elif subject is None:
                continue
            elif name == "@nest":
                self.members(value, subject, context)
            elif name == "@type":
                for item in value.flat():
                    self.value(item, node.at, subject, _TYPE, at, context)
            elif predicate := _iri(name):
                inner = context.extended(context.scoped.get(key))
                for item in value.flat():
                    self.value(item, node.at, subject, predicate, at, inner)

    def value(self, item: _Json, start: int, subject: Node, predicate: NamedNode, at: int, context: _Context) -> None:
        """Hands a value the first waiting quad that can come from it, and follows into nested nodes."""
        inner = context.extended(item.get("@context"))
        waiting = self._waiting.get((subject, predicate), ())
        index = next((i for i in waiting if _can_be(item, self._quads[i], inner)), None)
        if index is None:
            return
        self._waiting[subject, predicate].remove(index)
        self.spots[index] = (start, at, item.at)
        target = self._quads[index].object
        if not isinstance(target, Node) or item.members is None:
            return
        if held := item.get("@list"):
            self.collection(held, target, context)
        else:
            self.members(item, target, inner)

    def collection(self, held: _Json, node: Node, context: _Context) -> None:
        start = held.at
        for item in held.flat():
            self.value(item, start, node, _FIRST, item.at, context)
            rest = self._waiting.get((node, _REST))
            if not rest:
                return
            index = rest.popleft()
            self.spots[index] = (start, item.at, item.at)
            following = self._quads[index].object
            if not isinstance(following, Node):
                return
            node, start = following, item.at


def _named(item: _Json, context: _Context) -> Node | None:
    for key, _, value in item.members or ():
        if context.name(key) == "@id":
            return _iri(context.identifier(value.text))
    return None


def _iri(word: str) -> NamedNode | None:
    try:
        return None if word.startswith("_:") else NamedNode(word)
    except ValueError:
        return None


def _can_be(item: _Json, quad: Quad, context: _Context) -> bool:
    term = quad.object
    held = item.get("@value")
    if isinstance(term, Literal):
        scalar = held or item
        if scalar.members is not None:
            return held is not None
        return term.value == scalar.text or "#string" not in term.datatype.value
    if held:
        return False
    if item.members is None:
        return isinstance(term, NamedNode) and term.value in (context.name(item.text), context.identifier(item.text))
    named = _named(item, context)
    return term == named if named else isinstance(term, BlankNode) or item.get("@list") is not None


def places(text: str, quads: Sequence[Quad]) -> Sequence[Spot | None]:
    """Where each of the quads of a JSON-LD text stands, as far as it can be had."""
    walk = _Walk(quads)
    walk.top(_read(text), _Context())
    return walk.spots


def _read(text: str) -> _Json:
    """The values of a valid JSON text."""
    lexemes = ((match.start(), match[0]) for match in LEXEME.finditer(text))
    return _value(*next(lexemes), lexemes)


def _value(at: int, lexeme: str, lexemes: Iterator[tuple[int, str]]) -> _Json:
    if lexeme == "[":
        items: list[_Json] = []
        for start, inner in lexemes:
            if inner == "]":
                break
            if inner != ",":
                items.append(_value(start, inner, lexemes))
        return _Json(at, items=items)
    if lexeme == "{":
        members: list[tuple[str, int, _Json]] = []
        for start, inner in lexemes:
            if inner == "}":
                break
            if inner != ",":
                next(lexemes)
                members.append((string(inner) or "", start, _value(*next(lexemes), lexemes)))
        return _Json(at, members=members)
    said = string(lexeme)
    return _Json(at, items=[]) if lexeme == "null" else _Json(at, text=lexeme if said is None else said)
