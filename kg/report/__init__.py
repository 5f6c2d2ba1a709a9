"""Findings on paper: one renderer per format, all from the same list of findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Literal

from kg.findings import Finding, Language
from kg.report import github, gitlab, html, json, junit, markdown, sarif, text, turtle
from kg.report.look import Look, Threshold

__all__ = ["RENDERERS", "Format", "render"]

Format = Literal["text", "json", "turtle", "sarif", "junit", "github", "gitlab", "markdown", "html"]

RENDERERS: MappingProxyType[Format, Callable[[Sequence[Finding], Look], str]] = MappingProxyType(
    {
        "text": text.render,
        "json": json.render,
        "turtle": turtle.render,
        "sarif": sarif.render,
        "junit": junit.render,
        "github": github.render,
        "gitlab": gitlab.render,
        "markdown": markdown.render,
        "html": html.render,
    }
)
"""What renders each format."""


def render(
    findings: Sequence[Finding],
    format: Format,  # noqa: A002
    *,
    lang: Language = "en",
    colour: bool = False,
    width: int = 80,
    fail_on: Threshold = "violation",
) -> str:
    """A report of findings, ending in a line break.

    Args:
        findings: in the order in which they are to come.
        format: one of RENDERERS.
        lang: the language of formats that are in one.
        colour: for a terminal, in formats that know colour.
        width: where lines are wrapped, in characters, in formats that wrap.
        fail_on: the severity from which a finding is a failure, in formats that know failures.
    """
    return RENDERERS[format](findings, Look(lang, colour, width, fail_on))
