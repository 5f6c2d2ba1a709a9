"""What a finding is, and the values in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal as Choice

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.iris import CG, ID
from kg.shacl import INFO, VIOLATION, WARNING, Result
from kg.shacl.paths import sparql
from kg.sources import Location
from kg.store.base import Term

Language = Choice["en", "sv", "da"]
Severity = Choice["violation", "warning", "info"]
State = Choice["stated otherwise", "not documented"]

STATES: MappingProxyType[State, NamedNode] = MappingProxyType(
    {"stated otherwise": NamedNode(f"{CG}StatedOtherwise"), "not documented": NamedNode(f"{CG}NotDocumented")}
)
"""The concept of the ontology that each state is."""

SEVERITIES: MappingProxyType[Severity, NamedNode] = MappingProxyType(
    {"violation": VIOLATION, "warning": WARNING, "info": INFO}
)
"""What SHACL calls each severity (2.1.4), the gravest first."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is said to a reader, in each of the three languages."""

    en: str
    sv: str
    da: str

    def in_(self, language: Language) -> str:
        """The text in one language."""
        return {"en": self.en, "sv": self.sv, "da": self.da}[language]

    @classmethod
    def of(cls, literals: Iterable[Term], otherwise: str = "") -> Text:
        """The best of some literals for each language: its own, else English, else untagged, else the first in order.

        Args:
            literals: labels or messages; what is no literal is passed over.
            otherwise: what is said where there is no literal at all.
        """
        found: dict[str, str] = {}
        for literal in sorted((one for one in literals if isinstance(one, Literal)), key=str):
            found.setdefault((literal.language or "").partition("-")[0], literal.value)
        default = found.get("en", found.get("", next(iter(found.values()), otherwise)))
        return cls(found.get("en", default), found.get("sv", default), found.get("da", default))


@dataclass(frozen=True, slots=True)
class Reference:
    """A thing that a finding points to.

    Args:
        iri: what it is.
        label: what it is called; the last part of its IRI where the data have no label.
        number: how a provision or guidance paragraph is cited below its source, such as 28(3)(a).
        part_of: the IRIs of all the wholes that it belongs to, sorted.
    """

    iri: str
    label: Text
    number: str | None = None
    part_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """A passage of a source document.

    Args:
        iri: the passage; None where the data give it no name.
        document: the document it stands in.
        section: the section, footnote or heading.
        start: offset of its first character, from 0.
        end: offset behind its last character.
        sha256: of its characters in UTF-8.
    """

    iri: str | None
    document: Reference | None
    section: str | None
    start: int | None
    end: int | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A decision to accept findings until a date.

    Args:
        iri: the waiver itself.
        label: what it is called.
        waives: the IRIs of findings, and of shapes whose findings within `scope` it accepts; sorted.
        scope: the IRIs of things, contracts with all their versions; sorted.
        reason: why.
        accepted_by: who accepted the findings.
        until: the last day on which it holds.
        location: where it is written.
    """

    iri: str
    label: Text
    waives: tuple[str, ...]
    scope: tuple[str, ...]
    reason: Text
    accepted_by: str
    until: date
    location: Location | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One validation result with what is known of it.

    Args:
        fingerprint: the same for the same finding in every build.
        code: the short, stable code of the shape.
        shape: the IRI of the shape; of the one that it is part of, where it has none.
        name: what the shape is called.
        description: what the shape asks for.
        topic: the legal topic of the shape.
        severity: what a breach weighs, as the shape or whoever validates says.
        state: whether a document says otherwise, or none says it.
        message: what to do about it.
        result: the validation result itself (SHACL 3.6.2).
        location: where the fault stands in the data, where it stands anywhere.
        focus_label: what the focus node is called; None for a blank node.
        path_label: what the property at fault is called; None where the path is longer, or there is none.
        value_label: what the value is called; None where it is no IRI.
        provisions: what the shape enforces.
        guidance: the guidance paragraphs that the shape follows.
        clauses: the clauses that state the focus node, or the focus node itself where it is one.
        versions: the contract versions that it is stated under, or that it is.
        vendors: the vendors of the contract, or those that carry it out, decide on it or were asked.
        services: the services under the contract.
        customers: the customers under the contract, or those that decide on it or were asked.
        evidence: the passages behind the focus node and the value; those behind the clauses where there are none.
        observations: what named bodies observed of the focus node, of the value, or of the request that it answers.
        waived: the waiver that holds for it; None where none does.
        known: whether the baseline that it was held against has it.
    """

    fingerprint: str
    code: str
    shape: str
    name: Text
    description: Text
    topic: str
    severity: Severity
    state: State
    message: Text
    result: Result
    location: Location | None
    focus_label: Text | None
    path_label: Text | None
    value_label: Text | None
    provisions: tuple[Reference, ...]
    guidance: tuple[Reference, ...]
    clauses: tuple[Reference, ...]
    versions: tuple[Reference, ...]
    vendors: tuple[Reference, ...]
    services: tuple[Reference, ...]
    customers: tuple[Reference, ...]
    evidence: tuple[EvidenceRef, ...]
    observations: tuple[Reference, ...]
    waived: Waiver | None = None
    known: bool = False

    @property
    def stands(self) -> bool:
        """Whether it counts: it is neither waived nor known from a baseline."""
        return not self.waived and not self.known

    @property
    def iri(self) -> str:
        """The finding itself."""
        return f"{ID}finding/{self.fingerprint}"

    @property
    def focus(self) -> str | None:
        """The IRI or, rarely, the literal that was found at fault; None for a blank node."""
        return None if isinstance(self.result.focus, BlankNode) else self.result.focus.value

    @property
    def path(self) -> str | None:
        """The IRI of the property at fault, or a longer path as SPARQL writes it."""
        path = self.result.path
        return path.value if isinstance(path, NamedNode) else None if path is None else sparql(path)

    @property
    def value(self) -> str | None:
        """The IRI or the characters of the value at fault; None for a blank node, or where there is none."""
        value = self.result.value
        return None if value is None or isinstance(value, BlankNode) else value.value


@dataclass(frozen=True, slots=True)
class Summary:
    """How many findings stand, by severity and by state, in how many files; and how many are waived or known."""

    findings: int
    violation: int
    warning: int
    info: int
    stated_otherwise: int
    not_documented: int
    files: int
    waived: int = 0
    known: int = 0
