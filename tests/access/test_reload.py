"""What is published while the service runs is served from then on: each answer is wholly old or wholly new."""

from __future__ import annotations

import asyncio
import gc
import http.client
import json
import logging
import os
import re
import signal
import subprocess
import sys
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from fastapi import FastAPI

from api.access.reload import Reload, watching
from kg import snapshot
from kg.errors import SourceError
from kg.iris import GRAPH
from tests.access.house import House, bearer, view
from tests.access.world import contract
from tests.conftest import ROOT
from tests.mini import write

PROBE = "/v1/vendors"
A = (f"{GRAPH}own/a",)


def application(house: House, **settings: object) -> FastAPI:
    app = house.client(**settings).app
    assert isinstance(app, FastAPI)
    return app


def change(house: House, name: str = "a") -> None:
    write(house.own / f"{name}.ttl", f"eg:{name} a cg:OwnPurpose . eg:more a cg:OwnPurpose .\n")


def whole(app: FastAPI) -> str:
    return str(app.state.views.whole.snapshot.id)


async def until(condition: Callable[[], bool]) -> None:
    """Waits, and fails after a minute."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.01)


def test_takes_up_what_is_published(house: House) -> None:
    snapshot.build([house.own], home=house.home)
    app = application(house, open=True, poll=0.01, paths=None)

    async def publish() -> None:
        async with watching(app):
            old = whole(app)
            change(house)
            new = await asyncio.to_thread(snapshot.build, [house.own], home=house.home)
            await until(lambda: whole(app) != old)
            assert whole(app) == new.id

    asyncio.run(publish())


def test_views_change_together_and_old_ones_are_closed(house: House) -> None:
    secret, boss = house.key("a", "own/a"), house.key("boss", "*")
    client = house.client()
    assert isinstance(client.app, FastAPI)
    before = [view(client.get(PROBE, headers=bearer(key))) for key in (secret, boss)]
    old = weakref.ref(client.app.state.views.whole.snapshot.store)
    held = asyncio.run(client.app.state.views.of(A))
    change(house)
    snapshot.build([house.own], home=house.home)
    Reload(client.app).reload(published_only=True)
    after = [view(client.get(PROBE, headers=bearer(key))) for key in (secret, boss)]
    assert len({*before, *after}) == 4
    gc.collect()
    assert old() is None
    assert held.snapshot.id == before[0], "a request keeps the view it began with"
    assert held.snapshot.store.graphs()


def test_a_change_of_what_is_hidden_changes_nothing_for_others(house: House) -> None:
    secret = house.key("a", "own/a")
    client = house.client()
    assert isinstance(client.app, FastAPI)
    before = client.get(PROBE, headers=bearer(secret))
    held = asyncio.run(client.app.state.views.of(A))
    change(house, "b")
    new = snapshot.build([house.own], home=house.home)
    Reload(client.app).reload(published_only=True)
    after = client.get(PROBE, headers=bearer(secret))
    assert whole(client.app) == new.id
    assert (after.content, after.headers["etag"]) == (before.content, before.headers["etag"])
    assert asyncio.run(client.app.state.views.of(A)) is held, "with all that it keeps, so that no answer takes longer"


def test_files_that_changed_since_are_not_taken_up(house: House, caplog: pytest.LogCaptureFixture) -> None:
    app = application(house, open=True)
    old = whole(app)
    change(house)
    snapshot.build([house.own], home=house.home)
    change(house, "b")
    Reload(app).reload(published_only=True)
    assert whole(app) == old
    assert "not as they were published" in caplog.text
    Reload(app).reload(published_only=False)
    assert whole(app) != old


@pytest.mark.parametrize("published_only", [False, True])
def test_a_reload_that_fails_leaves_the_old_views(
    house: House, caplog: pytest.LogCaptureFixture, published_only: bool
) -> None:
    app = application(house, open=True)
    old = app.state.views
    (house.own / "a.ttl").write_text("eg:a a", encoding="utf-8")
    if published_only:
        (house.home / "current").write_text(json.dumps({"id": old.whole.snapshot.id, "paths": []}), encoding="utf-8")
        (house.own / "a.trig").write_text("<urn:a> <urn:b", encoding="utf-8")
    Reload(app).reload(published_only=published_only)
    assert app.state.views is old
    assert re.search(r"goes on with snapshot [0-9a-f]{64}: .*a\.t", caplog.text)


def test_files_that_are_gone(house: House, caplog: pytest.LogCaptureFixture) -> None:
    snapshot.build([house.own], home=house.home)
    app = application(house, open=True, paths=None)
    old = app.state.views
    for file in house.own.iterdir():
        file.unlink()
    house.own.rmdir()
    Reload(app).reload(published_only=False)
    assert app.state.views is old
    assert "it is gone" in caplog.text
    with pytest.raises(SourceError):
        application(house, open=True, paths=None)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGHUP")
def test_a_signal_has_the_files_read_again(house: House) -> None:
    app = application(house, open=True, poll=600.0)

    async def tell() -> None:
        async with watching(app):
            old = whole(app)
            change(house)
            os.kill(os.getpid(), signal.SIGHUP)
            await until(lambda: whole(app) != old)

    asyncio.run(tell())
    assert signal.getsignal(signal.SIGHUP) == signal.SIG_DFL


def test_a_watch_that_ends_says_so(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = application(house, open=True, poll=0.01)

    def broken(self: Reload, *, published_only: bool) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Reload, "reload", broken)

    async def tell() -> None:
        async with watching(app):
            snapshot.build([house.own], home=house.home)
            await until(lambda: "no longer looks" in caplog.text)

    with caplog.at_level(logging.CRITICAL), pytest.raises(ZeroDivisionError):
        asyncio.run(tell())


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """`kg serve` in a process of its own; gives its port, and the process."""
    code = "import sys; sys.argv[0] = 'kg'; from kg.cli import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CLAUSEGRAPH_POLL": "0.05", "CLAUSEGRAPH_PROCESSES": "2"}
    for name in ("CLAUSEGRAPH_HOME", "CLAUSEGRAPH_PATHS"):
        environment.pop(name, None)
    command = [sys.executable, "-c", code, "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, encoding="utf-8") as process:
        try:
            assert process.stderr is not None
            said = []
            for line in process.stderr:
                said.append(line)
                if match := re.search(r"http://127\.0\.0\.1:(\d+)/", line):
                    break
            else:
                pytest.fail(f"the service did not start: {''.join(said)}")
            reader = Thread(target=process.stderr.read)
            reader.start()
            yield int(match[1]), process
        finally:
            process.terminate()
            process.wait(60)
            reader.join()


QUERY = "SELECT (COUNT(*) AS ?n) (SAMPLE(?l) AS ?one) { ?p a cg:Purpose ; rdfs:label ?l FILTER(CONTAINS(?l, ' acme')) }"
ASKED = (
    ("GET", "/v1/contracts", ""),
    ("GET", "/v1/findings?vendor=acme-vendor", ""),
    ("GET", "/v1/contracts/acme/dpa-2026", ""),
    ("POST", "/sparql", QUERY),
)


def ask(port: int, method: str, path: str, body: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body or None, {"content-type": "application/sparql-query"} if body else {})
    answer = connection.getresponse()
    read = (answer.status, answer.read())
    connection.close()
    return read


def test_publishing_under_load(tmp_path: Path) -> None:
    """8 threads ask while a new snapshot is published: old answers, then new ones, and nothing else."""
    own = tmp_path / "vendors"
    own.mkdir()
    (own / "acme.ttl").write_text(contract("acme"), encoding="utf-8")
    snapshot.build([own], home=tmp_path / ".kg")
    with serving(tmp_path) as (port, _):
        old = [ask(port, *asked) for asked in ASKED]
        assert {status for status, _ in old} == {200}
        end, seen, failed = Event(), [set[tuple[int, bytes]]() for _ in ASKED], list[BaseException]()

        def keep_asking(number: int) -> None:
            try:
                while not end.is_set():
                    seen[number % len(ASKED)].add(ask(port, *ASKED[number % len(ASKED)]))
            except OSError as error:
                failed.append(error)

        threads = [Thread(target=keep_asking, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        try:
            more = contract("acme").replace("keeping the service", "keeping all of the service")
            extra = more.replace("purpose:security", "purpose:more").partition("# The contract")[0]
            (own / "acme.ttl").write_text(more, encoding="utf-8")
            (own / "second.ttl").write_text(extra.replace("dpa-2026", "dpa-2027"), encoding="utf-8")
            snapshot.build([own], home=tmp_path / ".kg")
            deadline = time.monotonic() + 120
            while any(len(answers) < 2 for answers in seen) and time.monotonic() < deadline and not failed:
                time.sleep(0.05)
        finally:
            end.set()
            for thread in threads:
                thread.join()
        assert failed == []
        new = [ask(port, *asked) for asked in ASKED]
        assert new != old
        for asked, answers, before, after in zip(ASKED, seen, old, new, strict=True):
            assert answers == {before, after}, (asked, sorted(answers - {before, after})[:3])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGHUP")
def test_a_signal_reaches_all_workers(tmp_path: Path) -> None:
    own = tmp_path / "vendors"
    own.mkdir()
    (own / "acme.ttl").write_text(contract("acme"), encoding="utf-8")
    with serving(tmp_path, str(own), "--workers", "2") as (port, process):
        assert ask(port, *ASKED[2])[0] == 200
        (own / "acme.ttl").write_text(contract("other"), encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        end, gone = time.monotonic() + 120, 0
        while gone < 40:  # each connection reaches either worker
            assert time.monotonic() < end, "a worker goes on with the old files"
            gone = gone + 1 if ask(port, *ASKED[2])[0] == 404 else 0
        assert process.poll() is None
