"""A baseline: the findings that are known, so that only new ones count."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from kg.errors import SourceError
from kg.findings import Finding


@dataclass(frozen=True, slots=True)
class Known:
    """A finding that a baseline names.

    Args:
        fingerprint: what it is recognised by.
        code: of the shape.
        focus: what was found at fault; None for a blank node.
        file: where, as whoever wrote the baseline called the file; None where it had no place.
    """

    fingerprint: str
    code: str
    focus: str | None
    file: str | None


def baseline_of(found: Iterable[Finding]) -> str:
    """A baseline of the findings that no waiver holds for: what JSON reports say of them and what seldom changes."""
    entries = [
        {
            "code": one.code,
            "fingerprint": one.fingerprint,
            "focus": one.focus,
            "location": one.location and {"file": one.location.path},
        }
        for one in sorted(found, key=lambda one: (one.code, one.focus or "", one.fingerprint))
        if not one.waived
    ]
    return json.dumps({"findings": entries}, ensure_ascii=False, indent=2) + "\n"


def read_baseline(text: str, path: str) -> tuple[Known, ...]:
    """The findings of a baseline or of a JSON report, waived ones left out.

    Args:
        text: the file's characters.
        path: of the file, for messages.

    Raises:
        SourceError: it is neither.
    """
    expected = "a file that `kg validate --write-baseline FILE` or `--format json` has written"
    try:
        entries = json.loads(text)["findings"]
        known = tuple(_known(entry) for entry in entries if not entry.get("waived"))
    except json.JSONDecodeError as error:
        raise SourceError(
            "no baseline: it is not JSON", path=path, line=error.lineno, column=error.colno, expected=expected
        ) from None
    except (KeyError, TypeError, AttributeError, RecursionError):
        raise SourceError("no baseline: it lists no findings", path=path, expected=expected) from None
    return known


def _known(entry: dict[str, object]) -> Known:
    place = entry.get("location")
    focus, file = entry.get("focus"), place.get("file") if isinstance(place, dict) else None
    return Known(
        fingerprint=str(entry["fingerprint"]),
        code=str(entry["code"]),
        focus=None if focus is None else str(focus),
        file=None if file is None else str(file),
    )
