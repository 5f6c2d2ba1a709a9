"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

Lang = Annotated[Literal["en", "sv", "da"], typer.Option(help="Language of labels and messages.")]
