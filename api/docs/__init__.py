"""/docs: a page that shows the OpenAPI document, and fetches nothing from anywhere else."""

from __future__ import annotations

from pathlib import Path

import fastapi_offline
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles

_HERE = Path(__file__).parent
_BUNDLE = Path(fastapi_offline.__file__).parent / "static"

# The browser itself refuses what is not from here. Swagger UI sets styles from its script.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


def add_to(app: FastAPI) -> None:
    """Adds the page, its script, and Swagger UI as another package brings it."""
    app.add_route("/docs", _page, include_in_schema=False)
    app.mount("/docs/page", StaticFiles(directory=_HERE / "page"))
    app.mount("/docs/swagger-ui", StaticFiles(directory=_BUNDLE))


async def _page(request: Request) -> FileResponse:
    return FileResponse(_HERE / "page" / "index.html", headers={"content-security-policy": _POLICY})
