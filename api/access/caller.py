"""Who is asking."""

from __future__ import annotations

from dataclasses import dataclass

from kg.keys import EVERYTHING


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking, as far as it matters here.

    Args:
        name: of the key, or the subject of the token; `anonymous` without either. It is no secret.
        scopes: the graphs that they may see, beside what is built in; see `kg.keys`.
        admitted: whether they may ask of the data; those who are not reach no more than what tells nothing of them.
    """

    name: str = "anonymous"
    scopes: tuple[str, ...] = ()
    admitted: bool = True

    @property
    def everything(self) -> bool:
        """Whether nothing is hidden from them."""
        return EVERYTHING in self.scopes


ANYONE = Caller(scopes=(EVERYTHING,))
"""The caller where everything is open."""

PUBLIC = Caller()
"""The caller without credentials where what is built in is open."""

NOBODY = Caller(admitted=False)
"""The caller without credentials where these are needed."""
