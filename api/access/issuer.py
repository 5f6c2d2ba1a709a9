"""Bearer tokens of an OpenID Connect issuer (OpenID Connect Core 1.0 and Discovery 1.0; RFC 7519, RFC 8725, RFC 9068).

Keys come from the configured issuer and from nowhere else: no header of a token names a key or a place to get one. The
algorithms are asymmetric ones, and each key is used only for those of its own kind, so that no public key is ever taken
for a secret.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from api.access.caller import Caller
from api.access.challenge import invalid, unchecked
from api.access.fetch import PATIENCE, document, origin
from kg import keys
from kg.errors import ParameterError, StoreError

LEEWAY = 30.0
"""How far, in seconds, our clock and the issuer's may be apart."""

FRESH = 600.0
"""For how long, in seconds, keys are used before they are fetched anew."""

PAUSE = 10.0
"""How long, in seconds, after one fetch the next may follow."""

LAST = 86_400.0
"""For how long, in seconds, keys are used while the issuer cannot be reached."""

_LONGEST = 16_384
_SHORTEST_RSA = 2048
_RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
_FITTING = {
    ("RSA", None): _RSA,
    ("EC", "P-256"): ("ES256",),
    ("EC", "P-384"): ("ES384",),
    ("EC", "P-521"): ("ES512",),
    ("OKP", "Ed25519"): ("EdDSA",),
}
"""The algorithms that fit each type of key and its curve (RFC 7518, section 3.1; RFC 8037, section 3.1)."""

_log = logging.getLogger(__name__)
_fetcher = ThreadPoolExecutor(1, "issuer")


@dataclass(frozen=True, slots=True)
class Key:
    """A public key of the issuer's, and the algorithms that it may be used with."""

    public: Any
    algorithms: tuple[str, ...]


class Issuer:
    """Tells who shows a token.

    Args:
        url: of the issuer, as tokens name it.
        audience: that tokens must be meant for.
        claim: that holds the scopes, as a list or separated by spaces: `graph:vendors/acme`, `graph:*`. What does not
            begin with `graph:` means nothing here.

    Raises:
        ParameterError: the issuer is neither https, nor http on this machine; or there is no audience.
    """

    def __init__(self, url: str, audience: str | None, claim: str) -> None:
        if origin(url) is None:
            raise ParameterError(
                f"the issuer cannot be {url!r}", expected="an https URL, or an http one on this machine"
            )
        if not audience:
            raise ParameterError("an issuer is set, and no audience", expected="the audience that tokens must name")
        self._url = url
        self._audience = audience
        self._claim = claim
        self._known: Mapping[str | None, Key] = {}
        self._read = self._tried = -LAST
        self._failed = False
        self._fetching: Future[None] | None = None
        self._lock = Lock()

    async def caller(self, token: str) -> Caller:
        """Who shows this token.

        Raises:
            Refused: it is not valid, or the issuer cannot be asked for the key that it is signed with.
        """
        try:
            if len(token) > _LONGEST:
                raise invalid("the token is too long")
            header = jwt.get_unverified_header(token)
            key = await self._key(header.get("kid"))
            if header.get("alg") not in key.algorithms or "crit" in header:
                raise invalid("the token is not signed as its key demands")
            claims = jwt.decode(
                token,
                key.public,
                algorithms=key.algorithms,
                audience=self._audience,
                issuer=self._url,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud"]},
            )
        except jwt.ExpiredSignatureError:
            raise invalid("the time of the token is over") from None
        except jwt.ImmatureSignatureError:
            raise invalid("the time of the token has not come yet") from None
        except jwt.InvalidIssuerError:
            raise invalid("the token is of another issuer") from None
        except jwt.InvalidAudienceError:
            raise invalid("the token is meant for somebody else") from None
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
            raise invalid("the token is not valid") from None
        return Caller(str(claims.get("sub", "a token without subject"))[:100], self._scopes(claims))

    def _scopes(self, claims: Mapping[str, Any]) -> tuple[str, ...]:
        said = claims.get(self._claim)
        found = set()
        for text in said.split() if isinstance(said, str) else said if isinstance(said, list) else ():
            if isinstance(text, str) and text.startswith("graph:"):
                try:
                    found.add(keys.scope(text))
                except ParameterError:
                    _log.warning("a token has a scope that names no graph: %r", text)
        return tuple(sorted(found))

    async def _key(self, kid: object) -> Key:
        """The key with this id; without an id, the only one that there is.

        Raises:
            Refused: the issuer has no such key, or cannot be asked.
        """
        now = monotonic()
        if now - self._read > LAST:
            self._known = {}
        key = self._find(kid)
        fetching = self._fetch(now) if key is None or now - self._read > FRESH else None
        if key is None and fetching is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(fetching)), 2 * PATIENCE)
            key = self._find(kid)
        if key is not None:
            return key
        if self._failed or (fetching is not None and not fetching.done()):
            raise unchecked("tokens cannot be checked at the moment", seconds=int(PAUSE))
        raise invalid("the token is signed with a key that its issuer does not have")

    def _find(self, kid: object) -> Key | None:
        if kid is None:
            return next(iter(self._known.values())) if len(self._known) == 1 else None
        return self._known.get(kid) if isinstance(kid, str) else None

    def _fetch(self, now: float) -> Future[None] | None:
        """Begins to fetch the keys, or joins in where that is underway; None where it is too early to fetch again."""
        with self._lock:
            if self._fetching is None or self._fetching.done():
                if now - self._tried < PAUSE:
                    return None
                self._tried = now
                self._fetching = _fetcher.submit(self._refresh)
            return self._fetching

    def _refresh(self) -> None:
        try:
            place = f"{self._url.rstrip('/')}/.well-known/openid-configuration"
            found = document(place)
            if found.get("issuer") != self._url:
                raise StoreError(f"{place} is of another issuer")
            where = found.get("jwks_uri")
            if not isinstance(where, str) or origin(where) != origin(self._url):
                raise StoreError(f"{place} names no keys that lie with the issuer itself")
            self._known = dict(_usable(document(where)))
            self._read, self._failed = monotonic(), False
        except StoreError as error:
            self._failed = True
            _log.error("the keys of the issuer cannot be had: %s", error)


def _usable(document: Mapping[str, Any]) -> Iterator[tuple[str | None, Key]]:
    """The keys of a JWK set that tokens may be signed with, each with its id (RFC 7517, section 5)."""
    rows = document.get("keys")
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict) or row.get("use", "sig") != "sig" or "d" in row:
            continue
        kid, fitting = row.get("kid"), _FITTING.get((str(row.get("kty")), row.get("crv")), ())
        algorithms = tuple(name for name in fitting if row.get("alg", name) == name)
        if not algorithms or not isinstance(kid, str | None):
            continue
        try:
            public = jwt.PyJWK(row).key
        except (jwt.PyJWTError, ValueError, TypeError, KeyError, OverflowError):
            _log.warning("the issuer has a key that cannot be read: %r", kid)
            continue
        if not isinstance(public, RSAPublicKey) or public.key_size >= _SHORTEST_RSA:
            yield kid, Key(public, algorithms)
