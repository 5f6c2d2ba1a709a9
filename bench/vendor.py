"""One made-up vendor: its contract as things with properties, sound as long as no fault is worked in.

What there is, and how much of it, follows the files under `data/contracts`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from random import Random

from pyoxigraph import Literal, NamedNode, Triple

from bench.words import CATEGORIES, CLAUSES, CONDITIONS, DATA_TYPES, EXCLUSIONS, NAMES, OPERATIONS, PROVIDING, Words
from kg.iris import ID, PREFIXES

Value = str | int | bool
"""An object: `prefix:name` for an IRI, any other string for itself."""

KINDS = (
    *("anonymisation", "assistance", "balancing-record", "change", "clause", "condition", "data-type", "exclusion"),
    *("ground-view", "instruction", "legal-basis", "processing", "purpose", "security", "sub-processor-list"),
)
"""What a contract version holds: the prefix of each kind is its own name."""

CUSTOMERS = 12
"""How many customers the vendors share."""

DUTIES = tuple(f"eu-law:art_28/par_3/pnt_{letter}/oj" for letter in "efgh")


class Vendor:
    """A vendor and its contract, without a fault.

    Args:
        number: from 1; part of every IRI.
        random: decides how much there is of everything.
    """

    def __init__(self, number: int, random: Random) -> None:
        self.slug = f"vendor-{number:05}"
        self.random = random
        self.title = f"{random.choice(NAMES)} {number}"
        self.prefixes = {
            **{kind: f"{ID}{kind}/{self.slug}/dpa-2024/" for kind in KINDS},
            **{kind: f"{ID}{kind}/{self.slug}/" for kind in ("contract", "evidence")},
            **{kind: f"{ID}{kind}/" for kind in ("document", "party", "service")},
        }
        self.passages = tuple(f"evidence:s{section}" for section in range(1, random.randint(4, 8)))
        self._things: dict[str, dict[str, list[Value]]] = {}
        self._labels: dict[str, Words] = {}
        self._contract()
        self._purposes()
        self._duties()
        self._document()

    def add(self, name: str, kind: str, words: Words | str, **properties: Value | list[Value]) -> None:
        """Adds a thing with evidence for it; the keys are properties of the ontology."""
        self._labels[name] = (words, words, words) if isinstance(words, str) else words
        self._things[name] = {"rdf:type": [f"cg:{kind}"]}
        self.say(name, evidence=list(self.random.sample(self.passages, self.random.choice((1, 1, 2)))), **properties)

    def say(self, name: str, **properties: Value | list[Value]) -> None:
        """Adds facts about a thing."""
        for key, value in properties.items():
            values = value if isinstance(value, list) else [value]
            self._things[name].setdefault(f"cg:{key}", []).extend(values)

    def unsay(self, name: str, key: str, *values: Value) -> None:
        """Takes facts about a thing away: these values of a property, or all."""
        left = [one for one in self._things[name].pop(f"cg:{key}", []) if values and one not in values]
        if left:
            self._things[name][f"cg:{key}"] = left

    def remove(self, name: str) -> None:
        """Takes a thing away, with all that is said of it."""
        del self._things[name], self._labels[name]

    def names(self, kind: str, under: str | None = None) -> list[str]:
        """The things of one kind, by prefix; of the purposes only those under a main purpose, where it is given."""
        found = [name for name in self._things if name.startswith(f"{kind}:")]
        return found if under is None else [n for n in found if under in self._things[n].get("cg:subPurposeOf", ())]

    def triples(self) -> Iterator[Triple]:
        """Everything that is stated, in no promised order."""
        for name, properties in self._things.items():
            for key, values in properties.items():
                for value in values:
                    yield Triple(self._node(name), self._node(key), self._term(value))
        for name, words in self._labels.items():
            for language, text in zip(("da", "en", "sv"), words, strict=True):
                yield Triple(self._node(name), self._node("rdfs:label"), Literal(text, language=language))

    def _contract(self) -> None:
        party, service, version = f"party:{self.slug}", f"service:{self.slug}", "contract:dpa-2024"
        self.add(party, "Party", self.title)
        self.add(service, "Service", f"{self.title} Cloud", offeredBy=party)
        self.add("contract:dpa", "Contract", f"{self.title} DPA", hasVendor=party)
        self.add(
            version,
            "ContractVersion",
            f"{self.title} DPA 2024",
            versionOf="contract:dpa",
            hasCustomer=f"party:customer-{self.random.randint(1, CUSTOMERS):02}",
            hasService=service,
            knownThrough=f"document:{self.slug}",
            validFrom=f"2024-{self.random.randint(1, 12):02}-01",
        )
        for name, words in CLAUSES.items():
            self.add(f"clause:{name}", "Clause", words, clauseOf=version)
        for name, words in _some(self.random, DATA_TYPES, 3):
            self.add(f"data-type:{name}", "DataType", words, arises="cg:ProvidedByCustomer", statedIn="clause:roles")
        self.say("data-type:usage-data", provides="cg:ControllerBoundary")

    def _purposes(self) -> None:
        party, (customer,) = f"party:{self.slug}", self._things["contract:dpa-2024"]["cg:hasCustomer"]
        vendors_data = [name for name in self.names("data-type") if name != "data-type:content"]
        for heading, listed, decides, data_types in (
            ("providing", PROVIDING, customer, ["data-type:content", "data-type:usage-data"]),
            ("operations", OPERATIONS, party, vendors_data),
        ):
            main, clause = f"purpose:{heading}", f"clause:{heading}"
            self.add(main, "MainPurpose", CLAUSES[heading], determinedBy=decides, exhaustive=True, statedIn=clause)
            for name, words in _some(self.random, listed, 2):
                purpose, category = f"purpose:{name}", f"dpv:{CATEGORIES[name]}"
                self.add(purpose, "Purpose", words, category=category, statedIn=clause, subPurposeOf=main)
                self.processing(name, words, purpose, *data_types)
        for name, (category, words) in EXCLUSIONS.items():
            self.add(
                f"exclusion:{name}",
                "Exclusion",
                words,
                appliesTo="purpose:providing",
                excludes=category,
                statedIn="clause:providing",
            )
        for name, words in _some(self.random, CONDITIONS, 1):
            self.add(
                f"condition:{name}", "Condition", words, appliesTo="purpose:operations", statedIn="clause:operations"
            )

    def processing(self, name: str, words: Words, purpose: str, *data_types: str) -> None:
        """Adds a processing by the vendor under the contract."""
        self.add(
            f"processing:{name}",
            "Processing",
            words,
            carriedOutBy=f"party:{self.slug}",
            forPurpose=purpose,
            statedIn="clause:roles",
            usesDataType=list(data_types),
        )

    def _duties(self) -> None:
        self.add(
            "instruction:regime",
            "InstructionRegime",
            ("instruks", "instructions", "instruktioner"),
            provides=[f"cg:InstructionOn{matter}" for matter in ("Purpose", "DataTypes", "DataSubjects")],
            statedIn="clause:roles",
        )
        self.add(
            "change:procedure",
            "ChangeProcedure",
            CLAUSES["changes"],
            approvedBy="cg:ExplicitApproval",
            provides="cg:EffectOnProcessing",
            statedIn="clause:changes",
        )
        self.add(
            "sub-processor-list:published",
            "SubProcessorList",
            ("underdatabehandlere", "sub-processors", "underbiträden"),
            namesDataType="data-type:content",
            provides=["cg:DataTypesPerSubProcessor", "cg:ProcessingPerSubProcessor"],
            statedIn="clause:roles",
        )
        self.add(
            "security:measures",
            "SecurityCommitment",
            ("sikkerhed", "security", "säkerhet"),
            protects=list(self.names("data-type")),
            recognisesState=["cg:AtRest", "cg:InTransit", "cg:InUse"],
            statedIn="clause:roles",
        )
        assistance = ("bistand", "assistance", "bistånd")
        self.add("assistance:all", "Assistance", assistance, assistsWith=list(DUTIES), statedIn="clause:roles")
        self.add(
            "legal-basis:interest",
            "LegalBasisStatement",
            ("legitim interesse", "legitimate interest", "berättigat intresse"),
            basis="eu-gdpr:A6-1-f",
            basisFor="purpose:operations",
            statedIn="clause:operations",
        )
        self.add(
            "balancing-record:interest",
            "BalancingRecord",
            ("afvejning", "balancing", "avvägning"),
            coversPurpose="purpose:operations",
            provides=[f"cg:{part}Assessment" for part in ("Legitimacy", "Necessity", "Proportionality")],
            underVersion="contract:dpa-2024",
        )
        self.add(
            "ground-view:covered",
            "GroundView",
            ("omfattet", "covered", "omfattas"),
            coversPurpose=list(self.names("purpose", "purpose:operations")),
            groundOutcome="cg:CoveredByLaw",
        )

    def _document(self) -> None:
        document = f"document:{self.slug}"
        self.add(
            document,
            "Document",
            f"{self.title} DPA",
            author=f"party:{self.slug}",
            fileName=f"{self.slug}.txt",
            fileSha256=sha256(self.slug.encode()).hexdigest(),
            issued="2024-01-01",
            language="en",
        )
        end = 0
        for number, name in enumerate(self.passages, 1):
            start = end + self.random.randint(1, 2000)
            end = start + self.random.randint(20, 400)
            self._things[name] = {"rdf:type": ["cg:Evidence"]}
            span = sha256(f"{self.slug} {number}".encode()).hexdigest()
            self.say(name, document=document, section=str(number), start=start, end=end, spanSha256=span)

    def _node(self, name: str) -> NamedNode:
        prefix, _, local = name.partition(":")
        return NamedNode((self.prefixes.get(prefix) or PREFIXES[prefix]) + local)

    def _term(self, value: Value) -> NamedNode | Literal:
        return self._node(value) if isinstance(value, str) and ":" in value else Literal(value)


def _some(random: Random, choices: Mapping[str, Words], least: int) -> list[tuple[str, Words]]:
    """The first few of some choices, at least so many."""
    return list(choices.items())[: random.randint(least, len(choices))]
