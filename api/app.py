"""The service: puts its parts together around one snapshot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI
from starlette.types import ASGIApp

from api import access, cors, docs, engine, errors
from api.edge import Edge
from api.observe import Metrics
from api.openapi import DESCRIPTION, TAGS, Service
from api.parameters import only_known
from api.pool.lane import Lane
from api.pool.pool import Pool
from api.pool.query import Ready
from api.representation import Representation
from api.routers import (
    clauses,
    compare,
    context,
    contracts,
    data_types,
    diff,
    findings,
    graphs,
    guidance,
    health,
    observations,
    processings,
    provisions,
    purposes,
    questions,
    report,
    resource,
    search,
    services,
    shapes,
    sparql,
    things,
    validate,
    vendors,
)
from api.settings import Settings
from kg.snapshot import Snapshot, inputs, kept


class _Application(Service):
    """The application, with the edge around all that Starlette puts around it."""

    def build_middleware_stack(self) -> ASGIApp:
        """Its layers, outermost first."""
        return Edge(super().build_middleware_stack(), self.state.settings, self.state.metrics)


def create_app(settings: Settings, snapshot: Snapshot | None = None) -> FastAPI:
    """The service over a snapshot, which is opened once and stays as it is.

    Args:
        settings: what to serve.
        snapshot: one that is open already; left out, the one that the settings name is opened.

    Raises:
        KGError: the snapshot cannot be made; see `kg.snapshot.kept`.
    """
    app = _Application(
        title="clausegraph",
        summary="Regulations and contracts as one graph: what is processed, by whom, how and why.",
        description=DESCRIPTION,
        version=version("clausegraph"),
        license_info={"name": "Apache-2.0"},
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        lifespan=_running,
    )
    if snapshot is None and settings.store:
        snapshot = engine.opened(settings)
    elif snapshot is None:
        snapshot = kept(inputs(settings.paths, home=settings.home).sources, home=settings.home)
    app.state.settings = settings
    app.state.ending = False
    app.state.engine_lane = Lane(settings.processes, settings.queue)
    app.state.pool = Pool(settings, Ready(snapshot.folder) if snapshot.folder else None)
    parts = (
        vendors,
        services,
        diff,
        contracts,
        clauses,
        purposes,
        data_types,
        processings,
        provisions,
        guidance,
        observations,
        shapes,
        findings,
        questions,
        search,
        compare,
        report,
        validate,
        graphs,
        resource,
        things,
        context,
        health,
    )
    for part in parts:
        app.include_router(part.router, dependencies=[Depends(only_known)])
    app.include_router(sparql.router)
    docs.add_to(app)
    errors.add_to(app)
    app.add_middleware(Representation)
    access.add_to(app, settings, snapshot)
    cors.add_to(app, settings)
    app.state.metrics = Metrics(app.openapi()["paths"])
    return app


@asynccontextmanager
async def _running(app: FastAPI) -> AsyncIterator[None]:
    """What is open for as long as the service runs."""
    watching = engine.following if app.state.settings.store else access.watching
    # Look-ups that nobody has asked for before share one interpreter with all that is sent: few at once, the rest wait.
    current_default_thread_limiter().total_tokens = app.state.settings.processes
    async with app.state.pool, watching(app):
        yield


def from_environment() -> FastAPI:
    """The service that the environment describes; what `kg serve` has uvicorn start."""
    return create_app(Settings.from_environment())
