from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import BlankNode, Literal, NamedNode

from api.routers.questions import _value
from kg.iris import ID, PREFIXES
from kg.questions import Value, ask, library
from kg.snapshot import Snapshot
from kg.store import Term

VERSION = "microsoft/dpa-2020-12-09"


def get(client: TestClient, path: str, **parameters: str) -> Any:
    answer = client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def labels(cell: Any) -> list[str]:
    return [value["label"] for value in cell["values"]]


def test_list_has_every_question_with_its_parameters(client: TestClient) -> None:
    found = get(client, "/v1/questions", lang="sv")
    assert [one["name"] for one in found["items"]] == [one.name for one in library()]
    roles = next(one for one in found["items"] if one["name"] == "four-questions")
    assert roles["parameters"] == [{"name": "version", "kind": "version", "required": True}]
    assert roles["wording"].startswith("Vilka personuppgifter")


def test_every_question_without_required_parameters_can_be_asked(client: TestClient, snapshot: Snapshot) -> None:
    asked = [one.name for one in library() if not any(parameter.required for parameter in one.parameters)]
    assert len(asked) > 10
    for name in asked:
        found, expected = get(client, f"/v1/questions/{name}"), ask(snapshot.store, name)
        assert [one["name"] for one in found["columns"]] == [one.name for one in expected.columns]
        assert found["total"] == len(found["items"]) == len(expected.rows)
        for item, row in zip(found["items"], expected.rows, strict=True):
            for column, values in zip(expected.columns, row.cells, strict=True):
                assert [value["value"] for value in item["cells"][column.name]["values"]] == [
                    value.term.value for value in values
                ]
            assert [one["id"] for one in item["evidence"]] == [one.iri for one in row.evidence]


def test_cell_that_no_document_fills_says_so(client: TestClient) -> None:
    found = get(client, "/v1/questions/four-questions", version=VERSION)
    rows = [item["cells"] for item in found["items"]]
    billing = next(row for row in rows if labels(row["why"]) == ["billing and account management"])
    assert billing["which"] == {"documented": False, "values": []}
    assert billing["byWhom"] == {
        "documented": True,
        "values": [{"type": "uri", "value": f"{ID}party/microsoft", "label": "Microsoft"}],
    }
    assert billing["inContract"]["values"] == [
        {"type": "literal", "value": "false", "datatype": PREFIXES["xsd"] + "boolean", "lang": None}
    ]
    assert billing["assumedBasis"] == {"documented": True, "values": []}
    assert all(set(row) == {one["name"] for one in found["columns"]} for row in rows)


def test_parameters_come_back_as_they_were_understood(client: TestClient) -> None:
    found = get(client, "/v1/questions/rests-on", provision="artikel 6.1 f", lang="sv")
    assert found["parameters"]["provision"]["label"] == "artikel 6.1 f GDPR"
    assert [one["title"] for one in found["columns"]][:2] == ["slag", "vad"]


def test_iris_come_with_their_label(client: TestClient) -> None:
    found = get(client, "/v1/questions/rests-on", provision="6(1)(f)", lang="sv")
    things = [value for item in found["items"] for value in item["cells"]["thing"]["values"]]
    assert things
    assert all(thing["type"] == "uri" and thing["label"] for thing in things)


def test_names_are_read_as_on_the_command_line(client: TestClient) -> None:
    answers = [
        get(client, "/v1/questions/rests-on", provision=name)["items"]
        for name in ("6(1)(f)", "gdpr/art_6/par_1/pnt_f", "http://data.europa.eu/eli/reg/2016/679/art_6/par_1/pnt_f/oj")
    ]
    assert answers[0] == answers[1] == answers[2] != []


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (BlankNode("b"), {"type": "bnode", "value": "b", "label": "said"}),
        (NamedNode("a:b"), {"type": "uri", "value": "a:b", "label": "said"}),
        (Literal("x"), {"type": "literal", "value": "x", "datatype": None, "lang": None}),
        (Literal("x", language="sv"), {"type": "literal", "value": "x", "datatype": None, "lang": "sv"}),
        (Literal(3), {"type": "literal", "value": "3", "datatype": PREFIXES["xsd"] + "integer", "lang": None}),
    ],
)
def test_values(term: Term, expected: dict[str, Any]) -> None:
    assert _value(Value(term, "said")).model_dump() == expected
