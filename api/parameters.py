"""Query parameters: those that many routes take, and the refusal of those that none takes."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Annotated

from fastapi import Depends, Query, Request

from api.errors import Refused
from api.models.problem import Place
from api.served import Served

Vendor = Annotated[str | None, Query(description="The name of a vendor, or its whole IRI.", examples=["microsoft"])]
Version = Annotated[
    str | None,
    Query(description="The name of a contract version, or its whole IRI.", examples=["microsoft/dpa-2020-12-09"]),
]
Provision = Annotated[
    str | None,
    Query(
        description="A provision as lawyers cite it, as a path, or as a whole IRI; what is part of it fits, too.",
        examples=["6(1)(f)", "gdpr/art_28"],
    ),
]

Purpose = Annotated[
    str | None,
    Query(
        description="The name of a purpose behind `id/`, or its whole IRI.",
        examples=["purpose/microsoft/dpa-2020-12-09/billing"],
    ),
]
DataType = Annotated[
    str | None,
    Query(
        description="The name of a data type behind `id/`, or its whole IRI.",
        examples=["data-type/microsoft/dpa-2020-12-09/customer-data"],
    ),
]


async def _served(request: Request) -> Served:
    """What this request is answered from."""
    served: Served = request.state.served
    return served


Current = Annotated[Served, Depends(_served)]


async def only_known(request: Request) -> None:
    """Refuses what the documentation of the route does not name.

    Raises:
        Refused: a parameter is unknown or comes twice.
    """
    paths = request.app.openapi()["paths"]
    operation = paths.get(request.scope["route"].path_format, {}).get(request.method.lower(), {})
    named = (parameter for parameter in operation.get("parameters", ()) if parameter["in"] == "query")
    known = {parameter["name"]: parameter["schema"].get("type") == "array" for parameter in named}
    check((name for name, _ in request.query_params.multi_items()), known)


def check(given: Iterable[str], known: Mapping[str, bool], *, others: bool = False) -> None:
    """Refuses names that are not known, and those that come twice.

    Args:
        given: the names, as often as they come.
        known: each name that can be given, and whether it can be given more than once.
        others: let names pass that look like none of these.

    Raises:
        Refused: a name is unknown, with the nearest that is known; or it comes twice.
    """
    for name, times in Counter(given).items():
        near = difflib.get_close_matches(name, known, n=1)
        if name not in known and (near or not others):
            takes = f"did you mean {near[0]}?" if near else f"it takes {', '.join(known) or 'none'}"
            raise Refused(
                "bad-parameter", f"there is no parameter {name!r} here", expected=takes, place=Place(parameter=name)
            )
        if times > 1 and not known.get(name, True):
            raise Refused(
                "bad-parameter", f"{name} is given {times} times", expected="it once", place=Place(parameter=name)
            )
