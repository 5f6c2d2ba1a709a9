"""`kg serve`: the API."""

from __future__ import annotations

import logging
import os
import socket
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options, terminal
from kg.errors import EnvironmentFault

_SERVING = "api.serving"
"""What runs the service. The library itself never imports the service."""


def command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="DIR", help="Your own files and folders, beside what is built in."),
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 for every network.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 for any that is free.")] = 8000,
    store: options.Store = None,
    workers: Annotated[int, typer.Option(min=1, help="How many processes answer.")] = 1,
    public: Annotated[
        bool, typer.Option("--public", help="Let callers without a key see what is built in, and nothing of yours.")
    ] = False,
) -> int:
    """Serve the graph over HTTP: SPARQL and REST.

    A new snapshot that `kg build` publishes is served from then on. SIGTERM and Ctrl-C let requests come to their end.
    """
    if paths:
        os.environ["CLAUSEGRAPH_PATHS"] = os.pathsep.join(map(str, paths))
    if store:
        os.environ["CLAUSEGRAPH_STORE"] = store
    if public:
        os.environ["CLAUSEGRAPH_PUBLIC"] = "true"
    with _listening(host, port) as listener:
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{listener.getsockname()[1]}"
        code: int = import_module(_SERVING).run(listener, workers, lambda: _ready(address))
    return code


def _ready(address: str) -> None:
    if sys.stderr.isatty():
        terminal.note(f"{address}/docs is ready; Ctrl-C stops it")
    else:
        logging.getLogger("clausegraph.serve").info(f"{address}/docs is ready")


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens; bound here, so that an address in use is an error like any other."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        reason = str(error.strerror).partition(" (")[0]
        remedy = "another --port, or a --host of this machine"
        raise EnvironmentFault(f"cannot listen on {host}, port {port}: {reason}", expected=remedy) from None
