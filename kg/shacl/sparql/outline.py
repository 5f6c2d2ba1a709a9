"""The outline of a query that the shapes' author wrote: its clauses and groups, as far as pre-binding has to know.

Pre-binding (SHACL appendix A) gives variables a value before the query runs, everywhere in it. To run one query for
all focus nodes, the values are joined in instead: into the outermost group, and into each inner group that asks for
such a variable without binding it in a triple of its own. Inside EXISTS the value comes from outside already.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.errors import QueryError
from kg.store.embedded import EmbeddedStore
from kg.store.tokens import Token, place, tokens

_FORBIDDEN = {
    "MINUS": "MINUS is not allowed where variables are pre-bound (SHACL 5.2.1); write FILTER NOT EXISTS",
    "VALUES": "VALUES is not allowed where variables are pre-bound (SHACL 5.2.1)",
    "SERVICE": "SERVICE is not allowed where variables are pre-bound (SHACL 5.2.1)",
    "FROM": "a constraint cannot choose its own dataset; take FROM out",
    "BASE": "write whole IRIs; take BASE out",
}
_ESCAPED = re.compile(r"\\(?=.)")
_OPEN = {"{": "}", "(": ")", "[": "]"}


class OutlineError(ValueError):
    """The query is not one that SHACL allows."""


@dataclass(slots=True)
class Group:
    """One `{ … }` that is a group graph pattern.

    Args:
        start: where its opening brace stands among the tokens.
        within: whether it stands in an EXISTS, directly or further out.
        graph: whether it is the group of a GRAPH, or stands in one.
        query: whether it holds a sub-query and nothing else.
        asked: the variables that stand in its expressions.
        bound: the variables that stand in its own triples.
    """

    start: int
    within: bool
    graph: bool
    query: bool
    asked: set[str] = field(default_factory=set)
    bound: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Choice:
    """One SELECT clause: where it begins, whether it is a sub-query's, and the variables that it returns."""

    start: int
    inner: bool
    returned: set[str] = field(default_factory=set)
    star: bool = False


@dataclass(slots=True)
class Outline:
    """The clauses of a query, as positions in its tokens.

    Args:
        text: the query with all names written as whole IRIs, and without its prologue.
        tokens: those of `text`.
        groups: every group graph pattern, outermost first.
        choices: every SELECT clause, outermost first; none for an ASK.
        end: where the outermost group's closing brace stands.
        words: the keywords that stand outside of the outermost group, and where.
    """

    text: str
    tokens: tuple[Token, ...]
    groups: list[Group] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    end: int = -1
    words: dict[str, int] = field(default_factory=dict)
    inner_words: set[str] = field(default_factory=set)

    @property
    def variables(self) -> set[str]:
        """The names of all variables."""
        return {token.text[1:] for token in self.tokens if token.kind == "var"}

    def number(self, word: str) -> int | None:
        """The number behind LIMIT or OFFSET, outside of the outermost group."""
        position = self.words.get(word)
        return None if position is None else int(self.tokens[position + 1].text)


def outline(query: str, form: str, prefixes: Mapping[str, str], prebound: frozenset[str]) -> Outline:
    """Reads the outline of a query and checks what SHACL asks of it (5.2.1, 6.2, appendix A).

    Args:
        query: the value of sh:select or sh:ask.
        form: `SELECT` or `ASK`.
        prefixes: the declared ones.
        prebound: the names of the variables that may be pre-bound.

    Raises:
        OutlineError: the query is not one that SHACL allows, or its brackets do not match.
    """
    try:
        text = _whole(query, dict(prefixes))
        found = Outline(text, tokens(text))
    except QueryError as error:
        raise _fault(error) from error
    if not found.tokens or found.tokens[0].text.upper() != form:
        raise OutlineError(f"the query is not {'an' if form == 'ASK' else 'a'} {form} query")
    _Walk(found, prebound).run()
    _check_syntax(found)
    for choice in found.choices[1:]:
        missing = sorted(prebound - {"shapesGraph", "currentShape"} - choice.returned)
        if missing:
            raise OutlineError(f"a sub-query does not return ${missing[0]}, which is pre-bound (SHACL appendix A)")
    if found.choices and not found.choices[0].star and "this" not in found.choices[0].returned:
        raise OutlineError("the query does not return $this")
    if "OFFSET" in found.words or found.number("LIMIT") == 0:
        raise OutlineError("OFFSET and LIMIT 0 have no meaning in a constraint")
    if found.inner_words & {"LIMIT", "OFFSET"}:
        raise OutlineError("LIMIT and OFFSET in a sub-query would count over all focus nodes")
    return found


def _whole(query: str, prefixes: dict[str, str]) -> str:
    """The query without its prologue, on the lines where it stood, and with whole IRIs for prefixed names."""
    found = tokens(query)
    position = 0
    while position + 2 < len(found) and found[position].text.upper() == "PREFIX":
        prefixes[found[position + 1].text[:-1]] = found[position + 2].text[1:-1]
        position += 3
    pieces: list[str] = []
    start = end = found[position].start if position < len(found) else len(query)
    for token in found[position:]:
        if token.kind != "name":
            continue
        prefix, _, local = token.text.partition(":")
        if prefix not in prefixes:
            line, _ = place(query, token.start)
            raise OutlineError(f"line {line}: the prefix {prefix!r} is not declared; name it in sh:prefixes")
        pieces += [query[end : token.start], f"<{prefixes[prefix]}{_ESCAPED.sub('', local)}>"]
        end = token.start + len(token.text)
    return "\n" * query.count("\n", 0, start) + "".join(pieces) + query[end:] + "\n"


def _check_syntax(found: Outline) -> None:
    """Has the engine read the query by itself, before it becomes part of larger ones."""
    pieces, end = [], 0
    for token in found.tokens:
        if token.kind == "var" and token.text[1:] == "PATH":  # a path stands for it (6.2.2)
            pieces += [found.text[end : token.start], "<u:x>"]
            end = token.start + len(token.text)
    try:
        EmbeddedStore().query("".join(pieces) + found.text[end:].rstrip())
    except QueryError as error:
        raise _fault(error) from error


def _fault(error: QueryError) -> OutlineError:
    return OutlineError(": ".join((*([f"line {error.line}"] if error.line else ()), error.message)))


class _Walk:
    """One pass over the tokens with a stack of open brackets."""

    def __init__(self, found: Outline, prebound: frozenset[str]) -> None:
        self.found = found
        self.prebound = prebound
        self.open: list[tuple[str, Group | None]] = []
        self.choosing: list[Choice | None] = [None]
        self.pending: set[str] = set()

    def run(self) -> None:
        for position, token in enumerate(self.found.tokens):
            word = token.text.upper()
            if token.kind == "word":
                self._word(position, word)
            elif token.kind == "var":
                self._variable(position, token.text[1:])
            elif token.kind == "sign" and token.text in _OPEN:
                self._enter(position, token.text)
            elif token.kind == "sign" and token.text in _OPEN.values():
                self._leave(position, token.text)
            elif token.text == "*" and self._choice() and self.found.tokens[position - 1].text != "(":
                self._star()
        if self.open or self.found.end < 0:
            raise OutlineError("the brackets of the query do not match")

    def _choice(self) -> Choice | None:
        return self.choosing[-1] if not self.open or self.open[-1][0] == "{" else None

    def _star(self) -> None:
        choice = self._choice()
        if choice is not None:
            choice.star = True

    def _word(self, position: int, word: str) -> None:
        if word in _FORBIDDEN:
            raise OutlineError(_FORBIDDEN[word])
        if word == "SELECT":
            choice = Choice(position, inner=bool(self.open))
            self.found.choices.append(choice)
            self.choosing[-1] = choice
        if not any(bracket == "{" for bracket, _ in self.open):
            self.found.words.setdefault(word, position)
        else:
            self.found.inner_words.add(word)

    def _variable(self, position: int, name: str) -> None:
        before = self.found.tokens[position - 1].text.upper() if position else ""
        if before == "AS":
            if name in self.prebound:
                raise OutlineError(f"AS ${name} gives a new value to a variable that is pre-bound (SHACL appendix A)")
            if len(self.open) and self.open[-1][0] == "(" and self.choosing[-1] is not None:
                self.choosing[-1].returned.add(name)
        choice = self._choice()
        if choice is not None:
            choice.returned.add(name)
            return
        groups = [group for _, group in self.open if group is not None]
        if self.choosing[-1] is not None or not groups:
            self.pending.add(name)
            return
        here = groups[-1]
        (here.asked if any(bracket == "(" for bracket, _ in self.open[self._depth(here) :]) else here.bound).add(name)
        if here.within:
            outer = next((group for group in reversed(groups) if not group.within), None)
            if outer is not None:
                outer.asked.add(name)

    def _depth(self, here: Group) -> int:
        return next(depth for depth, (_, group) in enumerate(self.open) if group is here)

    def _enter(self, position: int, bracket: str) -> None:
        group = None
        if bracket == "{":
            outer = next((group for _, group in reversed(self.open) if group is not None), None)
            words = [token.text.upper() for token in self.found.tokens[max(0, position - 2) : position]]
            group = Group(
                position,
                within=(outer is not None and outer.within) or words[-1:] == ["EXISTS"],
                graph=(outer is not None and outer.graph) or words[:1] == ["GRAPH"],
                query=[token.text.upper() for token in self.found.tokens[position + 1 : position + 2]] == ["SELECT"],
                asked=self.pending,
            )
            self.pending = set()
            self.found.groups.append(group)
            self.choosing[-1] = None
            self.choosing.append(None)
        self.open.append((bracket, group))

    def _leave(self, position: int, bracket: str) -> None:
        if not self.open or _OPEN[self.open[-1][0]] != bracket:
            raise OutlineError("the brackets of the query do not match")
        _, group = self.open.pop()
        if group is not None:
            self.choosing.pop()
            if not self.open:
                self.found.end = position
