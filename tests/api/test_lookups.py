"""The routes under /v1, but for the questions."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from kg import lookup
from kg.findings import findings
from kg.iris import GDPR, ID
from kg.snapshot import Snapshot


def get(client: TestClient, path: str) -> Any:
    """An answer, without the context that makes it JSON-LD."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return {key: value for key, value in answer.json().items() if key != "@context"}


def hrefs(value: Any) -> set[str]:
    """All paths that an answer points to."""
    if isinstance(value, dict):
        own = {value["href"]} if value.get("href") else set()
        return own.union(*map(hrefs, value.values()))
    return set().union(*map(hrefs, value)) if isinstance(value, list) else set()


def test_vendors(client: TestClient) -> None:
    found = get(client, "/v1/vendors")
    assert [one["label"] for one in found["items"]] == ["Google", "Microsoft"]
    assert found["total"] == 2
    assert found["items"][1] == get(client, "/v1/vendors/microsoft")
    assert found["items"][1]["id"] == f"{ID}party/microsoft"


def test_contract_leads_to_its_versions(client: TestClient) -> None:
    contract = get(client, "/v1/contracts/microsoft/dpa")
    assert contract["type"] == "Contract"
    assert contract in get(client, "/v1/contracts")["items"]
    for one in contract["versions"]:
        version = get(client, one["href"])
        assert (version["type"], version["id"]) == ("ContractVersion", one["id"])
        assert version["contract"][0]["href"] == contract["href"]


def test_null_is_not_documented_and_lacking_is_said(client: TestClient) -> None:
    version = get(client, "/v1/contracts/microsoft/dpa-2020-12-09")
    billing = next(one for one in version["purposes"] if one["id"].endswith("/billing"))
    assert billing["data_types"] is None
    assert billing["not_documented"] == ["data_types"]
    assert [one["label"] for one in billing["lacks"]] == ["data types used"]
    assert billing["roles"] == ["controller"]
    for part in (part for parts in version.values() if isinstance(parts, list) for part in parts):
        if isinstance(part, dict) and "not_documented" in part:
            assert all(part[name] is None for name in part["not_documented"])
            assert all(value != [] for name, value in part.items() if name in part["not_documented"])


def test_same_contract_by_its_whole_iri(client: TestClient) -> None:
    quoted = f"{ID}contract/microsoft/dpa".replace("/", "%2F").replace(":", "%3A")
    assert get(client, f"/v1/contracts/{quoted}") == get(client, "/v1/contracts/microsoft/dpa")


def test_purposes_filter_as_the_library_does(client: TestClient, snapshot: Snapshot) -> None:
    found = get(client, "/v1/purposes?vendor=microsoft&version=microsoft/dpa-2023-01-01&role=controller")
    expected = lookup.purposes(snapshot.store, version="microsoft/dpa-2023-01-01", role="controller")
    assert [one["id"] for one in found["items"]] == [one.iri for one in expected]
    assert found["total"] == len(expected) > 0
    assert get(client, found["items"][0]["href"]) == found["items"][0]


def test_provision_with_everything_that_rests_on_it(client: TestClient) -> None:
    point = get(client, "/v1/provisions/gdpr/art_6/par_1/pnt_f")
    assert (point["id"], point["number"]) == (f"{GDPR}art_6/par_1/pnt_f/oj", "6(1)(f)")
    assert [one["number"] for one in point["parents"]] == ["6(1)", "6", None]
    assert {one["code"] for one in point["shapes"]} >= {"LI001", "LI002"}
    assert {one["code"] for one in point["findings"]} <= {one["code"] for one in point["shapes"]}
    assert point["findings"]
    assert get(client, "/v1/provisions/gdpr")["children"]


def test_findings_are_those_of_the_library(client: TestClient, snapshot: Snapshot) -> None:
    found = get(client, "/v1/findings?limit=1000")
    expected = findings(snapshot.store)
    assert [one["id"] for one in found["items"]] == [one.iri for one in expected]
    assert found["total"] == found["counts"]["findings"] == len(expected)
    some = get(client, "/v1/findings?code=LI001&severity=warning&state=not documented&provision=6(1)(f)")
    assert {one["code"] for one in some["items"]} == {"LI001"}
    one = get(client, some["items"][0]["href"])
    assert one == some["items"][0]
    assert one["location"]["file"] == "data/contracts/microsoft-2020-12-09.ttl"


@pytest.mark.parametrize(
    ("lang", "label"),
    [
        ("en", "billing and account management"),
        ("sv", "fakturering och kontohantering"),
        ("da", "fakturering og kontoadministration"),
    ],
)
def test_language(client: TestClient, lang: str, label: str) -> None:
    assert get(client, f"/v1/purposes/microsoft/dpa-2020-12-09/billing?lang={lang}")["label"] == label


def test_every_path_that_an_answer_points_to_can_be_asked(client: TestClient) -> None:
    paths = set()
    for path in (
        *("/v1/vendors", "/v1/services", "/v1/contracts/microsoft/dpa-2020-12-09", "/v1/findings", "/v1/provisions"),
        *("/v1/observations", "/v1/guidance", "/v1/shapes", "/v1/clauses", "/v1/data-types", "/v1/processings"),
        *("/v1/provisions/gdpr/art_6", "/v1/graphs"),
    ):
        paths |= hrefs(get(client, path))
    assert len(paths) > 300
    kinds: dict[str, list[str]] = {}
    for path in sorted(paths):
        kinds.setdefault(re.split("[/?]", path)[2], []).append(path)
    assert sorted(kinds) == [
        *("clauses", "contracts", "data-types", "findings", "graphs", "guidance", "observations", "processings"),
        *("provisions", "purposes", "resource", "services", "shapes", "vendors"),
    ]
    for some in kinds.values():
        for path in some[:: max(1, len(some) // 4)]:
            assert client.head(path).status_code == 200, path


@pytest.mark.parametrize(
    ("path", "total"),
    [
        ("/v1/services?vendor=google", 3),
        ("/v1/clauses?vendor=google", 0),
        ("/v1/clauses?version=microsoft/dpa-2020-12-09", None),
        ("/v1/data-types?vendor=microsoft&version=microsoft/dpa-2023-01-01", None),
        ("/v1/processings?role=controller&version=microsoft/dpa-2020-12-09", None),
        ("/v1/processings?purpose=purpose/microsoft/dpa-2020-12-09/billing", 1),
        ("/v1/processings?data_type=data-type/microsoft/dpa-2020-12-09/customer-data", None),
        ("/v1/contracts?vendor=google", 1),
        ("/v1/guidance?provision=28", None),
        ("/v1/observations?vendor=microsoft&provision=gdpr", None),
        ("/v1/shapes?provision=6(1)(f)", None),
    ],
)
def test_filters_narrow(client: TestClient, path: str, total: int | None) -> None:
    some, whole = get(client, path), get(client, path.partition("?")[0])
    assert some["total"] < whole["total"]
    assert total in (None, some["total"])
    assert total is not None or some["total"]
    assert {one["id"] for one in some["items"]} <= {one["id"] for one in whole["items"]}


def test_what_rests_on_a_provision(client: TestClient) -> None:
    point = get(client, "/v1/provisions/gdpr/art_6/par_1/pnt_f")
    assert {one["type"] for one in point["legal_bases"]} == {"LegalBasisStatement"}
    assert {one["type"] for one in point["purposes"]} == {"Purpose"}
    for one in (*point["legal_bases"], *point["purposes"]):
        assert [part["number"] for part in one["on"]] == ["6(1)(f)"]
    paragraph = get(client, "/v1/provisions/gdpr/art_6/par_1")
    assert {one["id"] for one in point["purposes"]} <= {one["id"] for one in paragraph["purposes"]}
    for name in ("clauses", "shapes", "guidance", "observations"):
        for one in get(client, "/v1/provisions/gdpr/art_28")[name]:
            assert one["on"], one["id"]
            assert client.head(one["href"]).status_code == 200


def test_health_and_readiness_tell_of_no_data(client: TestClient) -> None:
    assert get(client, "/health") == {"status": "ok"}
    assert get(client, "/ready") == {"status": "ready"}
