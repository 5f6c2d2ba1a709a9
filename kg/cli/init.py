"""`kg init`: the beginning of a repository of contract records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli import terminal


def command(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where to; the working directory if left out.")
    ] = Path(),
) -> int:
    """Write an example record, a configuration and a CI workflow.

    Nothing is overwritten: where one of the files is there already, none is written. To .gitignore, a line is added.
    """
    from kg.init import init

    written = init(folder)
    terminal.put("".join(f"{path.as_posix()}\n" for path in written) + _NEXT.format(_change_to(folder)))
    return 0


_NEXT = """
Next:
  {}kg validate        finds one warning in the example
  kg explain PD002   says what it is about, and how to answer it
Then put your own contracts in the place of contracts/example.ttl, and push: the workflow validates them.
"""


def _change_to(folder: Path) -> str:
    return "" if folder == Path() else f"cd {folder.as_posix()}\n  "
