"""Which files there are: the built-in ones, and those under the paths that a user names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from kg import knowledge
from kg.errors import GraphClash, SourceError
from kg.iris import GRAPH, INFERRED_GRAPH, ONTOLOGY_GRAPH, REPORT_GRAPH, SHAPES_GRAPH
from kg.sources.formats import FORMATS, SUFFIXES
from kg.sources.source import Source, read

_ROOM_GRAPHS = {"ontology": ONTOLOGY_GRAPH, "shapes": SHAPES_GRAPH}
_RESERVED = (ONTOLOGY_GRAPH, SHAPES_GRAPH, INFERRED_GRAPH, REPORT_GRAPH)


def read_builtin(room: str) -> tuple[Source, ...]:
    """The built-in files of `ontology`, `shapes` or `data`, sorted by name.

    All of the ontology is one graph, and so are all the shapes; each file of data has its own.
    """
    root = knowledge.root()
    return tuple(_builtin(file, file.relative_to(root).as_posix()) for file in knowledge.files(room))


def discover(paths: Sequence[Path]) -> tuple[Source, ...]:
    """The files that the paths name, and those in the folders that they name, sorted by name.

    Hidden files and folders are left out, and in folders the files whose suffix is not read.

    Raises:
        SourceError: a path is missing, a folder holds nothing to read, or a file is of no format that is read.
        GraphClash: two of the files claim the same graph, or one claims a reserved one.
    """
    root = knowledge.root()
    folders: dict[Path, Path] = {}
    return combine(tuple(_source(*found, root, folders) for path in paths for found in _under(path)))


def read_shapes(paths: Sequence[Path]) -> tuple[Source, ...]:
    """A user's own shapes: the files that the paths name, and those in the folders that they name.

    Their names and graphs are below those of the built-in shapes, where no other file's can be.

    Raises:
        SourceError: as for `discover`.
    """
    return tuple(read(file, name=f"shapes/{name}", said=said) for path in paths for file, said, name in _under(path))


def combine(*groups: Sequence[Source], shapes: Sequence[Source] = ()) -> tuple[Source, ...]:
    """All the sources, sorted by name; a file that comes twice counts once, as the later group calls it.

    Args:
        groups: the built-in files, and what a user lays over them.
        shapes: the user's own shapes, which come last.

    Raises:
        GraphClash: two files claim the same graph, or one claims a reserved one.
        SourceError: a file that can name graphs does not parse.
    """
    files = {source.file or source.name: source for group in (*groups, shapes) for source in group}
    sources = tuple(sorted(files.values(), key=lambda source: source.name))
    owners: dict[str, Source] = {}
    free = {source.graph for source in shapes}
    for source in sources:
        for graph in source.graphs:
            owner = owners.setdefault(graph, source)
            if owner is not source and not (owner.builtin and source.builtin):
                raise GraphClash(
                    f"claims the graph <{graph}>, and so does {owner.path}",
                    path=source.path,
                    expected="rename one of the two files, or the graph",
                )
            reserved = any(graph == name or graph.startswith(f"{name}/") for name in _RESERVED)
            if reserved and graph not in free and not source.builtin:
                raise GraphClash(
                    f"claims the graph <{graph}>, which is reserved",
                    path=source.path,
                    expected="rename the file's folder, or the graph: "
                    + ", ".join(name.removeprefix(GRAPH) for name in _RESERVED)
                    + " are not free",
                )
    return sources


def _under(path: Path) -> Iterator[tuple[Path, str, str]]:
    """Each file with what its user calls it and its logical name."""
    said = PurePosixPath(path.as_posix())
    if not path.is_dir() or _readable(path):
        yield path, str(said), f"{_folder_name(path.parent)}/{path.name}"
        return
    files = {file.relative_to(path).as_posix(): file for file in _walk(path)}
    if not files:
        raise SourceError("nothing to read in this folder", path=str(said), expected=f"files ending in {SUFFIXES}")
    folder = _folder_name(path)
    for inside, file in sorted(files.items()):
        yield file, str(said / inside), f"{folder}/{inside}"


def _walk(folder: Path) -> Iterator[Path]:
    try:
        entries = list(folder.iterdir())
    except OSError as error:
        reason, remedy = f"cannot be read: {error.strerror}", "a folder that may be read"
        raise SourceError(reason, path=folder.as_posix(), expected=remedy) from None
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if _readable(entry):
            yield entry
        elif entry.is_dir() and not entry.is_symlink():
            yield from _walk(entry)


def _readable(path: Path) -> bool:
    return path.suffix.lower() in FORMATS


def _folder_name(folder: Path) -> str:
    return folder.resolve().name or "root"


def _source(path: Path, said: str, name: str, root: Path, folders: dict[Path, Path]) -> Source:
    """One file; `folders` has those that were met before, with all links followed."""
    folder = path.parent
    if folder not in folders:
        folders[folder] = folder.resolve()
    file = folders[folder] / path.name
    if path.is_symlink():
        with suppress(OSError, RuntimeError):  # one that leads round in a circle is refused when it is read
            file = path.resolve(strict=True)
    if root in file.parents and file.relative_to(root).parts[0] in knowledge.ROOMS:
        return _builtin(path, file.relative_to(root).as_posix(), said)
    return read(path, name=name, said=said, file=file)


def _builtin(path: Path, name: str, said: str | None = None) -> Source:
    room = name.partition("/")[0]
    return read(path, name=name, graph=_ROOM_GRAPHS.get(room), said=said or name, builtin=True)
