"""The OpenAPI document: what every route shares."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from api.errors import MEDIA_TYPE
from api.models.problem import Problem

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


class Service(FastAPI):
    """An app whose OpenAPI document says that every route answers errors as problems."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document; made once."""
        if self.openapi_schema is None:
            schema = super().openapi()
            problem = Problem.model_json_schema(ref_template=_SCHEMA, mode="serialization")
            schema["components"]["schemas"] |= problem.pop("$defs") | {"Problem": problem}
            content = {MEDIA_TYPE: {"schema": {"$ref": _SCHEMA.format(model="Problem")}}}
            for operation in (one for operations in schema["paths"].values() for one in operations.values()):
                operation["responses"].pop("422", None)
                operation["responses"]["default"] = {"description": "An error.", "content": content}
            for name in ("HTTPValidationError", "ValidationError"):
                schema["components"]["schemas"].pop(name, None)
            self.openapi_schema = schema
        return self.openapi_schema
