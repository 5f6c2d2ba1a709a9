"""The pipeline inside a SPARQL 1.1 engine: builds there, publishes there, and opens what is published there.

Where the engine answers as the standard has it, reasoning, validation and questions run inside it. Where a trial shows
that it does not, the engine only keeps the graph: it is built here, and read back whole to be asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import EngineFault, NotFound
from kg.manifest import Manifest
from kg.snapshot import Progress, Snapshot, fill, identify, inputs
from kg.sources import Source
from kg.store import EmbeddedStore, RemoteStore, Store
from kg.store.editions import Edition, Editions
from kg.store.service import Service
from kg.store.trial import failed


def build(paths: Sequence[Path], service: Service, *, progress: Progress | None = None) -> Snapshot:
    """Builds the snapshot of the built-in knowledge and these files in an engine, and publishes it there.

    A reader sees the old snapshot or the new one, never half of one; a build that fails publishes nothing. Where just
    this snapshot is published already, nothing is done.

    Args:
        paths: files and folders to lay over the built-in knowledge.
        service: the engine.
        progress: is told each step in plain words.

    Raises:
        InputError: as for `kg.snapshot.current`.
        EngineFault: the engine cannot be reached, denies, fails, or does not keep what it is sent.
    """
    tell = progress or _quiet
    sources = inputs(paths).sources
    editions = Editions(service)
    current = editions.current()
    if current and editions.told(current)[0].id == identify(sources):
        return opened(service, progress=progress)
    with _filled(editions, sources, tell) as (edition, manifest, wrong):
        tell("publishes it")
        editions.publish(edition, manifest, wrong)
    tell("removes what nobody reads any more")
    editions.sweep()
    return opened(service, progress=progress)


def opened(service: Service, *, progress: Progress | None = None) -> Snapshot:
    """The snapshot that is published in an engine; its sources are not known here.

    Raises:
        NotFound: none is published there.
        EngineFault: as for `build`.
    """
    editions = Editions(service)
    edition = editions.current()
    if edition is None:
        raise NotFound(f"nothing is published at {service.url}", expected="kg build --store publishes there")
    manifest, wrong = editions.told(edition)
    store = editions.store(edition)
    if not wrong:
        return Snapshot(manifest, store, ())
    (progress or _quiet)(f"reads the whole graph, since this engine gets wrong: {'; '.join(wrong)}")
    return Snapshot(manifest, _copied(store, manifest), ())


@contextmanager
def tried(sources: Sequence[Source], service: Service, *, progress: Progress | None = None) -> Iterator[Snapshot]:
    """The snapshot of some files, made in an engine, not published, and removed behind the block.

    Raises:
        InputError: as for `kg.snapshot.current`.
        EngineFault: as for `build`.
    """
    tell = progress or _quiet
    editions = Editions(service)
    with _filled(editions, sources, tell, keep=False) as (edition, manifest, wrong):
        store = editions.store(edition)
        yield Snapshot(manifest, _copied(store, manifest) if wrong else store, tuple(sources))


@contextmanager
def _filled(
    editions: Editions, sources: Sequence[Source], tell: Progress, *, keep: bool = True
) -> Iterator[tuple[Edition, Manifest, tuple[str, ...]]]:
    """A new edition with what the files say and all that follows from it; removed where something goes wrong."""
    edition = editions.begin(identify(sources))
    whole = False
    try:
        store = editions.store(edition)
        tell("tries what the engine can do")
        wrong = failed(store)
        store.clear()
        manifest = _sent(store, sources, tell) if wrong else fill(store, sources, progress=tell)
        yield edition, manifest, wrong
        whole = True
    finally:
        if not (whole and keep):
            with suppress(EngineFault):
                editions.remove(edition)


def _sent(store: RemoteStore, sources: Sequence[Source], tell: Progress) -> Manifest:
    """Makes a snapshot here, and sends it."""
    made = EmbeddedStore()
    manifest = fill(made, sources, progress=tell)
    tell("sends it to the engine")
    for graph in made.graphs():
        store.add(graph, made.construct("CONSTRUCT WHERE { ?s ?p ?o }", graphs=[graph]))
    _check(store, manifest, store.service)
    return manifest


def _copied(store: RemoteStore, manifest: Manifest) -> EmbeddedStore:
    """What an edition holds, in memory."""
    copy = store.copy()
    _check(copy, manifest, store.service)
    return copy


def _check(store: Store, manifest: Manifest, service: Service) -> None:
    """Makes sure that each graph has as many triples as were sent there."""
    for graph in sorted({*manifest.graphs, *store.graphs()}):
        if (has := store.count(graph)) != (sent := manifest.graphs.get(graph, 0)):
            raise EngineFault(f"{service.url} holds {has:,} of the {sent:,} triples of {graph}")


def _quiet(step: str) -> None:
    """Tells nobody."""
