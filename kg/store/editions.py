"""The states of the graph that lie in one engine side by side: which one is published, and which may go.

A reader must see one state whole, whatever a builder is doing and wherever it dies, and engines promise little: some
run an update in several steps that others see, some give no answer to whether it was done. So nothing that readers use
is ever changed. Each build fills a space of its own, and is published by one triple in a graph that lists editions; the
one with the highest number counts. That is one statement that either is there or is not, in every engine.

Of the editions that were replaced, those are removed that nobody can be reading any more, and so are those that a
killed builder has left behind.
"""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass
from itertools import pairwise

from pyoxigraph import Literal, NamedNode

from kg.errors import EngineFault, StoreError
from kg.iris import PREFIXES
from kg.manifest import Manifest
from kg.store import RemoteStore, Term
from kg.store.service import Service

EDITIONS = "https://w3id.org/clausegraph/editions"
"""The graph that lists them, and what the names of their graphs begin with."""

READING = 3_600.0
"""How long, in seconds, an edition stays that was replaced: whoever began to read it goes on until then."""

BUILDING = 86_400.0
"""How long, in seconds, a build may take before what it has made counts as left behind."""

_BEGUN, _PUBLISHED, _TOLD = (NamedNode(PREFIXES["dcterms"] + name) for name in ("created", "issued", "description"))
_GRAPH = NamedNode(EDITIONS)
_LONG = 20_000


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of the graph in an engine.

    Args:
        base: the base of the IRIs of its graphs, and its own IRI.
        begun: when its build began, in seconds since 1970.
        number: its place in the order of publication; 0 where it is not published.
        published: when that was, in seconds since 1970.
    """

    base: str
    begun: float = 0.0
    number: int = 0
    published: float = 0.0


class Editions:
    """The editions in an engine.

    Raises (every method):
        EngineFault: the engine cannot be reached, denies, fails, or holds what no builder has written.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._store = RemoteStore(service)

    def store(self, edition: Edition) -> RemoteStore:
        """The dataset of an edition."""
        return RemoteStore(self._service, space=edition.base)

    def all(self) -> tuple[Edition, ...]:
        """The editions, those that are published in the order of their numbers behind the others."""
        rows = self._store.select(
            f"SELECT ?edition ?begun ?published {{ GRAPH {_GRAPH} {{ ?edition {_BEGUN} ?begun "
            f"OPTIONAL {{ ?edition {_PUBLISHED} ?published }} }} }}"
        )
        try:
            found = [
                Edition(row["edition"].value, float(row["begun"].value), *_issued(row.get("published"))) for row in rows
            ]
        except ValueError as error:
            raise EngineFault(f"{self._service.url} lists editions that cannot be read: {error}") from error
        return tuple(sorted(found, key=lambda one: (one.number, one.begun, one.base)))

    def current(self) -> Edition | None:
        """The published edition; None where none is."""
        last = next(reversed(self.all()), None)
        return last if last and last.number else None

    def begin(self, snapshot_id: str) -> Edition:
        """A new edition, which nobody else can have begun."""
        edition = Edition(f"{EDITIONS}/{snapshot_id[:16]}-{secrets.token_hex(4)}", float(int(time.time())))
        self._add(edition, _BEGUN, str(int(edition.begun)))
        return edition

    def publish(self, edition: Edition, manifest: Manifest, wrong: tuple[str, ...]) -> None:
        """Makes an edition the published one, in one step.

        Args:
            edition: one that is whole.
            manifest: what it was made of, and what came out.
            wrong: what the engine gets wrong; see `kg.store.trial`.
        """
        text = json.dumps({"manifest": manifest.to_json(), "wrong": wrong})
        for start in range(0, len(text), _LONG):
            self._add(edition, _TOLD, f"{start // _LONG:08} {text[start : start + _LONG]}")
        last = self.current()
        self._add(edition, _PUBLISHED, f"{last.number + 1 if last else 1} {time.time():.0f}")

    def told(self, edition: Edition) -> tuple[Manifest, tuple[str, ...]]:
        """The manifest of a published edition, and what the engine gets wrong."""
        rows = self._store.select(
            f"SELECT ?part {{ GRAPH {_GRAPH} {{ {NamedNode(edition.base)} {_TOLD} ?part }} }} ORDER BY ?part"
        )
        try:
            read = json.loads("".join(row["part"].value.partition(" ")[2] for row in rows))
            return Manifest.from_json(read["manifest"]), tuple(read["wrong"])
        except (ValueError, KeyError, TypeError, StoreError) as error:
            raise EngineFault(f"{self._service.url} holds an edition that cannot be read") from error

    def sweep(self) -> None:
        """Removes the editions that nobody reads or builds any more."""
        now, known = time.time(), self.all()
        published = [one for one in known if one.number]
        replaced = [one for one, after in pairwise(published) if now - after.published > READING]
        abandoned = [one for one in known if not one.number and now - one.begun > BUILDING]
        for one in (*abandoned, *replaced):
            self.remove(one)

    def remove(self, edition: Edition) -> None:
        """Removes an edition: first what it holds, so that what is left after a fault is found again."""
        self.store(edition).clear()
        self._service.update(f"DELETE WHERE {{ GRAPH {_GRAPH} {{ {NamedNode(edition.base)} ?p ?o }} }}")

    def _add(self, edition: Edition, name: NamedNode, text: str) -> None:
        self._service.update(f"INSERT DATA {{ GRAPH {_GRAPH} {{ {NamedNode(edition.base)} {name} {Literal(text)} }} }}")


def _issued(text: Term | None) -> tuple[int, float]:
    number, _, moment = (text.value if text else "0 0").partition(" ")
    return int(number), float(moment)
