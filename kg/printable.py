"""Words of others, made safe to print."""

from __future__ import annotations


def printable(text: str) -> str:
    """Text that cannot steer a terminal: characters that control it or turn its direction are shown as U+FFFD."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
