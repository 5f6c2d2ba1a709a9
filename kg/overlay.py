"""What `kg validate FILE` finds, for a text that is in no file: it is laid over other sources, and nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import PurePosixPath

from kg.errors import ParameterError
from kg.findings import Finding
from kg.incremental import check
from kg.policy import Policy, apply, today
from kg.sources import Source, combine
from kg.sources.formats import FORMATS
from kg.sources.source import graph_of

_LONGEST = 200


def source_of(text: bytes, name: str) -> Source:
    """A text as if it were in a file.

    Args:
        text: the bytes.
        name: of the file, with a suffix that says the syntax.

    Raises:
        ParameterError: no file below some folder could have this name, or the suffix is of no syntax that is read.
    """
    path = PurePosixPath(name)
    if not name.isprintable() or len(name) > _LONGEST or path.is_absolute() or {"..", "."} & {*name.split("/")}:
        raise ParameterError(f"no file can be called {name[:_LONGEST]!r}", expected="a path such as contracts/acme.ttl")
    if path.suffix.lower() not in FORMATS:
        raise ParameterError(f"the syntax of {name!r} is not known", expected=f"one of {', '.join(sorted(FORMATS))}")
    return Source(name, name, graph_of(name), sha256(text).hexdigest(), data=text)


def overlay(over: Sequence[Source], posted: Source) -> tuple[Finding, ...]:
    """The findings in a source, laid over others, judged as `kg validate` judges them without a configuration.

    Args:
        over: all others, the built-in ones among them; one of the same name that a user added is left out.
        posted: what is validated.

    Raises:
        InputError: the source is not valid, or uses an undeclared term, or claims a graph that is taken.
    """
    _ = posted.quads  # says what is wrong with the text before the others are read
    others = [replace(one, path=one.name) for one in over if one.builtin or one.name != posted.name]
    checked = check(combine(others, (posted,)), keep=None, progress=_quiet)
    found = [one for one in checked.findings if one.location and one.location.path == posted.name]
    policy = Policy(waivers=checked.waivers, today=today())
    return apply(found, policy, files={posted.name}, elsewhere=lambda: checked.findings).findings


def _quiet(step: str) -> None:
    """Tells nobody."""
