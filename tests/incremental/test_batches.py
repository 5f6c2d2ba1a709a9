"""Files are validated in batches that are neither too large nor loaded over and over."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from unittest import mock

from kg.incremental import batches as module
from kg.incremental.batches import batches
from kg.incremental.model import COMMON, Builtin, Summary
from kg.incremental.plan import Plan

EACH = 100


def plan(needs: Mapping[str, tuple[int, ...]], common: tuple[str, ...] = ()) -> Plan:
    """Each file describes the node of its own place, and mentions others."""
    files = {
        name: (name, Summary(array("Q", [place]), array("Q", mentions), array("Q"), array("Q"), name in common))
        for place, (name, mentions) in enumerate(sorted(needs.items()))
    }
    return Plan("base", files, Builtin())


def batched(known: Plan, names: set[str], *, at_once: int, processes: int = 1) -> list[tuple[list[str], set[str]]]:
    sizes = dict.fromkeys(names | known.needed(), EACH)
    with mock.patch.object(module, "BYTES", at_once):
        return list(batches(names, known, sizes, processes))


def test_what_is_little_stays_together() -> None:
    names = {"a", "b", "c"}
    assert batched(plan(dict.fromkeys(names, ())), names | {COMMON}, at_once=1000) == [([COMMON, "a", "b", "c"], names)]


def test_files_that_need_nobody_are_shared_out_evenly() -> None:
    names = {f"{number:02}" for number in range(12)}
    made = batched(plan(dict.fromkeys(names, ())), names, at_once=500, processes=2)
    assert [len(batch) for batch, _ in made] == [3, 3, 3, 3]
    assert sorted(name for batch, _ in made for name in batch) == sorted(names)
    assert all(loaded == set(batch) for batch, loaded in made)


def test_what_a_file_needs_is_loaded_with_it() -> None:
    known = plan({"a": (2,), "b": (), "c": (3,), "d": ()})
    assert known.needed("a") == {"a", "c", "d"}
    assert known.needed("a", {"c", "d"}) == {"a"}
    made = batched(known, {"a", "b", "c", "d"}, at_once=150)
    assert [loaded >= set(batch) for batch, loaded in made] == [True] * len(made)
    assert all({"c", "d"} <= loaded for batch, loaded in made if "a" in batch)


def test_what_is_common_is_loaded_with_every_batch() -> None:
    names = {f"{number:02}" for number in range(20)}
    made = batched(plan(dict.fromkeys(names, ()), common=("07",)), names - {"07"}, at_once=400)
    assert len(made) > 1
    assert all("07" in loaded for _, loaded in made)


def test_files_that_all_need_each_other_are_one_batch() -> None:
    names = [f"{number:02}" for number in range(20)]
    circle = plan({name: ((place + 1) % 20,) for place, name in enumerate(names)})
    assert batched(circle, set(names), at_once=200) == [(names, set(names))]


def test_a_chain_is_not_loaded_over_and_over() -> None:
    names = [f"{number:03}" for number in range(200)]
    chain = plan({name: (place - 1,) if place else () for place, name in enumerate(names)})
    made = batched(chain, set(names), at_once=400)
    assert sum(len(loaded) for _, loaded in made) < 3 * len(names)
