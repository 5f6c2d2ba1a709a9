"""The service: puts its parts together around one snapshot."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import Depends, FastAPI

from api import docs, errors
from api.openapi import DESCRIPTION, TAGS, Service
from api.parameters import only_known
from api.representation import Representation
from api.routers import contracts, findings, health, provisions, purposes, questions, sparql, vendors
from api.served import Served
from api.settings import Settings
from kg.snapshot import Snapshot, inputs, kept


def create_app(settings: Settings, snapshot: Snapshot | None = None) -> FastAPI:
    """The service over a snapshot, which is opened once and stays as it is.

    Args:
        settings: what to serve.
        snapshot: one that is open already; left out, the one that the settings name is opened.

    Raises:
        KGError: the snapshot cannot be made; see `kg.snapshot.kept`.
    """
    app = Service(
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
    )
    if snapshot is None:
        snapshot = kept(inputs(settings.paths, home=settings.home).sources, home=settings.home)
    app.state.settings = settings
    app.state.served = Served(snapshot)
    for part in (vendors, contracts, purposes, provisions, findings, questions, health):
        app.include_router(part.router, dependencies=[Depends(only_known)])
    app.include_router(sparql.router)
    docs.add_to(app)
    errors.add_to(app)
    app.add_middleware(Representation)
    app.openapi()
    return app


def from_environment() -> FastAPI:
    """The service that the environment describes; what `kg serve` has uvicorn start."""
    return create_app(Settings.from_environment())
