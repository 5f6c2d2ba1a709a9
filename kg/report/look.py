"""How a report is to look to its reader."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from kg.findings import Finding, Language, Severity

Threshold = Severity | Literal["never"]

WEIGHTS: MappingProxyType[Threshold, int] = MappingProxyType({"info": 1, "warning": 2, "violation": 3, "never": 4})
"""How much each severity weighs; no finding reaches the last."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a report depends on besides its findings; each format uses some of it.

    Args:
        language: of the words.
        colour: whether it is for a terminal that shows colour.
        width: where lines are wrapped, in characters.
        fail_on: the severity from which a finding is a failure.
    """

    language: Language = "en"
    colour: bool = False
    width: int = 80
    fail_on: Threshold = "violation"

    def fails(self, finding: Finding) -> bool:
        """Whether a finding is a failure: it stands, and is as grave as that."""
        return finding.stands and WEIGHTS[finding.severity] >= WEIGHTS[self.fail_on]
