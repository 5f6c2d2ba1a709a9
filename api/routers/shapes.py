"""/v1/shapes: the rules that the graph is validated against."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.answers import Many, One
from api.models.guidance import Shape, Shapes
from api.parameters import Provision
from kg import lookup

router = APIRouter(prefix="/v1/shapes", tags=["law"])


@router.get("", summary="Shapes, all or some", response_model=Shapes)
def list_shapes(
    asked: Many,
    provision: Provision = None,
) -> Response:
    """The shapes that fit what is given, each with the provisions that it enforces."""
    return asked.page(Shapes, lookup.shapes(asked.store, provision=provision))


@router.get("/{id:path}", summary="One shape", response_model=Shape)
def get_shape(
    asked: One,
    id: Annotated[  # noqa: A002
        str, Path(description="The code of a shape, or its whole IRI.", examples=["LI001"])
    ],
) -> Response:
    """A shape with the provisions that it enforces and the guidance that it follows."""
    return asked.of(Shape, lookup.shape_strict(asked.store, id))
