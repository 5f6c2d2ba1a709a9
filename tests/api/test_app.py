from __future__ import annotations

import os
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app, from_environment
from api.settings import Settings
from kg.errors import SourceError

OWN = """
@prefix cg: <https://w3id.org/clausegraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://example.org/acme> a cg:Party ; rdfs:label "Acme" .
<https://example.org/terms> a cg:Contract ; rdfs:label "Acme's terms"@en ; cg:hasVendor <https://example.org/acme> .
"""


@pytest.mark.parametrize(
    ("environment", "settings"),
    [
        ({}, Settings()),
        ({"CLAUSEGRAPH_PATHS": "", "CLAUSEGRAPH_HOME": ""}, Settings()),
        (
            {"CLAUSEGRAPH_PATHS": os.pathsep.join(["a", "b"]), "CLAUSEGRAPH_HOME": "h"},
            Settings((Path("a"), Path("b")), Path("h")),
        ),
    ],
)
def test_settings(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], settings: Settings) -> None:
    for name in ("CLAUSEGRAPH_PATHS", "CLAUSEGRAPH_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert Settings.from_environment() == settings


def test_what_users_add_is_served_under_its_own_iri(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own.ttl").write_text(OWN, encoding="utf-8")
    monkeypatch.setenv("CLAUSEGRAPH_PATHS", str(tmp_path / "own.ttl"))
    monkeypatch.setenv("CLAUSEGRAPH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CLAUSEGRAPH_OPEN", "true")
    client = TestClient(from_environment())
    acme = client.get("/v1/vendors").json()["items"][0]
    assert (acme["id"], acme["label"]) == ("https://example.org/acme", "Acme")
    assert acme["services"] is None
    assert acme["not_documented"] == ["services"]
    assert acme["href"] == "/v1/vendors/https%3A%2F%2Fexample.org%2Facme"
    named = client.get(acme["href"]).json()
    assert {**named, "@context": None} == {**acme, "@context": None}
    contract = client.get(acme["contracts"][0]["href"]).json()
    assert contract["label"] == "Acme's terms"
    assert contract["not_documented"] == ["versions"]


def test_input_that_cannot_be_read_stops_the_service_before_it_starts(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        create_app(Settings((tmp_path / "none.ttl",), tmp_path))


def test_clients_have_as_long_as_queries_unless_it_is_said() -> None:
    assert Settings.from_environment({"CLAUSEGRAPH_DEADLINE": "2"}).patience == 2
    assert Settings.from_environment({"CLAUSEGRAPH_DEADLINE": "2", "CLAUSEGRAPH_PATIENCE": "30"}).patience == 30
