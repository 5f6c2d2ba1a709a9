"""The two findings about waivers themselves, which no shape can make: what day it is, is no fact of the graph."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from kg.findings import Severity, Text


@dataclass(frozen=True, slots=True)
class Rule:
    """What a shape would say of itself.

    Args:
        code: of its findings.
        name: what it is called.
        severity: what its findings weigh.
        description: what it asks for.
        message: what to do about a finding.
        passes: a waiver in which it finds nothing, in Turtle.
        fails: one in which it does; on 1 July 2026, of a record that names no data types for its purposes.
    """

    code: str
    name: Text
    severity: Severity
    description: Text
    message: Text
    passes: str
    fails: str


_EXAMPLE = """\
# {first}

@prefix cg: <https://w3id.org/clausegraph/ns#> .
@prefix cgs: <https://w3id.org/clausegraph/shapes#> .
@prefix contract: <https://w3id.org/clausegraph/id/contract/example/> .
@prefix waiver: <https://w3id.org/clausegraph/id/waiver/example/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

waiver:data-types
    a cg:Waiver ;
    cg:acceptedBy "Anna Lind, data protection officer" ;
    cg:reason "The vendor lists the data types in its next version."@en ;
    cg:scope contract:{version} ;
    cg:until "{until}"^^xsd:date ;
    cg:waives cgs:PD001 ;
    .
"""
_HOLDS = _EXAMPLE.format(
    first="Until the end of the year, purposes of this contract version may lack their data types.",
    version="dpa-2024",
    until="2026-12-31",
)

EXPIRED = Rule(
    code="WV001",
    name=Text("Waiver past its date", "Undantag vars tid har gått ut", "Undtagelse, hvis frist er udløbet"),
    severity="warning",
    description=Text(
        "A waiver holds until a day that has not passed.",
        "Ett undantag gäller till en dag som inte har passerat.",
        "En undtagelse gælder til en dag, der ikke er passeret.",
    ),
    message=Text(
        "The last day of this waiver has passed, so it no longer holds: decide anew and give cg:until a later day, or "
        "remove it.",
        "Undantagets sista dag har passerat, så det gäller inte längre: besluta på nytt och ange en senare dag i "
        "cg:until, eller ta bort det.",
        "Undtagelsens sidste dag er passeret, så den gælder ikke længere: træf en ny beslutning, og angiv en senere "
        "dag i cg:until, eller fjern den.",
    ),
    passes=_HOLDS,
    fails=_EXAMPLE.format(first="The last day of the waiver has passed.", version="dpa-2024", until="2026-06-30"),
)
UNMATCHED = Rule(
    code="WV002",
    name=Text("Waiver without a finding", "Undantag utan iakttagelse", "Undtagelse uden fund"),
    severity="warning",
    description=Text(
        "A waiver accepts a finding that there is.",
        "Ett undantag gäller en iakttagelse som finns.",
        "En undtagelse gælder et fund, der findes.",
    ),
    message=Text(
        "Nothing that was validated has such a finding: remove the waiver if it is mended, else correct what "
        "cg:waives and cg:scope name.",
        "Inget som har validerats har en sådan iakttagelse: ta bort undantaget om den är åtgärdad, rätta annars det "
        "som cg:waives och cg:scope anger.",
        "Intet af det validerede har et sådant fund: fjern undtagelsen, hvis det er udbedret, og ret ellers det, som "
        "cg:waives og cg:scope angiver.",
    ),
    passes=_HOLDS,
    fails=_EXAMPLE.format(
        first="The waiver is about a version of which there is no such finding.",
        version="dpa-2019",
        until="2026-12-31",
    ),
)

RULES = MappingProxyType({rule.code: rule for rule in (EXPIRED, UNMATCHED)})
"""Both, by code."""

TOPIC = "waivers"
"""The topic of both."""
