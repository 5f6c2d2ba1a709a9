"""The facts of the contract make the shapes find again what the region found by hand, and nothing but those facts does.

Each row names what it finds, with the evidence behind it, the fact that causes it, and what is found instead once that
fact is gone: nothing, or that the matter is now not documented.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import pytest
from pyoxigraph import Triple

from kg.findings import findings
from kg.snapshot import Snapshot
from tests.shapes.knowledge import Found, about, found, short, statement, text

V = "microsoft/dpa-2020-12-09"
W = "microsoft/dpa-2023-01-01"
OWN = ("billing", "combating-fraud", "compensation", "core-functions", "financial-reporting", "internal-reporting")
INVITATION = "purpose/microsoft/optional-experiences-invitation"
MAILING = f"processing/{V}/optional-experiences-invitation"
TYPES = ("customer-data", "diagnostic-data", "professional-services-data", "service-generated-data", "support-data")
R = "region-stockholm-2021"


@dataclass(frozen=True)
class Row:
    name: str
    finds: frozenset[Found]
    """All findings of these codes for the version."""
    evidence: frozenset[str]
    """Sections that stand behind the findings, all together."""
    fact: Callable[[Triple], bool]
    """The fact to take away."""
    gone: frozenset[Found]
    """What is no longer found without it."""
    instead: frozenset[Found] = field(default_factory=frozenset)
    """What is found in its place."""
    scope: tuple[str, ...] = (V, INVITATION)
    """Parts of the focus nodes that the row speaks of."""


def row(
    name: str,
    finds: set[Found],
    evidence: set[str],
    fact: Callable[[Triple], bool],
    gone: set[Found],
    instead: set[Found] | None = None,
    scope: tuple[str, ...] = (V, INVITATION),
) -> Row:
    return Row(name, frozenset(finds), frozenset(evidence), fact, frozenset(gone), frozenset(instead or ()), scope)


def own(code: str, value: str | None = None) -> set[Found]:
    names = [f"purpose/{V}/{name}" for name in OWN]
    return {(code, name, name if value is None else value) for name in names}


ROWS = (
    row(
        "purpose in neither exhaustive list has no controller",
        {("PC001", f"purpose/{V}/scaling", f"purpose/{V}/scaling")},
        {"4.1 (2)", "3.2"},
        about(f"purpose/{V}/scaling", f"processing/{V}/scaling"),
        {("PC001", f"purpose/{V}/scaling", f"purpose/{V}/scaling")},
    ),
    row(
        "purpose too vague",
        {
            ("SP001", f"purpose/{V}/combating-fraud", "https://w3id.org/dpv#EnforceSecurity"),
            ("SP001", f"purpose/{V}/internal-reporting", "https://w3id.org/dpv#ResearchAndDevelopment"),
            ("SP001", f"purpose/{V}/ongoing-improvement", "https://w3id.org/dpv#EnforceSecurity"),
            ("SP001", f"purpose/{V}/ongoing-improvement", "https://w3id.org/dpv#OptimisationForConsumer"),
        },
        {"2.3", "3.2"},
        statement(f"purpose/{V}/combating-fraud", "category", "https://w3id.org/dpv#EnforceSecurity"),
        {("SP001", f"purpose/{V}/combating-fraud", "https://w3id.org/dpv#EnforceSecurity")},
    ),
    row(
        "own purposes name no data types",
        own("PD001", "DataTypesUsed"),
        {"2.3"},
        statement(f"purpose/{V}/billing", "lacks", "DataTypesUsed"),
        {("PD001", f"purpose/{V}/billing", "DataTypesUsed")},
        {("PD002", f"purpose/{V}/billing", f"purpose/{V}/billing")},
    ),
    row(
        "balancing record incomplete in all three parts",
        {
            ("LI002", f"balancing/{V}/business-operations", f"{part}Assessment")
            for part in ("Legitimacy", "Necessity", "Proportionality")
        },
        {"3.9", "footnote 20"},
        statement(f"balancing/{V}/business-operations", "lacks", "NecessityAssessment"),
        {("LI002", f"balancing/{V}/business-operations", "NecessityAssessment")},
        {("LI004", f"balancing/{V}/business-operations", "NecessityAssessment")},
    ),
    row(
        "cannot be told whether the balancing record covers the purpose",
        own("LI003"),
        {"2.3"},
        statement(f"balancing/{V}/business-operations", "coversSomeOf", f"purpose/{V}/business-operations"),
        own("LI003"),
        own("LI001"),
    ),
    row(
        "no balancing record for the mailing",
        {("LI001", INVITATION, INVITATION)},
        {"3.1 b"},
        statement(f"basis/{V}/invitation", "basisFor", INVITATION),
        {("LI001", INVITATION, INVITATION)},
    ),
    row(
        "legal basis only given on request",
        {("LB001", f"basis/{V}/legitimate-interest", "LegalBasisInContract")},
        {"3.9"},
        statement(f"basis/{V}/legitimate-interest", "lacks", "LegalBasisInContract"),
        {("LB001", f"basis/{V}/legitimate-interest", "LegalBasisInContract")},
    ),
    row(
        "data types under two controllers without a boundary",
        {
            ("CB001", f"data-type/{V}/{name}", f"data-type/{V}/{name}")
            for name in ("diagnostic-data", "service-generated-data")
        },
        {"2.2", "2.2, figure", "3.2"},
        about(f"processing/{V}/diagnostic-data-for-business-operations"),
        {("CB001", f"data-type/{V}/diagnostic-data", f"data-type/{V}/diagnostic-data")},
    ),
    row(
        "processing outside of the contract's purposes, and all else that follows from its being under the contract",
        {("CP001", MAILING, INVITATION)},
        {"3.1 b"},
        statement(MAILING, "underVersion", f"contract/{V}"),
        {
            ("CP001", MAILING, INVITATION),
            ("DI001", INVITATION, INVITATION),
            ("EX002", MAILING, INVITATION),
            ("LB002", MAILING, ""),
        },
    ),
    row(
        "processing that borders on marketing, which the contract rules out",
        {("EX002", MAILING, INVITATION)},
        {"3.1 b"},
        lambda triple: triple.predicate.value.endswith("#classifies") and short(text(triple)) == INVITATION,
        {("EX002", MAILING, INVITATION)},
    ),
    row(
        "instructions only as far as the product's functions go",
        {
            ("IN001", f"instruction/{V}/regime", f"InstructionOn{what}")
            for what in ("Purpose", "DataTypes", "DataSubjects")
        },
        {"2.2", "3.4"},
        statement(f"instruction/{V}/regime", "lacks", "InstructionOnPurpose"),
        {("IN001", f"instruction/{V}/regime", "InstructionOnPurpose")},
        {("IN002", f"instruction/{V}/regime", "InstructionOnPurpose")},
    ),
    row(
        "changes take effect by continued use",
        {("CH001", f"change/{V}/continued-use", "ContinuedUse")},
        {"3.5 a"},
        statement(f"change/{V}/continued-use", "approvedBy", "ContinuedUse"),
        {("CH001", f"change/{V}/continued-use", "ContinuedUse")},
        {("CH004", f"change/{V}/continued-use", f"change/{V}/continued-use")},
    ),
    row(
        "changes come without their effect",
        {("CH002", f"change/{V}/continued-use", "EffectOnProcessing")},
        {"3.5 a"},
        statement(f"change/{V}/continued-use", "lacks", "EffectOnProcessing"),
        {("CH002", f"change/{V}/continued-use", "EffectOnProcessing")},
        {("CH004", f"change/{V}/continued-use", f"change/{V}/continued-use")},
    ),
    row(
        "sub-processor lists do not say what is processed",
        {("SB001", f"sub-processor-list/{V}/published", "ProcessingPerSubProcessor")},
        {"3.5 b"},
        statement(f"sub-processor-list/{V}/published", "lacks", "ProcessingPerSubProcessor"),
        {("SB001", f"sub-processor-list/{V}/published", "ProcessingPerSubProcessor")},
        {("SB004", f"sub-processor-list/{V}/published", "ProcessingPerSubProcessor")},
    ),
    row(
        "sub-processor lists say only customer data",
        {("SB002", f"sub-processor-list/{V}/published", "DataTypesPerSubProcessor")},
        {"3.5 b"},
        statement(f"sub-processor-list/{V}/published", "lacks", "DataTypesPerSubProcessor"),
        {("SB002", f"sub-processor-list/{V}/published", "DataTypesPerSubProcessor")},
        {("SB004", f"sub-processor-list/{V}/published", "DataTypesPerSubProcessor")},
    ),
    row(
        "all types but customer data lack measures, and so they do in use",
        {("SE001", f"data-type/{V}/{name}", f"data-type/{V}/{name}") for name in TYPES if name != "customer-data"},
        {"2.2", "2.2, figure", "3.2"},
        statement(f"data-type/{V}/support-data", "statedIn", f"clause/{V}/data-types"),
        {
            ("SE001", f"data-type/{V}/support-data", f"data-type/{V}/support-data"),
            ("SE002", f"data-type/{V}/support-data", "InUse"),
        },
    ),
    row(
        "the state in use is not protected for any type",
        {("SE002", f"data-type/{V}/{name}", "InUse") for name in TYPES},
        {"2.2", "2.2, figure", "3.2", "3.5 b"},
        statement(f"security/{V}/data-states", "disregardsState", "InUse"),
        {("SE002", f"data-type/{V}/{name}", "InUse") for name in TYPES},
        {("SE003", f"contract/{V}", "InUse")},
    ),
    row(
        "specialists are out of reach of the dialogue",
        {("AS001", f"assistance/{V}/specialists", "PrivacyExpertise")},
        {"3.6"},
        statement(f"assistance/{V}/specialists", "lacks", "PrivacyExpertise"),
        {("AS001", f"assistance/{V}/specialists", "PrivacyExpertise")},
    ),
    row(
        "no ground for disclosure for each of the vendor's own purposes",
        own("DI001") | {("DI001", INVITATION, INVITATION)},
        {"2.3", "3.1 b"},
        about(f"processing/{V}/billing"),
        {("DI001", f"purpose/{V}/billing", f"purpose/{V}/billing")},
    ),
    row(
        "the processor's record was requested and not provided",
        {("RE001", f"request/{R}/article-30-record", "NotProvided")},
        {"3.7", "footnote 18"},
        statement(f"response/{R}/article-30-record", "outcome", "NotProvided"),
        {("RE001", f"request/{R}/article-30-record", "NotProvided")},
        {("RE002", f"request/{R}/article-30-record", "")},
        scope=(R,),
    ),
    row(
        "rights requests sent back to the region",
        {
            ("RR001", f"response/{R}/3.10-addressed-to-the-controller", "party/region-stockholm"),
            ("RR001", f"response/{R}/3.2-web-form", "party/region-stockholm"),
        },
        {"1.1", "3.10", "3.2"},
        about(f"response/{R}/3.2-web-form"),
        {("RR001", f"response/{R}/3.2-web-form", "party/region-stockholm")},
        {("RR004", f"request/{R}/3.2-web-form", "")},
        scope=(R,),
    ),
    row(
        "a rights request in Swedish answered in English",
        {("RR002", f"response/{R}/3.10-in-swedish", "en")},
        {"3.10"},
        statement(f"response/{R}/3.10-in-swedish", "language", "en"),
        {("RR002", f"response/{R}/3.10-in-swedish", "en")},
        scope=(R,),
    ),
    row(
        "for the 2023 addendum: not known where aggregated statistics are made anonymous",
        {("AN001", f"anonymisation/{W}/aggregated-statistics", "")},
        {"2", "2, addendum, business operations"},
        about(f"anonymisation/{W}/aggregated-statistics"),
        {("AN001", f"anonymisation/{W}/aggregated-statistics", "")},
        scope=(W,),
    ),
    row(
        "the mapping that the regulator asked Region Syddanmark for: six of six open",
        {("MP001", f"mapping-task/region-syddanmark/{number}", "Open") for number in range(1, 7)},
        {"2"},
        statement("mapping-task/region-syddanmark/4", "taskState", "Open"),
        {("MP001", "mapping-task/region-syddanmark/4", "Open")},
        {("MP002", "mapping-task/region-syddanmark/4", "")},
        scope=("region-syddanmark",),
    ),
)


@cache
def all_found() -> frozenset[Found]:
    return found()


def in_scope(row: Row) -> frozenset[Found]:
    codes = {code for code, _, _ in row.finds}
    return frozenset(one for one in all_found() if one[0] in codes and any(part in one[1] for part in row.scope))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
class TestRow:
    def test_finds_what_the_region_found(self, row: Row) -> None:
        assert in_scope(row) == row.finds

    def test_finds_it_for_its_fact_alone(self, row: Row) -> None:
        without = found(row.fact)
        assert all_found() - without == row.gone
        assert without - all_found() == row.instead

    def test_shows_where_it_stands(self, row: Row, snapshot: Snapshot) -> None:
        shown = [
            finding
            for finding in findings(snapshot.store)
            if (finding.code, short(finding.focus or "")) in {(code, focus) for code, focus, _ in row.finds}
        ]
        assert {passage.section for finding in shown for passage in finding.evidence} == row.evidence
        assert all(finding.provisions and finding.location for finding in shown)
