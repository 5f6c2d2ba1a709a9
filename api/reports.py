"""Reports over HTTP: the formats of `kg.report` with their media types, and the job of validating what is posted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from api.conneg import Offer
from kg.findings import Language
from kg.report import Format
from kg.sources import Source

MEDIA_TYPES: Mapping[Format, str] = MappingProxyType(
    {
        "json": "application/json",
        "html": "text/html",
        "sarif": "application/sarif+json",
        "turtle": "text/turtle",
        "markdown": "text/markdown",
        "junit": "application/xml",
        "text": "text/plain",
        "github": "text/plain",
        "gitlab": "application/json",
    }
)
"""What each format is called in a header; what is preferred comes first."""

SUFFIXES: Mapping[str, Format] = MappingProxyType(
    {
        "html": "html",
        "sarif": "sarif",
        "json": "json",
        "ttl": "turtle",
        "md": "markdown",
        "xml": "junit",
        "txt": "text",
    }
)
"""What a report in each format is called at the end of a path."""

OFFERS = tuple(Offer(kind, name) for name, kind in MEDIA_TYPES.items() if name not in ("github", "gitlab"))
"""What can be asked for by `Accept`."""

SYNTAXES: Mapping[str, str] = MappingProxyType(
    {
        "text/turtle": ".ttl",
        "application/trig": ".trig",
        "application/ld+json": ".jsonld",
        "application/n-quads": ".nq",
    }
)
"""The media types that are taken, each with the suffix of its files."""


@dataclass(frozen=True, slots=True)
class Validation:
    """A text to validate over the sources of a view.

    Args:
        over: the sources.
        posted: the text.
        format: of the report.
        lang: of the report.
    """

    over: tuple[Source, ...]
    posted: Source
    format: Format
    lang: Language

    def run(self) -> str:
        """The report of what is found in the text.

        Raises:
            InputError: the text is not valid.
        """
        from kg.overlay import overlay
        from kg.report import render

        return render(overlay(self.over, self.posted), self.format, lang=self.lang)
