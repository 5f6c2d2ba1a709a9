"""How the service is."""

from __future__ import annotations

from typing import Literal

from api.models.base import Model


class Health(Model):
    """The service is alive."""

    status: Literal["ok"] = "ok"


class Ready(Model):
    """The service takes requests."""

    status: Literal["ready"] = "ready"
