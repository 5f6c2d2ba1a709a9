"""Codes as they are typed: whole ones such as LI001, and what several begin with, such as LI."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kg.errors import ParameterError
from kg.lookup.names import nearest
from kg.policy.rules import RULES
from kg.store.base import Store

_CODES = "SELECT DISTINCT ?code WHERE { GRAPH graph:shapes { ?shape cg:code ?code } }"


def codes(store: Store) -> frozenset[str]:
    """The codes that findings of this store can have, those about waivers included."""
    return frozenset(row["code"].value for row in store.select(_CODES)) | RULES.keys()


def check_codes(given: Iterable[str], known: Collection[str]) -> None:
    """Checks that each of some codes or beginnings of codes fits one that is known.

    Raises:
        ParameterError: at the first that does not, with the nearest.
    """
    for code in given:
        if not any(one.startswith(code) for one in known):
            raise ParameterError(f"no shape has the code {code!r}", expected=nearest(code.upper(), sorted(known)))


def fits(code: str, patterns: Iterable[str]) -> str | None:
    """The longest of some codes or beginnings of codes that fits; None where none does."""
    return max((one for one in patterns if code.startswith(one)), key=len, default=None)
