"""What engines found, so that it can be compared: the results of a W3C validation report, whatever wrote it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, RdfFormat, parse

from kg.shacl.names import sh

Result = tuple[str, str, str, str, str]
"""Focus node, path, value, constraint component, severity; `_:` for any blank node, so for any path but one IRI."""

_PARTS = tuple(sh(name) for name in ("focusNode", "resultPath", "value", "sourceConstraintComponent", "resultSeverity"))


def results(path: Path) -> Counter[Result]:
    """The results of a report in Turtle or N-Triples, and how often each comes.

    Raises:
        SyntaxError: the file is neither.
    """
    form = RdfFormat.N_TRIPLES if path.suffix == ".nt" else RdfFormat.TURTLE
    triples = [quad.triple for quad in parse(path=path, format=form)]
    nodes = {triple.object for triple in triples if triple.predicate == sh("result")}
    said: dict[object, dict[NamedNode, str]] = {node: {} for node in nodes}
    for subject, predicate, value in triples:
        if subject in said and predicate in _PARTS:
            said[subject][predicate] = "_:" if isinstance(value, BlankNode) else str(value)
    return Counter(tuple(one.get(part, "") for part in _PARTS) for one in said.values())  # type: ignore[misc]
