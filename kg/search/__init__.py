"""Full-text search over everything in a snapshot that has a name, the same for the command line and the API."""

from kg.search.grammar import LONGEST, WORDS
from kg.search.index import Index, opened
from kg.search.marks import Passage
from kg.search.search import WINDOW, Found, Hit, search
from kg.search.suggestions import Suggestion
from kg.search.things import KINDS, Kind

__all__ = [
    "KINDS",
    "LONGEST",
    "WINDOW",
    "WORDS",
    "Found",
    "Hit",
    "Index",
    "Kind",
    "Passage",
    "Suggestion",
    "opened",
    "search",
]
