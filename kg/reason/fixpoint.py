"""Runs rules on a store until nothing new follows, each of them as seldom as their order allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from kg.reason.rules import Rule
from kg.store.base import Store


def saturate(store: Store, rules: Iterable[Rule], graph: str) -> None:
    """Adds to the graph all that the rules conclude from the union of all graphs.

    A rule runs after those that feed it. Only rules that feed each other in a circle run more than once, and then
    only where one of them has found something since.
    """
    for group in _strata(tuple(dict.fromkeys(rules))):
        if len(group) == 1 and group[0].head.key not in group[0].needs:
            store.insert(graph, str(group[0].head), group[0].where)
        else:
            _circle(store, group, graph)


def _circle(store: Store, group: Sequence[Rule], graph: str) -> None:
    clock = 0
    changed: dict[str, int] = {}
    ran: dict[Rule, int] = {}
    while due := [rule for rule in group if _due(rule, changed, ran)]:
        for rule in due:
            clock += 1
            ran[rule] = clock
            if store.ask(f"ASK {{ {rule.where} }}"):
                store.insert(graph, str(rule.head), rule.where)
                changed[rule.head.key] = clock


def _due(rule: Rule, changed: dict[str, int], ran: dict[Rule, int]) -> bool:
    """Whether the rule never ran, or has met nothing of what was found when it last ran or later."""
    return rule not in ran or any(changed.get(key, 0) >= ran[rule] for key in rule.needs)


def _strata(rules: Sequence[Rule]) -> Iterator[tuple[Rule, ...]]:
    """The rules in the order of who feeds whom; those that feed each other in a circle come together."""
    makers: dict[str, int] = {}
    for place, rule in enumerate(rules):
        makers[rule.head.key] = makers.get(rule.head.key, 0) | 1 << place
    feeders = [0] * len(rules)  # a set of rules is the bits of a number
    for place, rule in enumerate(rules):
        for key in rule.needs:
            feeders[place] |= makers.get(key, 0)
    for middle in range(len(rules)):
        for place in range(len(rules)):
            if feeders[place] >> middle & 1:
                feeders[place] |= feeders[middle]
    # All rules of a circle have the same feeders, themselves among them; whoever is fed has more than who feeds.
    sets = [feeders[place] | 1 << place for place in range(len(rules))]
    order = sorted(range(len(rules)), key=lambda place: (sets[place].bit_count(), sets[place], place))
    for _, places in groupby(order, key=lambda place: sets[place]):
        yield tuple(rules[place] for place in places)
