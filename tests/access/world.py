"""Two services that must not be told apart: one that hides a contract from its caller, and one that never had it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from kg import keys
from kg.iris import GRAPH
from tests.conftest import ROOT

SECRET = "zq7xsecret"  # noqa: S105
"""Stands in every name and every literal of the hidden contract, and nowhere else."""

VISIBLE_GRAPH = f"{GRAPH}vendors/visible"
HIDDEN_GRAPH = f"{GRAPH}vendors/hidden"

_ID = "https://w3id.org/clausegraph/id"

# What the hidden file says of things that others can see: more contracts for a vendor that is built in, and the answer
# to a finding on the visible contract.
_MORE = f"""
<{_ID}/contract/{SECRET}/other> a cg:Contract ; rdfs:label "{SECRET}"@en ; cg:hasVendor party:microsoft .
<{_ID}/purpose/acme/dpa-2026/security> cg:determinedBy party:{SECRET}-town ; rdfs:label "{SECRET}"@en .
<{_ID}/processing/{SECRET}/dpa-2026/more> a cg:Processing ; rdfs:label "{SECRET}"@en ;
    cg:forPurpose <{_ID}/purpose/acme/dpa-2026/security> ; cg:usesDataType data-type:mail ;
    cg:carriedOutBy party:acme-vendor ; cg:underVersion <{_ID}/contract/acme/dpa-2026> .
<{_ID}/observation/{SECRET}/1> a cg:Observation ; rdfs:label "{SECRET}"@en ;
    cg:about <{_ID}/purpose/acme/dpa-2026/security>, <{_ID}/contract/microsoft/dpa-2020-12-09> .
[] a cg:Observation ; rdfs:label "{SECRET}"@en .
"""


def contract(name: str) -> str:
    """A contract that leaves findings, and whose every name and literal holds this word."""
    text = (ROOT / "kg" / "templates" / "contracts" / "example.ttl").read_text(encoding="utf-8")
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return body.replace("example", name).replace("Example", name).replace('"@en', f' {name}"@en')


def lay_out(folder: Path, *, hidden: bool) -> Path:
    """A folder `vendors` with the visible contract, and the hidden one if it is to be there."""
    vendors = folder / "vendors"
    vendors.mkdir(parents=True)
    (vendors / "visible.ttl").write_text(contract("acme"), encoding="utf-8")
    if hidden:
        (vendors / "hidden.ttl").write_text(contract(SECRET) + _MORE, encoding="utf-8")
    return vendors


@dataclass(frozen=True, slots=True)
class Service:
    """One of the two, as its callers see it.

    Args:
        app: the application.
        client: asks it.
        key: of somebody who may see the visible contract.
    """

    app: FastAPI
    client: TestClient
    key: str

    @property
    def whole(self) -> str:
        """The id of the snapshot of everything."""
        return str(self.app.state.views.whole.snapshot.id)

    def ask(self, attempt: Attempt, *, key: bool = True, whole: str = "") -> httpx.Response:
        """What the service answers; `{whole}` in a header or a parameter stands for the id that is given."""
        headers = {"x-request-id": "same", **dict(attempt.headers)} | ({"x-api-key": self.key} if key else {})
        answer: httpx.Response = self.client.request(
            attempt.method,
            attempt.path,
            params=[(name, value.replace("{whole}", whole)) for name, value in attempt.params] or None,
            content=attempt.content.encode() if attempt.content else None,
            headers={name: value.replace("{whole}", whole) for name, value in headers.items()},
        )
        return answer


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to reach what is hidden; `{whole}` stands for the id of the snapshot that holds it, too."""

    path: str
    params: tuple[tuple[str, str], ...] = ()
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    content: str = ""

    @property
    def words(self) -> str:
        """All that the caller says."""
        parts = (value for pair in (*self.params, *self.headers) for value in pair)
        return " ".join(" ".join((self.method, self.path, *parts, self.content)).split())


@contextmanager
def service(folder: Path, *, hidden: bool, public: bool = False) -> Iterator[Service]:
    """A service that runs over a folder of its own.

    Args:
        folder: an empty one.
        hidden: whether the hidden contract is there at all.
        public: whether callers without a key see what is built in.
    """
    vendors, home = lay_out(folder, hidden=hidden), folder / "home"
    key = keys.add(home, "acme", ["vendors/visible"])
    settings = Settings(paths=(vendors,), home=home, public=public, processes=1, deadline=60)
    app = create_app(settings)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield Service(app, client, key)


def same(one: httpx.Response, other: httpx.Response) -> None:
    """Asserts that two answers are the same, down to the last byte."""
    assert one.status_code == other.status_code, (one.text[:500], other.text[:500])
    assert one.headers.raw == other.headers.raw
    assert one.content == other.content


def tells(answer: httpx.Response) -> bool:
    """Whether an answer holds the secret."""
    said = b"\n".join([answer.reason_phrase.encode(), *(value for pair in answer.headers.raw for value in pair)])
    return SECRET.encode() in (said + answer.content).lower()
