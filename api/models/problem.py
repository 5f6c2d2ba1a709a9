"""The shape of every error."""

from __future__ import annotations

from pydantic import Field

from api.models.base import Model


class Place(Model):
    """Where in the request the fault is, as far as it is known."""

    parameter: str | None = Field(default=None, description="The name of the parameter at fault.")
    line: int | None = Field(default=None, description="The line of the query, counted from 1.")
    column: int | None = Field(default=None, description="The column in that line, counted from 1.")


class Problem(Model):
    """An error (RFC 9457)."""

    type: str = Field(description="What kind of problem this is; the same for all of a kind.")
    title: str = Field(description="The kind of problem, in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong with this request.")
    instance: str = Field(description="The path that was asked for.")
    expected: str | None = Field(default=None, description="What would have been right, or the remedy.")
    place: Place | None = Field(default=None, description="Where in the request the fault is.")
