"""What a snapshot is made of and what came out: its manifest, and the hash that names it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from kg.errors import StoreError
from kg.sources import Source

PROGRAM = "clausegraph"
"""The input that stands for the program itself."""

_PACKAGE = Path(__file__).parent
_PARTS = (
    *("errors.py", "iris.py", "knowledge.py", "manifest.py", "own_shapes.py"),
    *("publish.py", "report_graph.py", "snapshot.py"),
    *("reason", "shacl", "sources", "store"),
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that is known of a snapshot without opening its store; the same bytes on every machine.

    Args:
        id: sha256 over the canonical JSON of `version`, `tools` and `inputs`, in hexadecimal.
        version: of clausegraph.
        tools: the packages that take part in building, and their versions.
        inputs: the sha256 of each input by its logical name; `clausegraph` stands for the program itself.
        graphs: how many triples each named graph holds.
        severities: how many findings there are of each severity.
        codes: how many findings there are of each code.
    """

    id: str
    version: str
    tools: Mapping[str, str]
    inputs: Mapping[str, str]
    graphs: Mapping[str, int]
    severities: Mapping[str, int]
    codes: Mapping[str, int]

    @property
    def folder(self) -> str:
        """The name of the snapshot's folder: the first 16 digits of its id."""
        return self.id[:16]

    def to_json(self) -> str:
        """The manifest as it is written to a file."""
        findings = {"codes": dict(self.codes), "severities": dict(self.severities)}
        made = {"graphs": dict(self.graphs), "findings": findings}
        recipe = {"version": self.version, "tools": dict(self.tools), "inputs": dict(self.inputs)}
        return json.dumps({"id": self.id, **recipe, **made}, indent=2, sort_keys=True, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Reads what `to_json` wrote.

        Raises:
            StoreError: the text is no manifest.
        """
        try:
            read = json.loads(text)
            return cls(
                id=read["id"],
                version=read["version"],
                tools=read["tools"],
                inputs=read["inputs"],
                graphs=read["graphs"],
                severities=read["findings"]["severities"],
                codes=read["findings"]["codes"],
            )
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError("this is not the manifest of a snapshot") from error


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides what a snapshot will hold, known before it is built."""

    version: str
    tools: Mapping[str, str]
    inputs: Mapping[str, str]

    @property
    def id(self) -> str:
        """The id of the snapshot that comes of it."""
        parts = {"version": self.version, "tools": dict(self.tools), "inputs": dict(self.inputs)}
        return sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def recipe(sources: Iterable[Source], tools: Iterable[str]) -> Recipe:
    """The recipe for building these sources with this program and these packages."""
    inputs = {source.name: source.sha256 for source in sources} | {PROGRAM: program()}
    return Recipe(version(PROGRAM), {tool: version(tool) for tool in sorted(tools)}, dict(sorted(inputs.items())))


def program(parts: Iterable[str] = _PARTS) -> str:
    """A hash of the modules that take part, so that a changed program never serves what another one has made.

    Args:
        parts: the modules; those that build a snapshot where they are left out.
    """
    digest = sha256()
    for file in _files(parts):
        digest.update(f"{file.relative_to(_PACKAGE).as_posix()}\0{sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _files(parts: Iterable[str] = _PARTS) -> Iterator[Path]:
    for part in parts:
        path = _PACKAGE / part
        yield from [path] if path.is_file() else sorted(file for file in path.rglob("*.*") if file.suffix != ".pyc")
