"""JSON that is quick to write and still has one thing on a line."""

from __future__ import annotations

import json
from typing import Any

_dumps = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def compact(value: Any, opened: int) -> str:
    """JSON with sorted keys: the outer `opened` levels with one member a line, what is deeper on its member's line."""
    if opened and value and isinstance(value, dict):
        members = (f"{_dumps(key)}: {compact(member, opened - 1)}" for key, member in sorted(value.items()))
        return "{\n" + ",\n".join(members) + "\n}"
    if opened and value and isinstance(value, list):
        return "[\n" + ",\n".join(compact(member, opened - 1) for member in value) + "\n]"
    return _dumps(value)
