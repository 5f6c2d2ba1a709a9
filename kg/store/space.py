"""A dataset of ours among everything else that an engine holds: which graphs it has there, and queries over just them.

Each named graph lies in the engine under a name of its own, so that several states of the same graphs can lie side by
side. Two more graphs belong to a space: one has the triples of all its graphs, each once, and is the default graph of
queries; the other says which graph stands for which name. So no query depends on what an engine takes for its default
graph, none sees anything of another space, and none grows with the number of graphs.

Blank nodes become IRIs on their way in and blank nodes again on their way out (RDF 1.1, section 3.5), so that they
keep their labels, and what is sent can be cut anywhere and sent twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import QueryError
from kg.iris import PREFIXES
from kg.store.base import Term
from kg.store.tokens import Token, tokens

NODE = "https://w3id.org/.well-known/genid/clausegraph/"
"""What the IRI of a blank node begins with, before its label."""

STANDS_FOR = NamedNode(PREFIXES["dcterms"] + "isVersionOf")
INNER = "_graph"
"""What the variables begin with that a query gets in addition."""

_BOOLEAN = NamedNode(PREFIXES["xsd"] + "boolean")
_CLOSING = {"(": ")", "{": "}"}


@dataclass(frozen=True, slots=True)
class Space:
    """The names of a dataset's graphs in an engine.

    Args:
        base: an IRI that all of them begin with.
    """

    base: str

    @property
    def all(self) -> NamedNode:
        """The graph that has the triples of all graphs."""
        return NamedNode(f"{self.base}/all")

    @property
    def names(self) -> NamedNode:
        """The graph that says which graph stands for which name."""
        return NamedNode(f"{self.base}/names")

    @property
    def nothing(self) -> NamedNode:
        """A graph that is always empty."""
        return NamedNode(f"{self.base}/nothing")

    def graph(self, name: str) -> NamedNode:
        """The graph in the engine that stands for a name."""
        return NamedNode(f"{self.base}/graph/{quote(name, safe='')}")

    def placed(self, query: str, default: Collection[str] | None, named: Collection[str] | None) -> str:
        """The query as the engine is to see it; without dataset clauses.

        Args:
            query: a SELECT or an ASK that parses, with its bindings in it.
            default: the names whose union is the default graph; None for all. Where it is not just one, the protocol
                has to name them, and the query is left as it is in this respect.
            named: the names that GRAPH reaches; None for all.
        """
        return _Placed(self, _kinds(query), default, named).text()


def outward(term: Term) -> Term:
    """A term as it is sent to an engine."""
    return NamedNode(NODE + quote(term.value, safe="")) if isinstance(term, BlankNode) else term


def inward(term: Term) -> Term:
    """A term of an engine's answer as every store gives it."""
    if isinstance(term, NamedNode) and term.value.startswith(NODE):
        return BlankNode(unquote(term.value.removeprefix(NODE)))
    if isinstance(term, Literal) and term.datatype == _BOOLEAN and term.value in ("0", "1"):
        return Literal(term.value == "1")  # Virtuoso
    return term


def triple_outward(triple: Triple) -> Triple:
    """A triple as it is sent to an engine."""
    subject, value = outward(triple.subject), outward(triple.object)  # type: ignore[arg-type]
    return Triple(subject, triple.predicate, value)  # type: ignore[arg-type]


def triple_inward(triple: Triple) -> Triple:
    """A triple of an engine's answer as every store gives it."""
    subject, value = inward(triple.subject), inward(triple.object)  # type: ignore[arg-type]
    return Triple(subject, triple.predicate, value)  # type: ignore[arg-type]


class _Placed:
    """One query on its way into a space."""

    def __init__(
        self, space: Space, query: str, default: Collection[str] | None, named: Collection[str] | None
    ) -> None:
        self._space, self._query, self._named = space, query, named
        self._found = tokens(query)
        self._taken = {token.text[1:] for token in self._found if token.kind == "var"}
        if default is None:
            self._default: NamedNode | None = space.all
        else:
            self._default = space.graph(*default) if len(default) == 1 else None

    def text(self) -> str:
        edits = [*self._wrapped(), *self._moved(), *self._dataset()]
        pieces, end = [], 0
        for start, stop, text in sorted(edits, key=lambda edit: edit[:2]):
            pieces += [self._query[end:start], text]
            end = stop
        return "".join(pieces) + self._query[end:]

    def _wrapped(self) -> Iterator[tuple[int, int, str]]:
        """The pattern of the query, and what EXISTS says elsewhere, in a GRAPH of the default graph."""
        if self._default is None:
            return
        where = self._where()
        stop = _match(self._found, where)
        for at, token in enumerate(self._found):
            elsewhere = not where <= at <= stop and token.text == "{" and self._found[at - 1].text.upper() == "EXISTS"
            if at == where or elsewhere:
                yield token.start + 1, token.start + 1, f" GRAPH {self._default} {{"
                close = self._found[_match(self._found, at)].start
                yield close, close, "} "

    def _moved(self) -> Iterator[tuple[int, int, str]]:
        """What GRAPH names, as the engine knows it."""
        number = 0
        for at, token in enumerate(self._found):
            if token.kind != "word" or token.text.upper() != "GRAPH" or at + 1 == len(self._found):
                continue
            target = self._found[at + 1]
            stop = target.start + len(target.text)
            name = self._resolved(target)
            if name is not None:
                reached = self._named is None or name in self._named
                yield token.start, stop, f"GRAPH {self._space.graph(name) if reached else self._space.nothing}"
                continue
            number += 1
            while f"{INNER}{number}" in self._taken:
                number += 1
            yield token.start, stop, self._named_by(f"?{INNER}{number}", target.text)

    def _named_by(self, inner: str, outer: str) -> str:
        space = self._space
        if self._named is None:
            return f"GRAPH {space.names} {{ {inner} {STANDS_FOR} {outer} }} GRAPH {inner}"
        rows = " ".join(f"({space.graph(name)} {NamedNode(name)})" for name in sorted(self._named))
        return f"VALUES ({inner} {outer}) {{ {rows} }} GRAPH {inner}"

    def _dataset(self) -> Iterator[tuple[int, int, str]]:
        """Takes the dataset clauses out; lines stay as they are."""
        for at, token in enumerate(self._found):
            if token.kind == "word" and token.text.upper() == "FROM":
                last = self._found[at + 1 + (self._found[at + 1].text.upper() == "NAMED")]
                stop = last.start + len(last.text)
                yield token.start, stop, "\n" * self._query.count("\n", token.start, stop)

    def _where(self) -> int:
        """Where the pattern of the query begins: the first group that stands in nothing else."""
        depth = 0
        for at, token in enumerate(self._found):
            if token.text == "{" and not depth:
                return at
            depth += (token.text in _CLOSING) - (token.text in _CLOSING.values())
        raise QueryError("the query has no pattern", expected="WHERE { … }")

    def _resolved(self, token: Token) -> str | None:
        """The IRI that a token names by itself, or with a prefix of ours; None where the engine has to find out."""
        if token.kind == "iri" and re.match(r"<[A-Za-z][A-Za-z0-9+.-]*:[^\\]*>", token.text):
            return token.text[1:-1]
        prefix, _, local = token.text.partition(":")
        own = any(
            one.text.upper() == "PREFIX" and other.text == f"{prefix}:"
            for one, other in zip(self._found, self._found[1:], strict=False)
        )
        if token.kind != "name" or own or prefix not in PREFIXES or "\\" in local:
            return None
        return PREFIXES[prefix] + local


def _match(found: tuple[Token, ...], at: int) -> int:
    """The bracket that closes the one at a place."""
    opening, closing = found[at].text, _CLOSING[found[at].text]
    depth = 0
    for place in range(at, len(found)):
        depth += (found[place].text == opening) - (found[place].text == closing)
        if not depth:
            return place
    raise QueryError(f"{opening} is not closed", expected=closing)


def _kinds(query: str) -> str:
    """The query with its tests for blank nodes and IRIs as they hold for blank nodes that have become IRIs."""
    at = len(query)
    while at >= 0:
        found = tokens(query)
        tests = [place for place, one in enumerate(found) if one.start < at and _is_test(found, place)]
        if not tests:
            break
        place = tests[-1]
        at, stop = found[place].start, _match(found, place + 1)
        end = found[stop].start + 1
        inside = query[found[place + 1].start + 1 : end - 1]
        test = f'STRSTARTS(STR({inside}), "{NODE}")'
        if found[place].text.upper() != "ISBLANK":
            test = f"({query[at:end]} && !{test})"
        query = query[:at] + test + query[end:]
    return query


def _is_test(found: tuple[Token, ...], place: int) -> bool:
    word = found[place].kind == "word" and found[place].text.upper() in ("ISBLANK", "ISIRI", "ISURI")
    return word and place + 1 < len(found) and found[place + 1].text == "("
