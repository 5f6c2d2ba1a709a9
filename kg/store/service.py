"""Calls a SPARQL 1.1 service over HTTP, through SPARQLWrapper, so that every call ends and no secret leaves.

A call has one deadline, its repetitions and a server that drips bytes included. What may work a moment later is tried
again: a refused or broken connection, and 429, 502, 503 and 504, after as long as the service asks for. Everything
that clausegraph sends can be repeated: queries, and updates that say the same however often they are said. Redirects
are not followed, since the credentials would travel along.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from kg.errors import EngineFault, ParameterError, QueryError

if TYPE_CHECKING:
    from urllib.request import Request

    from SPARQLWrapper import SPARQLWrapper

    from kg.store.transport import Reply

PREFIX = "CLAUSEGRAPH_STORE"
TRIES = 5
"""How often one call is sent at most."""

_AGAIN = frozenset({429, 502, 503, 504})
_FIRST_PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered: the media type, without parameters, the headers and the whole body."""

    media_type: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Service:
    """Where a SPARQL 1.1 service takes queries and updates, and as whom it is called.

    Args:
        url: where it takes queries; user and password may stand in it, and are never shown.
        update_url: where it takes updates; left out, the same URL.
        user: for HTTP basic or, where the service wants that, digest authentication.
        password: for the same.
        token: a bearer token, in the place of user and password.
        timeout: how long one call may take with all its repetitions, in seconds.
        longest: how many bytes one answer may have.

    Raises:
        ParameterError: a URL is not an HTTP one, or carries other credentials than the ones given.
    """

    url: str
    update_url: str = ""
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    timeout: float = 60.0
    longest: int = 1 << 30
    _digest: list[bool] = field(default_factory=list, init=False, repr=False, compare=False)
    """Holds something once the service has turned out to want digest authentication."""

    def __post_init__(self) -> None:
        for name in ("url", "update_url"):
            given = getattr(self, name) or self.url
            parts = _parts(given)
            if parts.username is not None:
                object.__setattr__(self, "user", self.user or unquote(parts.username))
                object.__setattr__(self, "password", self.password or unquote(parts.password or ""))
            object.__setattr__(self, name, urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])))

    @classmethod
    def from_environment(
        cls, url: str, update_url: str | None = None, environment: Mapping[str, str] = os.environ, **given: Any
    ) -> Service:
        """A service with the credentials of the environment: CLAUSEGRAPH_STORE_USER, _PASSWORD and _TOKEN.

        Args:
            url: as for the class, like all that follow the environment.
            update_url: the same.
            environment: what is looked up.
        """
        user, password, token = (environment.get(f"{PREFIX}_{name}") or None for name in ("USER", "PASSWORD", "TOKEN"))
        return cls(url, update_url or "", user=user, password=password, token=token, **given)

    def query(self, text: str, form: str, accept: str, graphs: Iterable[tuple[str, str]] = ()) -> Answer:
        """Sends a query.

        Args:
            text: the query.
            form: SELECT, ASK, CONSTRUCT or DESCRIBE.
            accept: the media types that can be read.
            graphs: the protocol's parameters `default-graph-uri` and `named-graph-uri`.

        Raises:
            QueryError: the service says that the query is wrong.
            EngineFault: it cannot be reached, denies, fails, sends elsewhere, or does not answer whole and in time.
        """
        from SPARQLWrapper import POST

        def call() -> SPARQLWrapper:
            call = self._call(text, form)
            call.setMethod(POST)
            for name, graph in graphs:
                call.addParameter(name, graph)
            return call

        return self._answered(call, accept)

    def update(self, text: str) -> None:
        """Sends an update that says the same however often it is said.

        Raises:
            EngineFault: as for `query`, or the service refuses the update.
        """
        from SPARQLWrapper import POST, POSTDIRECTLY

        def call() -> SPARQLWrapper:
            call = self._call(text, "INSERT")
            call.setMethod(POST)
            call.setRequestMethod(POSTDIRECTLY)
            return call

        try:
            self._answered(call, "*/*")
        except QueryError as error:
            raise EngineFault(error.message, expected=error.expected) from error

    def _call(self, text: str, form: str) -> SPARQLWrapper:
        from SPARQLWrapper import SPARQLWrapper

        call = SPARQLWrapper(self.url, self.update_url)
        call.setOnlyConneg(True)
        # Its own setter searches the whole text for the form.
        call.queryString, call.queryType = text, form
        if self.token is not None:
            call.addCustomHttpHeader("Authorization", f"Bearer {self.token}")
        elif self.user is not None and not self._digest:
            call.setCredentials(self.user, self.password or "")
        return call

    def _answered(self, call: Callable[[], SPARQLWrapper], accept: str) -> Answer:
        """The answer, after as many tries as there is time for."""
        deadline = time.monotonic() + self.timeout
        for turn in range(1, TRIES + 1):
            request = _request(call(), accept)
            try:
                return self._sent(request, deadline)
            except _Passing as passing:
                pause = passing.pause
                if pause is None:
                    pause = _FIRST_PAUSE * 2**turn * random.uniform(0.5, 1)  # noqa: S311
                if turn == TRIES or time.monotonic() + pause >= deadline:
                    raise self._fault(request, passing.words) from passing.__cause__
                time.sleep(pause)
        raise AssertionError  # pragma: no cover

    def _sent(self, request: Request, deadline: float) -> Answer:
        from kg.store.transport import Unsent, send

        login = (self.user or "", self.password or "") if self._digest else None
        try:
            reply = send(request, deadline, longest=self.longest, login=login)
        except TimeoutError as error:
            raise self._fault(request, f"did not answer within {self.timeout:g} seconds") from error
        except Unsent as error:
            if error.passing:
                raise _Passing(error.words) from error
            raise self._fault(request, error.words) from error
        if reply.status not in (200, 201, 202, 204):
            raise self._refused(request, reply)
        media_type = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Answer(media_type, reply.headers, reply.body)

    def _refused(self, request: Request, reply: Reply) -> Exception:
        """What becomes of a status that is no success."""
        said = " ".join(reply.body.decode("utf-8", "replace").split())[:300]
        status = f"{reply.status} {reply.reason}".strip()
        words = f"{status}: {said}" if said and "<html" not in said.lower() else status
        if reply.status in _AGAIN:
            return _Passing(f"failed: {words}", _pause(reply.headers.get("retry-after")))
        if 300 <= reply.status < 400:
            target = _shown(reply.headers.get("location", "nowhere"))
            return self._fault(request, f"sends on to {target}", "that URL itself, if it is the right one")
        if reply.status == 401 and self.user is not None and self.token is None and not self._digest:
            # Virtuoso does not say that it wants the other kind of login where it is sent this one.
            self._digest.append(True)
            return _Passing(f"denies: {words}", 0.0)
        if reply.status in (401, 403):
            remedy = f"the right {PREFIX}_USER and {PREFIX}_PASSWORD, or {PREFIX}_TOKEN"
            return self._fault(request, f"denies: {words}", remedy)
        if reply.status == 400:
            return QueryError(self._clean(f"{_shown(request.full_url)} refused: {words}"))
        return self._fault(request, f"failed: {words}")

    def _fault(self, request: Request, words: str, remedy: str | None = None) -> EngineFault:
        return EngineFault(self._clean(f"{_shown(request.full_url)} {words}"), expected=remedy)

    def _clean(self, text: str) -> str:
        """The text without any secret, should the service have repeated one."""
        for secret in (self.password, self.token):
            text = text.replace(secret, "…") if secret else text
        return text


class _Passing(Exception):
    """What may work a moment later."""

    def __init__(self, words: str, pause: float | None = None) -> None:
        super().__init__(words)
        self.words, self.pause = words, pause


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1)
    except ValueError:
        known = False
    if not known:
        raise ParameterError(f"{_shown(url)!r} is not the URL of a SPARQL service", expected="http://… or https://…")
    return parts


def _shown(url: str) -> str:
    """A URL without its userinfo, and without what follows the path."""
    head, colon, rest = url.partition("://")
    place, slash, path = rest.partition("/")
    return (head + colon + place.rpartition("@")[2] + slash + path).partition("?")[0]


def _pause(text: str | None) -> float | None:
    """How long a service asks to wait (RFC 9110, section 10.2.3): seconds, or a date."""
    from email.utils import parsedate_to_datetime

    if text is None:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return None


def _request(call: SPARQLWrapper, accept: str) -> Request:
    request: Request = call._createRequest()  # its `query` knows neither a deadline nor a redirect that is refused
    request.full_url = request.full_url.rstrip("?")
    request.add_header("Accept", accept)
    return request
