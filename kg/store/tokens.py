"""Cuts a SPARQL query into its tokens (SPARQL 1.1 Query Language, section 19.8).

The engine below has no keyword boundaries (it reads `SERVICEex:a` as `SERVICE ex:a`) and tries other readings where
one fails. Whatever could be read in two ways is refused here, so that what the guard sees is what the engine runs.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple, NoReturn

from kg.errors import QueryError

LENGTH = 100_000
"""The longest query, in characters."""

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHAR = _BASE + "_0-9\u00b7\u0300-\u036f\u203f\u2040\\-"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = rf"(?:[{_BASE}_:0-9]|{_ESCAPED})(?:\.*(?:[{_CHAR}:]|{_ESCAPED}))*"
_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ECHAR = rf"\\[tbnrf\"'\\]|{_UCHAR}"

_TOKEN = re.compile(
    rf"""
      (?P<blank>[ \t\r\n]+|\#[^\r\n]*)
    | (?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|{_UCHAR})*>)
    | (?P<string>\"\"\"(?:\"{{0,2}}(?:[^"\\]|{_ECHAR}))*\"\"\"|'''(?:'{{0,2}}(?:[^'\\]|{_ECHAR}))*'''
        |"(?!"")(?:[^"\\\r\n]|{_ECHAR})*"|'(?!'')(?:[^'\\\r\n]|{_ECHAR})*')
    | (?P<lang>@[A-Za-z]+(?:--?[A-Za-z0-9]+)*)
    | (?P<var>[?$][{_BASE}_0-9][{_BASE}_0-9\u00b7\u0300-\u036f\u203f\u2040]*)
    | (?P<node>_:[{_BASE}_0-9](?:\.*[{_CHAR}])*)
    | (?P<name>(?:[{_BASE}](?:\.*[{_CHAR}])*)?:(?:{_LOCAL})?)
    | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<word>[A-Za-z][A-Za-z0-9_]*)
    | (?P<sign>[{{}}()\[\].,;=!<>|&+*/^?@~-])
    """,
    re.VERBOSE,
)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]|\\U(?!00(?:0[0-9A-Fa-f]|10))|\\U0000[dD][89a-fA-F]")
_TWO_READINGS = re.compile(r"<(?![^)#]*//)[^)#]*\)[^#]*#")


class Token(NamedTuple):
    """One token: its kind (`iri string lang var node name number word sign`), its text, and where it begins."""

    kind: str
    text: str
    start: int


def place(query: str, start: int) -> tuple[int, int]:
    """The 1-based line and column of a character of the query."""
    before = query[:start]
    return before.count("\n") + 1, start - before.rfind("\n")


def refuse(query: str, start: int, message: str, expected: str | None = None) -> NoReturn:
    """Raises the QueryError that stands at a character of the query."""
    line, column = place(query, start)
    raise QueryError(message, line=line, column=column, expected=expected)


@lru_cache(maxsize=256)
def tokens(query: str) -> tuple[Token, ...]:
    """The tokens of a query, without white space and comments.

    Raises:
        QueryError: the text is over-long, is no SPARQL, or can be cut up in two ways.
    """
    if len(query) > LENGTH:
        raise QueryError(f"the query has {len(query):,} characters", expected=f"at most {LENGTH:,}")
    found = []
    position = 0
    while position < len(query):
        match = _TOKEN.match(query, position)
        if match is None:
            if query[position] in "\"'":
                refuse(query, position, "a string that does not end, or has an escape that SPARQL does not know")
            refuse(query, position, f"unexpected character {query[position]!r}")
        kind, text = str(match.lastgroup), match.group()
        if kind in ("string", "iri") and _SURROGATE.search(text):
            refuse(query, position, "an escape that stands for no character")
        if kind == "iri" and _TWO_READINGS.match(text):
            refuse(query, position, "this can be read as an IRI or as <", "put a blank behind the <")
        if kind != "blank":
            found.append(Token(kind, text, position))
        position = match.end()
    return tuple(found)
