"""Options that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kg.errors import ParameterError

if TYPE_CHECKING:
    from kg.store.service import Service

Lang = Annotated[Literal["en", "sv", "da"], typer.Option(help="Language of labels and messages.")]

Store = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="URL",
        envvar="CLAUSEGRAPH_STORE",
        help="Work in the SPARQL 1.1 engine that takes queries there, and not in .kg/.",
    ),
]
StoreUpdate = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        envvar="CLAUSEGRAPH_STORE_UPDATE",
        help="Where that engine takes updates, if not at the same URL.",
    ),
]


def service(store: str | None, update: str | None = None) -> Service | None:
    """The engine that was named, with the credentials of the environment; None where none was.

    Raises:
        ParameterError: the URL is not an HTTP one, or only that for updates is given.
    """
    if not store:
        if update:
            raise ParameterError("--store-update without --store", expected="--store URL, where it takes queries")
        return None
    from kg.store.service import Service

    return Service.from_environment(store, update)
