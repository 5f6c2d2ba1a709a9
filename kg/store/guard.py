"""Refuses, before any engine parses it, a query that must never run."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, cast, get_args

from kg.errors import QueryError
from kg.iris import PREFIXES
from kg.store.tokens import Token, refuse, tokens

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

DEPTH = 64
"""How deep brackets may nest. A nested collection of 64 levels takes pyoxigraph 0.1 s, of 128 levels 1.8 s, of 256
more than 15 s; 1,000 nested calls or EXISTS crash it."""

STEPS = 1_000
"""How many groups, operators, filters and assignments a query may have: each wraps what stands before it in one more
level of algebra, and pyoxigraph crashes from 4,000 UNIONs, BINDs or selected expressions on."""

_OPEN, _CLOSE = "([{", ")]}"
_STEPS = frozenset("{+-*/^|&!=<>") | {"FILTER", "AS"}
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})")
_NO_SERVICE = "clausegraph never calls another service; take SERVICE out"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the guard has read off a query: its form, and the graphs that its dataset clause names."""

    form: Form
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


def check(query: str, graphs: Collection[str] | None = None) -> Checked:
    """Refuses a query that must never run: too big, an update, with SERVICE, or FROM outside.

    Args:
        query: any text.
        graphs: the IRIs of the graphs that FROM may name; without it FROM is not checked.

    Raises:
        QueryError: the query is refused, with the place and the remedy.
    """
    checked = _read(query, graphs)
    # SPARQL 1.1, section 19.2, replaces \u escapes before it cuts up the text; pyoxigraph only inside IRIs and strings.
    plain = _unescape(query)
    if plain != query:
        try:
            same = _read(plain, graphs) == checked
        except QueryError as error:
            raise QueryError(f"with its \\u escapes replaced, {error.message}", expected=error.expected) from error
        if not same:
            raise QueryError("the query says something else with its \\u escapes replaced", expected="no escapes")
    return checked


def form(query: str) -> Form:
    """Which of the four query forms this is.

    Raises:
        QueryError: it is none of them, for example an update.
    """
    return _prologue(query, tokens(query))[0]


def _read(query: str, graphs: Collection[str] | None) -> Checked:
    found = tokens(query)
    _check_size(query, found)
    _check_service(query, found)
    form, prefixes, after = _prologue(query, found)
    default_graphs, named_graphs = _dataset(query, found, after, prefixes, graphs)
    return Checked(form, default_graphs, named_graphs)


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)


def _check_size(query: str, found: tuple[Token, ...]) -> None:
    depth = steps = 0
    for token in found:
        if token.kind == "sign":
            depth += (token.text in _OPEN) - (token.text in _CLOSE)
        steps += token.kind in ("sign", "word") and token.text.upper() in _STEPS
        # An engine may yet read what looks like an IRI as `<` and an expression.
        within = token.text.count("(") + token.text.count("[") if token.kind == "iri" else 0
        if depth + within > DEPTH:
            refuse(query, token.start, f"brackets nest deeper than {DEPTH} levels", "a flatter query")
        if steps > STEPS:
            refuse(query, token.start, f"more than {STEPS:,} groups and operators", "VALUES or IN with a list")


def _check_service(query: str, found: tuple[Token, ...]) -> None:
    for position, token in enumerate(found):
        if token.kind == "word" and "SERVICE" in token.text.upper():
            refuse(query, token.start, "SERVICE is refused", _NO_SERVICE)
        if token.kind == "name" and "SERVICE" in token.text.partition(":")[0].upper():
            # `service:x { … }` is read as `SERVICE :x { … }`.
            following = found[position + 1].text if position + 1 < len(found) else ""
            if following == "{" and (not position or found[position - 1].text.upper() != "GRAPH"):
                refuse(query, token.start, "SERVICE is refused", _NO_SERVICE)


def _prologue(query: str, found: tuple[Token, ...]) -> tuple[Form, dict[str, str], int]:
    prefixes = {"": "", **PREFIXES}
    position = 0
    while position < len(found):
        token = found[position]
        word = token.text.upper()
        if word == "PREFIX" and position + 2 < len(found):
            prefixes[found[position + 1].text.rstrip(":")] = _unescape(found[position + 2].text[1:-1])
            position += 3
        elif word == "BASE":
            position += 2
        elif token.kind == "word" and word in get_args(Form):
            return cast(Form, word), prefixes, position + 1
        else:
            refuse(query, token.start, f"{token.text!r} begins no query", "SELECT, ASK, CONSTRUCT or DESCRIBE")
    raise QueryError("the query is empty", expected="SELECT, ASK, CONSTRUCT or DESCRIBE")


def _dataset(
    query: str, found: tuple[Token, ...], start: int, prefixes: dict[str, str], graphs: Collection[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    sets: tuple[list[str], list[str]] = ([], [])
    for position in range(start, len(found)):
        token = found[position]
        if token.kind != "word" or token.text.upper() != "FROM":
            continue
        named = position + 1 < len(found) and found[position + 1].text.upper() == "NAMED"
        target = found[position + 1 + named] if position + 1 + named < len(found) else token
        graph = _resolve(target, prefixes)
        if graph is None:
            refuse(query, target.start, f"FROM {target.text} names no graph", "a whole IRI in <>, or a known prefix")
        if graphs is not None and graph not in graphs:
            refuse(
                query,
                target.start,
                f"there is no graph <{graph}>",
                "FROM names a graph of the dataset; nothing is fetched",
            )
        sets[named].append(graph)
    return tuple(sets[0]), tuple(sets[1])


def _resolve(token: Token, prefixes: dict[str, str]) -> str | None:
    if token.kind == "iri":
        iri = _unescape(token.text[1:-1])
        return iri if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri) else None
    prefix, _, local = token.text.partition(":")
    if token.kind != "name" or prefix not in prefixes:
        return None
    return prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
