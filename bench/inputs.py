"""What the engines are given: the records as files, and for those that do not reason everything as one file.

::

    records/       one Turtle file for each vendor: what `kg validate` reads
    data.nt        what the records and the built-in files state, with all that follows from it
    shapes.ttl     the project's own shapes as they are
    none.ttl       shapes that find nothing: whoever is given these only loads the data
    expected.nt    the validation report of this project for data.nt and shapes.ttl
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat, serialize

from bench.generate import generate
from kg.own_shapes import all_shapes
from kg.reason import materialise
from kg.shacl import validate
from kg.snapshot import inputs, load
from kg.store import EmbeddedStore

_NONE = "<urn:none> a <http://www.w3.org/ns/shacl#NodeShape> .\n"


@dataclass(frozen=True, slots=True)
class Inputs:
    """Where the inputs for some number of vendors lie."""

    folder: Path

    @property
    def records(self) -> Path:
        """The folder of the records."""
        return self.folder / "records"

    @property
    def data(self) -> Path:
        """All triples."""
        return self.folder / "data.nt"

    @property
    def shapes(self) -> Path:
        """The shapes."""
        return self.folder / "shapes.ttl"

    @property
    def none(self) -> Path:
        """Shapes that find nothing."""
        return self.folder / "none.ttl"

    @property
    def expected(self) -> Path:
        """The report that others are compared with."""
        return self.folder / "expected.nt"


def make(folder: Path, vendors: int, *, peers: bool) -> Inputs:
    """Makes the inputs in an empty folder.

    Args:
        folder: where to.
        vendors: how many.
        peers: whether any other engine needs them.
    """
    made = Inputs(folder)
    generate(made.records, vendors)
    made.none.write_text(_NONE, encoding="utf-8")
    if not peers:
        return made
    sources = inputs([made.records], home=folder).sources
    store, shapes = EmbeddedStore(), all_shapes(sources)
    for source in sources:
        if not source.shapes:
            load(store, source)
    materialise(store)
    stated = sorted(store.construct("CONSTRUCT WHERE { ?s ?p ?o }"), key=str)
    serialize(stated, str(made.data), RdfFormat.N_TRIPLES)
    serialize(shapes, str(made.shapes), RdfFormat.TURTLE)
    serialize(validate(store, shapes=shapes).triples(), str(made.expected), RdfFormat.N_TRIPLES)
    return made
