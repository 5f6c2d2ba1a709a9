"""Terms of the clausegraph namespace that a file uses and the ontology does not declare."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches

from pyoxigraph import Literal, NamedNode, RdfFormat

from kg.errors import TermError
from kg.iris import CG, PREFIXES, compact
from kg.sources.lines import lines
from kg.sources.source import Source

_LISTED = 20
_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_BASE = re.compile(rb"\bbase\b", re.IGNORECASE)
_PREFIX = re.compile(rb"(?i:prefix)\s+([^\s:]*:)\s*<" + re.escape(CG.encode()) + b">")
_LOCAL = rb"""([^\s<>"'(){}\[\],;#^@|]*)"""


def declared_terms(ontology: Sequence[Source]) -> frozenset[str]:
    """The IRIs of the clausegraph namespace that the ontology gives a type."""
    return frozenset(
        quad.subject.value
        for source in ontology
        for quad in source.quads
        if quad.predicate == _TYPE and isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(CG)
    )


def check_terms(sources: Sequence[Source], declared: Collection[str]) -> None:
    """Checks that every term of the clausegraph namespace which the sources use is declared.

    Raises:
        TermError: at the first place of the first one, with the nearest that is declared, and the others by name.
    """
    wrong = sorted(
        (place, compact(term.value))
        for source in sources
        if _doubtful(source, declared)
        for term in set(_used(source))
        if term.value not in declared and (place := lines(source).term(term))
    )
    if not wrong:
        return
    first, name = wrong[0]
    message = f"{name} is not declared in the ontology"
    if others := [f"{other} ({place})" for place, other in wrong[1:]]:
        verb = "is one" if len(others) == 1 else f"are {len(others)}"
        message += f", nor {verb} more: {', '.join(others[:_LISTED])}{', …' * (len(others) > _LISTED)}"
    near = get_close_matches(name, map(compact, sorted(declared)), n=1)
    expected = f"did you mean {near[0]}?" if near else "a term of the ontology"
    raise TermError(message, path=first.path, line=first.line, column=first.column, expected=expected)


def _doubtful(source: Source, declared: Collection[str]) -> bool:
    """Whether a file may use a term that is not declared; its quads need not be looked at where it surely does not.

    Surely: it spells the namespace only to declare prefixes, and whatever stands behind these is declared.
    """
    data = source.data
    if source.form.rdf == RdfFormat.JSON_LD or b"\\" in data or _BASE.search(data):
        return True
    prefixes = _PREFIX.findall(data)
    names = [name for prefix in set(prefixes) for name in re.findall(re.escape(prefix) + _LOCAL, data)]
    if len(prefixes) < data.count(CG.encode()) or len(prefixes) < names.count(b""):
        return True
    return any(CG + name.rstrip(b".").decode() not in declared for name in set(names) - {b""})


def _used(source: Source) -> Iterator[NamedNode]:
    for quad in source.quads:
        value = quad.object
        for term in (quad.subject, quad.predicate, value.datatype if isinstance(value, Literal) else value):
            if isinstance(term, NamedNode) and term.value.startswith(CG):
                yield term
