"""The OpenAPI document: what every route shares."""

from __future__ import annotations

import json
from collections.abc import Iterable
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
* **Answers do not change** while the service runs from one snapshot. Send the `ETag` of an answer back as
  `If-None-Match` to get 304.
* **Lists come in pages**: `limit` says how long, and the `Link` header leads to the next. `fields=id,label` leaves out
  the rest.
* **Every answer is JSON-LD**, with one context for all at `/v1/context.jsonld`: what it says as RDF is in the graph.
* **Errors** are `application/problem+json`, with what would have been right in `expected`.
* **Words** come in English, Swedish or Danish, as `Accept-Language` or `?lang=` says.
"""

TAGS = [
    {"name": "contracts", "description": "Vendors, their contracts, and what these state."},
    {"name": "law", "description": "Provisions, and everything that rests on them."},
    {"name": "findings", "description": "What validation found, with the words behind it."},
    {"name": "search", "description": "Everything that has a name, by its words."},
    {"name": "questions", "description": "Stored questions across vendors."},
    {"name": "graph", "description": "Anything in the graph, by its IRI."},
    {"name": "sparql", "description": "The graph itself: SPARQL 1.1, read only."},
    {"name": "service", "description": "The service."},
]


_CREDENTIALS = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A key, or a token of the issuer that is trusted."},
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "A key."},
}
"""What a caller may show; which of the graphs they then see is up to the service, and without any it may refuse."""

_PROBLEM = Problem(
    type=f"{ID}problem/bad-parameter",
    title="A parameter is wrong",
    status=400,
    detail="lang cannot be 'sw'",
    instance="/v1/vendors",
    expected="did you mean sv?",
    place=Place(parameter="lang"),
)


def content(media_types: Iterable[str]) -> dict[str, Any]:
    """What an answer that is none of our models holds: text, or what the standard behind a JSON type says."""
    known = {True: {"type": ["object", "array"]}, False: {"type": "string"}}
    return {media_type: {"schema": known[media_type.endswith("json")]} for media_type in media_types}


class Service(FastAPI):
    """An app whose OpenAPI document has an example for every answer, and says that errors are problems."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document; made once."""
        if self.openapi_schema is None:
            document = super().openapi()
            document["components"]["securitySchemes"] = _CREDENTIALS
            document["security"] = [{}, *({scheme: []} for scheme in _CREDENTIALS)]
            schemas = document["components"]["schemas"]
            schemas["Problem"] = Problem.model_json_schema(ref_template=_SCHEMA, mode="serialization")
            schemas |= schemas["Problem"].pop("$defs")
            examples = json.loads(_EXAMPLES.read_text(encoding="utf-8"))
            for operation in (one for operations in document["paths"].values() for one in operations.values()):
                _complete(operation, examples.get(operation["operationId"], {}))
                _represent(operation, schemas)
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


def _represent(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Says of an answer that it is JSON-LD, too, that it can be had in part, and that it may be known already."""
    named = {parameter["name"] for parameter in operation.get("parameters", ())}
    if "fields" not in named and "lang" not in named:
        return
    answer = operation["responses"]["200"]
    content = answer["content"].get("application/json")
    if content is None:
        return
    if "fields" in named:
        part = _in_part(content["schema"], schemas)
        content["schema"] = {"anyOf": [content["schema"], part]}
        (parameter,) = (one for one in operation["parameters"] if one["name"] == "fields")
        parameter["examples"] = {"two": {"value": ",".join(_fields(part)[:2])}}
    answer["content"] = {"application/json": content, "application/ld+json": {"schema": content["schema"]}} | {
        media_type: one for media_type, one in answer["content"].items() if media_type != "application/json"
    }
    headers = {"ETag": "What to send back as `If-None-Match`.", "Content-Language": "The language of the words."}
    if "cursor" in named:
        headers["Link"] = "The first page, the last, and the neighbours of this one (RFC 8288)."
    answer["headers"] = {name: {"description": text, "schema": {"type": "string"}} for name, text in headers.items()}
    operation["responses"]["304"] = {"description": "The client has this answer already."}


def _in_part(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The schema of an answer of which only some fields are wanted."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    if choices := schema.get("oneOf"):
        return {"anyOf": [_in_part(choice, schemas) for choice in choices]}
    properties = schema["properties"]
    if "items" in properties:
        items = {"type": "array", "items": _in_part(properties["items"]["items"], schemas)}
        own = {"properties": {**properties, "items": items}, "required": schema["required"]}
    else:
        required = [name for name in schema.get("required", ()) if name in ("id", "type")]
        own = {"properties": properties, "required": required}
    return {"type": "object", "description": "The same, with the fields that `fields` names.", **own}


def _fields(schema: dict[str, Any]) -> list[str]:
    """The fields that can be asked for of an answer in part, or of its items; the first and the last come first."""
    if choices := schema.get("anyOf"):
        return _fields(choices[0])
    properties = schema["properties"]
    return _fields(properties["items"]["items"]) if "items" in properties else [*properties][:: len(properties) - 1]
