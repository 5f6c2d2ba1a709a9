"""Where a finding stands, and where the law can be read, as other tools want to be told."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from kg.findings import Finding, Reference
from kg.iris import ID

_RECITAL = re.compile(r"(http://data\.europa\.eu/eli/.+/)rct_[^/]+/(oj)")


def relative(path: str) -> str:
    """A file as its repository calls it: from the working directory where it lies below, with forward slashes."""
    place = Path(os.path.normpath(path))
    if place.is_relative_to(Path.cwd()):
        place = place.relative_to(Path.cwd())
    return place.as_posix()


def uri(path: str) -> str:
    """The URI of a file (RFC 3986): relative to the working directory where it lies below, else whole."""
    place = Path(relative(path))
    return place.as_uri() if place.is_absolute() else quote(os.fsencode(place.as_posix()))


def link(thing: Reference) -> str | None:
    """Where a provision can be read: EU law by its ELI, which leads to EUR-Lex; None for what has no web address.

    A recital has the link of its act, since the form of its own ELI is not confirmed by the publisher.
    """
    if thing.iri.startswith(ID) or not thing.iri.startswith(("http://", "https://")):
        return None
    return _RECITAL.sub(r"\1\2", thing.iri)


def by_file(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings of each file, in the order that they come; those that stand in none under the empty string."""
    files: dict[str, list[Finding]] = {}
    for one in findings:
        files.setdefault(relative(one.location.path) if one.location else "", []).append(one)
    return files
