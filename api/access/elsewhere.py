"""Requests that come from elsewhere to a service that is open since only its own machine reaches it.

Two ways lead there: a page whose name was made to point at this machine after it was loaded (DNS rebinding), and a
proxy. The one gives itself away by the name that it asks for (RFC 9110, section 7.2), the other by that or by what it
says of itself (RFC 7239). Names without a dot are this machine's own affair.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address

from starlette.types import Scope

_PROXIED = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip")


def from_elsewhere(scope: Scope) -> bool:
    """Whether a request to an address of this machine alone was made by another."""
    server = scope.get("server")
    if not server or not _is_own(server[0].encode()):
        return False
    return any((name == b"host" and not _is_near(value)) or name in _PROXIED for name, value in scope["headers"])


@lru_cache(maxsize=256)
def _is_own(address: bytes) -> bool:
    try:
        return ip_address(address.decode("ascii", "replace")).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=256)
def _is_near(host: bytes) -> bool:
    """Whether the value of a Host header names this machine, or at least no other on the internet."""
    name = host[1:].partition(b"]")[0] if host.startswith(b"[") else host.partition(b":")[0]
    return _is_own(name) or not (b"." in name or b":" in name)
