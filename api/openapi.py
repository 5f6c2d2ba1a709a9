"""The OpenAPI document: what every route shares."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from api.errors import MEDIA_TYPE
from api.models.problem import Place, Problem
from kg.iris import ID

_EXAMPLES = Path(__file__).parent / "examples.json"
_SCHEMA = "#/components/schemas/{model}"

DESCRIPTION = """\
Law, guidance, contracts and what was observed of them, as one graph that is checked against the law.

* **Null is *not documented*.** No document at hand says anything: neither that it is so, nor that it is not. The field
  `not_documented` names what is null for that reason, and a cell of an answer says `"documented": false`.
* **Answers do not change** while the service runs from one snapshot. Its id is the `ETag` of every answer; send it back
  as `If-None-Match` to get 304.
* **Errors** are `application/problem+json`, with what would have been right in `expected`.
* **Words** come in English, Swedish or Danish: `?lang=en`, `sv` or `da`.
"""

TAGS = [
    {"name": "contracts", "description": "Vendors, their contracts, and what these state."},
    {"name": "law", "description": "Provisions, and everything that rests on them."},
    {"name": "findings", "description": "What validation found, with the words behind it."},
    {"name": "questions", "description": "Stored questions across vendors."},
    {"name": "sparql", "description": "The graph itself: SPARQL 1.1, read only."},
    {"name": "service", "description": "The service."},
]


_PROBLEM = Problem(
    type=f"{ID}problem/bad-parameter",
    title="A parameter is wrong",
    status=400,
    detail="lang cannot be 'sw'",
    instance="/v1/vendors",
    expected="did you mean sv?",
    place=Place(parameter="lang"),
)


class Service(FastAPI):
    """An app whose OpenAPI document has an example for every answer, and says that errors are problems."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document; made once."""
        if self.openapi_schema is None:
            document = super().openapi()
            schemas = document["components"]["schemas"]
            schemas["Problem"] = Problem.model_json_schema(ref_template=_SCHEMA, mode="serialization")
            schemas |= schemas["Problem"].pop("$defs")
            examples = json.loads(_EXAMPLES.read_text(encoding="utf-8"))
            for operation in (one for operations in document["paths"].values() for one in operations.values()):
                _complete(operation, examples.get(operation["operationId"], {}))
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            self.openapi_schema = document
        return self.openapi_schema


def _complete(operation: dict[str, Any], examples: dict[str, Any]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    problem = {"schema": {"$ref": _SCHEMA.format(model="Problem")}, "example": _PROBLEM.model_dump(exclude_none=True)}
    responses["default"] = {"description": "An error.", "content": {MEDIA_TYPE: problem}}
    if examples:
        cut = {path: {"summary": f"{path}, one item of each list", "value": value} for path, value in examples.items()}
        responses["200"]["content"]["application/json"]["examples"] = cut
    for parameter in operation.get("parameters", ()):
        # What is left out is left out: nothing in a URL is null.
        for choice in parameter["schema"].pop("anyOf", ()):
            if choice["type"] != "null":
                parameter["schema"] |= choice
