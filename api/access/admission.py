"""Whether a service may show everything to everyone: the rule that `kg serve` starts by."""

from __future__ import annotations

from ipaddress import ip_address

from api.settings import Settings
from kg import keys, publish
from kg.errors import ParameterError


def open_to_all(settings: Settings, address: str) -> bool:
    """Whether all callers may see everything: where only this machine reaches the service, and nobody made a key.

    Args:
        settings: what the service is told.
        address: that it listens on.

    Raises:
        ParameterError: others reach the service, and nothing says who of them may see what.
        EnvironmentFault: the file of keys cannot be read.
    """
    if settings.public or settings.issuer or keys.read(settings.home or publish.HOME):
        return False
    if ip_address(address.partition("%")[0]).is_loopback:
        return True
    raise ParameterError(
        f"others can reach {address}, and nothing says who may see what",
        expected="`kg keys add NAME --all` makes a key; --public shows what is built in, and nothing of yours; "
        "--host 127.0.0.1 keeps it on this machine",
    )
