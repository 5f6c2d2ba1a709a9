"""Who is asking, and what they may see."""

from __future__ import annotations

from fastapi import FastAPI

from api.access.caller import Caller
from api.access.issuer import Issuer
from api.access.keyring import Keyring
from api.access.layer import Access
from api.access.reload import watching
from api.access.views import Views
from api.settings import Settings
from kg import publish
from kg.snapshot import Snapshot

__all__ = ["Caller", "Views", "add_to", "watching"]


def add_to(app: FastAPI, settings: Settings, snapshot: Snapshot) -> None:
    """Has each request answered from what its caller may see; the views of all known keys are made before.

    Args:
        app: gets the layer, and the views as `state.views`.
        settings: what to serve, and to whom.
        snapshot: of all the files.

    Raises:
        KGError: a view cannot be made, see `kg.snapshot.kept`; or the file of keys cannot be read.
        ParameterError: the issuer of tokens cannot be that.
    """
    home = settings.home or (snapshot.folder.parent.parent if snapshot.folder else publish.HOME)
    keyring = Keyring(home)
    issuer = Issuer(settings.issuer, settings.audience, settings.claim) if settings.issuer else None
    views = Views(snapshot, home)
    if not (settings.open and keyring.empty):
        views.prepare([(), *keyring.scopes])
    app.state.views = views
    app.add_middleware(Access, settings=settings, keyring=keyring, issuer=issuer)
