"""Makes a SELECT of a CONSTRUCT, and triples of its rows.

Engines cut the answer to a CONSTRUCT short without a word (Virtuoso at ResultSetMaxRows); of rows it can be known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import cast

import pyoxigraph
from pyoxigraph import QueryTriples, Triple

from kg.iris import PREFIXES
from kg.store.base import Row, Term
from kg.store.space import outward, triple_inward
from kg.store.tokens import tokens

_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_TOGETHER = 5_000
_MODIFIERS = frozenset({"LIMIT", "OFFSET", "ORDER", "GROUP", "HAVING"})


@dataclass(frozen=True, slots=True)
class Template:
    """A CONSTRUCT in two parts.

    Args:
        select: gives what the template needs.
        prologue: the prefixes that the template may use.
        template: the group of triples, with its braces.
        variables: those of the template.
    """

    select: str
    prologue: str
    template: str
    variables: tuple[str, ...]

    def triples(self, rows: Iterable[Row]) -> Iterator[Triple]:
        """The triples that the rows give; one that would not be valid is left out (SPARQL 1.1, section 16.2)."""
        store = pyoxigraph.Store()
        listed = " ".join(f"?{name}" for name in self.variables)
        waiting = iter(rows)
        while some := list(islice(waiting, _TOGETHER)):
            values = "\n".join(f"({' '.join(_told(row.get(name)) for name in self.variables)})" for row in some)
            query = f"{self.prologue}CONSTRUCT {self.template} WHERE {{ VALUES ({listed}) {{ {values} }} }}"
            yield from map(triple_inward, cast(QueryTriples, store.query(query, prefixes=dict(PREFIXES))))


def _told(term: Term | None) -> str:
    return "UNDEF" if term is None else str(outward(term))


def _listed(variables: tuple[str, ...]) -> str:
    return " ".join(f"?{name}" for name in variables) or "(true AS ?it)"


def parts(query: str) -> Template:
    """Takes a CONSTRUCT apart.

    Args:
        query: one that parses.
    """
    found = tokens(query)
    form = next(at for at, one in enumerate(found) if one.kind == "word" and one.text.upper() in _FORMS)
    prologue, rest = query[: found[form].start], query[found[form].start + len("CONSTRUCT") :]
    at = form + 1
    short = found[at].text != "{"
    while found[at].text != "{":
        at += 1
    stop, depth = at, 0
    while depth or stop == at:
        depth += (found[stop].text == "{") - (found[stop].text == "}")
        stop += 1
    template = query[found[at].start : found[stop - 1].start + 1]
    if not short:
        rest = query[found[stop - 1].start + 1 :]
    inside = found[at:stop]
    variables = tuple(dict.fromkeys(token.text[1:] for token in inside if token.kind == "var"))
    fresh = any(token.kind == "node" or token.text in "[(" for token in inside)
    modified = any(token.kind == "word" and token.text.upper() in _MODIFIERS for token in found[stop:])
    distinct = "" if modified or fresh or not variables else "DISTINCT "
    return Template(f"{prologue}SELECT {distinct}{_listed(variables)} {rest}", prologue, template, variables)
