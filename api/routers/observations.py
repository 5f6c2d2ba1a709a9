"""/v1/observations: what named bodies found in services and contracts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.answers import Many, One
from api.models.guidance import Observation, Observations
from api.parameters import Provision, Vendor, Version
from kg import lookup

router = APIRouter(prefix="/v1/observations", tags=["law"])


@router.get("", summary="Observations, all or some", response_model=Observations)
def list_observations(
    asked: Many,
    vendor: Vendor = None,
    version: Version = None,
    provision: Provision = None,
) -> Response:
    """The observations that fit all that is given, each with its author, what it concerns and the risk seen."""
    return asked.page(
        Observations, lookup.observations(asked.store, vendor=vendor, version=version, provision=provision)
    )


@router.get("/{id:path}", summary="One observation", response_model=Observation)
def get_observation(
    asked: One,
    id: Annotated[  # noqa: A002
        str, Path(description="The name of an observation, or its whole IRI.", examples=["region-stockholm-2021/3.1"])
    ],
) -> Response:
    """An observation with its author, what it concerns, what it rests on and the risk seen."""
    return asked.of(Observation, lookup.observation_strict(asked.store, id))
