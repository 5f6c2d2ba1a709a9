from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import BlankNode, Literal, NamedNode

from api.routers.questions import _cell
from kg.iris import PREFIXES
from kg.questions import ask, library
from kg.snapshot import Snapshot

VERSION = "microsoft/dpa-2020-12-09"


def get(client: TestClient, path: str, **parameters: str) -> Any:
    answer = client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


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
        assert found["columns"] == list(expected.columns)
        assert found["total"] == len(found["items"]) == len(expected.rows)
        for item, row in zip(found["items"], expected.rows, strict=True):
            assert [item[column]["value"] for column in found["columns"]] == [term and term.value for term in row]


def test_cell_that_no_document_fills_says_so(client: TestClient) -> None:
    found = get(client, "/v1/questions/four-questions", version=VERSION)
    billing = next(one for one in found["items"] if one["why"]["value"] == "billing and account management")
    assert billing["which"] == {"documented": False, "value": None}
    assert billing["byWhom"] == {
        "documented": True,
        "type": "literal",
        "value": "Microsoft",
        "datatype": None,
        "lang": "en",
    }
    assert all(set(item) == set(found["columns"]) for item in found["items"])


def test_iris_come_with_their_label(client: TestClient) -> None:
    found = get(client, "/v1/questions/rests-on", provision="6(1)(f)", lang="sv")
    things = [item["thing"] for item in found["items"]]
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
        (BlankNode("b"), {"type": "bnode", "value": "b", "label": None}),
        (NamedNode("a:b"), {"type": "uri", "value": "a:b", "label": None}),
        (Literal("x"), {"type": "literal", "value": "x", "datatype": None, "lang": None}),
        (Literal("x", language="sv"), {"type": "literal", "value": "x", "datatype": None, "lang": "sv"}),
        (Literal(3), {"type": "literal", "value": "3", "datatype": PREFIXES["xsd"] + "integer", "lang": None}),
    ],
)
def test_cells(term: Any, expected: dict[str, Any]) -> None:
    assert _cell(term, {}, "en").model_dump() == {"documented": True, **expected}
