"""/health, /ready and /metrics: for whoever runs the service; and /, which leads to the documentation."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from api.errors import Refused
from api.models.health import Health, Ready
from api.parameters import Current

router = APIRouter(tags=["service"])

_NOW = {"cache-control": "no-store"}


@router.get("/health", summary="Whether the service is alive")
async def get_health(response: Response) -> Health:
    """Answered as long as the process lives; says nothing of what it serves."""
    response.headers.update(_NOW)
    return Health()


@router.get("/ready", summary="Whether the service takes requests")
async def get_ready(request: Request, response: Response) -> Ready:
    """503 while the service is ending: send it nothing new."""
    if request.app.state.ending:
        raise Refused("unavailable", "the service is ending", headers={"Retry-After": "1"})
    response.headers.update(_NOW)
    return Ready()


@router.get(
    "/metrics",
    summary="What the service counts of itself",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def get_metrics(request: Request, served: Current) -> Response:
    """Requests by route, method and status, how long they took, what the query pool is at, and what is served, for
    Prometheus. Numbers tell of what is hidden: only a caller who sees everything may read them.
    """
    if not request.state.caller.everything:
        raise Refused("forbidden", "these numbers are for those who may see everything", expected="a key for *")
    text = request.app.state.metrics.text(served.snapshot.manifest)
    return Response(text, media_type=CONTENT_TYPE_PLAIN_0_0_4, headers=_NOW)


@router.get("/", status_code=303, response_class=RedirectResponse, include_in_schema=False)
def root() -> str:
    """The documentation is the best place to begin."""
    return "docs"
