"""Vendors side by side: what their contracts and decisions say on the same matters, and what was found.

Each cell keeps three states apart: a document states something, a document says that there is none, or no document at
hand says anything, which is neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pyoxigraph import NamedNode

from kg import lookup
from kg.comparison import Version
from kg.errors import ParameterError
from kg.findings import EvidenceRef, Finding, Reference, Summary, Text, select, summary
from kg.iris import GDPR, PREFIXES
from kg.lookup.things import Around, References, Thing
from kg.questions.facts import facts_of
from kg.questions.kinds import resolve
from kg.store.base import Store

MOST = 8
"""How many vendors can stand side by side."""

State = Literal["stated", "stated otherwise", "none", "not documented"]


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a cell holds.

    Args:
        iri: what it is.
        label: what it is called.
        versions: the contract versions that say it; none for what a party says elsewhere.
        evidence: the passages behind it.
    """

    iri: str
    label: Text
    versions: References
    evidence: tuple[EvidenceRef, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What the documents at hand say of one vendor on one matter.

    Args:
        vendor: the vendor.
        values: what they state.
        lacks: what they say that there is none of.
        gone_through: whether the matter is what is not known of other things, all of which were gone through.
    """

    vendor: Reference
    values: tuple[Item, ...]
    lacks: tuple[Item, ...]
    gone_through: bool = False

    @property
    def state(self) -> State:
        """Whether anything is stated; else whether a document says that there is none; else *not documented*.

        *None* stands only where other things were gone through, and nothing is left open of any of them.
        """
        if self.values:
            return "stated"
        return "stated otherwise" if self.lacks else "none" if self.gone_through else "not documented"


@dataclass(frozen=True, slots=True)
class Row:
    """One matter.

    Args:
        aspect: its short, stable name.
        label: what it is called; for a duty, the provision with its title.
        provision: for a duty, the provision that imposes it.
        cells: one for each vendor, in their order.
    """

    aspect: str
    label: Text
    provision: Reference | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many findings on a topic there are about a vendor."""

    vendor: Reference
    summary: Summary


@dataclass(frozen=True, slots=True)
class Topic:
    """The findings of the shapes of one legal topic, counted for each vendor in their order."""

    topic: str
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Some vendors, compared.

    Args:
        vendors: in the order in which they were asked for.
        versions: for each vendor the contract versions behind its cells.
        rows: what is said, matter by matter.
        topics: what was found, topic by topic, sorted.
    """

    vendors: References
    versions: tuple[tuple[Version, ...], ...]
    rows: tuple[Row, ...]
    topics: tuple[Topic, ...]


def side_by_side(store: Store, names: Sequence[str], found: Sequence[Finding]) -> SideBySide:
    """Compares vendors.

    Args:
        store: a snapshot's store.
        names: of the vendors, as `kg.questions.kinds` reads them.
        found: the findings to count.

    Raises:
        ParameterError: there is no such vendor, fewer than two, one that is named twice, or too many.
        StoreError: the store could not answer.
    """
    if not 2 <= len(names) <= MOST:
        raise ParameterError(
            f"the number of vendors is {len(names)}", expected=f"two to {MOST} to put side by side", parameter="vendor"
        )
    nodes = [resolve(store, "vendor", name) for name in names]
    if twice := next((name for at, name in enumerate(names) if nodes[at] in nodes[:at]), None):
        raise ParameterError(f"{twice!r} is named twice", expected="each vendor once", parameter="vendor")
    facts = facts_of(store, nodes)
    vendors = [_Vendor(store, facts.references([node])[0]) for node in nodes]
    rows = [
        Row(aspect, label, None, tuple(_cell(one, *reading(one), aspect=aspect) for one in vendors))
        for aspect, (label, reading) in _ASPECTS.items()
    ]
    rows += [_duty(duty, label, vendors) for duty, label in _duties(store)]
    topics = sorted({one.topic for one in found})
    return SideBySide(
        vendors=tuple(one.reference for one in vendors),
        versions=tuple(
            tuple(Version(_itself(one), one.customers, one.services, one.valid_from) for one in vendor.versions)
            for vendor in vendors
        ),
        rows=tuple(rows),
        topics=tuple(Topic(topic, tuple(_count(topic, one.reference, found) for one in vendors)) for topic in topics),
    )


_VERSIONS = "SELECT ?version WHERE { ?version a cg:ContractVersion ; cg:hasVendor ?vendor } ORDER BY ?version"


class _Vendor:
    """What is known of a vendor: the versions of its contracts, and its purposes under them and beside them."""

    def __init__(self, store: Store, reference: Reference) -> None:
        self.reference = reference
        self.purposes = tuple(lookup.purposes(store, vendor=reference.iri))
        rows = store.select(_VERSIONS, bindings={"vendor": NamedNode(reference.iri)})
        read = (lookup.contract(store, row["version"].value) for row in rows)
        self.versions = tuple(one for one in read if isinstance(one, lookup.Version))

    def stated(self, field: str) -> list[Item]:
        """What the versions list in one of their fields."""
        return [_item(one, (_itself(version),)) for version in self.versions for one in getattr(version, field)]

    def missing(self, field: str, name: str = "lacks") -> list[Item]:
        """What things in one of the versions' fields are said to lack, or to disregard."""
        return [
            Item(one.iri, one.label, (_itself(version),), thing.evidence)
            for version in self.versions
            for thing in getattr(version, field)
            for one in getattr(thing, name)
        ]

    def pursued(self, role: lookup.Role | None) -> list[Item]:
        """The purposes for which it acts in a role; without one, those of which no document says the role."""
        fits = (one for one in self.purposes if (role in one.roles if role else not one.roles))
        return [_item(one, one.versions) for one in fits]

    def bases(self) -> Iterator[Item]:
        """The legal bases that it names itself, not those that a reader assumes."""
        told = set()
        for version in self.versions:
            for statement in version.legal_bases:
                for basis in () if statement.assumed else statement.bases:
                    told.add(basis.iri)
                    yield Item(basis.iri, basis.label, (_itself(version),), statement.evidence)
        for purpose in self.purposes:
            for basis in purpose.legal_bases:
                if basis.iri not in told:
                    yield Item(basis.iri, basis.label, purpose.versions, purpose.evidence)

    def assistance(self, duty: Reference) -> tuple[list[Item], list[Item]]:
        """What it does to help with a duty, and what is said to be lacking of that."""
        helps = [
            (version, one)
            for version in self.versions
            for one in version.assistance
            if duty.iri in {with_.iri for with_ in one.assists_with}
        ]
        values = [_item(one, (_itself(version),)) for version, one in helps]
        lacking = [
            Item(lack.iri, lack.label, (_itself(version),), one.evidence)
            for version, one in helps
            for lack in one.lacks
        ]
        return values, lacking


Reading = Callable[[_Vendor], tuple[Iterable[Item], Iterable[Item]]]
"""Gives what is stated on a matter, and what is said to be lacking."""

_ASPECTS: dict[str, tuple[Text, Reading]] = {
    "own-purposes": (
        Text("purposes of its own", "egna ändamål", "egne formål"),
        lambda vendor: (vendor.pursued("controller"), ()),
    ),
    "purposes-on-behalf": (
        Text("purposes on behalf of the customer", "ändamål för kundens räkning", "formål på kundens vegne"),
        lambda vendor: (vendor.pursued("processor"), ()),
    ),
    "purposes-without-role": (
        Text(
            "purposes in a role that is not documented",
            "ändamål i en roll som inte är dokumenterad",
            "formål i en rolle der ikke er dokumenteret",
        ),
        lambda vendor: (vendor.pursued(None), ()),
    ),
    "data-types": (
        Text("data types", "datatyper", "datatyper"),
        lambda vendor: (vendor.stated("data_types"), vendor.missing("purposes")),
    ),
    "legal-bases": (
        Text("legal bases", "rättsliga grunder", "retsgrundlag"),
        lambda vendor: (vendor.bases(), vendor.missing("legal_bases")),
    ),
    "safeguards": (
        Text("safeguards", "skyddsåtgärder", "beskyttelsesforanstaltninger"),
        lambda vendor: (
            (*vendor.stated("security"), *vendor.stated("anonymisation")),
            (*vendor.missing("security"), *vendor.missing("security", "disregards")),
        ),
    ),
    "sub-processors": (
        Text("lists of sub-processors", "förteckningar över underbiträden", "lister over underdatabehandlere"),
        lambda vendor: (vendor.stated("sub_processors"), vendor.missing("sub_processors")),
    ),
    "exclusions": (
        Text("purposes ruled out", "uteslutna ändamål", "udelukkede formål"),
        lambda vendor: (vendor.stated("exclusions"), ()),
    ),
}

_PROCESSOR = f"{GDPR}art_28/par_3/"
_KEPT_BY = {
    f"{_PROCESSOR}pnt_a/oj": "instructions",
    f"{_PROCESSOR}pnt_c/oj": "security",  # all measures that Article 32 asks for
    f"{_PROCESSOR}pnt_d/oj": "sub_processors",  # the conditions of paragraphs 2 and 4
}
"""What of a contract answers a point of Article 28(3) by itself; assistance says which point it serves."""


_TITLE = NamedNode(f"{PREFIXES['dcterms']}title")


def _duties(store: Store) -> list[tuple[Reference, Text]]:
    """The points of Article 28(3) that the graph holds, and what each is called, with its title where it has one."""
    around = Around(store, "?thing a cg:Point ; cg:partOf ?whole .", whole=NamedNode(f"{_PROCESSOR}oj"))
    duties = around.references(around.instances("Point"))
    return [(one, _titled(one.label, around.text(NamedNode(one.iri), _TITLE))) for one in duties]


def _titled(label: Text, title: Text | None) -> Text:
    if title is None:
        return label
    return Text(f"{label.en}: {title.en}", f"{label.sv}: {title.sv}", f"{label.da}: {title.da}")


def _duty(duty: Reference, label: Text, vendors: Iterable[_Vendor]) -> Row:
    cells = []
    for vendor in vendors:
        values, lacking = vendor.assistance(duty)
        if field := _KEPT_BY.get(duty.iri):
            values, lacking = [*values, *vendor.stated(field)], [*lacking, *vendor.missing(field)]
        cells.append(_cell(vendor, values, lacking))
    return Row("duty", label, duty, tuple(cells))


def _cell(vendor: _Vendor, values: Iterable[Item], lacking: Iterable[Item], aspect: str = "duty") -> Cell:
    gone_through = aspect == "purposes-without-role" and bool(vendor.purposes)
    return Cell(vendor.reference, _merged(values), _merged(lacking), gone_through)


def _count(topic: str, vendor: Reference, found: Iterable[Finding]) -> Count:
    return Count(vendor, summary(select(found, vendor=vendor.iri, topic=topic)))


def _item(thing: Thing, versions: References) -> Item:
    return Item(thing.iri, thing.label, versions, thing.evidence)


def _itself(version: lookup.Version) -> Reference:
    return Reference(version.iri, version.label)


def _merged(items: Iterable[Item]) -> tuple[Item, ...]:
    """Each thing once, with all its versions and passages, sorted by IRI."""
    things: dict[str, Item] = {}
    for one in items:
        known = things.get(one.iri, one)
        versions = dict.fromkeys((*known.versions, *one.versions))
        evidence = dict.fromkeys((*known.evidence, *one.evidence))
        things[one.iri] = Item(one.iri, one.label, tuple(versions), tuple(evidence))
    return tuple(things[iri] for iri in sorted(things))
