"""How a report is to look to its reader."""

from __future__ import annotations

from dataclasses import dataclass

from kg.findings import Language


@dataclass(frozen=True, slots=True)
class Look:
    """Language, colour and width; formats for machines use none of them."""

    language: Language = "en"
    colour: bool = False
    width: int = 80
