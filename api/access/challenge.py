"""How credentials are asked for, and refused (RFC 6750, section 3; RFC 9110, section 11.6.1)."""

from __future__ import annotations

from api.errors import Refused

_SCHEME = 'Bearer realm="clausegraph"'


def missing() -> Refused:
    """The refusal of a request without credentials, which has no error code."""
    remedy = "a key in `Authorization: Bearer`; whoever runs the service makes one with `kg keys add`"
    return Refused("unauthorized", "who is asking?", expected=remedy, headers={"WWW-Authenticate": _SCHEME})


def misdirected() -> Refused:
    """The refusal of a request from elsewhere, where everything is open to this machine (RFC 9110, section 15.5.20)."""
    remedy = "a service that others reach has keys: `kg keys add` makes one"
    return Refused("misdirected", "this service is open, and so for its own machine alone", expected=remedy)


def ambiguous() -> Refused:
    """The refusal of credentials that come more than once."""
    header = f'{_SCHEME}, error="invalid_request"'
    return Refused("bad-input", "credentials are given more than once", headers={"WWW-Authenticate": header})


def invalid(detail: str) -> Refused:
    """The refusal of credentials that are not valid.

    Args:
        detail: why, without quotation marks, and without any word of the caller's.
    """
    header = f'{_SCHEME}, error="invalid_token", error_description="{detail}"'
    return Refused("unauthorized", detail, expected="a valid key or token", headers={"WWW-Authenticate": header})


def unchecked(detail: str, *, seconds: int) -> Refused:
    """The refusal of credentials that may be valid, which cannot be told for now."""
    return Refused("unchecked", detail, expected="the same once more, later", headers={"Retry-After": str(seconds)})
