"""What the keys of our JSON mean as RDF (JSON-LD 1.1, https://www.w3.org/TR/json-ld11/).

One context serves all answers. Keys that tell of the answer, or of something that the graph has no single statement
for, are null in it, so that an answer says nothing as JSON-LD that the graph does not say. What a key means that
depends on the kind of thing hangs on its `type` there; it is made from what `kg.lookup` reads each field from.

Words are in the language of the answer. Where the graph has them in another language, or not as a label at all, the
answer says so in a context of its own: see `ground`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg import lookup
from kg.findings import Language
from kg.iris import PREFIXES, expand_strict
from kg.lookup.things import Thing
from kg.store.base import Store, Term

PATH = "/v1/context.jsonld"
"""Where the context is served."""

_Said = Mapping[tuple[str, str], Sequence[Term]]
"""What the graph says of a thing, by IRI and short name of the property."""

_XSD = PREFIXES["xsd"]
_BATCH = 1000

_WORDS = {
    "label": ("rdfs:label", "sh:name", "dcterms:title"),
    "title": ("dcterms:title",),
    "summary": ("cg:summary",),
    "message": ("sh:resultMessage", "sh:message"),
    "description": ("sh:description",),
    "consists_of": ("cg:consistsOf",),
    "cited_for": ("cg:citedFor",),
    "reason": ("cg:reason",),
}
"""Keys that hold words, with the properties that these may come from; the first is what the context says."""

_VALUES: dict[str, dict[str, Any]] = {
    **{
        key: {"@id": f"cg:{name}", "@language": None}
        for key, name in {
            "number": "number",
            "section": "section",
            "sha256": "spanSha256",
            "code": "code",
            "topic": "topic",
            "valid_from": "validFrom",
            "put_on": "putOn",
            "accepted_by": "acceptedBy",
            "reference": "reference",
        }.items()
    },
    "until": {"@id": "cg:until", "@type": "xsd:date"},
    "start": {"@id": "cg:start"},
    "end": {"@id": "cg:end"},
    "exhaustive": {"@id": "cg:exhaustive"},
    "assumed": {"@id": "cg:assumed"},
    "shape": {"@id": "sh:sourceShape", "@type": "@id"},
    "focus": {"@id": "sh:focusNode", "@type": "@id"},
    "path": {"@id": "sh:resultPath", "@type": "@id"},
    "value": {"@id": "sh:value", "@type": "@id"},
}
"""Keys that hold characters, a number, a truth value or an IRI."""

_CHOICES = {
    "severity": {"@id": "sh:resultSeverity", "@type": "@vocab"},
    "state": {"@id": "cg:state", "@type": "@vocab"},
    "violation": "sh:Violation",
    "warning": "sh:Warning",
    "info": "sh:Info",
    "stated otherwise": "cg:StatedOtherwise",
    "not documented": "cg:NotDocumented",
}

_NOTHING = (
    *("total", "href", "counts", "not_documented", "status", "location", "name", "roles", "personal", "kind"),
    *("focus_label", "path_label", "value_label", "wording", "parameters", "question", "columns", "cells", "lang"),
    *("version", "snapshot", "triples", "findings", "on", "graph", "file", "files", "line", "column"),
    *("marked", "passage", "rows", "topics", "changes", "unchanged", "findings_stayed"),
    "suggestions",
)
"""Keys that say nothing of the graph, or nothing that it has one statement for."""

_ELSEWHERE = (
    *("provisions", "guidance", "clauses", "versions", "vendors", "services", "customers", "evidence"),
    *("observations", "waiver"),
)
"""What stands beside a finding, and is linked to its focus node or its shape."""

_RESTING = (
    *("shapes", "guidance", "observations", "conclusions", "views", "requests", "assistance", "findings"),
    *("legal_bases", "purposes", "clauses"),
)
"""What stands beside a provision, and may be linked to a part of it."""


@cache
def context() -> Mapping[str, Any]:
    """The context that all answers name."""
    prefixes = {name: iri for name, iri in PREFIXES.items() if name not in ("id", "graph")}
    return MappingProxyType(
        {
            "@version": 1.1,
            **prefixes,
            "id": "@id",
            "type": "@type",
            "items": "@graph",
            **dict.fromkeys(_NOTHING),
            **{key: properties[0] for key, properties in _WORDS.items()},
            **_VALUES,
            **_CHOICES,
            "evidence": "cg:evidence",
            "document": "cg:document",
            "statements": "@nest",
            "incoming": "@reverse",
            "text": "@value",
            "language": "@language",
            "datatype": "@type",
            "properties": "@included",
            "vendors": "@included",
            "earlier": "@included",
            "later": "@included",
            **dict(_kinds()),
        }
    )


def _kinds() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each type with what keys mean on a thing of it."""
    found: dict[str, dict[str, Any]] = {}
    for kind in _things(Thing):
        paths = {field: reading.path for field, reading in kind.readings().items() if reading.path is not None}
        for name in kind.OF_CLASS:
            found.setdefault(name, {}).update({field: _along(path) for field, path in paths.items()})
    for name, local in sorted(found.items()):
        term = name if ":" in name else f"cg:{name}"
        yield name.rpartition(":")[2], {"@id": term, "@context": {**local, **MORE.get(name, {})}}
    yield (
        "Finding",
        {"@id": "sh:ValidationResult", "@context": {"topic": None, **dict.fromkeys(_ELSEWHERE, "@included")}},
    )


def _along(path: str) -> dict[str, str] | None:
    if "/" in path:
        return None
    return {"@reverse": f"cg:{path[1:]}"} if path.startswith("^") else {"@id": f"cg:{path}"}


def _things(kind: type[Thing]) -> Iterator[type[Thing]]:
    for one in kind.__subclasses__():
        yield one
        yield from _things(one)


_STATES = {"@reverse": "cg:underVersion"}
_LAW = {
    "parents": {"@id": "cg:partOf"},
    "children": {"@reverse": "cg:partOf"},
    **dict.fromkeys(_RESTING, "@included"),
}
_SHAPE = {
    "on": {"@id": "cg:enforces"},
    "severity": {"@id": "sh:severity", "@type": "@vocab"},
    "state": {"@id": "cg:finds", "@type": "@vocab"},
}
MORE: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "Vendor": {"contracts": {"@reverse": "cg:hasVendor"}},
        "ContractVersion": {
            **dict.fromkeys(lookup.PARTS, _STATES),
            "clauses": {"@reverse": "cg:clauseOf"},
        },
        "Purpose": {"legal_bases": None, "assumed_bases": None},
        "Provision": _LAW,
        "LegalSource": _LAW,
        **{
            name: {"on": {"@id": f"cg:{relation}"}}
            for relation, names in {
                "interprets": ("GuidanceParagraph", "Guidance"),
                "restsOn": ("Observation", "Conclusion", "GroundView", "Request"),
                "assistsWith": ("Assistance",),
            }.items()
            for name in names
        },
        **dict.fromkeys(("sh:NodeShape", "sh:PropertyShape"), _SHAPE),
    }
)
"""What the library does not read along a path, by type."""


def ground(body: dict[str, Any], store: Store, lang: Language) -> dict[str, Any]:
    """An answer as JSON-LD: with the context, and in each thing what the graph has otherwise than the context says.

    Args:
        body: the answer as JSON; it is changed in place.
        store: what it was read from.
        lang: the language of its words.

    Raises:
        StoreError: the store could not answer.
    """
    said = _known(store, sorted({node["id"] for node in _nodes(body) if _is_iri(node["id"])}))
    _mark(body, said, lang, {})
    own = [body.pop("@context")] if "@context" in body else []
    return {"@context": [PATH, {"@language": lang}, *own], **body}


def _mark(value: Any, said: _Said, lang: Language, inherited: Mapping[str, Any]) -> None:
    """Gives each thing the context that it needs beside what it inherits."""
    if isinstance(value, list):
        for one in value:
            _mark(one, said, lang, inherited)
    elif isinstance(value, dict):
        differs: dict[str, Any] | None = {}
        if isinstance(value.get("id"), str):
            differs = _differing(value, said, lang, inherited)
        for key, one in value.items():
            if key not in _OPAQUE:
                _mark(one, said, lang, {**inherited, **(differs or {})})
        if differs is None or differs:
            told = dict(value)
            value.clear()
            value.update({"@context": differs, **told})  # first, for those who read as it comes


def _differing(
    thing: Mapping[str, Any], said: _Said, lang: Language, inherited: Mapping[str, Any]
) -> dict[str, Any] | None:
    """What the keys of a thing mean otherwise than inherited; None where the graph does not know it at all."""
    if "type" in thing and (thing["id"], "rdf:type") not in said:
        return None  # a finding that no shape made
    scoped = _scoped(thing.get("type"))
    meant = {
        key: _meant(thing["id"], key, value, said, lang)
        for key, value in thing.items()
        if key in _PROPERTIES and key not in scoped and isinstance(value, str | int)
    }
    return {key: term for key, term in meant.items() if term != inherited.get(key, context()[key])}


def _meant(iri: str, key: str, value: str | int, said: _Said, lang: Language) -> Any:
    """What a key has to mean for its value to be what the graph says; nothing where it says no such thing."""
    usual = context()[key]
    found = [(name, term) for name in _PROPERTIES[key] for term in said.get((iri, name), ()) if _equal(term, value)]
    terms = [_term(key, value, name, term, lang) for name, term in found]
    return usual if usual in terms else terms[0] if terms else None


def _equal(term: Term, value: str | int) -> bool:
    if isinstance(value, bool):
        return term == Literal(value)
    if isinstance(value, int):
        return isinstance(term, Literal) and term == Literal(value)
    return term.value == value


def _term(key: str, value: str | int, name: str, term: Term, lang: Language) -> Any:
    """The term definition under which a JSON value is this term (JSON-LD 1.1, section 9.15.1)."""
    usual = context()[key]
    if isinstance(usual, str):
        usual = {"@id": usual}
    made: dict[str, Any] = {"@id": name}
    if not isinstance(term, Literal):
        made["@type"] = "@id"
    elif term.language:
        if term.language != lang or "@language" in usual or "@type" in usual:
            made["@language"] = term.language
    elif term.datatype.value == f"{_XSD}string":
        made["@language"] = None
    elif isinstance(value, str) or "@type" in usual:
        made["@type"] = term.datatype.value.replace(_XSD, "xsd:")
    return context()[key] if made == usual else made


def _known(store: Store, iris: list[str]) -> _Said:
    """What the store says of things by the properties that any key may mean."""
    names = {
        expand_strict(name): name for name in ("rdf:type", *(one for some in _PROPERTIES.values() for one in some))
    }
    properties = " ".join(f"<{iri}>" for iri in sorted(names))
    found: dict[tuple[str, str], list[Term]] = {}
    for start in range(0, len(iris), _BATCH):
        things = " ".join(f"<{iri}>" for iri in iris[start : start + _BATCH])
        for row in store.select(_QUERY.format(things=things, properties=properties)):
            thing, name = row["thing"], names[row["property"].value]
            found.setdefault((thing.value, name), []).append(row["value"])
    for terms in found.values():
        terms.sort(key=str)
    return found


_QUERY = """
SELECT DISTINCT ?thing ?property ?value WHERE {{
    VALUES ?thing {{ {things} }} VALUES ?property {{ {properties} }} ?thing ?property ?value
}}
"""
_PROPERTIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {**_WORDS, **{key: (term["@id"],) for key, term in _VALUES.items()}}
)
"""Keys whose values are looked up in the graph."""

_OPAQUE = frozenset({"cells", "columns", "question", "parameters", "counts"})
"""Keys under which nothing is JSON-LD."""


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from _nodes(one)
    elif isinstance(value, dict):
        if isinstance(value.get("id"), str):
            yield value
        for key, one in value.items():
            if key not in _OPAQUE:
                yield from _nodes(one)


@cache
def _scoped(kind: str | None) -> Mapping[str, Any]:
    term = context().get(kind) if kind else None
    return term["@context"] if isinstance(term, dict) else {}


def _is_iri(text: str) -> bool:
    if text.startswith("_:"):
        return False
    try:
        return bool(NamedNode(text))
    except ValueError:
        return False
