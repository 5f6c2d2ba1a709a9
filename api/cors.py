"""Which pages of other sites may ask (https://fetch.spec.whatwg.org/#http-cors-protocol)."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.errors import Refused, problem
from api.settings import Settings

_ASK = ("GET", "HEAD", "POST")
_SEND = ("accept-language", "authorization", "content-type", "if-none-match", "x-api-key")
_READ = ("content-language", "etag", "link", "retry-after", "www-authenticate", "x-request-id")


def add_to(app: FastAPI, settings: Settings) -> None:
    """Lets pages of the origins that the settings name ask, and read what they need of the answers.

    Browsers send no credentials of their own accord: a page has to hold a key or token itself.
    """
    if settings.origins:
        app.add_middleware(
            _CORS, allow_origins=settings.origins, allow_methods=_ASK, allow_headers=_SEND, expose_headers=_READ
        )


class _CORS(CORSMiddleware):
    """Starlette's, but what it refuses is a problem like any other."""

    def preflight_response(self, request_headers: Headers) -> Response:
        """What a browser is told that asks whether it may ask."""
        response = super().preflight_response(request_headers)
        return response if response.status_code == 200 else _NotAllowed(response)


class _NotAllowed(Response):
    def __init__(self, said: Response) -> None:
        super().__init__()
        self._detail = bytes(said.body).decode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        expected = f"{', '.join(_ASK)} from an origin that this service is set to allow"
        refused = Refused("bad-input", self._detail.lower(), expected=expected, headers={"vary": "Origin"})
        await problem(scope, refused)(scope, receive, send)
