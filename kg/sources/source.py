"""One source file: what it is called, what it states, and in which graph."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path, PurePosixPath
from stat import S_ISDIR, S_ISREG
from urllib.parse import quote

from pyoxigraph import NamedNode, Quad

from kg.errors import SourceError
from kg.iris import GRAPH, SHAPES_GRAPH
from kg.sources.formats import BLANK, FORMATS, SUFFIXES, Format, quads
from kg.sources.text import BOM, decode

MOST_BYTES = 1_000_000_000
"""The largest file that is read: what is made of one takes several times its size in memory."""

_PARSED = 128
"""Of how many files the statements are kept: more than are built in, which are asked for again and again."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was when it was read; equal where name, path, graph and bytes are.

    Args:
        name: what it is called everywhere, `data/contracts/microsoft-2020.ttl`: the same on every machine.
        path: what its reader called it, for messages; the name itself for the built-in files.
        graph: the IRI of the named graph for what it states outside of any named graph.
        sha256: of its bytes.
        file: where it lay, all links followed; None where it came from no file.
        builtin: it is part of clausegraph's own knowledge.
        data: its bytes.
    """

    name: str
    path: str
    graph: str
    sha256: str
    file: Path | None = field(default=None, compare=False)
    builtin: bool = field(default=False, compare=False)
    data: bytes = field(default=b"", compare=False, repr=False)

    @property
    def form(self) -> Format:
        """How the file is read."""
        return FORMATS[PurePosixPath(self.name).suffix.lower()]

    @property
    def shapes(self) -> bool:
        """Whether what it states is shapes, the built-in ones or a user's own."""
        return self.graph == SHAPES_GRAPH or self.graph.startswith(f"{SHAPES_GRAPH}/")

    @property
    def plain(self) -> bytes | None:
        """Its bytes, where a store may read them by itself: one graph, and no blank node that needs a label.

        A bracket counts as a blank node, even in a literal.

        Raises:
            SourceError: it is not UTF-8, or holds what is refused.
        """
        if self.form.rdf.supports_datasets or BLANK.search(self.data):
            return None
        self.form.refuse(decode(self.data, self.path), self.path)
        return self.data.removeprefix(BOM)

    @property
    def quads(self) -> tuple[Quad, ...]:
        """What the file states, in the order of the text; kept for the last files only, so that 10,000 fit in memory.

        Raises:
            SourceError: it is not UTF-8, not the syntax that its suffix says, or holds what is refused.
        """
        return _parsed(self)

    @property
    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the graphs that the file writes to, sorted: its own, and those it names.

        Raises:
            SourceError: as for `quads`.
        """
        if not self.form.rdf.supports_datasets:
            return (self.graph,)
        named = {quad.graph_name.value for quad in self.quads if isinstance(quad.graph_name, NamedNode)}
        return tuple(sorted(named | {self.graph}))


@lru_cache(maxsize=_PARSED)
def _parsed(source: Source) -> tuple[Quad, ...]:
    return tuple(quads(source.data, source.form, path=source.path, name=source.name, graph=source.graph))


def read(
    path: Path,
    *,
    name: str,
    graph: str | None = None,
    said: str | None = None,
    builtin: bool = False,
    file: Path | None = None,
) -> Source:
    """Reads the bytes of one file; its syntax is looked at when its quads are asked for.

    Args:
        path: the file.
        name: what it is to be called.
        graph: the IRI of its graph; made of the name where it is not given.
        said: what the caller called it; `path` where it is not given.
        builtin: it is part of clausegraph's own knowledge.
        file: where it lies, all links followed, where that is known.

    Raises:
        SourceError: it is missing, no file, too big, may not be read, or its suffix is not one that is read.
    """
    said = said or path.as_posix()
    if path.suffix.lower() not in FORMATS and path.exists():
        raise SourceError("not a format that is read", path=said, expected=f"a file ending in {SUFFIXES}")
    try:
        about = path.stat()
        if not (S_ISREG(about.st_mode) or S_ISDIR(about.st_mode)):
            raise SourceError("no file: a pipe or a device", path=said, expected="the path of a file or folder")
        if about.st_size > MOST_BYTES:
            message = f"has {about.st_size:,} bytes, and {MOST_BYTES:,} are the most that is read"
            raise SourceError(message, path=said, expected="several files: they are validated together")
        data = path.read_bytes()
        file = file or path.resolve(strict=True)
    except OSError as error:
        message = "a link that leads nowhere" if path.is_symlink() else f"cannot be read: {error.strerror}"
        raise SourceError(message, path=said, expected="the path of a file or folder that may be read") from None
    return Source(name, said, graph or graph_of(name), sha256(data).hexdigest(), file, builtin, data)


def graph_of(name: str) -> str:
    """The graph IRI for a logical name: without its suffix, and with what an IRI cannot hold percent-encoded."""
    stem = unicodedata.normalize("NFC", str(PurePosixPath(name).with_suffix("")))
    return GRAPH + "".join(c if c.isalnum() or c in "-._~/" else quote(c, safe="") for c in stem)
