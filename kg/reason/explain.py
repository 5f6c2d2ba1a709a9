"""Finds the axioms behind a contradiction: as few as are needed for it, and each of them needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kg.reason.signature import names
from kg.reason.statements import Axiom

Clash = Callable[[Sequence[Sequence[Axiom]]], int | None]
"""Given sets of axioms, each within the next, the place of the first that contradicts itself; None where none does."""

_PARTS = 12  # sets for one start of Java: it costs as much as reading some thousand axioms
_MANY = 5000  # axioms, from which on reading costs more than starting
_RUNS = 60  # starts of Java for one contradiction; five axioms among a thousand need about a dozen


@dataclass(frozen=True, slots=True)
class Cause:
    """Axioms that contradict each other, and whether each of them is known to be needed; none where none were found."""

    axioms: tuple[Axiom, ...]
    minimal: bool


def cause(axioms: Sequence[Axiom], clash: Clash, about: Iterable[str] = ()) -> Cause:
    """Axioms that contradict each other.

    The first axiom with which a growing set comes to contradict itself is needed; those that follow it are not. So it
    is kept, the rest dropped, and the search begins anew among those before it, with the nearest to the kept ones
    first, until the kept ones contradict each other by themselves.

    Args:
        axioms: axioms that together contradict each other.
        clash: the judge.
        about: names that the contradiction is known to involve.
    """
    kept: list[Axiom] = []
    rest = _nearest(axioms, about)
    runs = iter(range(_RUNS))
    for _ in runs:
        sizes = _growing(len(rest))
        place = clash([kept + rest[:size] for size in sizes])
        if place is None:
            return Cause((), minimal=False)
        if sizes[place] == 0:
            return Cause(tuple(kept), minimal=True)
        low, high = sizes[place - 1], sizes[place]
        while high - low > 1 and next(runs, None) is not None:
            sizes = _between(low, high)
            place = clash([kept + rest[:size] for size in sizes])
            if place is None:
                low = sizes[-1]
            else:
                low, high = sizes[place - 1] if place else low, sizes[place]
        if high - low > 1:
            rest = rest[:high]
            break
        kept.append(rest[high - 1])
        rest = _nearest(rest[: high - 1], [name for axiom in kept for name in names(axiom.statement)])
    return Cause(tuple(kept + rest), minimal=False)


def _growing(size: int) -> list[int]:
    """Sizes from 0 to `size`, close together at first, where what is sought is most likely to be."""
    sizes = [0]
    while sizes[-1] < size:
        sizes.append(min(size, max(sizes[-1] + 1, sizes[-1] * 5 // 4 if size < _MANY else sizes[-1] * 2)))
    return sizes


def _between(low: int, high: int) -> list[int]:
    """Sizes that part the gap evenly."""
    parts = _PARTS if high < _MANY else 2
    return list(range(low + -(-(high - low) // parts), high, -(-(high - low) // parts)))


def _nearest(axioms: Sequence[Axiom], about: Iterable[str]) -> list[Axiom]:
    """The axioms by how many steps lead to them over shared names; those out of reach last."""
    holders: dict[str, list[int]] = defaultdict(list)
    signatures = [names(axiom.statement) for axiom in axioms]
    for place, signature in enumerate(signatures):
        for name in signature:
            holders[name].append(place)
    order: dict[int, None] = {}
    wave = sorted(set(about))
    seen = set(wave)
    while wave:
        reached = sorted({place for name in wave for place in holders[name]} - order.keys())
        order |= dict.fromkeys(reached)
        wave = sorted({name for place in reached for name in signatures[place]} - seen)
        seen |= set(wave)
    return [axioms[place] for place in (*order, *(place for place in range(len(axioms)) if place not in order))]
