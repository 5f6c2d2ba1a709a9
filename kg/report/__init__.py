"""Findings on paper: one renderer per format, all from the same list of findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Literal

from kg.findings import Finding, Language
from kg.report import json, text, turtle
from kg.report.look import Look

__all__ = ["RENDERERS", "Format", "render"]

Format = Literal["text", "json", "turtle"]

RENDERERS: MappingProxyType[Format, Callable[[Sequence[Finding], Look], str]] = MappingProxyType(
    {"text": text.render, "json": json.render, "turtle": turtle.render}
)
"""What renders each format."""


def render(
    findings: Sequence[Finding],
    format: Format,  # noqa: A002
    *,
    lang: Language = "en",
    colour: bool = False,
    width: int = 80,
) -> str:
    """A report of findings, ending in a line break.

    Args:
        findings: in the order in which they are to come.
        format: one of RENDERERS.
        lang: the language of formats that are in one.
        colour: for a terminal, in formats that know colour.
        width: where lines are wrapped, in characters, in formats that wrap.
    """
    return RENDERERS[format](findings, Look(lang, colour, width))
