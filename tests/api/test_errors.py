from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from api.app import create_app
from api.models.problem import Problem
from api.settings import Settings
from kg.errors import EnvironmentFault, InternalError, KGError, StoreError
from kg.snapshot import Snapshot
from kg.store import EmbeddedStore
from tests.api.examples import REQUESTS

WITHOUT_STORE = {"/health", "/v1/questions?lang=sv"}
PATHS = sorted(path for paths in REQUESTS.values() for path in paths)
ASK = "/sparql?query=ASK {}"


class Broken(EmbeddedStore):
    """A store that fails at whatever it is asked."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def query(self, *arguments: Any, **named: Any) -> Any:
        raise self.error


def broken(snapshot: Snapshot, error: Exception) -> Iterator[TestClient]:
    app = create_app(Settings(open=True), replace(snapshot, store=Broken(error)))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def check(answer: httpx.Response, status: int, kind: str) -> dict[str, Any]:
    """Asserts that an answer is a problem of that kind, and gives it."""
    assert answer.headers["content-type"] == "application/problem+json", f"{answer.url}: {answer.text[:500]}"
    problem: dict[str, Any] = answer.json()
    Draft202012Validator(Problem.model_json_schema(mode="serialization")).validate(problem)
    assert (answer.status_code, problem["status"]) == (status, status), problem
    assert problem["type"] == f"https://w3id.org/clausegraph/id/problem/{kind}"
    assert problem["instance"] == answer.request.url.path
    assert "None" not in answer.text
    return problem


def operations(client: TestClient) -> list[tuple[str, str, set[str]]]:
    """Method, path and query parameters of each."""
    paths = client.get("/openapi.json").json()["paths"]
    return [
        (method.upper(), path, {one["name"] for one in told.get("parameters", ()) if one["in"] == "query"})
        for path, methods in paths.items()
        for method, told in methods.items()
    ]


def test_every_route_and_every_status(client: TestClient, snapshot: Snapshot) -> None:
    seen = set()
    for method, path, parameters in operations(client):
        example = re.sub(r"\{\w+\}", "none", path)
        check(client.request("DELETE", example), 405, "wrong-method")
        if "{" in path:
            check(client.request(method, example), 404, "not-found")
        if path not in ("/sparql", "/.well-known/void"):  # clients of SPARQL send parameters of their own
            problem = check(client.request(method, f"{example}?nonsense=1"), 400, "bad-parameter")
            assert problem["place"] == {"parameter": "nonsense"}
        if "lang" in parameters:
            problem = check(client.request(method, f"{example}?lang=sw"), 400, "bad-parameter")
            assert (problem["place"], problem["expected"]) == ({"parameter": "lang"}, "did you mean sv?")
            check(client.request(method, f"{example}?lang=sv&lang=da"), 400, "bad-parameter")
        seen.add(path)
    assert len(seen) > 30
    check(client.get("/v2"), 404, "not-found")
    check(client.get("/docs/page/none.js"), 404, "not-found")
    check(client.get(ASK, headers={"accept": "image/png"}), 406, "not-acceptable")
    check(client.post("/sparql", data={"update": "CLEAR ALL"}), 403, "facts-are-in-git")
    check(client.post("/sparql", json={}), 415, "unsupported-type")
    form = {"content-type": "application/x-www-form-urlencoded"}
    check(client.post("/sparql", content=b"x" * 1_000_001, headers=form), 413, "too-large")
    check(client.get("/sparql?query=SELECT"), 400, "bad-query")
    for error, status, kind in (
        (StoreError("secret"), 503, "store-failed"),
        (InternalError("secret"), 500, "internal"),
        (EnvironmentFault("secret"), 500, "internal"),
        (KGError("secret"), 500, "internal"),
        (ZeroDivisionError("secret"), 500, "internal"),
    ):
        for failing in broken(snapshot, error):
            for path in [ASK, *PATHS]:
                if path not in WITHOUT_STORE:
                    answer = failing.get(path)
                    check(answer, status, kind)
                    assert "secret" not in answer.text


def test_fault_of_ours_is_in_the_log(snapshot: Snapshot, caplog: pytest.LogCaptureFixture) -> None:
    for failing in broken(snapshot, StoreError("the disk is gone")):
        with caplog.at_level(logging.ERROR, logger="api"):
            failing.get("/v1/vendors")
    assert "GET /v1/vendors: the disk is gone" in caplog.text


@pytest.mark.parametrize(
    ("path", "detail", "expected"),
    [
        ("/v1/vendor", "there is no /v1/vendor", "did you mean /v1/vendors?"),
        ("/health/", "there is no /health/", "did you mean /health?"),
        ("/v1/vendors/microsft", "there is no vendor 'microsft'", "did you mean microsoft?"),
        ("/v1/questions/purpose-by-role", "there is no question 'purpose-by-role'", "did you mean purposes-by-role?"),
        ("/v1/contracts/microsoft/dpa-2020", "there is no contract 'microsoft/dpa-2020'", None),
        ("/v1/provisions/gdpr/art_6/par_1/pnt_x", "there is no provision 'gdpr/art_6/par_1/pnt_x'", None),
    ],
)
def test_not_found_names_the_nearest(client: TestClient, path: str, detail: str, expected: str | None) -> None:
    problem = check(client.get(path), 404, "not-found")
    assert problem["detail"] == detail
    assert problem["expected"].startswith(expected or "did you mean ")


@pytest.mark.parametrize(
    ("path", "parameter", "detail", "expected"),
    [
        ("/v1/findings?vendr=microsoft", "vendr", "there is no parameter 'vendr' here", "did you mean vendor?"),
        ("/v1/vendors/google?x=1", "x", "there is no parameter 'x' here", "it takes lang, fields"),
        ("/health?x=1", "x", "there is no parameter 'x' here", "it takes none"),
        ("/v1/findings?code=LI001&code=PD001", "code", "code is given 2 times", "it once"),
        ("/v1/findings?severity=vilation", "severity", "severity cannot be 'vilation'", "did you mean violation?"),
        ("/v1/findings?state=stated", "state", "state cannot be 'stated'", "did you mean stated otherwise?"),
        ("/v1/findings?status=nix", "status", "status cannot be 'nix'", "known: open, waived"),
        ("/v1/purposes?limit=0", "limit", "limit cannot be '0'", "greater than or equal to 1"),
        ("/v1/purposes?limit=many", "limit", "limit cannot be 'many'", "a valid integer"),
        ("/v1/purposes?role=controler", "role", "role cannot be 'controler'", "did you mean controller?"),
        (
            "/v1/questions/rests-on?provison=5",
            "provison",
            "there is no parameter 'provison' here",
            "did you mean provision?",
        ),
        ("/sparql?qurey=ASK {}", "qurey", "there is no parameter 'qurey' here", "did you mean query?"),
    ],
)
def test_wrong_parameter_is_named_with_what_would_be_right(
    client: TestClient, path: str, parameter: str, detail: str, expected: str
) -> None:
    problem = check(client.get(path), 400, "bad-parameter")
    assert (problem["place"], problem["detail"], problem["expected"]) == ({"parameter": parameter}, detail, expected)


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/v1/purposes?vendor=microsft", "vendor"),
        ("/v1/clauses?version=microsoft/dpa", "version"),
        ("/v1/processings?purpose=none", "purpose"),
        ("/v1/processings?data_type=none", "data_type"),
        ("/v1/guidance?provision=art_6", "provision"),
        ("/v1/findings?provision=art_6", "provision"),
        ("/v1/findings?topic=lawfullness", "topic"),
        ("/v1/findings?code=LI", "code"),
        ("/v1/questions/four-questions?version=microsoft/dpa", "version"),
        ("/v1/questions/four-questions", "version"),
        ("/v1/questions/four-questions?vendor=microsoft&version=microsoft/dpa-2020-12-09", "vendor"),
        ("/v1/questions/rests-on-guidance?paragraph=none", "paragraph"),
    ],
)
def test_parameter_that_names_nothing_is_an_error_and_no_empty_list(
    client: TestClient, path: str, parameter: str
) -> None:
    problem = check(client.get(path), 400, "bad-parameter")
    assert problem["place"] == {"parameter": parameter}
    assert problem["expected"]
    assert "--" not in problem["expected"]


def test_method_not_allowed_says_which_are(client: TestClient) -> None:
    answer = client.put("/v1/vendors")
    assert answer.headers["allow"] == "GET, HEAD"
    assert check(answer, 405, "wrong-method")["expected"] == "GET, HEAD"
