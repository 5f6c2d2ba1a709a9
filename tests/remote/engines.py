"""The real engines that tests run against: those that `python -m tests.remote.servers` has started and named."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kg.store.service import Service

NAMED = "CLAUSEGRAPH_TEST_ENGINES"
"""The environment variable with the URLs of the engines by their names, as JSON."""

REAL = {name: Service(url) for name, url in json.loads(os.environ.get(NAMED, "{}")).items()}


def marked(name: str) -> object:
    """An engine as a parameter of a fixture; its tests run in one process, since they share the engine."""
    return pytest.param(name)


def record(folder: Path, number: int, kind: str = "Vendor") -> Path:
    """A folder with one record of its own, so that each number makes another snapshot."""
    folder.mkdir(exist_ok=True)
    text = f"@prefix cg: <https://w3id.org/clausegraph/ns#> .\n\n<https://example.org/own/{number}> a cg:{kind} .\n"
    (folder / "record.ttl").write_text(text, encoding="utf-8")
    return folder
