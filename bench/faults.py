"""Faults that are worked into a sound vendor, each named by the code of the shape that finds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bench.vendor import DUTIES, Vendor

LOOSE = ("andet", "something else", "något annat")
"""What is called so stands in none of the contract's lists."""


def _loose(vendor: Vendor, *, exhaustive: bool) -> None:
    if not exhaustive:
        vendor.unsay("purpose:operations", "exhaustive")
    vendor.add("purpose:loose", "Purpose", LOOSE, statedIn="clause:operations")


def _outside(vendor: Vendor) -> None:
    vendor.add("purpose:outside", "Purpose", LOOSE, determinedBy=f"party:{vendor.slug}")
    vendor.processing("outside", LOOSE, "purpose:outside", "data-type:usage-data")


def _undated_step(vendor: Vendor) -> None:
    vendor.add("anonymisation:step", "AnonymisationStep", LOOSE, turns="data-type:usage-data", statedIn="clause:roles")


def _unlisted_data(vendor: Vendor, *, admitted: bool) -> None:
    first, *_, last = vendor.names("purpose", "purpose:providing")
    name = first if admitted else last
    vendor.remove(name.replace("purpose:", "processing:"))
    if admitted:
        vendor.say(name, lacks="cg:DataTypesUsed")


def _not_covered(vendor: Vendor) -> None:
    name = vendor.random.choice(vendor.names("purpose", "purpose:operations"))
    vendor.add("ground-view:not-covered", "GroundView", LOOSE, coversPurpose=name, groundOutcome="cg:NotCoveredByLaw")


def _half_balanced(vendor: Vendor, *, admitted: bool) -> None:
    part = f"cg:{vendor.random.choice(('Legitimacy', 'Necessity', 'Proportionality'))}Assessment"
    vendor.unsay("balancing-record:interest", "provides", part)
    if admitted:
        vendor.say("balancing-record:interest", lacks=part)


def _some_purposes(vendor: Vendor) -> None:
    vendor.unsay("balancing-record:interest", "coversPurpose")
    vendor.say("balancing-record:interest", coversSomeOf="purpose:operations")


def _state(vendor: Vendor, *, admitted: bool) -> None:
    vendor.unsay("security:measures", "recognisesState", "cg:InUse")
    if admitted:
        vendor.say("security:measures", disregardsState="cg:InUse")


def _categorise(vendor: Vendor, category: str) -> None:
    vendor.say(vendor.random.choice(vendor.names("purpose", "purpose:providing")), category=category)


FAULTS: Mapping[str, Callable[[Vendor], None]] = MappingProxyType(
    {
        "AN001": _undated_step,
        "AS001": lambda vendor: vendor.say("assistance:all", lacks="cg:PrivacyExpertise"),
        "AS002": lambda vendor: vendor.unsay("assistance:all", "assistsWith", vendor.random.choice(DUTIES)),
        "CB001": lambda vendor: vendor.unsay("data-type:usage-data", "provides"),
        "CH001": lambda vendor: vendor.say("change:procedure", approvedBy="cg:ContinuedUse"),
        "CH002": lambda vendor: vendor.say("change:procedure", lacks="cg:EffectOnProcessing"),
        "CP001": _outside,
        "DI001": lambda vendor: vendor.unsay("ground-view:covered", "coversPurpose", "purpose:invoices"),
        "DI002": _not_covered,
        "EV001": lambda vendor: vendor.unsay(vendor.random.choice(vendor.names("condition")), "evidence"),
        "EX001": lambda vendor: _categorise(vendor, "dpv:DirectMarketing"),
        "IN001": lambda vendor: vendor.say("instruction:regime", lacks="cg:InstructionOnDataTypes"),
        "IN002": lambda vendor: vendor.unsay("instruction:regime", "provides", "cg:InstructionOnDataSubjects"),
        "LB001": lambda vendor: vendor.say("legal-basis:interest", lacks="cg:LegalBasisInContract"),
        "LI002": lambda vendor: _half_balanced(vendor, admitted=True),
        "LI003": _some_purposes,
        "LI004": lambda vendor: _half_balanced(vendor, admitted=False),
        "PC001": lambda vendor: _loose(vendor, exhaustive=True),
        "PC002": lambda vendor: _loose(vendor, exhaustive=False),
        "PD001": lambda vendor: _unlisted_data(vendor, admitted=True),
        "PD002": lambda vendor: _unlisted_data(vendor, admitted=False),
        "SB001": lambda vendor: vendor.say("sub-processor-list:published", lacks="cg:ProcessingPerSubProcessor"),
        "SB002": lambda vendor: vendor.say("sub-processor-list:published", lacks="cg:DataTypesPerSubProcessor"),
        "SE001": lambda vendor: vendor.unsay("security:measures", "protects", "data-type:content"),
        "SE002": lambda vendor: _state(vendor, admitted=True),
        "SE003": lambda vendor: _state(vendor, admitted=False),
        "SP001": lambda vendor: _categorise(vendor, "dpv:EnforceSecurity"),
        # Last, since they take things away that the others change.
        "CH003": lambda vendor: vendor.remove("change:procedure"),
        "LB002": lambda vendor: vendor.remove("legal-basis:interest"),
        "LI001": lambda vendor: vendor.remove("balancing-record:interest"),
        "SB003": lambda vendor: vendor.remove("sub-processor-list:published"),
    }
)
