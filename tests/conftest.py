"""What every test gets: no network, repeatable property tests, the shared material and the built-in snapshot."""

from __future__ import annotations

import os
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.register_profile("random", deadline=None)
settings.load_profile("repeatable")


def _is_near(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        return ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a name in the file system, or none
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if not _is_near(host):
        pytest.fail(f"a test reached for the network: {event} {host}")


# An audit hook sees what any Python library does, and no test can undo it; pytest.fail passes every `except Exception`.
sys.addaudithook(_refuse_network)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of source documents, W3C suites and vocabularies, which is no part of the project."""
    folder = Path(os.environ.get("CLAUSEGRAPH_SHARED", ROOT.parent / "shared"))
    if not (folder / "sources").is_dir():
        pytest.skip(
            f"SHARED MATERIAL MISSING: no {folder.name}/ beside the checkout, and CLAUSEGRAPH_SHARED names none"
        )
    return folder


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The snapshot of the built-in knowledge, in a folder of its own; read it, do not write to it."""
    from kg.snapshot import inputs, kept

    return kept(inputs(()).sources, home=tmp_path_factory.mktemp("home"))
