"""Regular expressions that backtrack for ever: the compiled engine has none, and pySHACL is stopped."""

from __future__ import annotations

import re
import signal
import threading
from functools import partial
from importlib import import_module

import pytest

from kg.errors import ShapeError
from kg.shacl import reference
from kg.shacl.names import sh
from kg.shacl.patience import TooLong, patience
from tests.shacl.test_validate import EX, check, select

OPERATORS = import_module("rdflib.plugins.sparql.operators")
TEXT = "a" * 60 + "!"
DATA = f"ex:a ex:p '{TEXT}' ."
SHAPES = [
    "ex:S sh:targetNode ex:a ; sh:property ex:P . ex:P sh:path ex:p ; sh:pattern '^(a+)+$' .",
    select("SELECT $this WHERE { $this ex:p ?x FILTER(!REGEX(?x, '^(a+)+$')) }"),
    select("SELECT $this WHERE { $this ex:p ?x FILTER(REPLACE(?x, '^(a+)+$', '') != 'b') }"),
]


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "patience", partial(patience, 0.2))


@pytest.mark.parametrize("shapes", SHAPES)
def test_the_compiled_engine_answers(shapes: str) -> None:
    assert len(check(DATA, shapes).results) == 1


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("shapes", SHAPES)
def test_pyshacl_is_stopped(shapes: str) -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(ShapeError) as caught:
        check(DATA, shapes, "pyshacl")
    assert "the pattern '^(a+)+$' takes more than 5 seconds for a text of 61 characters" in caught.value.message
    assert "engine sparql" in (caught.value.expected or "")
    assert signal.getsignal(signal.SIGALRM) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.usefixtures("hasty")
def test_the_shape_with_the_pattern_is_named() -> None:
    with pytest.raises(ShapeError) as caught:
        check(DATA, SHAPES[0], "pyshacl")
    node, parameter = caught.value.about
    assert (str(node), parameter) == (f"<{EX}P>", sh("pattern"))


def test_flags_and_limits_of_what_is_wrapped_stay() -> None:
    with patience():
        wrapped = OPERATORS.re
        assert wrapped.search("A", "a", re.IGNORECASE)
        assert wrapped.sub("a", "b", "aaa", 2) == "bba"
        assert wrapped.compile("A", re.IGNORECASE).match("ab")
        assert wrapped.DOTALL == re.DOTALL
    assert OPERATORS.re is re


def test_without_signals_nothing_is_limited() -> None:
    """A signal reaches the main thread alone; whoever validates in another one limits the process."""
    seen = []

    def run() -> None:
        with patience():
            seen.append(OPERATORS.re)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [re]


def test_the_limit_says_what_took_too_long() -> None:
    with pytest.raises(TooLong) as caught, patience(0.05):
        OPERATORS.re.search("^(a+)+$", TEXT)
    assert (caught.value.pattern, caught.value.length) == ("^(a+)+$", 61)
