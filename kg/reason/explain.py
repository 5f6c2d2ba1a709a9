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
    signatures = [names(axiom.statement) for axiom in axioms]
    kept: list[int] = []
    rest = _nearest(range(len(axioms)), signatures, about)

    def first_clash(sizes: Sequence[int]) -> int | None:
        return clash([[axioms[place] for place in (*kept, *rest[:size])] for size in sizes])

    runs = iter(range(_RUNS))
    for _ in runs:
        sizes = _growing(len(rest))
        found = first_clash(sizes)
        if found is None:
            return Cause((), minimal=False)
        if sizes[found] == 0:
            return Cause(tuple(axioms[place] for place in sorted(kept)), minimal=True)
        low, high = sizes[found - 1], sizes[found]
        while high - low > 1 and next(runs, None) is not None:
            sizes = _between(low, high)
            found = first_clash(sizes)
            if found is None:
                low = sizes[-1]
            else:
                low, high = sizes[found - 1] if found else low, sizes[found]
        if high - low > 1:
            rest = rest[:high]
            break
        kept.append(rest[high - 1])
        rest = _nearest(rest[: high - 1], signatures, [name for place in kept for name in signatures[place]])
    return Cause(tuple(axioms[place] for place in sorted((*kept, *rest))), minimal=False)


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


def _nearest(places: Sequence[int], signatures: Sequence[frozenset[str]], about: Iterable[str]) -> list[int]:
    """Axioms by how many steps lead to them over shared names; those out of reach last."""
    holders: dict[str, list[int]] = defaultdict(list)
    for place in places:
        for name in signatures[place]:
            holders[name].append(place)
    order: dict[int, None] = {}
    wave = set(about)
    seen = set(wave)
    while wave:
        reached = sorted({place for name in wave for place in holders[name]} - order.keys())
        order |= dict.fromkeys(reached)
        wave = {name for place in reached for name in signatures[place]} - seen
        seen |= wave
    return list(order | dict.fromkeys(places))
