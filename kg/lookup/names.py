"""From what is typed to an IRI, and the remedy where it names nothing."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from pyoxigraph import NamedNode


def node_of(folder: str, name: str) -> NamedNode | None:
    """The node that a name stands for; None where it makes no IRI.

    Args:
        folder: what our own IRIs of that kind begin with.
        name: what follows in such an IRI, or any whole IRI.
    """
    try:
        return NamedNode(name if "://" in name else folder + name)
    except ValueError:
        return None


def nearest(name: str, known: Sequence[str]) -> str:
    """What an error says of a name that is not known: the nearest one, else the first few that are."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    if near:
        return f"did you mean {near[0]}?"
    return f"known: {', '.join(known[:6])}{' …' if len(known) > 6 else ''}" if known else "the graph holds none"
