"""A small world with two files of a user's, and services over it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from kg import keys
from tests.mini import write


class House:
    """A small world with two files of a user's, and services over it."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.own = folder / "own"
        for name in ("a", "b"):
            write(self.own / f"{name}.ttl", f"eg:{name} a cg:OwnPurpose .\n")

    def client(self, **settings: Any) -> TestClient:
        app = create_app(replace(Settings(paths=(self.own,), home=self.home), **settings))
        return TestClient(app, raise_server_exceptions=False, follow_redirects=False)

    def key(self, name: str, *scopes: str) -> str:
        return keys.add(self.home, name, scopes)


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def view(answer: httpx.Response) -> str:
    """The id of the snapshot that an answer is made from."""
    assert answer.status_code == 200, answer.text
    return answer.headers["etag"].strip('"').partition(".")[0]
