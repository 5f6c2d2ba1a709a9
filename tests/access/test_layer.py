"""Who is let in, and which view they are given."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from api.access.admission import open_to_all
from api.settings import Settings
from kg import keys
from kg.errors import EnvironmentFault, ParameterError
from kg.iris import GRAPH
from tests.access.house import House, bearer, view
from tests.access.issuing import AUDIENCE, Running, issuing

PROBE = "/v1/vendors"


def refused(answer: httpx.Response, status: int, kind: str) -> str:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status), problem
    assert problem["type"].endswith(f"/problem/{kind}")
    return str(problem["detail"])


def test_open_shows_everything_to_everyone(house: House) -> None:
    client = house.client(open=True)
    whole = client.app.state.views.whole.snapshot.id  # type: ignore[attr-defined]
    for headers in ({}, bearer("anything")):
        answer = client.get(PROBE, headers=headers)
        assert view(answer) == whole
        assert "authorization" not in answer.headers["vary"]


def test_the_first_key_closes_an_open_service(house: House) -> None:
    client = house.client(open=True)
    whole = client.app.state.views.whole.snapshot.id  # type: ignore[attr-defined]
    assert view(client.get(PROBE)) == whole
    key = keys.add(house.home, "first", [keys.EVERYTHING])
    refused(client.get(PROBE), 401, "unauthorized")
    refused(client.get(PROBE, headers=bearer("anything")), 401, "unauthorized")
    answer = client.get(PROBE, headers=bearer(key))
    assert view(answer) == whole
    assert "private" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    ("headers", "let_in"),
    [
        ({"host": "127.0.0.1:8000"}, True),
        ({"host": "[::1]:8000"}, True),
        ({"host": "localhost:8000"}, True),
        ({"host": "laptop"}, True),
        ({"host": "rebound.example.org:8000"}, False),
        ({"host": "127.0.0.1.example.org"}, False),
        ({"host": "10.0.0.1"}, False),
        ({"host": "[2001:db8::1]"}, False),
        ({"host": "localhost", "x-forwarded-for": "10.0.0.1"}, False),
        ({"host": "localhost", "forwarded": "for=10.0.0.1"}, False),
    ],
)
def test_what_is_open_to_this_machine_is_closed_to_others(house: House, headers: dict[str, str], let_in: bool) -> None:
    inner = house.client(open=True).app
    address = ""

    async def listening(scope: Any, receive: Any, send: Any) -> None:
        await inner({**scope, "server": (address, 8000)}, receive, send)

    for address in ("127.0.0.1", "::1", "10.0.0.1"):
        answer = TestClient(listening).get(PROBE, headers=headers)
        if let_in or address == "10.0.0.1":
            assert view(answer)
        else:
            refused(answer, 421, "misdirected")


def test_without_credentials(house: House) -> None:
    house.key("boss", "*")
    client = house.client()
    for path in (PROBE, "/sparql?query=ASK+{}", "/metrics", "/no-such-thing", "/health/more", "/docsx"):
        answer = client.get(path)
        assert refused(answer, 401, "unauthorized") == "who is asking?"
        assert answer.headers["www-authenticate"] == 'Bearer realm="clausegraph"'
    refused(client.post("/sparql", content="ASK {}"), 401, "unauthorized")
    for path in ("/health", "/ready", "/docs", "/openapi.json", "/v1/context.jsonld"):
        assert client.get(path).status_code == 200, path
    assert client.get("/").status_code == 303
    said = client.get("/health").text + client.get("/ready").text
    assert not any(number in said for number in "0123456789")


def test_each_key_has_its_view(house: House) -> None:
    opens = {
        house.key("boss", "*"): {"a", "b"},
        house.key("two", "own/a", "own/b"): {"a", "b"},
        house.key("all-own", "own/*"): {"a", "b"},
        house.key("a", "own/a"): {"a"},
        house.key("b", GRAPH + "own/b"): {"b"},
        house.key("none"): set(),
        house.key("elsewhere", "own", "own/", "own/a/*", "a", "b"): set(),
    }
    client = house.client()
    seen: dict[frozenset[str], set[str]] = {}
    for secret, names in opens.items():
        ways = [bearer(secret), {"Authorization": f"bearer  {secret} "}, {"x-api-key": secret}]
        views = {view(client.get(PROBE, headers=way)) for way in ways}
        assert len(views) == 1
        seen.setdefault(frozenset(names), set()).update(views)
    assert sorted(map(len, seen.values())) == [1, 1, 1, 1]
    assert len(set.union(*seen.values())) == 4


def test_answers_are_for_one_caller(house: House) -> None:
    answer = house.client().get(PROBE, headers=bearer(house.key("boss", "*")))
    assert "private" in answer.headers["cache-control"]
    assert "authorization, x-api-key" in answer.headers["vary"]


@pytest.mark.parametrize("public", [False, True])
def test_credentials_that_are_wrong(house: House, public: bool) -> None:
    good, revoked = house.key("good", "*"), house.key("revoked", "*")
    client = house.client(public=public)
    keys.revoke(house.home, "revoked")
    for headers in (
        bearer(revoked),
        bearer(good[:-1]),
        bearer(good.lower()),
        bearer(keys.digest(good)),
        bearer("a.b.c"),
        {"x-api-key": revoked},
        {"x-api-key": ""},
        {"authorization": ""},
        {"authorization": "Bearer"},
        {"authorization": good},
        {"authorization": f"Basic {good}"},
        {"authorization": f"Bearer {good}, Bearer {good}"},
        {"authorization": f"Bearer {good}\xe9"},
    ):
        encoded = {name: value.encode("latin-1") for name, value in headers.items()}
        answer = client.get(PROBE, headers=encoded)
        refused(answer, 401, "unauthorized")
        assert answer.headers["www-authenticate"].startswith('Bearer realm="clausegraph", error="invalid_token"')
        refused(client.get("/health", headers=encoded), 401, "unauthorized")
    for several in (
        [("authorization", f"Bearer {good}"), ("x-api-key", good)],
        [("authorization", f"Bearer {good}"), ("authorization", f"Bearer {good}")],
        [("x-api-key", good), ("x-api-key", revoked)],
    ):
        answer = client.get(PROBE, headers=several)
        refused(answer, 400, "bad-input")
        assert 'error="invalid_request"' in answer.headers["www-authenticate"]


def test_public_shows_what_is_built_in(house: House) -> None:
    client = house.client(public=True)
    none = view(client.get(PROBE))
    assert none == view(client.get(PROBE, headers=bearer(house.key("none"))))
    assert none != view(client.get(PROBE, headers=bearer(house.key("a", "own/a"))))
    assert none != client.app.state.views.whole.snapshot.id  # type: ignore[attr-defined]
    refused(client.get("/metrics"), 403, "forbidden")


def test_keys_change_while_the_service_runs(house: House, caplog: pytest.LogCaptureFixture) -> None:
    client = house.client()
    first = house.key("first", "own/a")
    assert client.get(PROBE, headers=bearer(first)).status_code == 200
    second = house.key("second", "*")
    keys.revoke(house.home, "first")
    assert "revoked" in refused(client.get(PROBE, headers=bearer(first)), 401, "unauthorized")
    assert client.get(PROBE, headers=bearer(second)).status_code == 200
    file = house.home / keys.FILE
    text = file.read_text(encoding="utf-8")
    file.write_text("{", encoding="utf-8")
    for _ in range(2):
        answer = client.get(PROBE, headers=bearer(second))
        refused(answer, 503, "unchecked")
        assert answer.headers["retry-after"]
    assert client.get("/health").status_code == 200
    assert [record.name for record in caplog.records if "damaged" in record.getMessage()] == ["api.access.keyring"]
    file.write_text(text, encoding="utf-8")
    assert client.get(PROBE, headers=bearer(second)).status_code == 200
    file.unlink()
    refused(client.get(PROBE, headers=bearer(second)), 401, "unauthorized")


def test_a_damaged_file_keeps_the_service_from_starting(house: House) -> None:
    house.home.mkdir()
    (house.home / keys.FILE).write_text("{", encoding="utf-8")
    with pytest.raises(EnvironmentFault, match="damaged"):
        house.client()


def test_a_key_ends_while_the_service_runs(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    today = keys.today()
    secret = keys.add(house.home, "short", ["*"], until=today)
    client = house.client()
    assert client.get(PROBE, headers=bearer(secret)).status_code == 200
    monkeypatch.setattr(keys, "today", lambda: today + timedelta(days=1))
    refused(client.get(PROBE, headers=bearer(secret)), 401, "unauthorized")


def test_tokens_beside_keys(house: House, running: Running) -> None:
    a = house.key("a", "own/a")
    client = house.client(issuer=running.url, audience=AUDIENCE)
    by_key = view(client.get(PROBE, headers=bearer(a)))
    assert view(client.get(PROBE, headers=bearer(running.token(scope="openid graph:own/a")))) == by_key
    whole = client.app.state.views.whole.snapshot.id  # type: ignore[attr-defined]
    assert view(client.get(PROBE, headers=bearer(running.token(scope="graph:*")))) == whole
    nothing = view(client.get(PROBE, headers=bearer(running.token())))
    assert nothing not in (by_key, whole)
    refused(client.get(PROBE, headers=bearer(running.token(aud="x"))), 401, "unauthorized")
    refused(client.get(PROBE, headers={"x-api-key": "cg_x"}), 401, "unauthorized")
    refused(client.get(PROBE), 401, "unauthorized")


def test_an_issuer_that_is_down_stops_no_key(house: House) -> None:
    with issuing() as gone:
        token = gone.token()
    secret = house.key("a", "own/a")
    client = house.client(issuer=gone.url, audience=AUDIENCE)
    refused(client.get(PROBE, headers=bearer(token)), 503, "unchecked")
    assert client.get(PROBE, headers=bearer(secret)).status_code == 200


def test_every_refusal_is_in_the_audit_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    secret = house.key("anna", "own/a")
    client = house.client()
    caplog.set_level(logging.INFO, "clausegraph.audit")
    client.get(f"{PROBE}?a=secret")
    client.get(f"{PROBE}?nonsense=secret", headers={**bearer(secret), "x-request-id": "r1"})
    client.get("/v1/vendors/nobody", headers=bearer(secret))
    client.get("/metrics", headers=bearer(secret))
    client.get(PROBE, headers=bearer(secret))
    told = [vars(record)["fields"] for record in caplog.records if record.name == "clausegraph.audit"]
    assert [(one["caller"], one["status"], one["kind"], one["path"]) for one in told] == [
        (None, 401, "unauthorized", PROBE),
        ("anna", 400, "bad-parameter", PROBE),
        ("anna", 404, "not-found", "/v1/vendors/nobody"),
        ("anna", 403, "forbidden", "/metrics"),
    ]
    assert told[1]["request"] == "r1"
    assert all(one["request"] and one["method"] == "GET" for one in told)


def test_no_secret_is_in_any_log(house: House, running: Running, caplog: pytest.LogCaptureFixture) -> None:
    good, other = house.key("good", "*"), house.key("other", "*")
    keys.revoke(house.home, "other")
    token = running.token(scope="graph:*")
    bad = running.token(aud="x", kid="first")
    client = house.client(issuer=running.url, audience=AUDIENCE, slow=0.000001)
    caplog.set_level(logging.DEBUG)
    for secret in (good, other, token, bad, good[:-2]):
        for headers in (bearer(secret), {"x-api-key": secret}, {"authorization": f"Basic {secret}"}, {}):
            for path in (PROBE, "/no-such-thing", "/v1/vendors/nobody", "/metrics"):
                client.get(path, headers=headers)
                client.get(path, headers=headers, params={"access_token": secret, "api_key": secret})
        client.get(PROBE, headers=[("x-api-key", secret), ("authorization", f"Bearer {secret}")])
    lines = [
        json.dumps(vars(record), default=str) + record.getMessage() + str(record.exc_info)
        for record in caplog.records
        if not record.name.startswith(("httpx", "httpcore"))  # the client's own
    ]
    assert len(lines) > 50
    for secret in (good, other, token, bad):
        found = [line for line in lines if secret[10:40] in line or secret[-20:] in line or keys.digest(secret) in line]
        assert found == []


def test_a_view_that_cannot_be_made_tells_nothing(house: House, caplog: pytest.LogCaptureFixture) -> None:
    client = house.client()
    secret = house.key("late", "own/a")
    lock = house.home / "lock"
    lock.unlink()
    lock.mkdir()
    for _ in range(2):
        said = client.get(PROBE, headers=bearer(secret))
        refused(said, 500, "internal")
        assert "home" not in said.text
    assert "cannot be written" in caplog.text
    lock.rmdir()
    assert client.get(PROBE, headers=bearer(secret)).status_code == 200


def test_the_documentation_says_how_a_key_is_shown(house: House) -> None:
    document = house.client(open=True).get("/openapi.json").json()
    schemes = document["components"]["securitySchemes"]
    assert (schemes["bearer"]["scheme"], schemes["key"]["name"]) == ("bearer", "X-API-Key")
    assert document["security"] == [{}, {"bearer": []}, {"key": []}]


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::1%lo"])
def test_on_this_machine_everything_is_open_until_there_is_a_key(tmp_path: Path, address: str) -> None:
    assert open_to_all(Settings(home=tmp_path), address)
    assert not open_to_all(Settings(home=tmp_path, public=True), address)
    assert not open_to_all(Settings(home=tmp_path, issuer="https://issuer.example.org"), address)
    keys.add(tmp_path, "k")
    assert not open_to_all(Settings(home=tmp_path), address)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.5", "10.0.0.1", "fe80::1%eth0", "::ffff:10.0.0.1"])  # noqa: S104
def test_elsewhere_somebody_has_to_say_who_sees_what(tmp_path: Path, address: str) -> None:
    for settings in (Settings(home=tmp_path), Settings(home=tmp_path, open=True)):
        with pytest.raises(ParameterError, match="nothing says who may see what") as raised:
            open_to_all(settings, address)
        assert raised.value.exit_code == 2
        assert "kg keys add" in (raised.value.expected or "")
        assert "--public" in (raised.value.expected or "")
    assert not open_to_all(Settings(home=tmp_path, public=True), address)
    keys.add(tmp_path, "k")
    assert not open_to_all(Settings(home=tmp_path), address)
    (tmp_path / keys.FILE).write_text("", encoding="utf-8")
    with pytest.raises(EnvironmentFault):
        open_to_all(Settings(home=tmp_path), address)


def test_a_key_in_a_path_is_in_no_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = house.key("a", "own/a")
    house.client().get(f"/v1/{secret}/x", headers=bearer(secret))
    ours = [record for record in caplog.records if record.name.startswith(("clausegraph", "api"))]
    assert ours
    assert not any(secret in str(vars(record)) for record in ours)
