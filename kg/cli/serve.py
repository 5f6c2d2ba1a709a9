"""`kg serve`: the API."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Annotated

import typer

from kg.cli import terminal
from kg.errors import EnvironmentFault, InternalError

APPLICATION = "api.app:from_environment"
"""What uvicorn imports. The library itself never imports the service."""


def command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="DIR", help="Your own files and folders, beside what is built in."),
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 for every network.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 for any that is free.")] = 8000,
) -> int:
    """Serve the graph over HTTP: SPARQL and REST.

    Answers come from the published snapshot where it is up to date, else from one made in memory.
    """
    import uvicorn

    if paths:
        os.environ["CLAUSEGRAPH_PATHS"] = os.pathsep.join(map(str, paths))
    config = uvicorn.Config(APPLICATION, factory=True, log_level="warning", access_log=False)
    config.load()
    with _listening(host, port) as listener:
        name = f"[{host}]" if ":" in host else host
        terminal.note(f"http://{name}:{listener.getsockname()[1]}/docs is ready; Ctrl-C stops it")
        server = uvicorn.Server(config)
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            return 0
    return 0 if server.started else InternalError.exit_code


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens; bound here, so that an address in use is an error like any other."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        reason = str(error.strerror).partition(" (")[0]
        remedy = "another --port, or a --host of this machine"
        raise EnvironmentFault(f"cannot listen on {host}, port {port}: {reason}", expected=remedy) from None
