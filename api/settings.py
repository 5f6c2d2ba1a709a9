"""What the service is told from outside."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from kg.errors import ParameterError

N = TypeVar("N", int, float)

PREFIX = "CLAUSEGRAPH_"


@dataclass(frozen=True, slots=True)
class Settings:
    """What to serve, to whom, and within which limits; each is read from CLAUSEGRAPH_ and its name in capitals.

    Args:
        paths: files and folders to lay over the built-in knowledge, separated as in PATH; None for those of the
            published snapshot.
        home: where snapshots and keys lie; None for `.kg` in the working directory.
        store: the URL of the SPARQL engine that is served from, in the place of the snapshots under `home`.
        open: everyone may see everything. `kg serve` sets it on a loopback address without keys.
        public: callers without a key see what is built in, and nothing that a user has added.
        issuer: of OpenID Connect tokens; None where only keys are known.
        audience: that those tokens must name.
        claim: of those tokens, that holds the scopes.
        origins: of other sites whose pages may ask (CORS), separated by commas; `*` for all.
        processes: how many queries run at once.
        queue: how many more may wait.
        deadline: how long one query may take, in seconds.
        memory: how much address space one query process may have, in bytes.
        longest_query: in bytes.
        longest_body: of an upload, in bytes.
        longest_answer: in bytes.
        patience: how long a client may take to send a request, in seconds; as long as the deadline unless it is said.
        grace: how long requests may go on when the service is told to end, in seconds.
        connections: how many clients one process may be connected to.
        requests: how many requests one process may be at work on.
        slow: from how many seconds on a query is written to the log.
        poll: how often the service looks for a new snapshot, in seconds.
    """

    paths: tuple[Path, ...] | None = None
    home: Path | None = None
    store: str | None = None
    open: bool = False
    public: bool = False
    issuer: str | None = None
    audience: str | None = None
    claim: str = "scope"
    origins: tuple[str, ...] = ()
    processes: int = 4
    queue: int = 64
    deadline: float = 10.0
    memory: int = 2 << 30
    longest_query: int = 100_000
    longest_body: int = 10 << 20
    longest_answer: int = 64 << 20
    patience: float = 0.0
    grace: float = 10.0
    connections: int = 1000
    requests: int = 250
    slow: float = 1.0
    poll: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "patience", self.patience or self.deadline)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Reads the environment; what is empty counts as not set.

        Raises:
            ParameterError: a value is not what its name calls for.
        """
        given: dict[str, Any] = {}
        for field in fields(cls):
            name = PREFIX + field.name.upper()
            if text := environment.get(name):
                try:
                    given[field.name] = _READ[str(field.type)](text)
                except ValueError:
                    raise ParameterError(f"{name} cannot be {text!r}", expected=_EXPECTED[str(field.type)]) from None
        return cls(**given)


def _truth(text: str) -> bool:
    if text.lower() not in _TRUTHS:
        raise ValueError(text)
    return _TRUTHS[text.lower()]


def _number(text: str) -> int:
    return _positive(int(text))


def _seconds(text: str) -> float:
    return _positive(float(text))


def _positive(value: N) -> N:
    if not value > 0:
        raise ValueError(value)
    return value


def _paths(text: str) -> tuple[Path, ...] | None:
    return tuple(Path(path) for path in text.split(os.pathsep) if path) or None


def _list(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(",") if item.strip())


_TRUTHS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_READ: Mapping[str, Callable[[str], Any]] = {
    "tuple[Path, ...] | None": _paths,
    "Path | None": Path,
    "bool": _truth,
    "str | None": str,
    "str": str,
    "tuple[str, ...]": _list,
    "int": _number,
    "float": _seconds,
}
_EXPECTED = {"bool": "true or false", "int": "a whole number above 0", "float": "a number above 0"}
