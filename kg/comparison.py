"""What changed between two versions of a contract, and which findings came and went with it.

What a later version states is matched with what the earlier one stated by `cg:succeeds`, else by kind and by the last
part of the IRI. What has no match came or went; what has one and says something else of itself changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal as Choice

from pyoxigraph import Literal, NamedNode

from kg.findings import Finding, Language, findings
from kg.iris import CG, compact
from kg.questions.kinds import resolve
from kg.store.base import Store, Term

Happening = Choice["came", "went", "changed"]


@dataclass(frozen=True, slots=True)
class Detail:
    """What one property of a thing said in the earlier and in the later version."""

    property: str
    earlier: tuple[str, ...]
    later: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A thing that came, went or changed.

    Args:
        kind: what it is, such as a purpose.
        happening: whether it came, went or changed.
        earlier: its label in the earlier version.
        later: its label in the later version.
        certain: False where it came or went only in that no document says it of the other version.
        details: in which properties it changed; no values stand for *not documented*.
    """

    kind: str
    happening: Happening
    earlier: str | None
    later: str | None
    certain: bool = True
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two contract versions; every tuple is sorted."""

    earlier: str
    later: str
    changes: tuple[Change, ...]
    unchanged: int
    findings_came: tuple[Finding, ...]
    findings_went: tuple[Finding, ...]
    findings_stayed: int


@dataclass(slots=True)
class _Thing:
    iri: str
    kind: str
    label: str
    succeeds: set[str] = field(default_factory=set)
    main: str | None = None
    exhaustive: bool = False
    says: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))


def diff(store: Store, earlier: str, later: str, *, language: Language = "en") -> Difference:
    """Compares two contract versions.

    Args:
        store: a snapshot's store, with its report graph.
        earlier: the version to start from, as a person types it (`microsoft/dpa-2020-12-09`) or as an IRI.
        later: the version to compare with it.
        language: of the labels: `en`, `sv` or `da`.

    Raises:
        ParameterError: there is no such version; the error names the nearest.
        StoreError: the store could not answer.
    """
    old_version, new_version = (resolve(store, "version", name) for name in (earlier, later))
    old, new = (_things(store, version, language) for version in (old_version, new_version))
    pairs = _pairs(old, new)
    back = {late: early for early, late in pairs}
    came = [new[iri] for iri in new.keys() - back.keys()]
    went = [old[iri] for iri in old.keys() - set(back.values())]
    changes = [Change(thing.kind, "came", None, thing.label, _listed(thing, old, back)) for thing in came]
    changes += [Change(thing.kind, "went", thing.label, None, _listed(thing, new, dict(pairs))) for thing in went]
    changed = [change for early, late in pairs if (change := _change(old[early], new[late])) is not None]
    findings_came, findings_went, stayed = _findings(store, old_version.value, new_version.value, pairs)
    return Difference(
        earlier=_label(store, old_version, language),
        later=_label(store, new_version, language),
        changes=tuple(sorted(changes + changed, key=lambda c: (c.kind, c.happening, c.earlier or "", c.later or ""))),
        unchanged=len(pairs) - len(changed),
        findings_came=findings_came,
        findings_went=findings_went,
        findings_stayed=stayed,
    )


_THINGS = """
SELECT ?class ?kind ?thing ?label ?property ?says ?value ?called WHERE {
    ?thing cg:underVersion ?version ; a ?class .
    FILTER ( ?class IN ( cg:Purpose, cg:DataType, cg:Exclusion, cg:Condition, cg:InstructionRegime, cg:ChangeProcedure,
                         cg:SubProcessorList, cg:SecurityCommitment ) )
    ?class rdfs:label ?kind FILTER ( LANG(?kind) = ?lang )
    ?thing rdfs:label ?label FILTER ( LANG(?label) = ?lang )
    OPTIONAL {
        {
            ?thing ?property ?value .
            FILTER ( ?property IN (
                cg:subPurposeOf, cg:exhaustive, cg:category, cg:arises, cg:contains, cg:deidentifiedBy, cg:excludes,
                cg:appliesTo, cg:lacks, cg:provides, cg:approvedBy, cg:consistsOf, cg:protects, cg:certifiedTo,
                cg:recognisesState, cg:disregardsState, cg:namesDataType, cg:succeeds
            ) )
        } UNION {
            ?processing cg:forPurpose ?thing ; ?property ?value .
            FILTER ( ?property = cg:usesDataType )
        } UNION {
            ?thing ?property ?party .
            FILTER ( ?property = cg:determinedBy )
            ?party a ?value .
            FILTER ( ?value IN ( cg:Vendor, cg:Customer ) )
        }
        ?property rdfs:label ?says FILTER ( LANG(?says) = ?lang )
        OPTIONAL { ?value rdfs:label ?called FILTER ( LANG(?called) = ?lang ) }
        FILTER ( !ISLITERAL(?value) || LANG(?value) IN ( "", ?lang ) )
    }
}
"""


def _things(store: Store, version: NamedNode, language: Language) -> dict[str, _Thing]:
    """What a version states, by IRI, each with what is said of it."""
    found: dict[str, _Thing] = {}
    for row in store.select(_THINGS, bindings={"version": version, "lang": Literal(language)}):
        iri = row["thing"].value
        thing = found.setdefault(iri, _Thing(iri, row["kind"].value, row["label"].value))
        if "property" not in row:
            continue
        if row["property"].value == f"{CG}succeeds":
            thing.succeeds.add(row["value"].value)
        elif row["property"].value == f"{CG}exhaustive":
            thing.exhaustive = row["value"].value == "true"
        else:
            if row["property"].value == f"{CG}subPurposeOf":
                thing.main = row["value"].value
            said = row["called"].value if "called" in row else _text(row["value"])
            thing.says[row["says"].value][_key(row["value"].value)] = said
    return found


def _text(value: Term) -> str:
    return compact(value.value) if isinstance(value, NamedNode) else value.value


def _key(iri: str) -> str:
    """What makes a value the same in both versions: the last part of its IRI, or the characters of a literal."""
    return iri.rpartition("/")[2]


def _pairs(old: Mapping[str, _Thing], new: Mapping[str, _Thing]) -> list[tuple[str, str]]:
    """The IRIs of what stands in each other's place, earlier and later."""
    by_name = {(thing.kind, _key(iri)): iri for iri, thing in old.items()}
    pairs = set()
    for iri, thing in new.items():
        heirs = thing.succeeds & old.keys()
        same = by_name.get((thing.kind, _key(iri)))
        pairs |= {(early, iri) for early in heirs or ({same} if same else ())}
    return sorted(pairs)


def _listed(thing: _Thing, other: Mapping[str, _Thing], counterparts: Mapping[str, str]) -> bool:
    """Whether the other version lists exhaustively what this thing would be listed among."""
    main = counterparts.get(thing.main or "")
    return main is not None and other[main].exhaustive


def _change(old: _Thing, new: _Thing) -> Change | None:
    details = []
    for name in sorted(old.says.keys() | new.says.keys()):
        before, after = old.says.get(name, {}), new.says.get(name, {})
        if before.keys() != after.keys():
            details.append(Detail(name, tuple(sorted(before.values())), tuple(sorted(after.values()))))
    if not details and old.label == new.label:
        return None
    return Change(new.kind, "changed", old.label, new.label, details=tuple(details))


def _findings(
    store: Store, earlier: str, later: str, pairs: Iterable[tuple[str, str]]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...], int]:
    """The findings of the later version alone, those of the earlier alone, and how many both have."""
    renamed = dict(pairs)
    of: dict[str, dict[tuple[str, str, str], Finding]] = {earlier: {}, later: {}}
    for finding in findings(store):
        for version in of.keys() & {reference.iri for reference in finding.versions}:
            focus, value = finding.focus or "", finding.value or ""
            key = (finding.code, _key(renamed.get(focus, focus)), _key(renamed.get(value, value)))
            of[version][_versionless(key, version)] = finding
    old, new = of[earlier], of[later]
    return (
        tuple(new[key] for key in sorted(new.keys() - old.keys())),
        tuple(old[key] for key in sorted(old.keys() - new.keys())),
        len(old.keys() & new.keys()),
    )


def _versionless(key: tuple[str, str, str], version: str) -> tuple[str, str, str]:
    """The key of a finding about the version itself, without which version it is."""
    code, focus, value = key
    own = _key(version)
    return code, "" if focus == own else focus, "" if value == own else value


def _label(store: Store, version: NamedNode, language: Language) -> str:
    query = "SELECT ?label WHERE { ?version rdfs:label ?label FILTER ( LANG(?label) = ?lang ) }"
    rows = store.select(query, bindings={"version": version, "lang": Literal(language)}).rows
    return rows[0]["label"].value if rows else compact(version.value)
