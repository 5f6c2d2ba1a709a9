"""Takes a DESCRIBE apart, so that one engine describes as the other."""

from __future__ import annotations

from kg.store.tokens import tokens

_LISTED = frozenset({"var", "iri", "name"})


def parts(query: str) -> tuple[str | None, str | None]:
    """What has to be asked to know which things a DESCRIBE describes (SPARQL 1.1, section 16.4).

    Args:
        query: a DESCRIBE that parses.

    Returns:
        The SELECT that finds them; and the SELECT of those that the query names itself, which needs no data. None where
        there are no such things.
    """
    found = tokens(query)
    form = next(at for at, one in enumerate(found) if one.kind == "word" and one.text.upper() == "DESCRIBE")
    listed = []
    for token in found[form + 1 :]:
        if token.kind not in _LISTED and token.text != "*":
            break
        listed.append(token)
    head, last = query[: found[form].start], listed[-1]
    rest = query[last.start + len(last.text) :]
    variables = " ".join(token.text for token in listed if token.kind == "var" or token.text == "*")
    named = " ".join(token.text for token in listed if token.kind in ("iri", "name"))
    return (
        f"{head}SELECT DISTINCT {variables}{rest}" if variables else None,
        f"{head}SELECT * {{ VALUES ?thing {{ {named} }} }}" if named else None,
    )
