"""Every error of every route as application/problem+json (RFC 9457).

::

    bad-parameter       400  a parameter is missing, unknown, or names nothing
    bad-query           400  a query does not parse, or is refused
    bad-input           400  anything else that the caller can mend
    unauthorized        401  no credentials, or none that are valid
    forbidden           403  the credentials do not reach this far
    facts-are-in-git    403  an update
    not-found           404  no such thing, or no such path
    wrong-method        405
    not-acceptable      406  none of the formats on offer is acceptable
    too-slow            408  a request that does not come to its end in time
    stale-cursor        410  a page of a list that has changed since
    too-large           413  a body
    unsupported-type    415  a body of a type that is not read here
    unsupported-coding  415  a compressed body
    misdirected         421  a request from elsewhere, where only this machine may ask
    too-many-headers    431  the head of a request
    too-large-answer    422  an answer
    busy                429  too many queries wait already
    client-gone         499  nobody is left to answer
    store-failed        503  the store could not answer
    too-much-memory     503  a query that would not fit
    broken-off          503  a query that ended the process that worked on it
    unchecked           503  whether credentials are valid cannot be told for now
    unavailable         503  the service is full, starting or ending
    deadline            504  a query took too long
    internal            500  our own fault; says nothing of what is inside
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import Scope

from api.models.problem import Place, Problem
from kg.errors import InputError, KGError, NotFound, ParameterError, QueryError, StoreError
from kg.iris import ID
from kg.lookup.names import nearest

MEDIA_TYPE = "application/problem+json"

_KINDS = MappingProxyType(
    {
        "bad-parameter": (400, "A parameter is wrong"),
        "bad-query": (400, "The query is wrong, or refused"),
        "bad-input": (400, "The input is wrong"),
        "unauthorized": (401, "Credentials are needed"),
        "forbidden": (403, "These credentials do not reach this far"),
        "facts-are-in-git": (403, "Facts are written in git"),
        "not-found": (404, "There is no such thing"),
        "wrong-method": (405, "The method is not allowed here"),
        "not-acceptable": (406, "No acceptable format"),
        "too-slow": (408, "The request did not end in time"),
        "stale-cursor": (410, "The list has changed"),
        "too-large": (413, "The request is too large"),
        "unsupported-type": (415, "The body is of a type that is not read here"),
        "unsupported-coding": (415, "Compressed bodies are not read here"),
        "misdirected": (421, "Asked for by another name"),
        "too-many-headers": (431, "The head of the request is too large"),
        "too-large-answer": (422, "The answer is too large"),
        "client-gone": (499, "The client has gone"),
        "busy": (429, "Too many queries at once"),
        "too-much-memory": (503, "The query takes too much memory"),
        "broken-off": (503, "The query was broken off"),
        "deadline": (504, "The query takes too long"),
        "store-failed": (503, "The store could not answer"),
        "unchecked": (503, "Credentials cannot be checked"),
        "unavailable": (503, "The service takes no more for now"),
        "internal": (500, "Our own fault"),
    }
)
"""Each kind of problem, its status and its title."""

_CLASSES: tuple[tuple[type[KGError], str], ...] = (
    (NotFound, "not-found"),
    (ParameterError, "bad-parameter"),
    (QueryError, "bad-query"),
    (InputError, "bad-input"),
    (StoreError, "store-failed"),
    (KGError, "internal"),
)
"""Which kind of problem each error of the library is; the first class that fits counts."""

_NOT_YOURS = "the request is not at fault; what went wrong is in the log of the service"
_SECRET = re.compile(r"cg_\w+")
"""A key, which has no place in a path, and so none in the log."""

_CHOICE = re.compile(r"'([^']*)'")

_log = logging.getLogger(__name__)
_audit = logging.getLogger("clausegraph.audit")


class Refused(Exception):
    """A request that gets no answer.

    Args:
        kind: of problem, one of those above.
        detail: what is wrong, in one sentence.
        expected: what would have been right.
        place: where it stands in the request.
        headers: to send along.
    """

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        expected: str | None = None,
        place: Place | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.expected = expected
        self.place = place
        self.headers = headers


def add_to(app: FastAPI) -> None:
    """Has every error of an app answered as a problem."""
    app.exception_handler(Refused)(_answer)
    app.exception_handler(KGError)(_library)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(Exception)(_unexpected)


def problem(scope: Scope, error: Refused | KGError) -> JSONResponse:
    """The answer to a request that gets none, for routes and for the layers around them.

    Each leaves a line in the audit log: which request, whose, and why not. It holds no secret, and no query string.

    Args:
        scope: the request.
        error: why; one of the library that is not the caller's fault goes to the log, and is told to nobody.
    """
    refused = error if isinstance(error, Refused) else _refusal(scope, error)
    status, title = _KINDS[refused.kind]
    state = scope.get("state", {})
    told = {
        "request": state.get("request_id"),
        "caller": state["caller"].name if "caller" in state else None,
        "method": scope["method"],
        "path": _SECRET.sub("…", scope["path"]),
        "status": status,
        "kind": refused.kind,
    }
    _audit.info("refused", extra={"fields": told})
    body = Problem(
        type=f"{ID}problem/{refused.kind}",
        title=title,
        status=status,
        detail=refused.detail,
        instance=Request(scope).url.path,
        expected=refused.expected,
        place=refused.place,
    )
    return JSONResponse(body.model_dump(exclude_none=True), status, refused.headers, MEDIA_TYPE)


def _refusal(scope: Scope, error: KGError) -> Refused:
    kind = next(kind for of_class, kind in _CLASSES if isinstance(error, of_class))
    if _KINDS[kind][0] >= 500:
        _log.error("%s %s: %s", scope["method"], _SECRET.sub("…", scope["path"]), error, exc_info=error)
        return Refused(kind, _NOT_YOURS)
    place = Place(line=error.line, column=error.column) if error.line else None
    if isinstance(error, ParameterError) and error.parameter:
        place = Place(parameter=error.parameter)
    return Refused(kind, error.message, expected=error.expected, place=place)


async def _answer(request: Request, refused: Refused) -> JSONResponse:
    return problem(request.scope, refused)


async def _library(request: Request, error: KGError) -> JSONResponse:
    return problem(request.scope, error)


async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    """The first parameter that is not one of its choices."""
    wrong: dict[str, Any] = error.errors()[0]
    name = str(wrong["loc"][1])
    detail, remedy = f"{name} is missing", f"?{name}=…"
    if wrong["type"] != "missing":
        choices = _CHOICE.findall(str(wrong.get("ctx", {}).get("expected", "")))
        said = wrong["msg"].removeprefix("Input should be ").partition(",")[0]
        detail, remedy = f"{name} cannot be {wrong['input']!r}", nearest(wrong["input"], choices) if choices else said
    return await _answer(request, Refused("bad-parameter", detail, expected=remedy, place=Place(parameter=name)))


async def _http(request: Request, error: HTTPException) -> JSONResponse:
    """What FastAPI says of a path or method that it does not know."""
    path = request.url.path
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = _allowed(request, (error.headers or {}).get("Allow", ""))
        detail = f"{request.method} is not allowed on {path}"
        return await _answer(request, Refused("wrong-method", detail, expected=allowed, headers={"Allow": allowed}))
    fixed = [known for known in request.app.openapi()["paths"] if "{" not in known]
    return await _answer(request, Refused("not-found", f"there is no {path}", expected=nearest(path, fixed)))


def _allowed(request: Request, told: str) -> str:
    """The methods of all routes of a path, where Starlette tells those of the first only."""
    path = getattr(request.scope.get("route"), "path_format", "")
    methods = {*told.split(", "), *(method.upper() for method in request.app.openapi()["paths"].get(path, ()))}
    return ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods))


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    """The server writes the error itself to its log."""
    return await _answer(request, Refused("internal", _NOT_YOURS))
