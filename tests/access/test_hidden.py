"""What a caller may not see does not exist for it.

Each attempt is made at two services: one that hides a contract from the caller, and one that never had it. The answers
are the same to the last byte, so nothing tells the two apart.
"""

from __future__ import annotations

import asyncio

import pytest

from tests.access.attempts import BODIES, ELSEWHERE, PROTOCOL, QUERIES, of_route
from tests.access.world import SECRET, VISIBLE_GRAPH, Attempt, Service, same, tells


def attempt(one: Service, other: Service, what: Attempt, *, key: bool = True) -> int:
    """Makes an attempt at both; gives the status."""
    told, expected = (service.ask(what, key=key, whole=one.whole) for service in (one, other))
    same(told, expected)
    if SECRET not in what.words:
        assert not tells(told), told.text
    return told.status_code


def test_there_is_something_to_hide(with_hidden: Service, without_hidden: Service) -> None:
    """The attempts are worth something: whoever sees everything sees the secret through them."""
    assert with_hidden.whole != without_hidden.whole
    assert len(QUERIES) >= 40
    store = with_hidden.app.state.views.whole.snapshot.store
    for count in (
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER CONTAINS(STR(?o), 'zq7xsecret') }",
        "SELECT (COUNT(*) AS ?n) { GRAPH graph:report { ?s ?p ?o } FILTER CONTAINS(STR(?o), 'zq7xsecret') }",
        "SELECT (COUNT(*) AS ?n) { GRAPH graph:inferred { ?s ?p ?o } FILTER CONTAINS(STR(?s), 'zq7xsecret') }",
    ):
        assert [row["n"].value for row in store.select(count)] != ["0"], count
    everybody = with_hidden.app.state.views
    own = asyncio.run(everybody.of((VISIBLE_GRAPH,))).snapshot
    assert own.id == without_hidden.whole
    assert asyncio.run(everybody.of(())).snapshot.id not in (own.id, with_hidden.whole)


@pytest.mark.parametrize("what", [*PROTOCOL, *ELSEWHERE], ids=lambda what: what.words[:100])
def test_through_sparql_and_elsewhere(with_hidden: Service, without_hidden: Service, what: Attempt) -> None:
    assert attempt(with_hidden, without_hidden, what) < 500


@pytest.mark.parametrize("what", [*PROTOCOL[:3], *ELSEWHERE], ids=lambda what: what.words[:100])
def test_without_a_key(with_hidden: Service, without_hidden: Service, what: Attempt) -> None:
    attempt(with_hidden, without_hidden, what, key=False)


def test_through_every_route(with_hidden: Service, without_hidden: Service) -> None:
    paths = with_hidden.app.openapi()["paths"]
    assert paths == without_hidden.app.openapi()["paths"]
    made = 0
    for path, operations in paths.items():
        for method, operation in operations.items():
            attempts = list(of_route(method.upper(), path, operation))
            assert attempts, f"nobody tries to reach what is hidden through {method.upper()} {path}: see {BODIES!r:.40}"
            statuses = {attempt(with_hidden, without_hidden, what) for what in attempts}
            assert max(statuses) < 500, path
            assert min(statuses) < 400 or "{" in path or path == "/metrics", path
            made += len(attempts)
    assert made > 300
