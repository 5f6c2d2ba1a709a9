"""What a policy says, and what comes of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from kg.errors import ParameterError
from kg.findings import Finding, Severity, Waiver
from kg.policy.baseline import Known


@dataclass(frozen=True, slots=True)
class Policy:
    """What somebody wants made of findings.

    Args:
        select: codes, or what they begin with; no others are looked at. All are where it is empty.
        ignore: codes, or what they begin with, that are not looked at.
        severities: what findings of these codes weigh, instead of what their shapes say; the longest that fits decides.
        waivers: what is accepted, by whom and until when.
        baseline: the findings that are known; None where all are new.
        today: the day on which waivers are to hold.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    baseline: tuple[Known, ...] | None = None
    today: date = date.min


@dataclass(frozen=True, slots=True)
class Judged:
    """Findings after a policy.

    Args:
        findings: those looked at, sorted; waived and known ones are marked.
        gone: what the baseline knows and nobody finds any more.
    """

    findings: tuple[Finding, ...]
    gone: tuple[Known, ...] = ()


def today() -> date:
    """The day it is; the one that SOURCE_DATE_EPOCH stands for where it is set, so that builds can be repeated.

    Raises:
        ParameterError: SOURCE_DATE_EPOCH is no number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(UTC).date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise ParameterError(
            f"SOURCE_DATE_EPOCH is {epoch!r}", expected="whole seconds since the beginning of 1970, or nothing"
        ) from None
