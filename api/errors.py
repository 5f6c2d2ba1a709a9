"""Every error of every route as application/problem+json (RFC 9457).

::

    bad-parameter       400  a parameter is missing, unknown, or names nothing
    bad-query           400  a query does not parse, or is refused
    bad-input           400  anything else that the caller can mend
    facts-are-in-git    403  an update
    not-found           404  no such thing, or no such path
    wrong-method        405
    not-acceptable      406  none of the formats on offer is acceptable
    too-large           413  a body
    unsupported-type    415  a body of a type that is not read here
    store-failed        503  the store could not answer
    internal            500  our own fault; says nothing of what is inside
"""

from __future__ import annotations

import difflib
import logging
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.models.problem import Place, Problem
from kg.errors import InputError, KGError, NotFound, ParameterError, QueryError, StoreError
from kg.iris import ID

MEDIA_TYPE = "application/problem+json"

_KINDS = MappingProxyType(
    {
        "bad-parameter": (400, "A parameter is wrong"),
        "bad-query": (400, "The query is wrong, or refused"),
        "bad-input": (400, "The input is wrong"),
        "facts-are-in-git": (403, "Facts are written in git"),
        "not-found": (404, "There is no such thing"),
        "wrong-method": (405, "The method is not allowed here"),
        "not-acceptable": (406, "No acceptable format"),
        "too-large": (413, "The request is too large"),
        "unsupported-type": (415, "The body is of a type that is not read here"),
        "store-failed": (503, "The store could not answer"),
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

_STATUSES = MappingProxyType({404: "not-found", 405: "wrong-method", 413: "too-large", 415: "unsupported-type"})
"""Which kind of problem each status is that FastAPI itself answers with."""

_log = logging.getLogger(__name__)


class Refused(Exception):
    """What the service refuses by itself, before the library is asked.

    Args:
        kind: of problem, one of those above.
        detail: what is wrong, in one sentence.
        expected: what would have been right.
        parameter: the one that is at fault.
        headers: to send with the answer.
    """

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        expected: str | None = None,
        parameter: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.expected = expected
        self.parameter = parameter
        self.headers = headers


def add_to(app: FastAPI) -> None:
    """Has every error of an app answered as a problem."""
    app.add_exception_handler(KGError, _library)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _problem(
    request: Request,
    kind: str,
    detail: str,
    *,
    expected: str | None = None,
    place: Place | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    status, title = _KINDS[kind]
    problem = Problem(
        type=f"{ID}problem/{kind}",
        title=title,
        status=status,
        detail=detail,
        instance=request.url.path,
        expected=expected,
        place=place,
    )
    return JSONResponse(problem.model_dump(exclude_none=True), status, headers, MEDIA_TYPE)


async def _library(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, KGError)
    kind = next(kind for of_class, kind in _CLASSES if isinstance(error, of_class))
    if _KINDS[kind][0] >= 500:
        _log.error("%s %s: %s", request.method, request.url.path, error, exc_info=error)
        return _problem(request, kind, "nothing is wrong with the request", expected="try again later")
    place = Place(line=error.line, column=error.column) if error.line else None
    return _problem(request, kind, error.message, expected=error.expected, place=place)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)
    place = Place(parameter=error.parameter) if error.parameter else None
    return _problem(request, error.kind, error.detail, expected=error.expected, place=place, headers=error.headers)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first: dict[str, Any] = error.errors()[0]
    name = str(first["loc"][-1])
    if first["type"] == "missing":
        return _problem(request, "bad-parameter", f"{name} is missing", expected=name, place=Place(parameter=name))
    choices = [one.strip("' ") for one in str(first.get("ctx", {}).get("expected", "")).replace(" or ", ", ").split(",")]
    near = difflib.get_close_matches(str(first["input"]), choices, n=1)
    return _problem(
        request,
        "bad-parameter",
        f"{name} is {first['input']!r}",
        expected=f"did you mean {near[0]}?" if near else f"one of {', '.join(choices)}",
        place=Place(parameter=name),
    )


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    path = request.url.path
    if error.status_code == 404:
        known = sorted(request.app.openapi()["paths"])
        near = difflib.get_close_matches(path, known, n=1)
        remedy = f"did you mean {near[0]}?" if near else "/openapi.json lists the paths"
        return _problem(request, "not-found", f"there is no {path}", expected=remedy)
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "").split(", ")
        allow = ", ".join(sorted({*allowed, "HEAD"} if "GET" in allowed else allowed))
        return _problem(
            request,
            "wrong-method",
            f"{request.method} is not allowed on {path}",
            expected=allow,
            headers={"Allow": allow},
        )
    ...


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    return _problem(request, "internal", "nothing is wrong with the request", expected="try again later")
