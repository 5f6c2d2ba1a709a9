"""The worlds that these tests play in; the two services of `tests.access.world` run for as long as the tests do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.access.house import House
from tests.access.issuing import Running, issuing
from tests.access.world import Service, service
from tests.mini import mini as mini


@pytest.fixture(scope="session")
def with_hidden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with service(tmp_path_factory.mktemp("with"), hidden=True, public=True) as running:
        yield running


@pytest.fixture(scope="session")
def without_hidden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with service(tmp_path_factory.mktemp("without"), hidden=False, public=True) as running:
        yield running


@pytest.fixture
def house(mini: Path, tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def running() -> Iterator[Running]:
    """An issuer of tokens."""
    with issuing() as one:
        yield one
