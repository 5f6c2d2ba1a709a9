"""Reads files into quads, and knows the file, line and column of every statement."""

from kg.sources.discover import combine, discover, read_builtin, read_shapes
from kg.sources.formats import label_prefix
from kg.sources.lines import Lines, lines
from kg.sources.source import Source, read
from kg.sources.terms import check_terms, declared_terms
from kg.sources.text import Location

__all__ = [
    "Lines",
    "Location",
    "Source",
    "check_terms",
    "combine",
    "declared_terms",
    "discover",
    "label_prefix",
    "lines",
    "read",
    "read_builtin",
    "read_shapes",
]
