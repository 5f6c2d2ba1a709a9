"""Purposes, of all contracts and of what vendors pursue beside them."""

from __future__ import annotations

from kg.errors import NotFound
from kg.iris import ID
from kg.lookup.names import nearest, node_of
from kg.lookup.parts import Purpose
from kg.lookup.things import Around, Role
from kg.questions.kinds import resolve
from kg.store.base import Store

_FOLDER = f"{ID}purpose/"
_PURPOSES = "?thing ( cg:forPurpose | ^cg:hasBasisStatement )? ?purpose . ?purpose a cg:Purpose ."
_PURPOSE = "?thing ( cg:forPurpose | ^cg:hasBasisStatement )? ?purpose ."


def purposes(
    store: Store, *, vendor: str | None = None, version: str | None = None, role: Role | None = None
) -> tuple[Purpose, ...]:
    """The purposes that fit all that is given, sorted by IRI.

    Args:
        store: what to look in.
        vendor: whose contract states them, who determines them or who processes for them.
        version: the contract version that they are pursued under.
        role: in which the vendor acts for them; where no document says it, a purpose fits no role.

    Raises:
        ParameterError: there is no such vendor or version; the error names the nearest.
    """
    party = resolve(store, "vendor", vendor) if vendor is not None else None
    under = resolve(store, "version", version) if version is not None else None
    around = Around(store, _PURPOSES)
    found = around.instances("Purpose")
    if party is not None:
        paths = ("hasVendor", "determinedBy", "^forPurpose/carriedOutBy")
        found = [one for one in found if any(party in around.follow(one, path) for path in paths)]
    if under is not None:
        steps = ("underVersion", "^forPurpose/underVersion")
        found = [one for one in found if any(under in around.follow(one, step) for step in steps)]
    read = around.read_all(Purpose, found)
    return read if role is None else tuple(one for one in read if role in one.roles)


def purpose(store: Store, name: str) -> Purpose | None:
    """One purpose; None where there is none of that name.

    Args:
        store: what to look in.
        name: what stands behind `id/purpose/` in its IRI, or the IRI.
    """
    node = node_of(_FOLDER, name)
    if node is None:
        return None
    around = Around(store, _PURPOSE, purpose=node)
    return next(iter(around.read_all(Purpose, [node] if around.is_a(node, "Purpose") else [])), None)


def purpose_strict(store: Store, name: str) -> Purpose:
    """Like `purpose`, but raises NotFound with the nearest name where there is none."""
    found = purpose(store, name)
    if found is None:
        known = [one.iri.removeprefix(_FOLDER) for one in purposes(store)]
        raise NotFound(f"there is no purpose {name!r}", expected=nearest(name, known))
    return found
