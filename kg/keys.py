"""API keys: who may see which graphs.

A key is `cg_`, 256 random bits, and their CRC-32, so that a program which looks for leaked secrets, or whoever has
mistyped one, can tell without asking. It is shown once. What is kept in `<home>/keys.json` is its SHA-256: a slow hash
protects secrets that can be guessed, and nobody guesses 256 random bits.

A scope names graphs: by an IRI; by the path behind https://w3id.org/clausegraph/graph/; by either with `*` at its end,
for all that begin so; or by `*` alone, for everything. What is built in needs no scope.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
import string
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from unicodedata import normalize

from kg import publish
from kg.errors import EnvironmentFault, NotFound, ParameterError
from kg.iris import GRAPH
from kg.sources import Source

EVERYTHING = "*"
"""The scope of those from whom nothing is hidden."""

MARK = "cg_"
"""What every key begins with."""

FILE = "keys.json"

_DIGITS = string.digits + string.ascii_letters
_KEY = re.compile(rf"{MARK}([0-9A-Za-z]{{43}})([0-9A-Za-z]{{6}})")
_NAME = re.compile(r"[\w.@-]{1,64}")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_NOT_IN_IRIS = re.compile(r'[\x00-\x20<>"{}|\\^`*]')
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key; not the key itself.

    Args:
        name: what its owner is called in lists and logs.
        sha256: of the key, in hexadecimal.
        scopes: the graphs that it opens, in full, sorted; `*` for all.
        made: the day it was made, in UTC.
        until: the last day on which it works, in UTC; None where it works until it is revoked.
    """

    name: str
    sha256: str
    scopes: tuple[str, ...]
    made: date
    until: date | None = None

    @property
    def over(self) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and today() > self.until


def today() -> date:
    """The day it is, in UTC."""
    return datetime.now(UTC).date()


def scope(text: str) -> str:
    """A scope in full.

    Args:
        text: as people write it, with or without `graph:` in front.

    Raises:
        ParameterError: it is none.
    """
    name = text.removeprefix("graph:")
    if name == EVERYTHING:
        return name
    if not name or _NOT_IN_IRIS.search(name.removesuffix("*")):
        remedy = f"the IRI of a graph, or what stands behind {GRAPH} in it; with * at its end for all that begin so"
        raise ParameterError(f"{text!r} names no graph", expected=remedy)
    return name if _ABSOLUTE.match(name) else GRAPH + normalize("NFC", name)


def opens(scopes: Iterable[str], graph: str) -> bool:
    """Whether any of these scopes names the graph."""
    return any(graph.startswith(one.removesuffix("*")) if one.endswith("*") else graph == one for one in scopes)


def visible(source: Source, scopes: Iterable[str]) -> bool:
    """Whether those who have these scopes may see a file: all the graphs that it writes to, or nothing of it."""
    return source.builtin or all(opens(scopes, graph) for graph in source.graphs)


def read(home: Path) -> tuple[Key, ...]:
    """The keys that there are, sorted by name; none where there is no such file.

    Raises:
        EnvironmentFault: the file cannot be read, or is not as it was written. It never counts as one without keys.
    """
    path = home / FILE
    try:
        return tuple(map(_from_json, json.loads(path.read_text(encoding="utf-8"))["keys"]))
    except FileNotFoundError:
        return ()
    except OSError as error:
        remedy = "a file that the user who runs this may read"
        raise EnvironmentFault(f"cannot be read: {error.strerror}", path=str(path), expected=remedy) from None
    except (ValueError, KeyError, TypeError, ParameterError):
        remedy = "bring it back from a backup; or remove it, and make every key anew"
        raise EnvironmentFault("is not a file of keys, or a damaged one", path=str(path), expected=remedy) from None


def add(
    home: Path,
    name: str,
    scopes: Iterable[str] = (),
    *,
    until: date | None = None,
    tell: Callable[[str], None] = lambda step: None,
) -> str:
    """Makes a key.

    Args:
        home: where the keys lie.
        name: what its owner is called; no other key's.
        scopes: the graphs that it opens; see `scope`. Without any, it opens what is built in.
        until: the last day on which it works, in UTC.
        tell: is told when another command is waited for.

    Returns:
        The key itself, which is kept nowhere.

    Raises:
        ParameterError: the name is taken or none, a scope names no graph, or the last day has passed.
        EnvironmentFault: the keys cannot be read or written.
    """
    if not _NAME.fullmatch(name):
        raise ParameterError(f"{name!r} cannot be the name of a key", expected="letters, digits, and . _ @ -, up to 64")
    if until and until < today():
        raise ParameterError(f"{until} has passed", expected="the last day on which the key is to work")
    secret = _secret()
    made = Key(name, digest(secret), tuple(sorted({scope(one) for one in scopes})), today(), until)

    def change(keys: Sequence[Key]) -> Sequence[Key]:
        if any(key.name == name for key in keys):
            raise ParameterError(f"there is a key {name!r} already", expected="another name, or revoke that one first")
        return (*keys, made)

    _change(home, change, tell)
    return secret


def revoke(home: Path, name: str, *, tell: Callable[[str], None] = lambda step: None) -> None:
    """Takes a key out of the file; a service that runs refuses it from its next request on.

    Raises:
        NotFound: there is no key of that name.
        EnvironmentFault: the keys cannot be read or written.
    """

    def change(keys: Sequence[Key]) -> Sequence[Key]:
        left = [key for key in keys if key.name != name]
        if len(left) == len(keys):
            raise NotFound(f"there is no key {name!r}", expected="one that `kg keys list` names")
        return left

    _change(home, change, tell)


def find(keys: Iterable[Key], secret: str) -> Key | None:
    """The key that a caller has shown, where it works today; None where there is no such key.

    Looks at all keys, and compares each in constant time, so that how long it takes tells nothing.
    """
    shown, found = digest(secret), None
    for key in keys:
        if hmac.compare_digest(key.sha256, shown):
            found = key
    return None if found is None or found.over else found


def mistyped(secret: str) -> bool:
    """Whether a text cannot be a key: its form or its checksum is wrong."""
    match = _KEY.fullmatch(secret)
    return match is None or match[2] != _checksum(match[1])


def digest(secret: str) -> str:
    """What is kept of a key."""
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def _secret() -> str:
    bits = _base62(secrets.randbits(256), 43)
    return f"{MARK}{bits}{_checksum(bits)}"


def _checksum(bits: str) -> str:
    return _base62(zlib.crc32(bits.encode()), 6)


def _base62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, len(_DIGITS))
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))


def _change(home: Path, change: Callable[[Sequence[Key]], Sequence[Key]], tell: Callable[[str], None]) -> None:
    """Reads the keys, changes them and writes them back, while nobody else does."""
    path = home / FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        with publish.held(path.with_suffix(".lock"), "another change of the keys", tell):
            keys = sorted(change(read(home)), key=lambda key: key.name)
            publish.write(path, _to_json(keys), mode=0o600)
    except OSError as error:
        remedy = "room on the disk and the right to write there; the keys are as they were"
        raise EnvironmentFault(f"cannot be written: {error.strerror}", path=str(path), expected=remedy) from None


def _to_json(keys: Iterable[Key]) -> str:
    return json.dumps({"keys": [asdict(key) for key in keys]}, indent=2, ensure_ascii=False, default=str) + "\n"


def _from_json(row: dict[str, Any]) -> Key:
    """A row of the file; what is missing or of another type raises KeyError, TypeError or ValueError."""
    scopes, until = row["scopes"], row["until"]
    texts = (row["name"], row["sha256"], *scopes)
    if not isinstance(scopes, list) or not all(isinstance(text, str) for text in texts):
        raise TypeError
    if not _NAME.fullmatch(row["name"]) or not _DIGEST.fullmatch(row["sha256"]):
        raise ValueError
    return Key(
        name=row["name"],
        sha256=row["sha256"],
        scopes=tuple(map(scope, scopes)),
        made=date.fromisoformat(row["made"]),
        until=None if until is None else date.fromisoformat(until),
    )
