from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient
from starlette.responses import StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.answers import JSON
from api.app import create_app
from api.kept import ROOM
from api.representation import SHORT, Representation
from api.served import Served
from api.settings import Settings
from kg.snapshot import Snapshot
from tests.api.examples import REQUESTS

UNNAMED = {"get_health", "get_ready"}
PATHS = sorted(path for name, paths in REQUESTS.items() if name not in UNNAMED for path in paths)
QUERY = "/sparql?query=SELECT * { ?vendor a cg:Vendor }"
PURPOSES = "/v1/purposes"
PLAIN = {"accept-encoding": "identity"}


def language(path: str) -> str:
    return path.partition("lang=")[2][:2] or "en"


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_says_which_it_is_and_can_be_asked_for_again(
    client: TestClient, snapshot: Snapshot, path: str
) -> None:
    whole = client.get(path, headers=PLAIN)
    assert whole.status_code == 200
    assert whole.headers["etag"] == f'"{snapshot.id}.{language(path)}.json"'
    assert whole.headers["cache-control"] == "no-cache"
    assert whole.headers["content-language"] == language(path)

    for known in (whole.headers["etag"], f"W/{whole.headers['etag']}", "*"):
        again = client.get(path, headers=PLAIN | {"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == whole.headers["etag"]
        assert again.headers["vary"] == whole.headers["vary"]
        assert "content-type" not in again.headers

    head = client.head(path, headers=PLAIN)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-length", "content-type", "vary", "content-language"):
        assert head.headers[name] == whole.headers[name]


def test_kept_answer_is_the_same_as_the_first(snapshot: Snapshot) -> None:
    with TestClient(create_app(Settings(open=True), snapshot)) as client:
        for path in PATHS:
            first, second = client.get(path, headers=PLAIN), client.get(path, headers=PLAIN)
            assert first.content == second.content
            told = [
                {n: v for n, v in one.headers.items() if n not in ("x-request-id", "date")} for one in (first, second)
            ]
            assert told[0] == told[1]


@pytest.mark.parametrize(
    ("condition", "status"),
    [("*", 304), ("{tag}", 304), ("W/{tag}", 304), ('"a", {tag}', 304), ('"a"', 200), ('"a,b", "c"', 200), ("", 200)],
)
def test_conditions(client: TestClient, snapshot: Snapshot, condition: str, status: int) -> None:
    condition = condition.format(tag=f'"{snapshot.id}.en.json"')
    headers = PLAIN | {"if-none-match": condition}
    assert client.get("/v1/vendors", headers=headers).status_code == status
    assert client.head("/v1/vendors", headers=headers).status_code == status


@pytest.mark.parametrize(
    "path", ["/v1/vendors/nobody", "/v1/vendors?x=1", "/v1/vendors?limit=0", "/v1/nothing", "/v1/resource?iri=cg:None"]
)
def test_what_is_an_error_is_never_unchanged(client: TestClient, snapshot: Snapshot, path: str) -> None:
    for condition in ("*", f'"{snapshot.id}.en.json"'):
        answer = client.get(path, headers={"if-none-match": condition})
        assert answer.status_code in (400, 404)
        assert "etag" not in answer.headers
        head = client.head(path, headers={"if-none-match": condition})
        assert (head.status_code, head.content) == (answer.status_code, b"")


def test_each_language_format_and_coding_has_its_own_tag(client: TestClient) -> None:
    tags = set()
    for lang in ("en", "sv", "da"):
        for accept in ("application/json", "application/ld+json"):
            for coding in ("gzip", "identity"):
                headers = {"accept": accept, "accept-encoding": coding, "accept-language": lang}
                answer = client.get(PURPOSES, headers=headers)
                assert answer.headers["content-type"] == accept
                tags.add(answer.headers["etag"])
                for other in tags - {answer.headers["etag"]}:
                    assert client.get(PURPOSES, headers=headers | {"if-none-match": other}).status_code == 200
    assert len(tags) == 12


def test_sparql_formats_have_their_own_tags(client: TestClient, snapshot: Snapshot) -> None:
    csv, tsv = (client.get(QUERY, headers=PLAIN | {"accept": f"text/{one}"}) for one in ("csv", "tab-separated-values"))
    assert (csv.headers["etag"], tsv.headers["etag"]) == (f'"{snapshot.id}.csv"', f'"{snapshot.id}.tsv"')
    assert "accept" in csv.headers["vary"].lower()
    conditional = PLAIN | {"accept": "text/csv", "if-none-match": tsv.headers["etag"]}
    assert client.get(QUERY, headers=conditional).status_code == 200
    conditional["if-none-match"] = csv.headers["etag"]
    assert client.get(QUERY, headers=conditional).status_code == 304


@pytest.mark.parametrize(
    ("codings", "zipped"),
    [
        ("gzip", True),
        ("GZIP;q=0.5, br", True),
        ("*", True),
        ("deflate, *;q=0.1", True),
        ("x-gzip", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("gzip;q=zero", False),
        ("gzip;q=1.2.3, br", False),
    ],
)
def test_gzip_for_those_who_take_it(client: TestClient, codings: str, zipped: bool) -> None:
    for _ in range(2):  # made, and kept
        with client.stream("GET", PURPOSES, headers={"accept-encoding": codings}) as answer:
            raw = b"".join(answer.iter_raw())
        assert (answer.headers.get("content-encoding") == "gzip") == zipped
        assert answer.headers["content-length"] == str(len(raw))
        assert "accept-encoding" in answer.headers["vary"].lower()
        body = gzip.decompress(raw) if zipped else raw
        assert body == client.get(PURPOSES, headers=PLAIN).content
        assert answer.headers["etag"].endswith('.gz"') == zipped


def test_short_answers_are_not_compressed(client: TestClient) -> None:
    path = "/v1/vendors?fields=id&limit=1"
    answer = client.get(path, headers={"accept-encoding": "gzip"})
    assert len(answer.content) < SHORT
    assert "content-encoding" not in answer.headers
    assert answer.headers["etag"] == client.get(path, headers=PLAIN).headers["etag"]


def test_errors_long_or_short_are_whole(client: TestClient) -> None:
    answer = client.get(f"/v1/vendors/{'x' * 3000}", headers={"accept-encoding": "gzip"})
    assert (answer.status_code, "content-encoding" in answer.headers) == (404, False)


def test_post_is_not_conditional(client: TestClient) -> None:
    answer = client.post("/sparql", data={"query": "ASK {}"}, headers={"if-none-match": "*"})
    assert (answer.status_code, "etag" in answer.headers) == (200, False)


def test_root_leads_to_the_documentation(client: TestClient) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "docs")
    assert client.head("/").status_code == 303


class Viewed:
    """A layer in the place of the one that says who is asking."""

    def __init__(self, app: ASGIApp, views: list[Served]) -> None:
        self._app, self._views = app, views

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})
        if scope["type"] == "http":
            scope["state"]["served"] = self._views[int(dict(scope["headers"]).get(b"x-view", b"0"))]
        await self._app(scope, receive, send)


def behind(snapshot: Snapshot) -> tuple[TestClient, list[Served], list[str]]:
    """Some routes of our own behind the layer, with two views of the same snapshot."""
    app, views, asked = FastAPI(), [Served(snapshot), Served(snapshot)], []

    @app.get("/v1/thing")
    def thing(request: Request) -> Response:
        asked.append(request.headers.get("x-view", "0"))
        request.state.format, request.state.lang, request.state.keep = JSON[0].format, "en", True
        view = request.headers.get("x-view", "0")
        return Response(view * 5000, media_type="application/json")

    @app.get("/v1/huge")
    def huge(request: Request) -> Response:
        asked.append("huge")
        request.state.format, request.state.keep = "json", True
        return Response(b"x" * ROOM, media_type="text/plain")

    @app.get("/v1/streamed")
    def streamed(request: Request) -> Response:
        request.state.format = "txt"
        return StreamingResponse(pieces(), media_type="text/plain")

    @app.get("/v1/own")
    def own() -> Response:
        return Response("x" * 5000, media_type="text/plain", headers={"etag": '"own"'})

    @app.get("/v1/picture")
    def picture(request: Request) -> Response:
        request.state.format = "png"
        return Response(b"x" * 5000, media_type="image/png")

    app.add_middleware(Representation)
    app.add_middleware(Viewed, views=views)
    return TestClient(app), views, asked


def pieces() -> Iterator[str]:
    yield "one "
    yield "two"


def test_each_view_keeps_its_own_answers(snapshot: Snapshot) -> None:
    client, views, asked = behind(snapshot)
    for _ in range(3):
        for view in ("0", "1"):
            assert client.get("/v1/thing", headers={"x-view": view}).text == view * 5000
    assert asked == ["0", "1"]
    assert [len(view.answers) for view in views] == [1, 1]


def test_order_of_parameters_does_not_matter(snapshot: Snapshot) -> None:
    client, _, asked = behind(snapshot)
    for path in ("/v1/thing?a=1&b=2&b=3", "/v1/thing?b=2&a=1&b=3", "/v1/thing?a=%31&b=2&b=3"):
        client.get(path)
    assert asked == ["0"]
    client.get("/v1/thing?a=1&b=2")
    assert asked == ["0", "0"]


def test_what_is_too_long_is_not_kept(snapshot: Snapshot) -> None:
    client, views, asked = behind(snapshot)
    for _ in range(2):
        assert len(client.get("/v1/huge", headers=PLAIN).content) == ROOM
    assert (asked, len(views[0].answers)) == (["huge", "huge"], 0)
    answer = client.get("/v1/huge", headers={"accept-encoding": "gzip"})
    assert (len(answer.content), answer.headers["content-encoding"]) == (ROOM, "gzip")


def test_answer_in_pieces_is_passed_on(snapshot: Snapshot) -> None:
    client, _, _ = behind(snapshot)
    answer = client.get("/v1/streamed", headers={"accept-encoding": "gzip"})
    assert (answer.text, answer.headers["etag"]) == ("one two", f'"{snapshot.id}.txt"')
    head = client.head("/v1/streamed")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", answer.headers["etag"])
    again = client.get("/v1/streamed", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_own_validator_and_what_is_no_text_stay_as_they_are(snapshot: Snapshot) -> None:
    client, _, _ = behind(snapshot)
    own = client.get("/v1/own", headers={"accept-encoding": "gzip"})
    assert (own.headers["etag"], "content-encoding" in own.headers) == ('"own"', False)
    assert client.get("/v1/own", headers={"if-none-match": '"own"'}).status_code == 304
    picture = client.get("/v1/picture", headers={"accept-encoding": "gzip"})
    assert (picture.headers["etag"], "content-encoding" in picture.headers) == (f'"{snapshot.id}.png"', False)
