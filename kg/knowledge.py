"""Where the built-in knowledge lies: `ontology/`, `shapes/` and `data/`, in a checkout or in the wheel.

The examples of the shapes lie in `tests/shapes/` of a checkout and in `examples/` of the wheel.
"""

from __future__ import annotations

from pathlib import Path

from kg.errors import InternalError

ROOMS = ("ontology", "shapes", "data")


def root() -> Path:
    """The folder that holds `ontology/`, `shapes/` and `data/`.

    Raises:
        InternalError: the installation is incomplete.
    """
    package = Path(__file__).resolve().parent
    for candidate in (package / "_knowledge", package.parent):
        if all((candidate / room).is_dir() for room in ROOMS):
            return candidate
    raise InternalError(
        "the built-in knowledge is not in this installation", expected="install clausegraph again from its wheel"
    )


def files(room: str) -> tuple[Path, ...]:
    """The Turtle files of one room, sorted by their path below it."""
    return tuple(sorted((root() / room).rglob("*.ttl")))


def examples(code: str) -> tuple[Path, ...]:
    """The examples of the shape with that code, sorted by name: `pass.ttl` and `fail-<what>.ttl`."""
    known = root()
    shipped = known / "examples"
    folder = shipped if shipped.is_dir() else known / "tests" / "shapes"
    return tuple(sorted(folder.glob(f"*/{code}/*.ttl")))
