"""The layer that says who is asking, and hands each request the view that it is answered from."""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import jsonld
from api.access.caller import ANYONE, NOBODY, PUBLIC, Caller
from api.access.challenge import ambiguous, invalid, misdirected, missing
from api.access.elsewhere import from_elsewhere
from api.access.issuer import Issuer
from api.access.keyring import Keyring
from api.access.views import Views
from api.errors import Refused, problem
from api.settings import Settings
from kg import keys
from kg.errors import InternalError, KGError

_OPEN = re.compile(rf"/|/health|/ready|/docs(?:/.*)?|/openapi\.json|{re.escape(jsonld.PATH)}")
"""What tells nothing of the data, and needs no credentials."""

_ONE_CALLER = ((b"cache-control", b"private"), (b"vary", b"authorization, x-api-key"))

_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*) *", re.IGNORECASE)


class Access:
    """Sets `state["caller"]` and `state["served"]`, their view (RFC 9110, section 11; RFC 6750).

    Without credentials a request gets what is built in, where that is public, else 401. Credentials that are not valid
    get 401 in any case.

    Args:
        app: the layers below.
        settings: who may see what.
        keyring: the keys; an open service is closed with the first of them.
        issuer: of tokens; None where only keys are known.
    """

    def __init__(self, app: ASGIApp, settings: Settings, keyring: Keyring, issuer: Issuer | None) -> None:
        self._app = app
        self._open = settings.open
        self._keyring = keyring
        self._issuer = issuer
        self._stranger = PUBLIC if settings.public else NOBODY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        views: Views = scope["app"].state.views
        state = scope.setdefault("state", {})
        try:
            state["caller"] = caller = await self._caller(scope)
            state["served"] = await views.of(caller.scopes)
        except Refused as refused:
            await problem(scope, refused)(scope, receive, send)
            return
        except KGError as error:  # whatever it is, it is not this caller's, and may tell of files that others added
            fault = InternalError(f"a view cannot be made: {error}")
            await problem(scope, fault)(scope, receive, send)
            return
        await self._app(scope, receive, send if caller is ANYONE else _for_one(send))

    async def _caller(self, scope: Scope) -> Caller:
        """Who is asking.

        Raises:
            Refused: nobody who may.
        """
        if self._open and self._keyring.empty:
            if from_elsewhere(scope):
                raise misdirected()
            return ANYONE
        credentials = _credentials(Headers(scope=scope))
        if credentials is None:
            if self._stranger.admitted or _OPEN.fullmatch(scope["path"]):
                return self._stranger
            raise missing()
        if self._issuer is not None and not credentials.startswith(keys.MARK):
            return await self._issuer.caller(credentials)
        if caller := self._keyring.caller(credentials):
            return caller
        if keys.mistyped(credentials):
            raise invalid("this is no key: it is mistyped, or cut short")
        raise invalid("this key is not known: it was revoked, or its time is over")


def _for_one(send: Send) -> Send:
    """Keeps others from being given the answer by a cache in between (RFC 9111, sections 3.5, 4.1 and 5.2.2.7)."""

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *_ONE_CALLER]}
        await send(message)

    return answer


def _credentials(headers: Headers) -> str | None:
    """The key or token that a request shows (RFC 6750, section 2.1; `X-API-Key` for clients that know only that).

    Raises:
        Refused: it shows several, or they are not of that form.
    """
    bearers, plain = headers.getlist("authorization"), headers.getlist("x-api-key")
    if not bearers and not plain:
        return None
    if len(bearers) + len(plain) > 1:
        raise ambiguous()
    if plain:
        return plain[0].strip()
    if match := _BEARER.fullmatch(bearers[0]):
        return match[1]
    raise invalid("the Authorization header holds no bearer token")
