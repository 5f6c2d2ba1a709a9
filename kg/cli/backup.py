"""`kg backup` and `kg restore`: what is published, in one file, and its way back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import terminal

if TYPE_CHECKING:
    from kg.backup import Backup

_FILE = typer.Argument(metavar="FILE", help="The backup, a .tar.gz file.", show_default=False)


def backup(
    file: Annotated[Path, _FILE],
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> int:
    """Write the published snapshot and the keys into one file.

    Keys are kept as hashes. Your records are not in it: they are kept in git.
    """
    from kg import backup as backups

    return _tell(backups.backup(file, force=force))


def restore(
    file: Annotated[Path, _FILE],
    force: Annotated[
        bool, typer.Option("--force", help="Take the place of another snapshot that is published.")
    ] = False,
) -> int:
    """Publish what a backup holds.

    All of it is checked before anything is put in place. Keys that are there already stay as they are. The records
    that it was built from must be beside it, as they are in git.
    """
    from kg import backup as backups
    from kg import publish

    told = _tell(backups.restore(file, force=force))
    published = publish.pointer(publish.HOME)
    for path in published.paths if published else ():
        if not path.exists():
            terminal.note(f"It was built from {path}, which is not here: put it back from git before you go on.")
    return told


def _tell(made: Backup) -> int:
    terminal.put(f"snapshot  {made.snapshot}\nholds     {len(made.files)} files, {made.size:,} bytes\n")
    return 0
