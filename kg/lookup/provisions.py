"""Provisions of law, and everything that rests on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from pyoxigraph import NamedNode

from kg.errors import NotFound
from kg.findings import Finding, Reference, Text, select
from kg.iris import CG, GDPR, ID, PREFIXES
from kg.lookup.names import nearest, node_of
from kg.lookup.things import Around, References, Thing, along, value, words
from kg.shacl.names import sh
from kg.store.base import Store, Term

_TITLE = PREFIXES["dcterms"] + "title"
_ELI, _LAW = "http://data.europa.eu/eli/", f"{ID}law/"
_ALL = "?thing a ?kind VALUES ?kind { cg:LegalSource cg:Provision }"
_RELATIONS = ("enforces", "interprets", "restsOn", "assistsWith")
_ONE = f"""
    {{ ?thing cg:partOf? ?provision }} UNION {{ ?provision cg:partOf ?thing }}
    UNION {{ ?part cg:partOf? ?provision . ?thing {"|".join(f"cg:{name}" for name in _RELATIONS)} ?part }}
"""


@dataclass(frozen=True, slots=True)
class Resting(Thing):
    """Something that rests on a provision, or on a part of it.

    Args:
        code: of a shape.
        on: the provisions that it rests on.
    """

    code: Annotated[str | None, value("code", documented=False)]
    on: References


@dataclass(frozen=True, slots=True)
class Provision(Thing):
    """A provision, or a whole legal source, and everything that rests on it or on a part of it.

    Args:
        path: names it below `law/`, such as gdpr/art_6/par_1/pnt_f.
        number: how it is cited below its source, such as 6(1)(f).
        title: as the law has it where that is short, else in our words.
        summary: what it says, in one sentence of ours.
        identifier: whether its identifier was confirmed with its publisher.
        verification: whether the summary was checked against the original.
        known_through: the documents through which it is known, where it was not read itself.
        parents: what it is part of, from the nearest to the whole.
        children: its own parts, without theirs.
        shapes: that enforce it.
        guidance: paragraphs that interpret it.
        observations: that invoke it.
        conclusions: that invoke it.
        views: on the ground for a disclosure, that invoke it.
        requests: that invoke it, those of data subjects, for records and for a mapping.
        assistance: that serves a duty in it.
        findings: of the shapes that enforce it.
    """

    path: str | None
    number: Annotated[str | None, value("number", documented=False)]
    title: Annotated[Text | None, words(_TITLE, documented=False)]
    summary: Annotated[Text | None, words(f"{CG}summary", documented=False)]
    identifier: Annotated[References, along("eliStatus", documented=False)]
    verification: Annotated[References, along("verification", documented=False)]
    known_through: Annotated[References, along("knownThrough", documented=False)]
    parents: References
    children: References
    shapes: tuple[Resting, ...]
    guidance: tuple[Resting, ...]
    observations: tuple[Resting, ...]
    conclusions: tuple[Resting, ...]
    views: tuple[Resting, ...]
    requests: tuple[Resting, ...]
    assistance: tuple[Resting, ...]
    findings: tuple[Finding, ...]


_CLASSES = {
    "observations": "Observation",
    "conclusions": "Conclusion",
    "views": "GroundView",
    "requests": "Request",
}
"""The fields of a provision that list what invokes it, with the class of each."""


def path_of(iri: str) -> str | None:
    """The path of a provision or legal source, such as `gdpr/art_6/par_1/pnt_f`; None for anything else."""
    if iri.startswith(_ELI) and iri.endswith("/oj"):
        whole = iri.removesuffix("/oj") + "/"
        path = whole.replace(GDPR, "gdpr/", 1) if whole.startswith(GDPR) else whole.replace(_ELI, "eli/", 1)
        return path.rstrip("/")
    return iri.removeprefix(_LAW) if iri.startswith(_LAW) else None


def iri_of(path: str) -> str:
    """The IRI that a path stands for, whether there is such a provision or not; a whole IRI stands for itself."""
    if "://" in path:
        return path
    first, _, below = path.partition("/")
    base = {"gdpr": GDPR, "eli": _ELI}.get(first)
    return _LAW + path if base is None else f"{base}{below}/oj" if below else f"{base}oj"


def provisions(store: Store) -> References:
    """All legal sources and provisions that the graph holds, sorted by IRI."""
    around = Around(store, _ALL)
    return around.references([*around.instances("LegalSource"), *around.instances("Provision")])


def provision(store: Store, path: str, found: Iterable[Finding]) -> Provision | None:
    """A provision or legal source; None where the graph holds none at that path.

    Args:
        store: what to look in.
        path: see `path_of`; or a whole IRI.
        found: the findings among which to look for its own.
    """
    node = node_of(_LAW, iri_of(path))
    if node is None:
        return None
    around = Around(store, _ONE, provision=node)
    if not (around.is_a(node, "Provision") or around.is_a(node, "LegalSource")):
        return None
    (thing,) = around.references([node])
    parts = [node, *around.follow(node, "^partOf")]
    resting = {name: [one for part in parts for one in around.follow(part, f"^{name}")] for name in _RELATIONS}
    invoked = {name: [one for one in resting["restsOn"] if around.is_a(one, kind)] for name, kind in _CLASSES.items()}
    lists = {"shapes": resting["enforces"], "guidance": resting["interprets"], "assistance": resting["assistsWith"]}
    return around.read(
        Provision,
        thing,
        path=path_of(thing.iri),
        parents=tuple(sorted(around.references(around.follow(node, "partOf")), key=_depth, reverse=True)),
        children=tuple(one for one in around.references(parts[1:]) if _depth(one) == _depth(thing) + 1),
        findings=select(found, provision=thing.iri),
        **{name: _resting(around, things, parts) for name, things in (lists | invoked).items()},
    )


def provision_strict(store: Store, path: str, found: Iterable[Finding]) -> Provision:
    """Like `provision`, but raises NotFound with the nearest path where there is none."""
    law = provision(store, path, found)
    if law is None:
        known = [known for one in provisions(store) if (known := path_of(one.iri))]
        raise NotFound(f"there is no provision {path!r}", expected=nearest(path, known))
    return law


def _resting(around: Around, things: list[Term], parts: list[Term]) -> tuple[Resting, ...]:
    found = []
    for thing in around.references(things):
        node = NamedNode(thing.iri)
        on = [part for name in _RELATIONS for part in around.follow(node, name) if part in parts]
        label = around.label(node, sh("name")) or thing.label
        found.append(around.read(Resting, Reference(thing.iri, label), on=around.references(on)))
    return tuple(found)


def _depth(provision: Reference) -> int:
    return len(provision.part_of)
