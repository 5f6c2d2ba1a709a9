"""Waived findings: shown as waived, for as long as the waiver holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.served import Served
from api.settings import Settings
from kg.policy import RULES
from kg.snapshot import Snapshot, inputs, kept
from tests.api.test_errors import check

DAY, NEXT = "1782864000", "1800000000"  # 1 July 2026 and 15 January 2027


def client(folder: Path, text: str) -> TestClient:
    (folder / "own.ttl").write_text(text, encoding="utf-8")
    made = kept(inputs([folder / "own.ttl"]).sources, home=folder / "home")
    return TestClient(create_app(Settings(open=True, home=folder / "home"), made), raise_server_exceptions=False)


@pytest.fixture
def waived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A waiver of LI001 for all of Microsoft's version of 2020, until the end of 2026."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    text = (
        RULES["WV002"].passes.replace("contract/example/", "contract/microsoft/").replace("dpa-2024", "dpa-2020-12-09")
    )
    return client(tmp_path, text.replace("cgs:PD001", "cgs:PD001"))


def items(client: TestClient, path: str) -> list[dict[str, Any]]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_waived_findings_say_so(waived: TestClient) -> None:
    every = waived.get("/v1/findings?limit=1000").json()
    some = items(waived, "/v1/findings?status=waived&limit=1000")
    assert some
    assert {one["code"] for one in some} == {"PD001"}
    assert {one["status"] for one in some} == {"waived"}
    (waiver,) = {one["waiver"]["id"]: one["waiver"] for one in some}.values()
    assert waiver["accepted_by"] == "Anna Lind, data protection officer"
    assert waiver["until"] == "2026-12-31"
    assert waiver["reason"].startswith("The vendor lists")
    assert waiver["location"]["file"].endswith("own.ttl")
    assert not waiver["location"]["file"].startswith("/")
    others = items(waived, "/v1/findings?status=open&limit=1000")
    assert all("waiver" not in one for one in others)
    assert every["counts"]["waived"] == len(some)
    assert every["counts"]["findings"] == len(others) == every["total"] - len(some)
    assert waived.get(some[0]["href"]).json()["status"] == "waived"
    head = waived.get(f"/v1/provisions/{some[0]['provisions'][0]['href'].removeprefix('/v1/provisions/')}").json()
    assert {one["status"] for one in head["findings"] if one["id"] == some[0]["id"]} == {"waived"}


def test_waiver_past_its_day_holds_no_more(waived: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    before = waived.get("/v1/findings?status=waived&limit=5")
    assert "2026-07-01" in before.headers["etag"]
    target = (
        waived.get("/v1/findings?limit=5").headers["link"].partition("next")[0].rpartition("<")[2].partition(">")[0]
    )
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NEXT)
    after = waived.get("/v1/findings?status=waived&limit=5", headers={"if-none-match": before.headers["etag"]})
    assert (after.status_code, after.json()["total"]) == (200, 0)
    (expired,) = items(waived, "/v1/findings?severity=warning&status=open&limit=1000&fields=code,focus")[:1]
    assert expired
    codes = {one["code"] for one in items(waived, "/v1/findings?limit=1000&fields=code")}
    assert "WV001" in codes
    check(waived.get(target), 410, "stale-cursor")


def test_without_waivers_the_day_does_not_matter(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    served = Served(snapshot)
    assert served.edition == snapshot.id
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NEXT)
    assert served.edition == snapshot.id
    assert served.judged is served.findings


def test_incomplete_waiver_waives_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    text = RULES["WV002"].passes.replace("cg:acceptedBy", "# cg:acceptedBy").replace("contract/example/", "contract/m/")
    broken = client(tmp_path, text)
    assert items(broken, "/v1/findings?limit=1000")
    assert not items(broken, "/v1/findings?status=waived")
    assert "no waiver holds" in caplog.text
