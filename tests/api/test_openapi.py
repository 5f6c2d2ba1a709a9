from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from pyoxigraph import NamedNode

from kg.snapshot import Snapshot
from tests.api.examples import FILE, REQUESTS

ELSEWHERE = {"describe_service"}
"""Operations whose answers are no JSON of ours."""


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["operationId"]: one for methods in document["paths"].values() for one in methods.values()}


def validator(document: dict[str, Any], operation: str) -> Draft202012Validator:
    content = operations(document)[operation]["responses"]["200"]["content"]["application/json"]
    return Draft202012Validator({**content["schema"], "components": document["components"]})


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in document["tags"]}
    named = operations(document)
    assert len(named) == sum(len(methods) for methods in document["paths"].values())
    for name, operation in named.items():
        assert operation["summary"], name
        assert len(operation["description"]) > 30, name
        assert set(operation["tags"]) <= tags, name
        assert "422" not in operation["responses"], name
        problem = operation["responses"]["default"]["content"]["application/problem+json"]
        assert problem["schema"] == {"$ref": "#/components/schemas/Problem"}
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description") or parameter["schema"].get("description") or name == "get_sparql"
            assert "null" not in json.dumps(parameter["schema"])


def test_every_field_is_described(document: dict[str, Any]) -> None:
    plain = {
        "items",
        "total",
        "kind",
        "documented",
        "name",
        "status",
        "findings",
        "violation",
        "warning",
        "info",
        "value",
    }
    for name, schema in document["components"]["schemas"].items():
        assert schema.get("description"), name
        for field, told in schema["properties"].items():
            assert told.get("description") or field in plain, f"{name}.{field}"


def test_document_points_nowhere_else(document: dict[str, Any]) -> None:
    references = {value for key, value in walk(document) if key == "$ref"}
    assert references
    assert all(one.startswith("#/components/schemas/") for one in references)
    assert {"servers", "externalDocs", "termsOfService"}.isdisjoint({*document, *document["info"]})
    assert "HTTPValidationError" not in document["components"]["schemas"]


def walk(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [*value.items(), *(pair for one in value.values() for pair in walk(one))]
    return [pair for one in value for pair in walk(one)] if isinstance(value, list) else []


def test_every_json_answer_has_examples(document: dict[str, Any]) -> None:
    examples = json.loads(FILE.read_text(encoding="utf-8"))
    answers = {name: one["responses"].get("200", {}).get("content", {}) for name, one in operations(document).items()}
    typed = {name for name, content in answers.items() if "$ref" in str(content) and name != "post_validate"}
    # A finding is an item of the list of findings.
    assert typed - {"get_finding"} - ELSEWHERE == set(examples) == set(REQUESTS)
    for name, paths in REQUESTS.items():
        content = operations(document)[name]["responses"]["200"]["content"]["application/json"]
        assert {path: one["value"] for path, one in content["examples"].items()} == examples[name]
        assert list(examples[name]) == paths
        for example in examples[name].values():
            validator(document, name).validate(example)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/vendors?fields=label",
        "/v1/contracts/microsoft/dpa?fields=versions",
        "/v1/contracts/microsoft/dpa-2020-12-09?fields=clauses,valid_from",
        "/v1/findings?fields=code,severity&limit=5",
        "/v1/resource?iri=cg:Purpose&fields=total",
    ],
)
def test_answers_in_part_are_as_the_document_says(client: TestClient, document: dict[str, Any], path: str) -> None:
    routes = document["paths"]
    known = {
        "/v1/vendors": "/v1/vendors",
        "/v1/contracts": "/v1/contracts/{id}",
        "/v1/findings": "/v1/findings",
        "/v1/resource": "/v1/resource",
    }
    route = known["/".join(path.partition("?")[0].split("/")[:3])]
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    validator(document, routes[route]["get"]["operationId"]).validate(answer.json())


def test_examples_are_of_things_in_the_graph(client: TestClient, snapshot: Snapshot) -> None:
    examples = json.loads(FILE.read_text(encoding="utf-8"))
    iris = {value for key, value in walk(examples) if key == "id" and value}
    assert len(iris) > 30
    for iri in sorted(iris):
        known = "ASK { { ?thing ?p ?o } UNION { ?s ?q ?thing } UNION { GRAPH ?thing { ?s ?p ?o } } }"
        assert snapshot.store.ask(known, bindings={"thing": NamedNode(iri)}), iri
    for path in sorted({value for key, value in walk(examples) if key == "href"}):
        assert client.head(path).status_code in (200, 400), path  # a question may need a parameter


@pytest.mark.parametrize(("operation", "path"), [(name, path) for name, paths in REQUESTS.items() for path in paths])
def test_answers_are_as_the_document_says(
    client: TestClient, document: dict[str, Any], operation: str, path: str
) -> None:
    for lang in ("en", "sv", "da"):
        asked = path if operation in ("get_health", "get_ready") else f"{path.partition('?lang')[0]}"
        parameters = {} if operation in ("get_health", "get_ready") else {"lang": lang}
        given = [tuple(pair.split("=")) for pair in query(asked)]
        answer = client.get(asked, params=[*given, *parameters.items()])
        assert answer.status_code == 200, answer.text
        validator(document, operation).validate(answer.json())


def query(path: str) -> list[str]:
    return [unquote(pair) for pair in path.partition("?")[2].split("&") if pair]
