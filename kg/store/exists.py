"""Rewrites EXISTS so that Oxigraph answers it with its indexes.

Oxigraph orders and joins the patterns of a query well, but not those inside EXISTS: there each pattern after the first
is read from end to end, once for each solution outside, so that ten times the data take a hundred times as long. A
group of patterns has a solution just where its first pattern has one for which the others have one (SPARQL 1.1, section
18.6), so here each pattern gets an EXISTS of its own, inside that of the one before, those first that are bound most.
Groups with anything but triple patterns and filters stay as they are.
"""

from __future__ import annotations

from functools import lru_cache, reduce
from itertools import count
from typing import NamedTuple

from kg.errors import QueryError
from kg.store.tokens import Token, tokens

_MOST = 16
"""A group of more patterns stays as it is, and so does a query that would get more levels than _DEEPEST."""

_DEEPEST = 100

_PAIRS = {"{": "}", "(": ")", "[": "]"}
_TERMS = frozenset(("var", "iri", "name"))


class _Odd(Exception):
    """A group with something else than triple patterns and filters."""


class _Pattern(NamedTuple):
    subject: str
    path: str
    value: str

    def rank(self, known: set[str]) -> int:
        """How much of the data may match it: the less, the sooner it comes."""
        ends = (self.value, self.subject) if self.path.startswith("^") else (self.subject, self.value)
        start, end = (_known(part, known) for part in ends)
        if start:
            return 0 if end else 1
        return 4 if not end else 2 if ends[1][0] in "?$" else 3


@lru_cache(maxsize=256)
def nested(query: str) -> str:
    """The query with each EXISTS rewritten that can be; it has the same solutions.

    Args:
        query: one that the guard has let through.
    """
    if "EXISTS" not in query.upper():
        return query
    try:
        found = tokens(query)
    except QueryError:  # the bindings have made it too long
        return query
    rewritten = _Rewriter(query, found).text(0, len(found), set())
    return query if rewritten.count("FILTER ") - query.count("FILTER ") > _DEEPEST else rewritten


class _Rewriter:
    def __init__(self, query: str, found: tuple[Token, ...]) -> None:
        self._query = query
        self._tokens = found
        self._close = _brackets(found)
        self._fresh = (name for name in (f"?exists{number}" for number in count()) if name not in query)

    def text(self, begin: int, end: int, known: set[str]) -> str:
        """The text of some tokens; `known` are the variables that have a value wherever these stand."""
        outside = known | self._variables(begin, end)
        parts: list[str] = []
        done = at = begin
        while at < end:
            spans = self._filters(at, end)
            if spans:
                parts += (self._slice(done, at), self._merged(spans, outside))
                done = at = spans[-1][1]
            elif self._opens(at):
                parts += (self._slice(done, at), f"{{ {self._group(at + 1, self._close[at], outside)} }}")
                done = at = self._close[at] + 1
            else:
                at += 1
        return " ".join((*parts, self._slice(done, end)))

    def _opens(self, at: int) -> bool:
        """Whether the group of an EXISTS begins here."""
        return at in self._close and self._sign(at) == "{" and self._word(at - 1) == "EXISTS"

    def _merged(self, spans: list[tuple[int, int]], known: set[str]) -> str:
        """Some filters of one group; those with EXISTS as one, which looks at the next where the shorter ones hold."""
        easy: list[str] = []
        hard: list[str] = []
        for begin, end in sorted(spans, key=lambda span: span[1] - span[0]):
            costly = any(self._word(at) == "EXISTS" for at in range(begin, end))
            (hard if costly else easy).append(self.text(begin + 1, end, known))
        if 1 < len(hard) <= _MOST:
            first, *others = reversed(hard)
            hard = [reduce(lambda inner, one: f"IF({one}, {inner}, false)", others, first)]
        return " ".join(f"FILTER {one}" for one in (*easy, *hard))

    def _group(self, begin: int, end: int, known: set[str]) -> str:
        try:
            patterns, filters = self._read(begin, end)
        except (_Odd, IndexError, KeyError):
            return self.text(begin, end, known)
        if not 1 < len(patterns) <= _MOST:
            return self.text(begin, end, known)
        ordered = []
        known = set(known)
        while patterns:
            patterns.sort(key=lambda pattern: pattern.rank(known))
            ordered.append(patterns.pop(0))
            known.update(part[1:] for part in ordered[-1] if part[0] in "?$")
        inner = self._merged(filters, known)
        for pattern in reversed(ordered):
            inner = f"{' '.join(pattern)} . {inner}"
            if pattern is not ordered[0]:
                inner = f"FILTER EXISTS {{ {inner} }}"
        return inner

    def _read(self, begin: int, end: int) -> tuple[list[_Pattern], list[tuple[int, int]]]:
        """The patterns of a group, and where its filters stand."""
        patterns: list[_Pattern] = []
        filters: list[tuple[int, int]] = []
        at = begin
        dot, more = False, True  # whether a dot may stand here, and whether triples may: who errs is to be told so
        while at < end:
            if self._word(at) == "FILTER":
                filters.append((at, at := self._filter(at)))
                dot = more = True
            elif dot and self._sign(at) == ".":
                at += 1
                dot, more = False, True
            elif more:
                at = self._triples(at, patterns)
                dot, more = True, False
            else:
                raise _Odd
        if at > end:
            raise _Odd
        return patterns, filters

    def _filters(self, at: int, end: int) -> list[tuple[int, int]]:
        """The filters that follow each other from here on."""
        spans = []
        try:
            while at < end and self._word(at) == "FILTER":
                spans.append((at, at := self._filter(at)))
        except (_Odd, IndexError, KeyError):
            return []
        return spans

    def _filter(self, at: int) -> int:
        """What stands behind a filter."""
        at += 1
        while self._sign(at) not in ("(", "{"):
            if self._tokens[at].kind not in ("iri", "name", "word"):
                raise _Odd
            at += 1
        return self._close[at] + 1

    def _triples(self, at: int, patterns: list[_Pattern]) -> int:
        """Reads a subject with its properties and values, and returns what stands behind."""
        start, at = at, self._term(at)
        subject = self._slice(start, at)
        while True:
            steps, at = self._path(at)
            while True:
                start, at = at, self._term(at)
                node = subject
                for step in steps[:-1]:
                    patterns.append(_Pattern(node, step, node := next(self._fresh)))
                patterns.append(_Pattern(node, steps[-1], self._slice(start, at)))
                if self._sign(at) != ",":
                    break
                at += 1
            if self._sign(at) != ";":
                return at
            while self._sign(at) == ";":
                at += 1
            if self._sign(at) in (".", "}") or self._word(at) == "FILTER":
                return at

    def _path(self, at: int) -> tuple[list[str], int]:
        """The steps of a path that is a sequence, else the path as it is."""
        if self._tokens[at].kind == "var":
            return [self._slice(at, at + 1)], at + 1
        begin = start = at
        steps, choice = [], False
        while True:
            while self._sign(at) in ("^", "!"):
                at += 1
            if self._sign(at) == "(":
                at = self._close[at]
            elif self._tokens[at].kind not in ("iri", "name") and self._tokens[at].text != "a":
                raise _Odd
            at += 1
            while self._sign(at) in ("*", "+", "?"):
                at += 1
            if self._sign(at) not in ("/", "|"):
                break
            choice |= self._sign(at) == "|"
            steps.append(self._slice(start, at))
            at = start = at + 1
        return ([self._slice(begin, at)] if choice else [*steps, self._slice(start, at)]), at

    def _term(self, at: int) -> int:
        """What stands behind a term."""
        token = self._tokens[at]
        if token.kind in _TERMS or token.text.lower() in ("true", "false"):
            return at + 1
        if token.kind == "string":
            if self._tokens[at + 1].kind == "lang":
                return at + 2
            return at + 4 if self._sign(at + 1) == "^" == self._sign(at + 2) else at + 1
        at += token.text in "+-"
        if self._tokens[at].kind != "number":
            raise _Odd
        return at + 1

    def _variables(self, begin: int, end: int) -> set[str]:
        """The variables of some tokens, without those inside of EXISTS."""
        found, at = set(), begin
        while at < end:
            if self._tokens[at].kind == "var":
                found.add(self._tokens[at].text[1:])
            at = self._close[at] if self._opens(at) else at + 1
        return found

    def _slice(self, begin: int, end: int) -> str:
        if begin >= end:
            return ""
        last = self._tokens[end - 1]
        return self._query[self._tokens[begin].start : last.start + len(last.text)]

    def _sign(self, at: int) -> str:
        return self._tokens[at].text if self._tokens[at].kind == "sign" else ""

    def _word(self, at: int) -> str:
        return self._tokens[at].text.upper() if self._tokens[at].kind == "word" else ""


def _brackets(found: tuple[Token, ...]) -> dict[int, int]:
    """Which token closes what another one opens."""
    close: dict[int, int] = {}
    opened: list[int] = []
    for at, token in enumerate(found):
        if token.kind != "sign":
            continue
        if token.text in _PAIRS:
            opened.append(at)
        elif opened and token.text == _PAIRS[found[opened[-1]].text]:
            close[opened.pop()] = at
    return close


def _known(part: str, known: set[str]) -> bool:
    return part[0] not in "?$" or part[1:] in known
