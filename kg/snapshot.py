"""The pipeline: from files to a snapshot that is reasoned over, validated, and never changes again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from kg import publish
from kg.errors import EnvironmentFault, InternalError, SourceError, StoreError
from kg.iris import ONTOLOGY_GRAPH, PREFIXES, REPORT_GRAPH, SHAPES_GRAPH
from kg.knowledge import ROOMS
from kg.manifest import Manifest, Recipe, recipe
from kg.sources import Source, check_terms, combine, declared_terms, discover, read_builtin, read_shapes
from kg.store import EmbeddedStore, Fillable, Store

if TYPE_CHECKING:
    from kg.shacl import Engine

Progress = Callable[[str], None]

_TOOLS = {"sparql": ("pyoxigraph",), "pyshacl": ("pyoxigraph", "pyshacl", "rdflib")}
_COUNTS = {
    "graphs": "SELECT ?key (COUNT(*) AS ?n) { GRAPH ?key { ?s ?p ?o } }",
    "severities": "SELECT ?key (COUNT(*) AS ?n) { GRAPH graph:report { ?s sh:resultSeverity ?key } }",
    "codes": "SELECT ?key (COUNT(*) AS ?n) { GRAPH graph:report { ?s cg:code ?key } }",
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that one state of the inputs says, and what follows from it.

    Args:
        manifest: what it was made of, and what came out.
        store: one graph per source file, and the graphs ontology, shapes, inferred and report; read-only.
        sources: the files, sorted by name; they are parsed only when their quads are asked for.
        folder: where it lies; None where it is in memory only.
    """

    manifest: Manifest
    store: Store
    sources: tuple[Source, ...]
    folder: Path | None = None

    @property
    def id(self) -> str:
        """The same for the same inputs, on every machine."""
        return self.manifest.id


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a snapshot is made of.

    Args:
        sources: all files, sorted by name.
        named: the names of those that somebody named, or that lie in a folder that somebody named.
    """

    sources: tuple[Source, ...]
    named: frozenset[str]


def current(
    paths: Sequence[Path] | None = None,
    *,
    shapes: Sequence[Path] = (),
    home: Path | None = None,
    engine: Engine = "sparql",
    progress: Progress | None = None,
) -> Snapshot:
    """The snapshot of the files as they are now: the published one where it still matches, else one in memory.

    Args:
        paths: files and folders to lay over the built-in knowledge. Left out: those that the published snapshot was
            built from, so that what `build` took in stays in.
        shapes: files and folders of shapes to lay over the built-in ones.
        home: where snapshots are published; `.kg` in the working directory where it is left out.
        engine: which validator makes the report.
        progress: is told each step in plain words.

    Raises:
        InputError: a file cannot be read, claims another's graph, or uses an undeclared term; a shape is ill-formed.
    """
    sources = inputs(paths, shapes=shapes, home=home).sources
    if found := published(sources, home=home, engine=engine):
        return found
    store = EmbeddedStore()
    manifest = fill(store, sources, engine=engine, progress=progress)
    store.freeze()
    return Snapshot(manifest, store, sources)


def inputs(paths: Sequence[Path] | None = None, *, shapes: Sequence[Path] = (), home: Path | None = None) -> Inputs:
    """The files that a snapshot is made of, as they are now; see `current`.

    Raises:
        SourceError: a file cannot be read, or one that the published snapshot was built from is gone.
        GraphClash: a file claims another's graph, or a reserved one.
    """
    if paths is None:
        pointer = publish.pointer(home or publish.HOME)
        paths = pointer.paths if pointer else ()
        for path in paths:
            if not path.exists():
                raise SourceError(
                    "the published snapshot was built from this, and it is gone",
                    path=path.as_posix(),
                    expected="put it back, or run `kg build` again without it",
                )
    own = discover(paths)
    builtin = (read_builtin(room) for room in ROOMS)
    return Inputs(combine(*builtin, own, shapes=read_shapes(shapes)), frozenset(source.name for source in own))


def published(sources: Sequence[Source], *, home: Path | None = None, engine: Engine = "sparql") -> Snapshot | None:
    """The published snapshot, where it was made of just these files; None where it was not, or there is none."""
    home = home or publish.HOME
    pointer = publish.pointer(home)
    made_of = recipe(sources, _TOOLS[engine])
    return _found(home, made_of.id, sources) if pointer and pointer.id == made_of.id else None


def identify(sources: Sequence[Source]) -> str:
    """The id of the snapshot that these files make."""
    return recipe(sources, _TOOLS["sparql"]).id


def build(paths: Sequence[Path] = (), *, home: Path | None = None, progress: Progress | None = None) -> Snapshot:
    """Builds the snapshot of the built-in knowledge and these files, and publishes it.

    A reader sees the old snapshot or the new one, never half of one; a build that fails publishes nothing. Where the
    snapshot lies there already, it is only published again.

    Args:
        paths: files and folders to lay over the built-in knowledge.
        home: where snapshots are published; `.kg` in the working directory where it is left out.
        progress: is told each step in plain words.

    Raises:
        InputError: as for `current`.
        EnvironmentFault: the snapshot cannot be written, or another build does not end.
    """
    home, tell = home or publish.HOME, progress or _quiet
    sources = inputs(paths).sources
    with publish.building(home, tell):
        snapshot = _kept(sources, home, tell)
        publish.point(home, snapshot.id, paths)
    return snapshot


def kept(sources: Sequence[Source], *, home: Path | None = None, progress: Progress | None = None) -> Snapshot:
    """The snapshot of these files in its folder, where any process can open it; made there where it does not lie yet.

    What is published stays as it is.

    Args:
        sources: all files, the built-in ones among them.
        home: where snapshots lie; `.kg` in the working directory where it is left out.
        progress: is told each step in plain words.

    Raises:
        InputError: as for `current`.
        EnvironmentFault: the snapshot cannot be written, or another build does not end.
    """
    home, tell = home or publish.HOME, progress or _quiet
    found = _found(home, recipe(sources, _TOOLS["sparql"]).id, sources)
    if found and publish.indexed(home, found.id):
        return found
    try:
        with publish.building(home, tell):
            return _kept(sources, home, tell)
    except EnvironmentFault:
        if found is None:
            raise
        return found  # it lies where nothing can be written, and does without an index there


def _kept(sources: Sequence[Source], home: Path, tell: Progress) -> Snapshot:
    made_of = recipe(sources, _TOOLS["sparql"])
    if found := _found(home, made_of.id, sources):
        if not publish.indexed(home, found.id):
            publish.add_index(home, found.id, found.store)
        return found
    store = EmbeddedStore()
    manifest = fill(store, sources, made_of=made_of, progress=tell)
    store.freeze()
    tell("writes the snapshot")
    publish.publish(home, manifest, store)
    if found := _found(home, made_of.id, sources):
        return found
    raise InternalError("the snapshot that was just written does not open")


def _found(home: Path, snapshot_id: str, sources: Sequence[Source]) -> Snapshot | None:
    found = publish.find(home, snapshot_id)
    return Snapshot(*found, tuple(sources), publish.folder(home, snapshot_id)) if found else None


def _quiet(step: str) -> None:
    """Tells nobody."""


def fill(
    store: Fillable,
    sources: Sequence[Source],
    *,
    made_of: Recipe | None = None,
    engine: Engine = "sparql",
    progress: Progress | None = None,
) -> Manifest:
    """Fills an empty store with what the sources say and all that follows from it.

    Args:
        store: any store; it is left open for writing.
        sources: all files, the built-in ones among them.
        made_of: their recipe, where it is known.
        engine: which validator makes the report.
        progress: is told each step in plain words.

    Raises:
        InputError: as for `current`.
        StoreError: the store refused.
    """
    from kg.own_shapes import all_shapes
    from kg.reason import materialise
    from kg.report_graph import report_graph
    from kg.shacl import validate

    tell = progress or _quiet
    made_of = made_of or recipe(sources, _TOOLS[engine])
    tell(f"reads {len(sources)} files")
    shapes = all_shapes(sources)
    for source in sources:
        if not source.shapes:
            load(store, source)
    tell("checks that the ontology declares every term")
    check_terms(sources, declared_terms([source for source in sources if source.graph == ONTOLOGY_GRAPH]))
    tell("reasons over what they say")
    materialise(store)
    tell("validates against the shapes")
    report = validate(store, shapes=shapes, engine=engine)
    store.add(SHAPES_GRAPH, shapes)
    store.add(REPORT_GRAPH, report_graph(report, shapes=shapes, sources=sources))
    return _manifest(store, made_of)


def load(store: Fillable, source: Source) -> None:
    """Loads what a source states.

    Raises:
        SourceError: it is not valid, or holds what is refused.
    """
    if (plain := source.plain) is not None:
        try:
            return store.load(source.graph, plain, source.form.rdf)
        except StoreError:
            pass  # its quads say where the fault is
    graphs: dict[str, list[Triple]] = {}
    for quad in source.quads:
        name = quad.graph_name
        graphs.setdefault(name.value if isinstance(name, NamedNode) else source.graph, []).append(quad.triple)
    for graph, triples in graphs.items():
        store.add(graph, triples)
    return None


def _manifest(store: Store, made_of: Recipe) -> Manifest:
    counted = {
        name: {row["key"].value: int(row["n"].value) for row in store.select(f"{query} GROUP BY ?key ORDER BY ?key")}
        for name, query in _COUNTS.items()
    }
    severities = {iri.removeprefix(PREFIXES["sh"]).lower(): number for iri, number in counted["severities"].items()}
    return Manifest(
        id=made_of.id,
        version=made_of.version,
        tools=made_of.tools,
        inputs=made_of.inputs,
        graphs=counted["graphs"],
        severities=severities,
        codes=counted["codes"],
    )
