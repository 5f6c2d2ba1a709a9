"""The job of answering a query, and the work of a worker, here in the process of the tests."""

from __future__ import annotations

import asyncio
import json
import pickle
import socket
import threading
from dataclasses import replace

import pytest

from api.pool import cage
from api.pool.frames import ERROR, HEAD, VALUE, TooLarge, packed, receive, unpacked
from api.pool.process import Gone, Worker
from api.pool.query import Answer, Query, Ready
from api.pool.worker import work
from kg.errors import InputError, NotFound, QueryError, StoreError
from kg.iris import INFERRED_GRAPH, REPORT_GRAPH
from kg.snapshot import Snapshot
from tests.api.pool.jobs import Give, Raise, Say


@pytest.fixture
def query(snapshot: Snapshot) -> Query:
    assert snapshot.folder is not None
    return Query(snapshot.folder, "ASK {}", (), (), rows="csv", truth="json", triples="n-triples", longest=10_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ASK {}", Answer("ASK", b'{"head":{},"boolean":true}', True)),
        ("SELECT (1 AS ?x) {}", Answer("SELECT", b"x\r\n1\r\n", True)),
        ("ASK { FILTER(rand() < 2) }", Answer("ASK", b'{"head":{},"boolean":true}', False)),
        ("ASK { FILTER('now' != ?uuid) } # RAND", Answer("ASK", b'{"head":{},"boolean":false}', True)),
        ("CONSTRUCT { cg:a cg:b 1 } {}", Answer("CONSTRUCT", b"<https://w3id.org/clausegraph/ns#a> "
         b'<https://w3id.org/clausegraph/ns#b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n', True)),
        ("DESCRIBE cg:nothing", Answer("DESCRIBE", b"", True)),
    ],
)  # fmt: skip
def test_answers(query: Query, text: str, expected: Answer) -> None:
    job = replace(query, text=text)
    assert pickle.loads(pickle.dumps(job)) == job  # noqa: S301
    assert job.run() == expected


def test_without_a_format_the_form_is_all(query: Query) -> None:
    assert replace(query, truth=None).run() == Answer("ASK", None, True)
    Ready(query.folder).run()


def test_dataset(query: Query) -> None:
    def count(text: str, default: tuple[str, ...] = (), named: tuple[str, ...] = ()) -> int:
        job = replace(query, text=f"SELECT (COUNT(*) AS ?n) {text}", default=default, named=named, rows="json")
        answer = job.run()
        assert answer.body
        return int(json.loads(answer.body)["results"]["bindings"][0]["n"]["value"])

    inferred = count("{ ?s ?p ?o }", default=(INFERRED_GRAPH,))
    assert 0 < inferred < count("{ ?s ?p ?o }", default=(INFERRED_GRAPH, REPORT_GRAPH)) < count("{ ?s ?p ?o }")
    assert count("{ GRAPH ?g { ?s ?p ?o } }", named=(INFERRED_GRAPH,)) == inferred
    with pytest.raises(QueryError) as caught:
        count("{", default=(INFERRED_GRAPH,))
    assert caught.value.column is None


@pytest.mark.parametrize(
    "text",
    ["SELECT * { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "SELECT ?x { ?s ?p ?o BIND(STR(?o) AS ?x) }"],
)
@pytest.mark.parametrize("rows", ["json", "xml", "csv", "tsv"])
def test_what_is_too_large(query: Query, text: str, rows: str) -> None:
    with pytest.raises(TooLarge):
        replace(query, text=text, rows=rows).run()


def test_turtle_may_be_too_large_where_the_triples_are_not(query: Query) -> None:
    text = "CONSTRUCT { cg:a cg:b ?o } { VALUES ?o { 1 2 3 } }"
    assert replace(query, text=text, triples="turtle", longest=500).run().body
    with pytest.raises(TooLarge):
        replace(query, text=text.replace("cg:a", "[ cg:c () ]"), triples="rdf-xml", longest=500).run()


def test_other_errors(query: Query) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        replace(query, text="ASK { SERVICE <urn:x> {} }").run()
    with pytest.raises(StoreError):
        replace(query, folder=query.folder / "nothing").run()
    with pytest.raises(InputError, match=r"U\+0001"):
        replace(query, text="SELECT ('\\u0001' AS ?x) {}", rows="xml").run()


def test_a_worker_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds: list[float] = []
    monkeypatch.setattr(cage, "limit_time", seconds.append)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        worker = threading.Thread(target=work, args=(theirs, 10_000, 2.5))
        worker.start()
        answers = []
        for job in (Give(3), Raise(), Give(20_000), Say()):
            ours.sendall(packed(VALUE, job))
            kind, length = HEAD.unpack(ours.recv(HEAD.size, socket.MSG_WAITALL))
            answers.append((kind, unpacked(ours.recv(length, socket.MSG_WAITALL))))
        ours.shutdown(socket.SHUT_WR)
        worker.join(30)
        assert not worker.is_alive()
        assert receive(theirs) is None
    assert [kind for kind, _ in answers] == [VALUE, ERROR, ERROR, VALUE]
    assert [type(answer).__name__ for _, answer in answers] == ["bytes", "ParameterError", "TooLarge", "int"]
    assert seconds == [2.5] * 4


def test_an_answer_comes_in_pieces(tmp_path_factory: pytest.TempPathFactory) -> None:
    async def test() -> None:
        with (tmp_path_factory.mktemp("complaints") / "none").open("w+b", buffering=0) as complaints:
            worker = Worker(complaints, 1_000)
            frame = packed(VALUE, (0, True))
            for byte in frame:
                worker.data_received(bytes([byte]))
            await worker.greet()
            assert (worker.fenced, worker.busy) == (True, False)

    asyncio.run(test())


def test_an_answer_that_is_over_long_is_not_read(tmp_path_factory: pytest.TempPathFactory) -> None:
    async def test() -> None:
        with (tmp_path_factory.mktemp("complaints") / "none").open("w+b", buffering=0) as complaints:
            worker = Worker(complaints, 1_000)
            worker.data_received(HEAD.pack(VALUE, 1 << 40))
            with pytest.raises(TooLarge):
                await worker.greet()
            assert worker.busy

    asyncio.run(test())


@pytest.mark.parametrize(
    ("said", "memory", "fault"),
    [
        ("", False, False),
        ("memory allocation of 42 bytes failed", True, False),
        ("Traceback (most recent call last):\n  …\nMemoryError", True, False),
        ("Traceback (most recent call last):\n  …\nKeyError: 1", False, True),
        ("thread 'main' has overflowed its stack", False, False),
    ],
)
def test_why_a_worker_is_gone(said: str, memory: bool, fault: bool) -> None:
    gone = Gone(said)
    assert (gone.memory, gone.fault) == (memory, fault)
    assert str(gone).startswith("a worker ended: ")


def test_errors_keep_what_they_say() -> None:
    error = unpacked(packed(ERROR, NotFound("no", line=3, expected="yes"))[HEAD.size :])
    assert (type(error), error.message, error.line, error.expected) == (NotFound, "no", 3, "yes")
