"""Which language a client gets: `?lang=`, else `Accept-Language` (RFC 9110, section 12.5.4; RFC 4647, section 3.4)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import get_args

from kg.findings import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
"""All that are spoken here; the first where a client likes none of them."""

_RANGE = re.compile(
    r"(?P<range>\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*)(?:\s*;\s*q\s*=\s*(?P<weight>0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?"
)


@lru_cache(maxsize=1024)
def preferred(accepted: str) -> Language:
    """The language that the client likes best, by lookup; English where it likes none.

    Args:
        accepted: the header field; what is no language range in it is passed over.
    """
    ranges: list[tuple[float, str]] = []
    for item in accepted[:1000].lower().split(","):
        if match := _RANGE.fullmatch(item.strip()):
            ranges.append((float(match["weight"] or 1), match["range"]))
    refused = {name for weight, name in ranges if not weight}
    for weight, name in sorted(ranges, key=lambda pair: -pair[0]):
        if not weight:
            continue
        if name == "*":
            named = refused | {one for _, one in ranges}
            return next((one for one in LANGUAGES if one not in named), LANGUAGES[0])
        # RFC 4647, section 3.4: `sv-FI` is cut from its end until it is `sv`.
        tag = name.partition("-")[0]
        if tag in LANGUAGES and tag not in refused:
            return next(one for one in LANGUAGES if one == tag)
    return LANGUAGES[0]
