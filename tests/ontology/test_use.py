"""Terms are used as they are declared, and none is declared that nothing uses.

A term is in use where a shape, a question, the data, the code or an example of a shape names it; a class also where
one of these has an instance of it, stated or concluded.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.iris import CG
from tests.conftest import ROOT
from tests.ontology.modules import EXAMPLES, OURS, everything, triples

NAMED = re.compile(r"\bcg:([A-Za-z]\w*)")
NAMES = {term.value.removeprefix(CG) for term in OURS}


def stated(paths: Iterable[Path]) -> set[str]:
    """The names of our terms in files of Turtle, those in the queries and messages of shapes included."""
    found = set()
    for triple in triples(paths):
        for term in triple:
            if isinstance(term, ox.NamedNode) and term.value.startswith(CG):
                found.add(term.value.removeprefix(CG))
            elif isinstance(term, ox.Literal):
                found |= set(NAMED.findall(term.value))
    return found


def strings(paths: Iterable[Path]) -> Iterator[str]:
    """Every string in Python files, and `cg:name` where they write `CG + "name"` or call `cg("name")`."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Constant(value=str(text)):
                    yield text
                case (
                    ast.BinOp(left=ast.Name(id="CG"), right=ast.Constant(value=str(name)))
                    | ast.Call(func=ast.Name(id="cg" | "_cg"), args=[ast.Constant(value=str(name)), *_])
                ):
                    yield f"cg:{name}"


@cache
def code() -> tuple[str, ...]:
    return tuple(strings(path for room in ("kg", "api") for path in sorted((ROOT / room).rglob("*.py"))))


def rooms() -> dict[str, set[str]]:
    """The names that each room gives with the prefix or the whole IRI."""
    queries = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "kg").rglob("*.rq")))
    return {
        "code": {name for string in code() for name in NAMED.findall(string)},
        "data": stated((ROOT / "data").rglob("*.ttl")),
        "examples": stated(EXAMPLES),
        "questions": set(NAMED.findall(queries)),
        "shapes": stated((ROOT / "shapes").rglob("*.ttl")),
    }


@pytest.mark.parametrize("room", rooms())
def test_each_term_that_is_used_is_declared(room: str) -> None:
    used = rooms()[room]
    assert len(used) > 10
    assert sorted(used - NAMES) == []


def test_each_term_that_is_declared_is_used() -> None:
    used = set().union(*rooms().values())
    used |= NAMES & {string for string in code() if string in NAMES}  # names that code puts the prefix before
    rows = everything().select("SELECT DISTINCT ?thing ?class WHERE { ?thing a ?class FILTER ( ISIRI(?thing) ) }")
    for row in rows:
        thing = row["thing"].value
        if not thing.startswith(CG) or thing.removeprefix(CG) in used:
            used.add(row["class"].value.removeprefix(CG))
    assert sorted(NAMES - used) == []
