"""How the service is."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models.base import Model


class Health(Model):
    """The service is up, and what it serves."""

    status: Literal["ok"] = "ok"
    version: str = Field(description="Of clausegraph.")
    snapshot: str = Field(description="The id of the snapshot that is served; the same inputs give the same id.")
    triples: int = Field(description="How many triples the snapshot holds, in all its graphs.")
    findings: dict[str, int] = Field(description="How many findings it holds, by severity.")
