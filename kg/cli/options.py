"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Lang = Annotated[Literal["en", "sv", "da"], typer.Option(help="Language of labels and messages.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write the result to this file, whole or not at all."),
]
