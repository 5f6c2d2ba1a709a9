"""/health and /."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter
from fastapi.responses import RedirectResponse

from api.models.health import Health
from api.parameters import Current

router = APIRouter(tags=["service"])


@router.get("/health", summary="Whether the service is up, and what it serves")
def get_health(served: Current) -> Health:
    """The snapshot that is served, how large it is, and how many findings it holds."""
    manifest = served.snapshot.manifest
    return Health(
        version=version("clausegraph"),
        snapshot=served.snapshot.id,
        triples=sum(manifest.graphs.values()),
        findings=dict(manifest.severities),
    )


@router.get("/", status_code=303, response_class=RedirectResponse, include_in_schema=False)
def root() -> str:
    """The documentation is the best place to begin."""
    return "docs"
