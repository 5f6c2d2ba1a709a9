"""SPARQL expressions that are true or false for every term, never an error, together with their opposites.

Carrying the opposite keeps nested shapes flat: no bracket is spent on a negation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression and its opposite, each fit to stand between the brackets of a FILTER.

    Args:
        text: the expression.
        opposite: true where `text` is false.
        joined: whether either has an operator at its top that binds less tightly than a comparison.
    """

    text: str
    opposite: str
    joined: bool = False


ALWAYS = Condition("true", "false")
NEVER = Condition("false", "true")


def atom(text: str) -> Condition:
    """Any other expression."""
    return Condition(text, f"!({text})")


def sure(text: str) -> Condition:
    """An expression that may be an error, which counts as false."""
    return atom(f"COALESCE({text}, false)")


def exists(group: str) -> Condition:
    """That the pattern, without braces, has a solution."""
    return Condition(f"EXISTS {{ {group} }}", f"NOT EXISTS {{ {group} }}")


def opposite(condition: Condition) -> Condition:
    """That the condition is false."""
    return Condition(condition.opposite, condition.text, condition.joined)


def every(conditions: Iterable[Condition]) -> Condition:
    """That all are true."""
    needed = [condition for condition in dict.fromkeys(conditions) if condition != ALWAYS]
    if NEVER in needed:
        return NEVER
    return _joined(needed, ALWAYS, " && ", " || ")


def some(conditions: Iterable[Condition]) -> Condition:
    """That at least one is true."""
    return opposite(every(opposite(condition) for condition in conditions))


def just_one(conditions: list[Condition]) -> Condition:
    """That one is true and all others are false."""
    total = " + ".join(f"IF({condition.text}, 1, 0)" for condition in conditions)
    return Condition(f"{total} = 1", f"{total} != 1")


def _joined(conditions: list[Condition], nothing: Condition, operator: str, dual: str) -> Condition:
    if len(conditions) < 2:
        return conditions[0] if conditions else nothing
    text = operator.join(f"({condition.text})" if condition.joined else condition.text for condition in conditions)
    other = dual.join(f"({condition.opposite})" if condition.joined else condition.opposite for condition in conditions)
    return Condition(text, other, joined=True)
