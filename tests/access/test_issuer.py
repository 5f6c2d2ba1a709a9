"""Bearer tokens, checked against a real issuer on this machine."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.access import fetch, issuer
from api.access.caller import Caller
from api.access.issuer import Issuer
from api.errors import Refused
from kg.errors import ParameterError, StoreError
from kg.iris import GRAPH
from tests.access.issuing import AUDIENCE, Running, issuing


@pytest.fixture
def known(running: Running, monkeypatch: pytest.MonkeyPatch) -> Issuer:
    """What knows the issuer; it may ask as often as it likes."""
    monkeypatch.setattr(issuer, "PAUSE", -1.0)
    return Issuer(running.url, AUDIENCE, "scope")


def caller(known: Issuer, token: str) -> Caller:
    return asyncio.run(known.caller(token))


def refused(known: Issuer, token: str, kind: str = "unauthorized") -> str:
    with pytest.raises(Refused) as raised:
        caller(known, token)
    assert raised.value.kind == kind
    if kind == "unauthorized":
        assert 'error="invalid_token"' in (raised.value.headers or {})["WWW-Authenticate"]
    return raised.value.detail


def by_hand(header: dict[str, Any], claims: dict[str, Any], secret: bytes | None = None) -> str:
    """A token that no library would sign."""
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims)]
    signed = ".".join(parts)
    mark = hmac.new(secret, signed.encode(), hashlib.sha256).digest() if secret else b""
    return f"{signed}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


@pytest.mark.parametrize("algorithm", ["RS256", "RS512", "PS256", "ES256", "ES384", "EdDSA"])
def test_good_tokens(running: Running, known: Issuer, algorithm: str) -> None:
    running.add("second", algorithm)
    assert caller(known, running.token("second", scope="openid graph:vendors/acme")).name == "anna"


@pytest.mark.parametrize(
    ("said", "scopes"),
    [
        ({"scope": "openid graph:vendors/acme profile graph:urn:x:*"}, (GRAPH + "vendors/acme", "urn:x:*")),
        ({"scope": ["graph:b", "graph:a", 3, "graph:a"]}, (GRAPH + "a", GRAPH + "b")),
        ({"scope": "graph:*"}, ("*",)),
        ({"scope": "* vendors/acme"}, ()),
        ({"scope": "graph: graph:a*b"}, ()),
        ({"scope": {"graph:*": 1}}, ()),
        ({"scope": None}, ()),
        ({"scp": "graph:*"}, ()),
    ],
)
def test_scopes(running: Running, known: Issuer, said: dict[str, Any], scopes: tuple[str, ...]) -> None:
    assert caller(known, running.token(**said)).scopes == scopes


def test_another_claim(running: Running) -> None:
    known = Issuer(running.url, AUDIENCE, "permissions")
    assert caller(known, running.token(permissions=["graph:a"], scope="graph:*")).scopes == (GRAPH + "a",)


def test_a_subject_is_cut_short(running: Running, known: Issuer) -> None:
    assert len(caller(known, running.token(sub="x" * 1000)).name) == 100
    assert caller(known, running.token(sub=None)).name == "a token without subject"


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"iss": "https://issuer.example.org"}, "another issuer"),
        ({"iss": None}, "not valid"),
        ({"aud": "another"}, "somebody else"),
        ({"aud": None}, "not valid"),
        ({"aud": []}, "not valid"),
        ({"exp": int(time.time()) - 60}, "over"),
        ({"exp": None}, "not valid"),
        ({"exp": "soon"}, "not valid"),
        ({"nbf": int(time.time()) + 300}, "not come yet"),
        ({"iat": int(time.time()) + 300}, "not come yet"),
    ],
)
def test_claims_that_do_not_hold(running: Running, known: Issuer, claims: dict[str, Any], why: str) -> None:
    assert why in refused(known, running.token(**claims))


def test_a_little_leeway(running: Running, known: Issuer) -> None:
    now = int(time.time())
    assert caller(known, running.token(exp=now - 5, nbf=now + 5))
    assert caller(known, running.token(aud=[AUDIENCE, "another"]))


def test_only_signatures_of_the_issuer_count(running: Running, known: Issuer) -> None:
    good = running.token(scope="graph:*")
    head, body, mark = good.split(".")
    claims = jwt.decode(good, options={"verify_signature": False})
    public = running.keys["first"][1].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    stranger = rsa.generate_private_key(65537, 2048)
    for bad in (
        by_hand({"alg": "none", "kid": "first"}, claims),
        by_hand({"alg": "None", "kid": "first"}, claims),
        by_hand({"alg": "HS256", "kid": "first"}, claims, public),
        by_hand({"alg": "HS256", "kid": "first"}, claims, public.strip()),
        by_hand({"kid": "first"}, claims),
        by_hand({"alg": "RS256", "kid": ["first"]}, claims),
        by_hand({"alg": ["RS256"], "kid": "first"}, claims),
        jwt.encode(claims, stranger, algorithm="RS256", headers={"kid": "first"}),
        jwt.encode(claims, stranger, algorithm="RS256", headers={"kid": "first", "jku": f"{running.url}/mine"}),
        running.token(header={"crit": ["exp"]}),
        f"{head}.{body}.",
        f"{head}.{body}.{mark[:-4]}AAAA",
        f"{head}.{by_hand({}, claims | {'sub': 'boss'}).split('.')[1]}.{mark}",
        good[:-2],
        "a.b.c",
        "",
        "eyJhbGciOiJSUzI1NiJ9",
        "[" * 10_000,
        "x" * 20_000,
    ):
        refused(known, bad)
    assert set(running.asked) <= {"/.well-known/openid-configuration", "/keys"}


def test_a_key_is_for_its_own_algorithms(running: Running, known: Issuer) -> None:
    rows = running.jwks()
    rows[0]["alg"] = "PS256"
    running.answers["/keys"] = (200, {}, json.dumps({"keys": rows}).encode())
    assert "signed" in refused(known, running.token())
    running.keys["first"] = ("PS256", running.keys["first"][1])
    assert caller(known, running.token())


@pytest.mark.filterwarnings("ignore:The RSA key is 1024 bits")
def test_keys_that_are_none(running: Running, known: Issuer) -> None:
    good = running.jwks()[0]
    secret = {"kty": "oct", "kid": "secret", "k": base64.urlsafe_b64encode(b"0" * 32).decode()}
    private = get_private(running)
    running.add("weak", "RS256", bits=1024)
    weak = running.jwks()[-1]
    rows = [secret, 3, {}, {"kty": "RSA", "kid": "half"}, {**good, "kid": 4}, {**good, "kid": "enc", "use": "enc"}]
    rows += [private, weak, {**good, "kid": "huge", "n": "!"}, good]
    running.answers["/keys"] = (200, {}, json.dumps({"keys": rows}).encode())
    assert caller(known, running.token())
    assert "does not have" in refused(known, running.token("weak"))
    assert "does not have" in refused(known, by_hand({"alg": "HS256", "kid": "secret"}, {}, b"0" * 32))
    for kid in ("enc", "private", "half"):
        assert "does not have" in refused(known, running.token(header={"kid": kid}))


def get_private(running: Running) -> dict[str, Any]:
    row: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(running.keys["first"][1], as_dict=True)
    return {**row, "kid": "private"}


def test_without_an_id_the_only_key_counts(running: Running, known: Issuer) -> None:
    claims = jwt.decode(running.token(), options={"verify_signature": False})
    nameless = jwt.encode(claims, running.keys["first"][1], algorithm="RS256")
    assert caller(known, nameless).name == "anna"
    running.add("second", "ES256")
    caller(known, running.token("second"))
    assert "does not have" in refused(known, nameless)


def test_a_rotated_key_is_fetched(running: Running, known: Issuer) -> None:
    old = running.token()
    assert caller(known, old)
    assert caller(known, old)
    assert running.asked.count("/keys") == 1
    running.add("second", "ES256")
    del running.keys["first"]
    assert caller(known, running.token("second"))
    assert running.asked.count("/keys") == 2
    assert "does not have" in refused(known, old)


def test_unknown_ids_do_not_make_us_ask_again_and_again(running: Running) -> None:
    known = Issuer(running.url, AUDIENCE, "scope")
    for number in range(20):
        refused(known, running.token(header={"kid": f"made-up-{number}"}))
    assert running.asked.count("/keys") == 1
    assert caller(known, running.token())


def test_keys_grow_old(running: Running, known: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    token = running.token()
    assert caller(known, token)
    monkeypatch.setattr(issuer, "FRESH", -1.0)
    del running.keys["first"]
    running.add("second", "ES256")
    caller(known, token)  # asks in the background
    assert known._fetching is not None
    known._fetching.result(60)
    assert "does not have" in refused(known, token)
    monkeypatch.setattr(issuer, "LAST", -1.0)
    running.answers["/keys"] = (500, {}, b"")
    refused(known, running.token("second"), "unchecked")


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/keys", (500, {}, b"{}")),
        ("/keys", (204, {}, b"")),
        ("/keys", (200, {}, b"")),
        ("/keys", (200, {}, b"[]")),
        ("/keys", (200, {}, b"\xff")),
        ("/keys", (200, {}, b"[" * 100_000)),
        ("/keys", (200, {}, b'{"keys": "' + b"x" * (2 << 20) + b'"}')),
        ("/keys", (302, {"location": "/elsewhere"}, b"")),
        ("/keys", (307, {"location": "https://issuer.example.org/keys"}, b"")),
        ("/.well-known/openid-configuration", (301, {"location": "/elsewhere"}, b"")),
        ("/.well-known/openid-configuration", (200, {}, b"{}")),
        ("/.well-known/openid-configuration", (200, {}, b'{"issuer": "https://issuer.example.org"}')),
    ],
)
def test_an_issuer_that_misbehaves(
    running: Running, known: Issuer, path: str, answer: tuple[int, dict[str, str], bytes]
) -> None:
    token = running.token()
    right = dict(running.answers)
    running.answers[path] = answer
    assert "at the moment" in refused(known, token, "unchecked")
    assert "/elsewhere" not in running.asked
    running.answers = right
    assert caller(known, token)
    running.answers[path] = answer
    assert caller(known, token), "known keys keep working"
    running.add("second", "ES256")
    refused(known, running.token("second"), "unchecked")
    assert caller(known, token)


@pytest.mark.parametrize(
    "place", ["https://127.0.0.1/keys", "http://localhost/keys", "http://169.254.169.254/", 3, None]
)
def test_keys_lie_with_the_issuer_itself(running: Running, known: Issuer, place: object) -> None:
    said = json.dumps({"issuer": running.url, "jwks_uri": place}).encode()
    running.answers["/.well-known/openid-configuration"] = (200, {}, said)
    refused(known, running.token(), "unchecked")
    assert running.asked == ["/.well-known/openid-configuration"]


def test_an_issuer_that_is_down() -> None:
    with issuing() as gone:
        token = gone.token()
    refused(Issuer(gone.url, AUDIENCE, "scope"), token, "unchecked")


def test_an_issuer_that_hangs(running: Running, known: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "PATIENCE", 0.2)
    running.hang.clear()
    refused(known, running.token(), "unchecked")
    monkeypatch.setattr(fetch, "PATIENCE", 60.0)
    monkeypatch.setattr(issuer, "PATIENCE", 0.1)
    refused(known, running.token(), "unchecked")
    running.hang.set()
    assert known._fetching is not None
    known._fetching.result(60)
    assert caller(known, running.token())


@pytest.mark.parametrize(
    "url",
    [
        *("http://issuer.example.org", "ftp://127.0.0.1", "file:///etc/passwd", "issuer.example.org", ""),
        *("https://", "https://user@issuer.example.org", "http://127.0.0.1.example.org", "https://[", "https://a:b"),
    ],
)
def test_issuers_that_are_none(url: str) -> None:
    with pytest.raises(ParameterError, match="issuer"):
        Issuer(url, AUDIENCE, "scope")
    with pytest.raises(StoreError, match="neither https"):
        fetch.document(url)


@pytest.mark.parametrize("url", ["https://issuer.example.org/realm", "http://[::1]:8080", "http://localhost:1"])
def test_issuers_that_may_be(url: str) -> None:
    Issuer(url, AUDIENCE, "scope")
    with pytest.raises(ParameterError, match="audience"):
        Issuer(url, None, "scope")
