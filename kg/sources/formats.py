"""The formats that are read, one row each, and the one way from a file's bytes to quads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, parse

from kg.errors import SourceError
from kg.iris import PREFIXES
from kg.sources import jsonld, jsonld_places, turtle
from kg.sources.text import BOM, decode


@dataclass(frozen=True, slots=True)
class Format:
    """How files of one suffix are read.

    Args:
        name: as in "not valid Turtle".
        rdf: the parser.
        refuse: raises for what must not reach the parser; gets the text and the path.
        places: where each quad of a text stands.
        lossy: the parser drops what it cannot use, so what it read is to be checked.
    """

    name: str
    rdf: RdfFormat
    refuse: Callable[[str, str], None]
    places: Callable[[str, Sequence[Quad]], Sequence[turtle.Spot | None]]
    lossy: bool = False


FORMATS = {
    ".ttl": Format("Turtle", RdfFormat.TURTLE, turtle.refuse, turtle.places),
    ".trig": Format("TriG", RdfFormat.TRIG, turtle.refuse, turtle.places),
    ".nt": Format("N-Triples", RdfFormat.N_TRIPLES, turtle.refuse, turtle.places),
    ".nq": Format("N-Quads", RdfFormat.N_QUADS, turtle.refuse, turtle.rows),
    ".jsonld": Format("JSON-LD", RdfFormat.JSON_LD, jsonld.refuse, jsonld_places.places, lossy=True),
}
SUFFIXES = ", ".join(sorted(FORMATS))

BLANK = re.compile(rb"[\[(]|_:")
"""A Turtle or N-Triples file in which this is not found has no blank node."""


def quads(data: bytes, form: Format, *, path: str, name: str, graph: str) -> Iterator[Quad]:
    """The quads of a file, in the parser's order; what is in no named graph is put into `graph`.

    A blank node is labelled by a hash of `name` and its turn in that order: the same on every machine, and never
    the same in two files.

    Raises:
        SourceError: not UTF-8, not of that format, refused, or a graph that has no IRI.
    """
    text = decode(data, path)
    if not text.strip():
        return
    form.refuse(text, path)
    try:
        parsed = list(parse(data.removeprefix(BOM), form.rdf))
    except SyntaxError as error:
        raise _explain(error, form, path) from None
    except MemoryError:
        message = "a literal, an IRI or a comment of more than 16 MB"
        place = None if form.lossy else turtle.longest(text, path)
        raise SourceError(
            message,
            path=path,
            line=place.line if place else None,
            column=place.column if place else None,
            expected="keep documents outside, and point to them",
        ) from None
    if form.lossy:
        jsonld.refuse_loss(text, path)
    stem = label_prefix(name)
    labels: dict[BlankNode, BlankNode] = {}
    own = NamedNode(graph)
    for subject, predicate, value, graph_name in parsed:
        if isinstance(subject, BlankNode):
            subject = labels.setdefault(subject, BlankNode(f"{stem}{len(labels)}"))
        if isinstance(value, BlankNode):
            value = labels.setdefault(value, BlankNode(f"{stem}{len(labels)}"))
        if isinstance(graph_name, BlankNode):
            raise SourceError(
                "a graph without an IRI cannot be asked for", path=path, expected="name the graph by an IRI"
            )
        yield Quad(subject, predicate, value, own if isinstance(graph_name, DefaultGraph) else graph_name)


def label_prefix(name: str) -> str:
    """What the labels of a file's blank nodes begin with: 14 characters, behind which only digits come."""
    return f"b{sha256(name.encode()).hexdigest()[:12]}x"


_NOISE = re.compile(r"^Parser error .*?\d: ", re.DOTALL)
_UNDECLARED = re.compile(r"The prefix (.*): has not been declared")


def _explain(error: SyntaxError, form: Format, path: str) -> SourceError:
    said = _NOISE.sub("", error.msg)
    line, column = error.lineno, error.offset
    expected = None
    if undeclared := _UNDECLARED.search(said):
        prefix = undeclared[1]
        said = f"the prefix {prefix}: is not declared"
        expected = f"write @prefix {prefix}: <{PREFIXES.get(prefix, '…')}> . at the top of the file"
    elif "No scheme found in an absolute IRI" in said:
        said = "a relative IRI, and the file declares no base"
        expected = "write the IRI in full"
    elif "Line jumps are not allowed" in said:
        said = "the line ends inside a quoted string"
        expected = 'close it on its line, or write """ around text of several lines'
    elif said.startswith("Unexpected end of file"):
        said = "what begins here is never closed"
    elif said.startswith("Unexpected end"):
        said = "the file ends in the middle of a statement"
        expected = "the last statement is cut short, or its dot is missing"
    return SourceError(f"not valid {form.name}: {said}", path=path, line=line, column=column, expected=expected)
