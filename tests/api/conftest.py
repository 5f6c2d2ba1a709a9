"""The service over the built-in snapshot, without a network between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from kg.snapshot import Snapshot


@pytest.fixture(scope="session")
def client(snapshot: Snapshot) -> Iterator[TestClient]:
    app = create_app(Settings(open=True), snapshot)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client
