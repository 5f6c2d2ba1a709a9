"""The OpenAPI document is true: no answer is off its schema, and nothing that it allows is our fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from api.settings import Settings
from kg.snapshot import Snapshot

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 12
"""How many made-up requests each operation gets."""


@pytest.fixture(scope="module")
def client(snapshot: Snapshot) -> Iterator[TestClient]:
    app = create_app(Settings(open=True, processes=1, deadline=10), snapshot)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def document(client: TestClient) -> schemathesis.schemas.BaseSchema:
    return schemathesis.openapi.from_dict(client.get("/openapi.json").json())


def test_every_operation(
    client: TestClient, document: schemathesis.schemas.BaseSchema, subtests: pytest.Subtests
) -> None:
    results = list(document.get_all_operations())
    operations = [result.ok() for result in results if isinstance(result, Ok)]
    assert len(operations) == len(results)
    assert len(operations) > 20
    for operation in operations:
        with subtests.test(operation.label):
            _check(operation, client)


def _check(operation: Any, client: TestClient) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def check(case: Any) -> None:
        answer = client.request(**case.as_transport_kwargs(base_url=""))
        case.validate_response(schemathesis.Response.from_any(answer), checks=CHECKS)

    check()
