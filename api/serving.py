"""Runs the service: in one process, or in several that share a socket and are looked after."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, Pipe, wait
from multiprocessing.context import SpawnProcess
from socket import socket
from tempfile import TemporaryDirectory
from types import FrameType
from typing import cast

import uvicorn
from fastapi import FastAPI
from prometheus_client.multiprocess import mark_process_dead

from api import logs, observe
from api.access.admission import open_to_all
from api.access.reload import heeds_hangup
from api.app import from_environment
from api.settings import PREFIX, Settings
from api.transport import LARGEST_HEAD, Protocol
from kg.cli import terminal
from kg.errors import InternalError, KGError

AGAIN = 1.0
"""How long, in seconds, a worker that dies at once is left alone before it is started again."""

_LEEWAY = 3.0
"""How long, in seconds, ending may take beyond the grace that requests have."""

_log = logging.getLogger("clausegraph.serve")

Ready = Callable[[], None]


def run(listener: socket, workers: int, ready: Ready) -> int:
    """Serves until the process is told to end.

    SIGTERM and SIGINT let the requests that are underway go on for as long as the settings say.

    Args:
        listener: the socket that clients connect to.
        workers: how many processes answer.
        ready: is called once the first requests can be answered.

    Returns:
        The exit code.

    Raises:
        KGError: what is to be served cannot be. Workers tell it themselves.
    """
    settings = Settings.from_environment()
    os.environ[f"{PREFIX}OPEN"] = str(open_to_all(settings, listener.getsockname()[0])).lower()
    logs.configure()
    if workers == 1:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        return _serve(listener, ready)
    return _Supervisor(listener, workers, ready, settings.grace).run()


class Server(uvicorn.Server):
    """Serves one application; tells when it does, what it is at, and that it ends.

    Args:
        app: the application.
        ready: is called once it answers.
    """

    def __init__(self, app: FastAPI, ready: Ready) -> None:
        settings: Settings = app.state.settings
        super().__init__(
            uvicorn.Config(
                app,
                http=cast("type[Protocol]", partial(Protocol, settings=settings)),
                ws="none",
                loop="asyncio",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                h11_max_incomplete_event_size=LARGEST_HEAD,
                timeout_graceful_shutdown=max(1, round(settings.grace)),
            )
        )
        self._state = app.state
        self._grace = settings.grace
        self._ready = ready

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Begins to answer."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def on_tick(self, counter: int) -> bool:
        """Is called ten times a second."""
        if counter % 10 == 0:
            self._state.metrics.look(self._state.pool)
        return await super().on_tick(counter)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begins to end; threads that are still at work in the end cannot be interrupted, and are left behind."""
        self._state.ending = True
        end = threading.Timer(self._grace + _LEEWAY, os._exit, [0])
        end.daemon = True
        end.start()
        super().handle_exit(sig, frame)


def _serve(listener: socket, ready: Ready) -> int:
    try:
        server = Server(from_environment(), ready)
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        return 0
    return 0 if server.started else InternalError.exit_code


@dataclass(frozen=True, slots=True)
class _Worker:
    process: SpawnProcess
    ready: Connection
    begun: float


class _Supervisor:
    """Starts the workers, starts those again that die, and ends with all of them."""

    def __init__(self, listener: socket, workers: int, ready: Ready, grace: float) -> None:
        self._listener = listener
        self._number = workers
        self._ready = ready
        self._grace = grace
        self._workers: list[_Worker] = []
        self._ending = False

    def run(self) -> int:
        for told in (signal.SIGTERM, signal.SIGINT):
            signal.signal(told, self._end)
        if heeds_hangup():
            signal.signal(signal.SIGHUP, self._pass_on)
        with TemporaryDirectory(prefix="clausegraph-") as shared:
            os.environ[observe.SHARED] = shared
            try:
                return self._look_after()
            finally:
                self._end_all()

    def _end(self, told: int, frame: FrameType | None) -> None:
        self._ending = True

    def _pass_on(self, told: int, frame: FrameType | None) -> None:
        for worker in self._workers:
            if worker.process.pid and worker.process.exitcode is None:
                os.kill(worker.process.pid, told)

    def _look_after(self) -> int:
        # The first one makes the snapshot, where there is none yet; the others find it.
        first = self._start()
        while not first.ready.poll(0.1):
            if self._ending:
                return 0
        try:
            first.ready.recv()
        except EOFError:  # it has ended, and has said why
            first.process.join()
            return max(first.process.exitcode or 0, 0) or InternalError.exit_code
        self._ready()
        while len(self._workers) < self._number:
            self._start()
        while not self._ending:
            wait([worker.process.sentinel for worker in self._workers], timeout=0.2)
            for worker in [one for one in self._workers if one.process.exitcode is not None]:
                if time.monotonic() - worker.begun > AGAIN and not self._ending:
                    self._replace(worker)
        return 0

    def _start(self) -> _Worker:
        receiving, sending = Pipe(duplex=False)
        process = get_context("spawn").Process(target=_work, args=(self._listener, sending))
        process.start()
        sending.close()
        worker = _Worker(process, receiving, time.monotonic())
        self._workers.append(worker)
        return worker

    def _replace(self, dead: _Worker) -> None:
        fields = {"worker": dead.process.pid, "exit": dead.process.exitcode}
        _log.error("a worker died, and is started again", extra={"fields": fields})
        self._workers.remove(dead)
        mark_process_dead(dead.process.pid)  # type: ignore[no-untyped-call]
        self._start()

    def _end_all(self) -> None:
        self._listener.close()
        for worker in self._workers:
            worker.process.terminate()
        deadline = time.monotonic() + self._grace + 2 * _LEEWAY
        for worker in self._workers:
            worker.process.join(max(0, deadline - time.monotonic()))
            worker.process.kill()
            worker.process.join()


def _work(listener: socket, ready: Connection) -> None:
    """What a worker process does; it ends when the one that looks after it does."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the supervisor passes it on
    if heeds_hangup():
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until it serves, there is nothing to take up
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    logs.configure()
    try:
        code = _serve(listener, partial(ready.send, True))
    except KGError as error:
        terminal.complain(error)
        code = error.exit_code
    sys.exit(code)


def _leave_with_parent() -> None:
    if parent := parent_process():
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
