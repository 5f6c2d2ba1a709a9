"""A view for each set of files: made once, kept for a while, and closed when nobody needs it any more."""

from __future__ import annotations

import asyncio
import gc
import weakref
from threading import Event
from typing import Any

import pytest

from api.access import views
from api.access.views import Views
from kg.errors import EnvironmentFault
from kg.iris import GRAPH, REPORT_GRAPH
from kg.snapshot import Snapshot, inputs, kept
from tests.access.house import House
from tests.mini import write

A, B = f"{GRAPH}own/a", f"{GRAPH}own/b"


@pytest.fixture
def made(house: House) -> Views:
    return Views(kept(inputs([house.own]).sources, home=house.home), house.home)


def of(made: Views, *scopes: str) -> Snapshot:
    return asyncio.run(made.of(scopes)).snapshot


def test_a_view_is_made_of_what_it_shows_and_of_nothing_else(made: Views, house: House) -> None:
    view = of(made, A)
    assert [source.name for source in view.sources if not source.builtin] == ["own/a.ttl"]
    assert B not in view.store.graphs()
    assert "own/b.ttl" not in view.manifest.to_json()
    (house.own / "b.ttl").unlink()
    alone = kept(inputs([house.own]).sources, home=house.home)
    assert view.id == alone.id
    for graph in (A, REPORT_GRAPH):
        query = f"SELECT ?s ?p ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        assert set(map(str, view.store.select(query))) == set(map(str, alone.store.select(query)))


def test_the_same_files_are_the_same_view(made: Views) -> None:
    assert asyncio.run(made.of((A,))) is asyncio.run(made.of((f"{A}*", "urn:elsewhere")))
    assert asyncio.run(made.of((A, B))) is made.whole
    assert asyncio.run(made.of(("*",))) is made.whole
    assert asyncio.run(made.of((A, "*"))) is made.whole
    assert asyncio.run(made.of((B,))) is not asyncio.run(made.of((A,)))


def test_a_view_is_read_from_its_folder_again(made: Views, monkeypatch: pytest.MonkeyPatch) -> None:
    first = of(made, A)
    assert first.folder is not None
    again = Views(made.whole.snapshot, made.home)
    monkeypatch.setattr("kg.publish.publish", None)  # nobody may write it again
    assert of(again, A).id == first.id


def test_those_who_ask_at_once_wait_for_one_view(made: Views, monkeypatch: pytest.MonkeyPatch) -> None:
    began, go = Event(), Event()
    calls = []

    def slowly(*arguments: Any, **named: Any) -> Snapshot:
        calls.append(1)
        began.set()
        assert go.wait(60)
        return kept(*arguments, **named)

    monkeypatch.setattr(views, "kept", slowly)

    async def ask() -> set[int]:
        gone = asyncio.create_task(made.of((A,)))
        await asyncio.to_thread(began.wait, 60)
        waiting = [asyncio.create_task(made.of((A,))) for _ in range(8)]
        gone.cancel()
        await asyncio.sleep(0)
        go.set()
        return {id(one) for one in await asyncio.gather(*waiting)}

    assert len(asyncio.run(ask())) == 1
    assert len(calls) == 1


def test_a_view_that_failed_is_tried_again(made: Views, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: Any, **named: Any) -> Snapshot:
        raise EnvironmentFault("no room")

    monkeypatch.setattr(views, "kept", full)
    for _ in range(2):
        with pytest.raises(EnvironmentFault):
            of(made, A)
        with pytest.raises(EnvironmentFault):
            made.prepare([(A,)])
    monkeypatch.setattr(views, "kept", kept)
    made.prepare([(A,), ()])
    assert of(made, A).id


def test_only_so_many_are_open(made: Views, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST", 2)
    first = weakref.ref(asyncio.run(made.of((A,))))
    assert first() is not None
    of(made, B)
    of(made)
    gc.collect()
    assert first() is None
    assert of(made, A).id
    assert made.asked == [(), (A,)]


def test_views_are_closed_with_the_last_request(house: House) -> None:
    made = Views(kept(inputs([house.own]).sources, home=house.home), house.home)
    held = asyncio.run(made.of((A,)))
    gone = [weakref.ref(one) for one in (made, made.whole, made.whole.snapshot.store, asyncio.run(made.of((B,))))]
    del made
    gc.collect()
    assert [one() for one in gone] == [None, None, None, None]
    assert held.snapshot.store.graphs()


def test_files_that_name_graphs(house: House) -> None:
    text = "@prefix eg: <https://example.org/> . <urn:g1> { eg:c a eg:C } <urn:g2> { eg:d a eg:D }"
    (house.own / "c.trig").write_text(text, encoding="utf-8")
    made = Views(kept(inputs([house.own]).sources, home=house.home), house.home)
    own = f"{GRAPH}own/c"
    assert {"urn:g1", "urn:g2"} <= set(of(made, own, "urn:g1", "urn:g2").store.graphs())
    for less in ((own, "urn:g1"), ("urn:g1", "urn:g2"), (own,)):
        assert not {"urn:g1", "urn:g2"} & set(of(made, *less).store.graphs())


def test_what_a_visible_file_mentions_is_visible(house: House) -> None:
    write(house.own / "a.ttl", "eg:a a cg:OwnPurpose ; cg:controller eg:b .\n")
    write(house.own / "b.ttl", 'eg:b a cg:OwnPurpose ; eg:says "hidden" .\n')
    view = of(Views(kept(inputs([house.own]).sources, home=house.home), house.home), A)
    assert view.store.ask("ASK { ?purpose cg:controller <https://example.org/b> }")
    assert not view.store.ask("ASK { <https://example.org/b> ?p ?o }")
