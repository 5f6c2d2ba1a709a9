from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.reports import SUFFIXES
from api.settings import Settings
from kg.findings import findings, select
from kg.report import render
from kg.snapshot import Snapshot, build
from tests.api.test_errors import check
from tests.cli.conftest import Run, kg
from tests.mini import mini, write

__all__ = ["kg", "mini"]

TYPES = {
    "html": "text/html; charset=utf-8",
    "sarif": "application/sarif+json",
    "json": "application/json",
    "ttl": "text/turtle; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "xml": "application/xml",
    "txt": "text/plain; charset=utf-8",
}


@pytest.mark.parametrize("lang", ["en", "sv", "da"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_same_as_the_library_renders(client: TestClient, snapshot: Snapshot, suffix: str, lang: Any) -> None:
    answer = client.get(f"/v1/report.{suffix}?lang={lang}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, TYPES[suffix])
    assert answer.headers["content-language"] == lang
    assert answer.text == render(findings(snapshot.store), SUFFIXES[suffix], lang=lang)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_same_bytes_as_the_command_writes(client: TestClient, kg: Run, published: Path, suffix: str) -> None:
    ran = kg("validate", "--format", SUFFIXES[suffix], cwd=published)
    assert ran.code == 1
    assert client.get(f"/v1/report.{suffix}").text == ran.out


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    build((), home=folder / ".kg")
    return folder


def test_filters(client: TestClient, snapshot: Snapshot) -> None:
    every = findings(snapshot.store)
    some = select(every, vendor="google", severity="violation")
    assert 0 < len(some) < len(every)
    answer = client.get("/v1/report.json?vendor=google&severity=violation")
    assert answer.text == render(some, "json")


def test_waivers_hold(mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    ontology = mini / "ontology" / "o.ttl"
    terms = ("Waiver", "waives", "scope", "reason", "acceptedBy", "until")
    declared = "".join(
        f"cg:{term} a {'owl:Class' if term == 'Waiver' else 'owl:AnnotationProperty'} .\n" for term in terms
    )
    ontology.write_text(ontology.read_text() + declared, encoding="utf-8")
    write(
        mini / "data" / "waivers.ttl",
        """
        eg:waiver a cg:Waiver ; cg:waives cgs:MINI01 ; cg:scope eg:orphan ; cg:reason "known"@en ;
            cg:acceptedBy "the head" ; cg:until "2023-12-31"^^<http://www.w3.org/2001/XMLSchema#date> .
        """,
    )
    with TestClient(create_app(Settings(open=True), build((), home=tmp_path / ".kg"))) as client:
        answer = client.get("/v1/report.json")
        (finding,) = answer.json()["findings"]
        assert finding["waived"]["accepted_by"] == "the head"
        assert answer.json()["conforms"] is True
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
        later = client.get("/v1/report.json", headers={"if-none-match": answer.headers["etag"]})
        assert later.status_code == 200
        assert later.json()["conforms"] is False


def test_each_has_its_own_tag(client: TestClient) -> None:
    tags = {
        client.get(f"/v1/report.{suffix}?lang={lang}").headers["etag"] for suffix in SUFFIXES for lang in ("en", "sv")
    }
    assert len(tags) == 2 * len(SUFFIXES)
    for tag in tags:
        if ".sv.md" in tag:
            answer = client.get("/v1/report.md?lang=sv", headers={"if-none-match": tag})
            assert (answer.status_code, answer.content) == (304, b"")


def test_language_of_the_client(client: TestClient) -> None:
    answer = client.get("/v1/report.txt", headers={"accept-language": "da, en;q=0.5"})
    assert answer.headers["content-language"] == "da"
    assert answer.text == client.get("/v1/report.txt?lang=da").text
    assert "accept-language" in answer.headers["vary"].lower()


def test_other_formats(client: TestClient) -> None:
    problem = check(client.get("/v1/report.htm"), 404, "not-found")
    assert problem["expected"] == "did you mean report.html?"
    check(client.get("/v1/report."), 404, "not-found")
    check(client.get("/v1/report"), 404, "not-found")
    problem = check(client.get("/v1/report.html?vendor=gogle"), 400, "bad-parameter")
    assert problem["expected"] == "did you mean google?"
    check(client.get("/v1/report.html?severity=high"), 400, "bad-parameter")
