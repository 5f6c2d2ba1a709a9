"""The service on a graph that is published in a SPARQL 1.1 engine (`kg serve --store URL`).

Queries run inside the engine: a worker of the pool reads them first, within its limits, and none waits for the engine
longer than the deadline. What an engine does with a query that nobody waits for any more is its own affair, so it wants
a limit of its own. There is one view, of everything.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from threading import current_thread, main_thread

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from pyoxigraph import QueryResultsFormat, parse_query_results

from api.access.reload import heeds_hangup
from api.access.views import Views
from api.formats import ROWS, graph
from api.pool.pool import Pool
from api.pool.query import Answer, lasting
from api.settings import Settings
from kg import remote
from kg.errors import KGError, ParameterError
from kg.results import serialise
from kg.snapshot import Snapshot, identify, inputs
from kg.store import EmbeddedStore, RemoteStore, guard
from kg.store.dataset import with_dataset
from kg.store.editions import Edition, Editions
from kg.store.service import Service

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """The job of finding out whether a query can be sent to an engine.

    Args:
        text: any text.
    """

    text: str

    def run(self) -> None:
        """Reads it, and asks it of nothing.

        Raises:
            QueryError: it does not parse, or is refused.
        """
        guard.check(self.text)
        EmbeddedStore().query(with_dataset(self.text, (), ()))


def service(settings: Settings) -> Service:
    """The engine that the settings name.

    Raises:
        ParameterError: the URL is not an HTTP one.
    """
    return Service.from_environment(settings.store or "", timeout=settings.deadline, longest=settings.longest_answer)


def opened(settings: Settings) -> Snapshot:
    """What is published in the engine that the settings name.

    Raises:
        ParameterError: not everyone may see everything.
        NotFound: nothing is published there.
        EngineFault: the engine failed, or cannot be asked.
    """
    if not settings.open:
        raise ParameterError(
            "what lies in an engine can be shown to everyone or to nobody",
            expected="no keys, no --public and --host 127.0.0.1; or, to tell callers apart, `kg serve` without --store",
        )
    found = remote.opened(replace(service(settings), longest=1 << 30))
    if not isinstance(found.store, RemoteStore):
        raise ParameterError(
            f"the engine at {service(settings).url} does not answer as SPARQL 1.1 has it, and cannot be served from",
            expected="another engine, or `kg serve` without --store",
        )
    sources = inputs(settings.paths, home=settings.home).sources
    return replace(found, sources=sources) if identify(sources) == found.id else found


async def answer(
    app: FastAPI, store: RemoteStore, text: str, formats: tuple[str | None, str | None, str | None]
) -> Answer:
    """Has the engine answer a query.

    Args:
        app: the service.
        store: what is asked.
        text: any text.
        formats: for SELECT, ASK, and for CONSTRUCT and DESCRIBE; None for none.

    Raises:
        QueryError: it does not parse, or is refused.
        StoreError: the engine failed, or took too long.
        Refused: too many wait already, or the query cannot be read in time.
    """
    pool: Pool = app.state.pool
    await pool.run(Reading(text))
    form = guard.form(text)
    rows, truth, triples = formats
    name = {"SELECT": rows, "ASK": truth}.get(form, triples)
    if not name:
        return Answer(form, None, lasting(text))
    async with app.state.engine_lane:
        return await run_in_threadpool(_answered, store, text, form, name)


def _answered(store: RemoteStore, text: str, form: guard.Form, name: str) -> Answer:
    result = store.query(text, parsed=True)
    if isinstance(result, tuple):
        return Answer(form, graph(result, name), lasting(text))
    whole = parse_query_results(serialise(result, "json"), QueryResultsFormat.JSON)
    return Answer(form, whole.serialize(format=ROWS[name]), lasting(text))


@asynccontextmanager
async def following(app: FastAPI) -> AsyncIterator[None]:
    """Takes up what is published in the engine for as long as the service runs."""
    task = asyncio.create_task(_follow(app))
    if signals := heeds_hangup() and current_thread() is main_thread():
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, lambda: None)  # there are no files to read again
    try:
        yield
    finally:
        if signals:
            asyncio.get_running_loop().remove_signal_handler(signal.SIGHUP)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _follow(app: FastAPI) -> None:
    """Where something fails, it goes on with what it has."""
    settings: Settings = app.state.settings
    current = Editions(service(settings)).current
    seen: Edition | None = None
    while True:
        try:
            now = await asyncio.to_thread(current)
            if seen and now and now != seen:
                whole = await asyncio.to_thread(opened, settings)
                app.state.views = Views(whole, app.state.views.home)
                _log.info("serves snapshot %s", whole.id)
            seen = now or seen
        except KGError as error:
            _log.error("goes on with the snapshot that it has: %s", error)
        await asyncio.sleep(settings.poll)
