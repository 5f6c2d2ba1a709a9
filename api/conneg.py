"""Which of several formats a client gets (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from api.errors import Refused

_RANGE = re.compile(r"(?P<type>[\w!#$%&'*+.^`|~-]+/[\w!#$%&'*+.^`|~-]+)(?P<parameters>(?:\s*;[^;]*)*)")
_MOST = 100
"""How many media ranges are read; no client has a use for more."""

_WEIGHT = re.compile(r";\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*(?:;|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offer:
    """A media type that can be had, and what makes it."""

    media_type: str
    format: str


def choose(accept: str | None, offers: Sequence[Offer]) -> Offer:
    """The offer that the client likes best; among equals the first.

    Args:
        accept: the header field; without one, anything goes.
        offers: in the server's order of preference.

    Raises:
        Refused: none is acceptable (406).
    """
    weights = _weights(accept or "*/*")
    best = max(offers, key=lambda offer: _weight(offer.media_type, weights))
    if not _weight(best.media_type, weights):
        on_offer = dict.fromkeys(offer.media_type for offer in offers)
        raise Refused("not-acceptable", f"{accept} cannot be had here", expected=f"one of {', '.join(on_offer)}")
    return best


def _weights(accept: str) -> dict[str, float]:
    """How much each media range is liked; what is no media range is passed over, as is a weight that is none."""
    weights: dict[str, float] = {}
    for item in accept.split(",")[:_MOST]:
        if match := _RANGE.fullmatch(item.strip()):
            weight = _WEIGHT.search(match["parameters"])
            weights[match["type"].lower()] = float(weight[1]) if weight else 1.0
    return weights


def _weight(media_type: str, weights: dict[str, float]) -> float:
    ranges = (media_type, media_type.partition("/")[0] + "/*", "*/*")
    return next((weights[one] for one in ranges if one in weights), 0.0)
