"""Replaces variables of a query by terms, token by token.

pyoxigraph's own `substitutions` reach only what the outermost SELECT projects, and a remote service has none. This
reaches every group, filter and sub-select, and does the same for every store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import BlankNode

from kg.errors import QueryError
from kg.store.base import Term
from kg.store.tokens import Token, refuse, tokens

_ENDS = {
    "SELECT": ("WHERE", "FROM", "{"),
    "BY": ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES", "}"),
    "VALUES": ("{",),
}
"""The clauses in which a variable cannot be replaced by a bare term, and the tokens that end them."""


def bind(query: str, bindings: Mapping[str, Term] | None) -> str:
    """The query with each variable of `bindings` replaced by its term wherever it stands; lines stay as they are.

    A bound variable that the query selects stays a column of the answer, and `BOUND` of it is true.

    Args:
        query: a query that the guard has let through.
        bindings: variable names, without `?`, and their terms.

    Raises:
        QueryError: the query has no such variable or gives it a value itself; or the term is a blank node, which no
            query can name.
    """
    if not bindings:
        return query
    found = tokens(query)
    terms = {name: _text(name, term) for name, term in bindings.items()}
    for name in sorted(terms.keys() - {token.text[1:] for token in found if token.kind == "var"}):
        raise QueryError(f"the query has no variable ?{name} to bind")
    pieces, end = [], 0
    for token, text in _replaced(query, found, terms):
        pieces += [query[end : token.start], text]
        end = token.start + len(token.text)
    return "".join(pieces) + query[end:]


def _text(name: str, term: Term) -> str:
    if isinstance(term, BlankNode):
        raise QueryError(f"?{name} cannot be bound to a blank node", expected="an IRI or a literal")
    return str(term)


def _clauses(found: Sequence[Token]) -> Iterator[tuple[str, int]]:
    """For each token the clause that it stands in directly, and how deep in brackets that is."""
    clause, at, depth, minus = "", 0, 0, 0
    for position, token in enumerate(found):
        word = token.text.upper()
        if depth == at and word in _ENDS.get(clause, ()):
            clause = ""
        if token.kind == "word" and word in _ENDS:
            clause, at = word, depth
        depth -= word in (")", "]", "}")
        if minus and depth < minus:
            minus = 0
        yield "MINUS" if minus else clause if depth == at or clause == "VALUES" else "", depth
        depth += word in ("(", "[", "{")
        if word == "{" and not minus and found[position - 1].text.upper() == "MINUS":
            minus = depth


def _replaced(query: str, found: Sequence[Token], terms: Mapping[str, str]) -> Iterator[tuple[Token, str]]:
    """Each token that has to change, with its new text."""
    selects = [position for position, token in enumerate(found) if token.text.upper() == "SELECT"]
    # `SELECT *` gives the bound variables too, so they get their value in the outermost group.
    star = bool(selects) and _projection(found, selects[0]) == ["*"]
    values = "".join(f" BIND({term} AS ?{name})" for name, term in sorted(terms.items())) if star else ""
    for position, (clause, depth) in enumerate(_clauses(found)):
        token, before = found[position], found[position - 1].text.upper()
        term = terms.get(token.text[1:]) if token.kind == "var" else None
        if token.text == "{" and values:
            yield token, token.text + values
            values = ""
        elif term is None:
            continue
        elif clause == "MINUS":
            # MINUS compares variables, and with the variable gone it would take nothing away (SPARQL 1.1, 8.3.3).
            refuse(query, token.start, f"{token.text} is bound and stands in MINUS", "FILTER NOT EXISTS in its place")
        elif clause == "VALUES" or before == "AS":
            refuse(query, token.start, f"the query itself gives {token.text} a value, so it cannot be bound")
        elif clause == "SELECT" and not depth:
            yield token, f"({term} AS {token.text})"
        elif clause == "SELECT":
            rest = _projection(found, max(select for select in selects if select < position))
            nothing_left = all(text[0] in "?$" and text[1:] in terms for text in rest)
            yield token, "(true AS ?bound)" if nothing_left and token.text == rest[0] else ""
        elif clause == "BY":
            yield token, f"({term})"
        elif before == "(" and found[position - 2].text.upper() == "BOUND":
            yield found[position - 2], ""
            yield token, "true"
        else:
            yield token, f" {term} "


def _projection(found: Sequence[Token], select: int) -> list[str]:
    """What stands between a SELECT and its end, without DISTINCT and REDUCED."""
    texts: list[str] = []
    for token in found[select + 1 :]:
        if token.text.upper() in _ENDS["SELECT"]:
            break
        if token.text.upper() not in ("DISTINCT", "REDUCED"):
            texts.append(token.text)
    return texts
