from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from kg.findings import findings, select
from kg.snapshot import Snapshot
from tests.api.test_errors import check

PATH = "/v1/compare?vendor=microsoft&vendor=google"


@pytest.fixture(scope="module")
def compared(client: TestClient) -> Any:
    answer = client.get(PATH)
    assert answer.status_code == 200, answer.text
    return answer.json()


def cells(compared: Any, aspect: str) -> list[Any]:
    (row,) = (row for row in compared["rows"] if row["aspect"] == aspect)
    found: list[Any] = row["cells"]
    return found


def test_vendors_stand_in_the_order_asked_for(client: TestClient, compared: Any) -> None:
    assert [one["label"] for one in compared["vendors"]] == ["Microsoft", "Google"]
    other = client.get("/v1/compare?vendor=google&vendor=microsoft").json()
    assert [one["label"] for one in other["vendors"]] == ["Google", "Microsoft"]
    for row in other["rows"]:
        assert [cell["vendor"]["label"] for cell in row["cells"]] == ["Google", "Microsoft"]


def test_three_states(compared: Any) -> None:
    states = {cell["state"] for row in compared["rows"] for cell in row["cells"]}
    assert {"stated", "not documented", "none"} <= states
    for row in compared["rows"]:
        for cell in row["cells"]:
            assert (cell["state"] == "stated") == bool(cell["values"])
            assert (cell["state"] in ("not documented", "none")) == (not cell["values"] and not cell["lacks"])


def test_none_is_said_only_of_what_was_gone_through(compared: Any) -> None:
    told = {
        (row["aspect"], cell["vendor"]["label"])
        for row in compared["rows"]
        for cell in row["cells"]
        if cell["state"] == "none"
    }
    assert told == {("purposes-without-role", "Google")}


def test_not_documented_is_no_no(compared: Any) -> None:
    microsoft, google = cells(compared, "sub-processors")
    assert (google["state"], google["values"], google["lacks"]) == ("not documented", [], [])
    assert microsoft["state"] == "stated"
    assert [one["label"] for one in microsoft["lacks"]] == [
        "data types by sub-processor",
        "processing by each sub-processor",
    ]


def test_purposes_by_role(client: TestClient, compared: Any) -> None:
    for aspect, role in (("own-purposes", "controller"), ("purposes-on-behalf", "processor")):
        for cell, vendor in zip(cells(compared, aspect), ("microsoft", "google"), strict=True):
            listed = client.get(f"/v1/purposes?vendor={vendor}&role={role}&limit=1000").json()["items"]
            assert {one["id"] for one in cell["values"]} == {one["id"] for one in listed}
    assert cells(compared, "purposes-without-role")[0]["values"]


def test_each_item_has_its_evidence(compared: Any) -> None:
    for row in compared["rows"]:
        for cell in row["cells"]:
            for item in (*cell["values"], *cell["lacks"]):
                assert item["evidence"], item["id"]


def test_duties_are_the_points_of_article_28_3(compared: Any) -> None:
    duties = [row for row in compared["rows"] if row["aspect"] == "duty"]
    assert [row["provision"]["number"] for row in duties] == [f"28(3)({point})" for point in "abcdefgh"]
    assert duties[1]["label"] == "Article 28(3)(b) GDPR: Confidentiality"
    assert duties[0]["cells"][0]["state"] == "stated"
    assert {cell["state"] for cell in duties[1]["cells"]} == {"not documented"}
    assert [one["label"] for one in duties[7]["cells"][0]["lacks"]] == ["data protection expertise within reach"]


def test_what_a_reader_assumes_is_not_stated(compared: Any) -> None:
    labels = [one["label"] for one in cells(compared, "legal-bases")[0]["values"]]
    assert labels == ["legitimate interest, Art. 6(1)(f)"], "consent is only assumed"


def test_findings_are_counted_by_topic(compared: Any, snapshot: Snapshot) -> None:
    every = findings(snapshot.store)
    assert [one["topic"] for one in compared["topics"]] == sorted({one.topic for one in every})
    for topic in compared["topics"]:
        for count in topic["vendors"]:
            found = select(every, vendor=count["vendor"]["id"], topic=topic["topic"])
            assert count["counts"]["findings"] == len(found)
    assert any(count["counts"]["findings"] for topic in compared["topics"] for count in topic["vendors"])


def test_language(client: TestClient) -> None:
    answer = client.get(f"{PATH}&lang=sv").json()
    assert answer["rows"][0]["label"] == "egna ändamål"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", None),
        ("vendor=google", "two to 8 to put side by side"),
        ("vendor=google&vendor=google", "each vendor once"),
        ("vendor=google&vendor=https://w3id.org/clausegraph/id/party/google", "each vendor once"),
        ("vendor=google&vendor=microsft", "did you mean microsoft?"),
        ("&".join(["vendor=google"] * 9), "two to 8 to put side by side"),
    ],
)
def test_refused(client: TestClient, query: str, expected: str | None) -> None:
    problem = check(client.get(f"/v1/compare?{query}"), 400, "bad-parameter")
    assert problem["place"] == {"parameter": "vendor"}
    assert expected in (None, problem["expected"])
