"""Gives a query the dataset that a request names, in place of its own (SPARQL 1.1 Protocol, section 2.1.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyoxigraph import NamedNode

from kg.store.tokens import Token, tokens

_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_AFTER = frozenset({"WHERE", "{", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})
"""What may follow the dataset clauses (SPARQL 1.1, grammar rules 7 to 11)."""


def with_dataset(query: str, default: Iterable[NamedNode], named: Iterable[NamedNode]) -> str:
    """The query with other dataset clauses; lines stay as they are, columns behind the clauses do not.

    Args:
        query: a query that the guard has let through.
        default: the graphs whose union is the default graph.
        named: the named graphs.
    """
    found = tokens(query)
    clauses = " ".join([*(f"FROM {graph}" for graph in default), *(f"FROM NAMED {graph}" for graph in named)])
    place = _place(found)
    edits = [(place, place, f" {clauses} ")]
    for position, token in enumerate(found):
        if token.kind == "word" and token.text.upper() == "FROM":
            last = found[position + 1 + (found[position + 1].text.upper() == "NAMED")]
            stop = last.start + len(last.text)
            edits.append((token.start, stop, "\n" * query.count("\n", token.start, stop)))
    pieces, end = [], 0
    for start, stop, text in sorted(edits):
        pieces += [query[end:start], text]
        end = stop
    return "".join(pieces) + query[end:]


def _place(found: Sequence[Token]) -> int:
    """Where the dataset clauses may begin."""
    form = next(at for at, token in enumerate(found) if token.kind == "word" and token.text.upper() in _FORMS)
    rest = found[form + 1 :]
    depth = 0
    template = found[form].text.upper() == "CONSTRUCT" and rest[0].text == "{"
    for token in rest:
        if not depth and not template and token.text.upper() in _AFTER:
            return token.start
        depth += (token.text in "({") - (token.text in ")}") if token.kind == "sign" else 0
        template = template and depth > 0
    return found[-1].start + len(found[-1].text)
