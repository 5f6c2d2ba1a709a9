"""Faults that are worked into a sound vendor, each named by the code of the shape that finds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bench.vendor import DUTIES, Value, Vendor

OTHER = ("andet", "something else", "något annat")
"""What a thing is called that a fault adds."""


def _silent(name: str, key: str, *values: Value) -> Callable[[Vendor], None]:
    """Nothing is said any more."""
    return lambda vendor: vendor.unsay(name, key, *values)


def _admits(name: str, element: str) -> Callable[[Vendor], None]:
    """A document says that something is not there."""

    def change(vendor: Vendor) -> None:
        vendor.unsay(name, "provides", element)
        vendor.say(name, lacks=element)

    return change


def _lacks(name: str, element: str) -> Callable[[Vendor], None]:
    return lambda vendor: vendor.say(name, lacks=element)


def _without(name: str) -> Callable[[Vendor], None]:
    return lambda vendor: vendor.remove(name)


def _categorised(category: str) -> Callable[[Vendor], None]:
    def change(vendor: Vendor) -> None:
        vendor.say(vendor.random.choice(vendor.names("purpose", "purpose:providing")), category=category)

    return change


def _loose(vendor: Vendor) -> None:
    vendor.add("purpose:loose", "Purpose", OTHER, statedIn="clause:operations")
    vendor.processing("loose", OTHER, "purpose:loose", "data-type:content")


def _open_list(vendor: Vendor) -> None:
    vendor.unsay("purpose:operations", "exhaustive")
    _loose(vendor)


def _outside(vendor: Vendor) -> None:
    vendor.add("purpose:outside", "Purpose", OTHER, determinedBy=f"party:{vendor.slug}")
    vendor.add("ground-view:outside", "GroundView", OTHER, coversPurpose="purpose:outside")
    vendor.say("ground-view:outside", groundOutcome="cg:CoveredByLaw")
    vendor.add("legal-basis:outside", "LegalBasisStatement", OTHER, basis="eu-gdpr:A6-1-b", basisFor="purpose:outside")
    vendor.processing("outside", OTHER, "purpose:outside", "data-type:usage-data")


def _step(vendor: Vendor) -> None:
    vendor.add("anonymisation:step", "AnonymisationStep", OTHER, turns="data-type:usage-data", statedIn="clause:roles")


def _unused_data(vendor: Vendor) -> None:
    *_, last = vendor.names("purpose", "purpose:providing")
    vendor.remove(last.replace("purpose:", "processing:"))


def _unlisted_data(vendor: Vendor) -> None:
    vendor.say(vendor.names("purpose", "purpose:providing")[0], lacks="cg:DataTypesUsed")


def _not_covered(vendor: Vendor) -> None:
    vendor.add("ground-view:invoices", "GroundView", OTHER, coversPurpose="purpose:invoices")
    vendor.say("ground-view:invoices", groundOutcome="cg:NotCoveredByLaw")


def _some_purposes(vendor: Vendor) -> None:
    vendor.unsay("balancing-record:interest", "coversPurpose")
    vendor.say("balancing-record:interest", coversSomeOf="purpose:operations")


def _disregarded(vendor: Vendor) -> None:
    vendor.unsay("security:measures", "recognisesState", "cg:InUse")
    vendor.say("security:measures", disregardsState="cg:InUse")


FAULTS: Mapping[str, Callable[[Vendor], None]] = MappingProxyType(
    {
        "AN001": _step,
        "AS001": _lacks("assistance:all", "cg:PrivacyExpertise"),
        "AS002": _silent("assistance:all", "assistsWith", DUTIES[-1]),
        "CB001": _silent("data-type:usage-data", "provides", "cg:ControllerBoundary"),
        "CB002": _admits("data-type:usage-data", "cg:ControllerBoundary"),
        "CH001": lambda vendor: vendor.say("change:procedure", approvedBy="cg:ContinuedUse"),
        "CH002": _admits("change:procedure", "cg:EffectOnProcessing"),
        "CH004": _silent("change:procedure", "provides", "cg:EffectOnProcessing"),
        "CP001": _outside,
        "DI001": _silent("ground-view:covered", "coversPurpose", "purpose:invoices"),
        "DI002": _not_covered,
        "EV001": _silent("condition:confidentiality", "evidence"),
        "EX001": _categorised("dpv:DirectMarketing"),
        "IN001": _admits("instruction:regime", "cg:InstructionOnDataTypes"),
        "IN002": _silent("instruction:regime", "provides", "cg:InstructionOnDataSubjects"),
        "LB001": _lacks("legal-basis:interest", "cg:LegalBasisInContract"),
        "LI002": _admits("balancing-record:interest", "cg:NecessityAssessment"),
        "LI003": _some_purposes,
        "LI004": _silent("balancing-record:interest", "provides", "cg:ProportionalityAssessment"),
        "PC001": _loose,
        "PC002": _open_list,
        "PD001": _unlisted_data,
        "PD002": _unused_data,
        "SB001": _admits("sub-processor-list:published", "cg:ProcessingPerSubProcessor"),
        "SB002": _admits("sub-processor-list:published", "cg:DataTypesPerSubProcessor"),
        "SB004": _silent("sub-processor-list:published", "provides", "cg:ProcessingPerSubProcessor"),
        "SE001": _silent("security:measures", "protects", "data-type:content"),
        "SE002": _disregarded,
        "SE003": _silent("security:measures", "recognisesState", "cg:InUse"),
        "SP001": _categorised("dpv:EnforceSecurity"),
        # Last, since what they take away is what others change.
        "CH003": _without("change:procedure"),
        "IN003": _without("instruction:regime"),
        "LB002": _without("legal-basis:interest"),
        "LI001": _without("balancing-record:interest"),
        "SB003": _without("sub-processor-list:published"),
    }
)
"""In the order in which they are worked in."""
