"""A service with small limits, in processes of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.operations.conftest import Command

DEADLINE = 2.0


@pytest.fixture(scope="session")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    limits = {
        "deadline": DEADLINE,
        "patience": 1.5,
        "processes": 4,
        "memory": 1 << 30,
        "longest_answer": 1_000_000,
        "longest_body": 2_000_000,
    }
    environment = {f"CLAUSEGRAPH_{name.upper()}": str(value) for name, value in limits.items()}
    command = Command(tmp_path_factory.mktemp("hostile"), **environment)
    try:
        yield command.port()
    finally:
        command.end()
