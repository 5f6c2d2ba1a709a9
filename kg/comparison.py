"""What changed between two versions of a contract, and which findings came and went with it.

What the versions state is matched by `cg:succeeds`, and where nothing is said by kind and by the last part of the IRI.
What has no match came or went; what has one and says something else of itself changed. Several things can stand in the
place of one, and one in the place of several.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal as Choice

from pyoxigraph import Literal, NamedNode

from kg.findings import EvidenceRef, Finding, Reference, Text, findings
from kg.findings.facts import Facts
from kg.iris import CG
from kg.questions.facts import facts_of
from kg.questions.kinds import resolve
from kg.store.base import Store, Term

Happening = Choice["came", "went", "changed"]

KINDS = (
    *("Purpose", "DataType", "Exclusion", "Condition", "InstructionRegime", "ChangeProcedure"),
    *("SubProcessorList", "SecurityCommitment"),
)
"""The classes of what is compared, in the order in which changes come."""

# Without a value, these say nothing; without a value of any other property, no document says anything.
_SILENT = frozenset(CG + name for name in ("appliesTo", "category", "contains", "deidentifiedBy", "excludes"))


@dataclass(frozen=True, slots=True)
class Detail:
    """What the earlier and the later version say of one property, or of one element of a thing.

    Args:
        what: the property or element.
        earlier: its values in the earlier version, sorted.
        later: its values in the later version, sorted.
        documented: whether no value says that the matter is not documented; else there is nothing to say.
    """

    what: Reference
    earlier: tuple[Text, ...]
    later: tuple[Text, ...]
    documented: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What came, went or changed.

    Args:
        kind: what it is, such as a purpose.
        happening: whether it came, went or changed.
        earlier: what the earlier version states in this place, sorted.
        later: what the later version states in this place, sorted.
        certain: False where it came or went only in that no document says it of the other version.
        details: in which respects it changed.
        evidence: the passages behind it, those of both versions.
    """

    kind: Reference
    happening: Happening
    earlier: tuple[Reference, ...]
    later: tuple[Reference, ...]
    certain: bool
    details: tuple[Detail, ...]
    evidence: tuple[EvidenceRef, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A contract version, with those that it was seen at work between, and the date from which it stands."""

    reference: Reference
    customers: tuple[Reference, ...]
    services: tuple[Reference, ...]
    valid_from: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two contract versions.

    What is called earlier and later stands in the order in which the versions were named; `in_time` says whether their
    dates bear that out.

    Args:
        earlier: the version to start from.
        later: the version to compare with it.
        changes: in the order of KINDS, then what came, changed and went.
        unchanged: how many things both versions state alike.
        findings_came: the findings of the later version alone.
        findings_went: the findings of the earlier version alone.
        settled: the fingerprints of those that went since what they are about is known to be gone or to be otherwise
            now. No document says so of the others that went: they may only not be documented any more.
        findings_stayed: how many findings both versions have.
    """

    earlier: Version
    later: Version
    changes: tuple[Change, ...]
    unchanged: int
    findings_came: tuple[Finding, ...]
    findings_went: tuple[Finding, ...]
    settled: frozenset[str]
    findings_stayed: int

    @property
    def in_time(self) -> bool:
        """Whether both versions have a date, and the later one a later date."""
        before, after = self.earlier.valid_from, self.later.valid_from
        # A year alone is neither before nor after a day in it.
        return bool(before and after) and str(before) < str(after) and not str(after).startswith(str(before))


@dataclass(slots=True)
class _Thing:
    iri: str
    kind: str
    succeeds: set[str] = field(default_factory=set)
    main: str | None = None
    exhaustive: bool = False
    says: dict[str, set[Term]] = field(default_factory=lambda: defaultdict(set))
    """The values of each property, and `cg:lacks` or `cg:provides` for each element."""


@dataclass(frozen=True, slots=True)
class _Place:
    """The things that stand in the place of each other; one side is empty where the other version has none."""

    old: tuple[_Thing, ...]
    new: tuple[_Thing, ...]


def diff(store: Store, earlier: str, later: str) -> Difference:
    """Compares two contract versions.

    Args:
        store: a snapshot's store, with its report graph.
        earlier: the version to start from, as a person types it (`microsoft/dpa-2020-12-09`) or as an IRI.
        later: the version to compare with it.

    Raises:
        ParameterError: there is no such version; the error names the nearest.
        StoreError: the store could not answer.
    """
    versions = [resolve(store, "version", name) for name in (earlier, later)]
    old, new = (_things(store, version) for version in versions)
    places = _places(old, new)
    at = {thing.iri: number for number, place in enumerate(places) for thing in (*place.old, *place.new)}
    ends = [[_ends(store, version, name) for name in ("hasCustomer", "hasService")] for version in versions]
    facts = facts_of(store, [*versions, *_terms((*old.values(), *new.values())), *chain(*ends[0], *ends[1])])
    found = [change for place in places if (change := _change(place, places, at, facts)) is not None]
    before, after = _findings(store, versions, at)
    came = [one for key, some in after.items() if key not in before for one in some]
    went = [one for key, some in before.items() if key not in after for one in some]
    earlier_version, later_version = (
        Version(
            facts.references([version])[0],
            facts.references(customers),
            facts.references(services),
            _date(store, version),
        )
        for version, (customers, services) in zip(versions, ends, strict=True)
    )
    return Difference(
        earlier=earlier_version,
        later=later_version,
        changes=tuple(sorted(found, key=_order)),
        unchanged=len(places) - len(found),
        findings_came=tuple(came),
        findings_went=tuple(went),
        settled=frozenset(one.fingerprint for one in went if _settled(one, places, at)),
        findings_stayed=len(before.keys() & after.keys()),
    )


_THINGS = f"""
SELECT ?kind ?thing ?property ?value WHERE {{
    ?thing cg:underVersion ?version ; a ?kind .
    FILTER ( ?kind IN ( {", ".join(f"cg:{kind}" for kind in KINDS)} ) )
    OPTIONAL {{
        {{
            ?thing ?property ?value .
            FILTER ( ?property IN (
                cg:appliesTo, cg:approvedBy, cg:arises, cg:category, cg:certifiedTo, cg:consistsOf, cg:contains,
                cg:deidentifiedBy, cg:disregardsState, cg:excludes, cg:exhaustive, cg:lacks, cg:namesDataType,
                cg:protects, cg:provides, cg:recognisesState, cg:subPurposeOf, cg:succeeds
            ) )
        }} UNION {{
            ?processing cg:forPurpose/cg:subPurposeOf? ?thing ; cg:usesDataType ?value .
            BIND ( cg:usesDataType AS ?property )
        }} UNION {{
            ?thing cg:determinedBy/a ?value .
            FILTER ( ?value IN ( cg:Vendor, cg:Customer ) )
            BIND ( cg:determinedBy AS ?property )
        }} UNION {{
            ?thing cg:hasBasisStatement ?statement .
            ?statement cg:basis ?value .
            FILTER NOT EXISTS {{ ?statement cg:assumed true }}
            BIND ( cg:basis AS ?property )
        }}
    }}
}}
"""


def _ends(store: Store, version: NamedNode, name: str) -> list[Term]:
    bindings = {"version": version, "property": NamedNode(CG + name)}
    return [row["end"] for row in store.select("SELECT ?end WHERE { ?version ?property ?end }", bindings=bindings)]


def _date(store: Store, version: NamedNode) -> str | None:
    dates = sorted(date.value for date in _ends(store, version, "validFrom"))
    return dates[0] if len(dates) == 1 else None


def _terms(things: Iterable[_Thing]) -> Iterator[Term]:
    """All that is named in what things say."""
    for thing in things:
        yield from map(NamedNode, (thing.iri, thing.kind, *thing.says))
        yield from chain(*thing.says.values())


def _things(store: Store, version: NamedNode) -> dict[str, _Thing]:
    """What a version states, by IRI."""
    things: dict[str, _Thing] = {}
    for row in store.select(_THINGS, bindings={"version": version}):
        iri = row["thing"].value
        thing = things.setdefault(iri, _Thing(iri, row["kind"].value))
        if "property" in row:
            _note(thing, row["property"].value.removeprefix(CG), row["value"])
    return things


def _note(thing: _Thing, name: str, value: Term) -> None:
    if name == "succeeds":
        thing.succeeds.add(value.value)
    elif name == "exhaustive":
        thing.exhaustive = value.value == "true"
    elif name == "subPurposeOf":
        thing.main = value.value
    elif name in ("lacks", "provides"):
        # That a purpose lacks its data types is what there is to say of the data types that it uses.
        about = f"{CG}usesDataType" if value.value == f"{CG}DataTypesUsed" else value.value
        thing.says[about].add(NamedNode(CG + name))
    else:
        thing.says[CG + name].add(value)


def _places(old: Mapping[str, _Thing], new: Mapping[str, _Thing]) -> list[_Place]:
    links = [(early, iri) for iri, thing in new.items() for early in thing.succeeds & old.keys()]
    links += [(iri, late) for iri, thing in old.items() for late in thing.succeeds & new.keys()]
    linked = {iri for link in links for iri in link}
    by_name = {(thing.kind, _name(iri)): iri for iri, thing in new.items() if iri not in linked}
    for iri, thing in old.items():
        late = by_name.get((thing.kind, _name(iri)))
        if iri not in linked and late is not None:
            links.append((iri, late))
    places: list[tuple[set[str], set[str]]] = []
    for early, late in links:
        touched = [place for place in places if early in place[0] or late in place[1]]
        places = [place for place in places if place not in touched]
        places.append(({early}.union(*(one for one, _ in touched)), {late}.union(*(one for _, one in touched))))
    places += [({iri}, set()) for iri in old.keys() - {early for early, _ in links}]
    places += [(set(), {iri}) for iri in new.keys() - {late for _, late in links}]
    return [
        _Place(tuple(old[iri] for iri in sorted(early)), tuple(new[iri] for iri in sorted(late)))
        for early, late in places
    ]


def _name(iri: str) -> str:
    return iri.rpartition("/")[2]


def _says(things: Iterable[_Thing]) -> dict[str, set[Term]]:
    said: dict[str, set[Term]] = defaultdict(set)
    for thing in things:
        for about, values in thing.says.items():
            said[about] |= values
    return said


def _same(values: Iterable[Term], at: Mapping[str, int]) -> set[object]:
    """The values, with those that stand in each other's place taken for one."""
    return {at.get(value.value, _name(value.value)) if isinstance(value, NamedNode) else value for value in values}


def _change(place: _Place, places: Sequence[_Place], at: Mapping[str, int], facts: Facts) -> Change | None:
    old, new = _says(place.old), _says(place.new)
    details = []
    for about in sorted(old.keys() | new.keys()) if place.old and place.new else ():
        before, after = old.get(about, set()), new.get(about, set())
        if _same(before, at) != _same(after, at):
            (what,) = facts.references([NamedNode(about)])
            details.append(Detail(what, _texts(before, facts), _texts(after, facts), about not in _SILENT))
    earlier, later = (facts.references(NamedNode(thing.iri) for thing in side) for side in (place.old, place.new))
    if place.old and place.new and not details and [one.label for one in earlier] == [one.label for one in later]:
        return None
    things = (*place.old, *place.new)
    lists = [] if place.old and place.new else [one for thing in things for one in _lists(thing, places, at)]
    return Change(
        kind=facts.references([NamedNode(things[0].kind)])[0],
        happening="changed" if place.old and place.new else "went" if place.old else "came",
        earlier=earlier,
        later=later,
        certain=bool(place.old and place.new) or bool(lists),
        details=tuple(details),
        evidence=facts.evidence(NamedNode(thing.iri) for thing in (*things, *lists)),
    )


def _lists(thing: _Thing, places: Sequence[_Place], at: Mapping[str, int]) -> list[_Thing]:
    """The exhaustive lists of the other version that would name this thing, which only one version has."""
    if thing.main is None or thing.main not in at:
        return []
    main = places[at[thing.main]]
    others = main.new if thing.main in {one.iri for one in main.old} else main.old
    return [one for one in others if one.exhaustive]


def _texts(values: Iterable[Term], facts: Facts) -> tuple[Text, ...]:
    """What values are called; what one text says in several languages is one."""
    words = [value for value in values if isinstance(value, Literal)]
    return tuple(one.label for one in facts.references(values)) + ((Text.of(words),) if words else ())


def _order(change: Change) -> tuple[object, ...]:
    first = next(iter(change.later or change.earlier))
    happening = ("came", "changed", "went").index(change.happening)
    return KINDS.index(change.kind.iri.removeprefix(CG)), happening, first.iri


def _findings(store: Store, versions: Sequence[NamedNode], at: Mapping[str, int]) -> list[dict[object, list[Finding]]]:
    """The findings of each version by code, focus node and value; what stands in one place counts as one."""
    found: list[dict[object, list[Finding]]] = [{} for _ in versions]
    for finding in findings(store):
        for side, version in enumerate(versions):
            if version.value in {one.iri for one in finding.versions}:
                ends = [
                    "" if iri == version.value else at.get(iri, _name(iri))
                    for iri in (finding.focus or "", finding.value or "")
                ]
                found[side].setdefault((finding.code, *ends), []).append(finding)
    return found


def _settled(finding: Finding, places: Sequence[_Place], at: Mapping[str, int]) -> bool:
    """Whether what a finding of the earlier version is about is known to be gone, or to be otherwise in the later."""
    if finding.focus is None or finding.focus not in at:
        return False
    place = places[at[finding.focus]]
    if not place.new:
        return any(_lists(thing, places, at) for thing in place.old)
    about = finding.value if finding.path == f"{CG}lacks" else finding.path
    about = f"{CG}usesDataType" if about == f"{CG}DataTypesUsed" else about
    return bool(_says(place.new).get(about or "", set()) - {NamedNode(f"{CG}lacks")})
