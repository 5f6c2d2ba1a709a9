"""What the tests of the readers share."""

from __future__ import annotations

from hashlib import sha256

from kg.sources import Source


def source(text: str | bytes, name: str = "room/file.ttl", graph: str = "https://example.org/g") -> Source:
    """A source that came from no file."""
    data = text.encode() if isinstance(text, str) else text
    return Source(name, name, graph, sha256(data).hexdigest(), data=data)
