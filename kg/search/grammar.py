"""What a person types into a search box: words, the beginnings of words, and phrases.

::

    query  = part *( space part )
    part   = '"' words '"'      a phrase: these words, one behind the other; „…“, “…”, ”…” and «…» do, too
           | word '*'           every word that begins so
           | word               that word, in whichever form; what is typed last may be the beginning of one

All parts must be found. Anything can be typed: what is neither letter nor digit only separates words, and a quote
that does not close ends with the query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.errors import ParameterError

LONGEST = 200
"""How many characters a query may have."""

WORDS = 16
"""How many parts a query may have."""

_PART = re.compile(r"""["“”„«»]([^"“”„«»]*)["“”„«»]?|([^\s"“”„«»]+)""")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a query.

    Args:
        text: as it was typed, without quotes and without the asterisk.
        begins: what is looked for begins so.
        last: it was typed last, so that more of it may come.
        phrase: it stood in quotes.
    """

    text: str
    begins: bool = False
    last: bool = False
    phrase: bool = False


def parts(query: str) -> tuple[Part, ...]:
    """The parts of a query that hold a letter or a digit, in their order.

    Raises:
        ParameterError: there is none, or the query is too long.
    """
    if len(query) > LONGEST:
        raise ParameterError(f"the words to search for have {len(query)} characters", expected=f"at most {LONGEST}")
    found = []
    for match in _PART.finditer(query):
        phrase, word = match[1], match[2]
        if phrase is not None:
            found.append(Part(phrase.strip(), phrase=True))
        else:
            last = match.end() == len(query) and not word.endswith("*")
            found.append(Part(word.rstrip("*"), begins=word.endswith("*"), last=last))
    kept = tuple(part for part in found if any(one.isalnum() for one in part.text))
    if not kept:
        raise ParameterError("there are no words to search for", expected='words, "a phrase", or the beginning of a*')
    if len(kept) > WORDS:
        raise ParameterError(f"there are {len(kept)} words to search for", expected=f"at most {WORDS}")
    return kept
