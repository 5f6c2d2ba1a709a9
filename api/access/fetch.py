"""Gets a small JSON document from one origin: no redirects, no proxies, no more bytes or time than is due."""

from __future__ import annotations

import json
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlsplit

from kg.errors import StoreError

MOST = 1 << 20
"""The longest document, in bytes."""

PATIENCE = 5.0
"""How long, in seconds, the other side may take for a document, and for each step on the way to it."""


def origin(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of a URL that may be fetched: https, or http on this machine; None for any other."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or parts.username is not None or parts.scheme not in ("http", "https"):
        return None
    if parts.scheme == "http" and not loopback(host):
        return None
    return parts.scheme, host, port or (443 if parts.scheme == "https" else 80)


def loopback(host: str) -> bool:
    """Whether a name or an address stands for this machine alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def document(url: str) -> dict[str, Any]:
    """The JSON object that lies there.

    Raises:
        StoreError: none came whole, in time, with status 200.
    """
    due = monotonic() + PATIENCE
    where = origin(url)
    if where is None:
        raise StoreError(f"{url} is neither https, nor http on this machine")
    scheme, host, port = where
    try:
        connection = (
            HTTPSConnection(host, port, timeout=PATIENCE, context=ssl.create_default_context())
            if scheme == "https"
            else HTTPConnection(host, port, timeout=PATIENCE)
        )
        try:
            connection.request("GET", _target(urlsplit(url)), headers={"Accept": "application/json"})
            answer = connection.getresponse()
            if answer.status != 200:
                raise StoreError(f"{url} answered with status {answer.status}")
            body = bytearray()
            while piece := answer.read1(1 << 16):
                body += piece
                if len(body) > MOST or monotonic() > due:
                    raise StoreError(f"{url} sends more than {MOST:,} bytes, or takes more than {PATIENCE:g} seconds")
        finally:
            connection.close()
        read = json.loads(body)
    except (OSError, HTTPException, ValueError, RecursionError) as error:
        raise StoreError(f"{url} cannot be read: {type(error).__name__}: {error}") from error
    if not isinstance(read, dict):
        raise StoreError(f"{url} is not a JSON object")
    return read


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
