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
from kg.store.base import Store, Term

_TITLE = PREFIXES["dcterms"] + "title"
_SOURCE = NamedNode(PREFIXES["dcterms"] + "source")
_ELI, _LAW = "http://data.europa.eu/eli/", f"{ID}law/"
_ALL = "?thing a ?kind VALUES ?kind { cg:LegalSource cg:Provision }"
_RELATIONS = ("enforces", "interprets", "restsOn", "assistsWith")
_ONE = f"""
    {{{{ ?thing cg:partOf? ?provision }}}} UNION {{{{ ?provision cg:partOf ?thing }}}}
    UNION {{{{ ?part cg:partOf? ?provision . ?thing {"|".join(f"cg:{name}" for name in _RELATIONS)} ?part }}}}
    UNION {{{{ VALUES ?thing {{{{ {{further}} }}}} }}}}
"""
# Asked apart and in this order, since an engine that begins at the wrong end takes minutes.
_PARTS = "SELECT ?part WHERE { ?part cg:partOf? ?provision }"
_BASES = """
SELECT DISTINCT ?said ?part WHERE {{ VALUES ?part {{ {parts} }} ?basis dcterms:source ?part . ?said cg:basis ?basis }}
"""
_BEYOND = """
SELECT DISTINCT ?thing WHERE {{
    {{ VALUES ?said {{ {said} }} ?said cg:basisFor ?thing }}
    UNION {{ VALUES ?said {{ {said} }} ?said cg:statedIn ?thing }}
    UNION {{ VALUES ?part {{ {parts} }} ?said cg:assistsWith ?part . ?said cg:statedIn ?thing }}
}}
"""


@dataclass(frozen=True, slots=True)
class Resting(Thing):
    """Something that rests on a provision, or on a part of it.

    Args:
        code: of a shape.
        on: the provisions that it rests on.
    """

    OF_CLASS = (
        *("GuidanceParagraph", "Guidance", "Observation", "Conclusion", "GroundView", "Request", "Assistance"),
        *("LegalBasisStatement", "Purpose", "Clause", "sh:NodeShape", "sh:PropertyShape"),
    )

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
        legal_bases: statements of legal basis that name it.
        purposes: that those statements cover.
        clauses: that state those statements, and that assistance.
        findings: of the shapes that enforce it.
    """

    OF_CLASS = ("Provision", "LegalSource")

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
    legal_bases: tuple[Resting, ...]
    purposes: tuple[Resting, ...]
    clauses: tuple[Resting, ...]
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
    around = Around(store, _ONE.format(further=_further(store, node)), provision=node)
    if not (around.is_a(node, "Provision") or around.is_a(node, "LegalSource")):
        return None
    (thing,) = around.references([node])
    parts = [node, *around.follow(node, "^partOf")]
    resting = {name: [one for part in parts for one in around.follow(part, f"^{name}")] for name in _RELATIONS}
    invoked = {name: [one for one in resting["restsOn"] if around.is_a(one, kind)] for name, kind in _CLASSES.items()}
    lists = {"shapes": resting["enforces"], "guidance": resting["interprets"], "assistance": resting["assistsWith"]}
    bases = _bases(around, parts)
    aid = [(said, part) for part in parts for said in around.follow(part, "^assistsWith")]
    further = {
        "legal_bases": bases,
        "purposes": _beyond(around, bases, "basisFor"),
        "clauses": _beyond(around, [*bases, *aid], "statedIn"),
    }
    return around.read(
        Provision,
        thing,
        path=path_of(thing.iri),
        parents=tuple(sorted(around.references(around.follow(node, "partOf")), key=_depth, reverse=True)),
        children=tuple(one for one in around.references(parts[1:]) if _depth(one) == _depth(thing) + 1),
        findings=select(found, provision=thing.iri),
        **{name: _resting(around, _relations(around, things, parts)) for name, things in (lists | invoked).items()},
        **{name: _resting(around, pairs) for name, pairs in further.items()},
    )


def provision_strict(store: Store, path: str, found: Iterable[Finding]) -> Provision:
    """Like `provision`, but raises NotFound with the nearest path where there is none."""
    law = provision(store, path, found)
    if law is None:
        known = [known for one in provisions(store) if (known := path_of(one.iri))]
        raise NotFound(f"there is no provision {path!r}", expected=nearest(path, known))
    return law


def _further(store: Store, node: NamedNode) -> str:
    """Statements of legal basis that name a provision or a part of it, what they cover, and the clauses behind it."""
    parts = " ".join(sorted(str(row["part"]) for row in store.select(_PARTS, bindings={"provision": node})))
    bases = sorted({str(row["said"]) for row in store.select(_BASES.format(parts=parts))})
    beyond = store.select(_BEYOND.format(said=" ".join(bases), parts=parts))
    return " ".join(sorted({*bases, *(str(row["thing"]) for row in beyond)}))


def _relations(around: Around, things: Iterable[Term], parts: list[Term]) -> list[tuple[Term, Term]]:
    """Each thing with the parts of the provision that it points to."""
    relations = ((thing, name) for thing in things for name in _RELATIONS)
    return [(thing, part) for thing, name in relations for part in around.follow(thing, name) if part in parts]


def _bases(around: Around, parts: list[Term]) -> list[tuple[Term, Term]]:
    """Statements of legal basis, with the parts of the provision that their bases stand for."""
    statements = [
        (said, one) for said in around.instances("LegalBasisStatement") for one in around.follow(said, "basis")
    ]
    return [(said, part) for said, one in statements for part in around.graph.objects(one, _SOURCE) if part in parts]


def _beyond(around: Around, pairs: Iterable[tuple[Term, Term]], path: str) -> list[tuple[Term, Term]]:
    return [(thing, part) for said, part in pairs for thing in around.follow(said, path)]


def _resting(around: Around, pairs: Iterable[tuple[Term, Term]]) -> tuple[Resting, ...]:
    on: dict[Term, list[Term]] = {}
    for thing, part in pairs:
        on.setdefault(thing, []).append(part)
    return tuple(
        around.read(Resting, thing, on=around.references(on[NamedNode(thing.iri)])) for thing in around.references(on)
    )


def _depth(provision: Reference) -> int:
    return len(provision.part_of)
