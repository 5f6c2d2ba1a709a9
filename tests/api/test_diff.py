from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from kg.cli.diff import as_json
from kg.comparison import diff
from kg.iris import ID
from kg.snapshot import Snapshot
from tests.api.test_errors import check

EARLIER, LATER = "microsoft/dpa-2020-12-09", "microsoft/dpa-2023-01-01"
PATH = f"/v1/contracts/{EARLIER}/diff/{LATER}"


def get(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def plain(value: Any) -> Any:
    """References as the command writes them."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    told = {key: plain(one) for key, one in value.items() if key not in ("href", "type", "@context")}
    return {("iri" if key == "id" else key): one for key, one in told.items()}


@pytest.mark.parametrize("lang", ["en", "sv", "da"])
def test_same_as_the_command_tells(client: TestClient, snapshot: Snapshot, lang: Any) -> None:
    told = json.loads(as_json(diff(snapshot.store, EARLIER, LATER), lang))
    answer = plain(get(client, f"{PATH}?lang={lang}"))
    assert {name: answer[name] for name in ("earlier", "later", "unchanged")} == {
        name: told[name] for name in ("earlier", "later", "unchanged")
    }
    assert answer["changes"] == told["changes"]
    assert answer["findings_stayed"] == told["findingsStayed"]
    heads = ("iri", "code", "name", "severity", "state", "happening", "settled")
    assert [{name: one[name] for name in heads} for one in answer["findings"]] == [
        {name: one[name] for name in heads} for one in told["findings"]
    ]
    assert [(one["focus"], one["focus_label"]) for one in answer["findings"]] == [
        (one["about"]["iri"], one["about"]["label"]) for one in told["findings"]
    ]


def test_what_is_not_documented_is_not_gone(client: TestClient) -> None:
    changes = get(client, PATH)["changes"]
    assert {change["certain"] for change in changes if change["happening"] == "went"} == {True, False}


def test_versions_by_their_iris(client: TestClient) -> None:
    earlier, later = (quote(f"{ID}contract/{name}", safe="") for name in (EARLIER, LATER))
    assert client.get(f"/v1/contracts/{earlier}/diff/{later}").content == client.get(PATH).content


def test_order_counts(client: TestClient) -> None:
    answer = get(client, f"/v1/contracts/{LATER}/diff/{EARLIER}")
    assert answer["earlier"]["id"].endswith(LATER)
    assert get(client, f"/v1/contracts/{EARLIER}/diff/{EARLIER}")["changes"] == []


def test_unknown_version(client: TestClient) -> None:
    problem = check(client.get(f"/v1/contracts/{EARLIER}/diff/microsoft/dpa-2023"), 404, "not-found")
    assert problem["expected"] == f"did you mean {LATER}?"
    check(client.get(f"/v1/contracts/nobody/diff/{LATER}"), 404, "not-found")
    check(client.get(f"/v1/contracts/microsoft/dpa/diff/{LATER}"), 404, "not-found")
    check(client.get(f"{PATH}?vendor=microsoft"), 400, "bad-parameter")


def test_leads_to_what_it_tells_of(client: TestClient) -> None:
    answer = get(client, PATH)
    for reference in (answer["earlier"], answer["findings"][0], answer["changes"][0]["later"][0]):
        assert client.get(reference["href"]).status_code == 200
