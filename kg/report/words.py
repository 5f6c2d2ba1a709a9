"""The words of the report for people, in three languages."""

from __future__ import annotations

from kg.findings import Language, Severity, State, Summary, Text

ABOUT = Text("about", "avser", "angår")
LAW = Text("law", "lag", "lov")
GUIDANCE = Text("guidance", "vägledning", "vejledning")
CLAUSE = Text("clause", "villkor", "vilkår")
EVIDENCE = Text("evidence", "belägg", "belæg")
OBSERVED = Text("observed", "observerat", "observeret")
CONTRACT = Text("contract", "avtal", "aftale")
VENDOR = Text("vendor", "leverantör", "leverandør")
CUSTOMER = Text("customer", "kund", "kunde")
STATE = Text("state", "läge", "tilstand")
FIELDS = (ABOUT, CONTRACT, VENDOR, CUSTOMER, STATE, LAW, GUIDANCE, CLAUSE, EVIDENCE, OBSERVED)
SECTION = Text("section", "avsnitt", "afsnit")
NO_EVIDENCE = Text("no evidence recorded", "inget belägg angivet", "intet belæg angivet")
NO_NAME = Text("a node without a name", "en nod utan namn", "en node uden navn")

SEVERITIES: dict[Severity, Text] = {
    "violation": Text("violation", "överträdelse", "overtrædelse"),
    "warning": Text("warning", "varning", "advarsel"),
    "info": Text("info", "upplysning", "oplysning"),
}
STATES: dict[State, Text] = {
    "stated otherwise": Text("stated otherwise", "anges vara annorlunda", "angivet anderledes"),
    "not documented": Text("not documented", "inte dokumenterat", "ikke dokumenteret"),
}

_COUNTED: dict[str, tuple[Text, Text]] = {
    "findings": (Text("finding", "iakttagelse", "fund"), Text("findings", "iakttagelser", "fund")),
    "violation": (
        Text("violation", "överträdelse", "overtrædelse"),
        Text("violations", "överträdelser", "overtrædelser"),
    ),
    "warning": (Text("warning", "varning", "advarsel"), Text("warnings", "varningar", "advarsler")),
    "info": (Text("note", "upplysning", "oplysning"), Text("notes", "upplysningar", "oplysninger")),
    "files": (Text("file", "fil", "fil"), Text("files", "filer", "filer")),
}
_NONE = Text("no findings", "inga iakttagelser", "ingen fund")
_IN = Text("in", "i", "i")


def counted(number: int, what: str, language: Language) -> str:
    """A number and the noun that goes with it."""
    singular, plural = _COUNTED[what]
    return f"{number:,} {(singular if number == 1 else plural).in_(language)}"


def total(counts: Summary, language: Language) -> str:
    """One line: how many findings, by severity, and in how many files."""
    if not counts.findings:
        return _NONE.in_(language)
    numbers = {"violation": counts.violation, "warning": counts.warning, "info": counts.info}
    parts = ", ".join(counted(number, what, language) for what, number in numbers.items() if number)
    files = f" {_IN.in_(language)} {counted(counts.files, 'files', language)}" if counts.files else ""
    return f"{counted(counts.findings, 'findings', language)}: {parts}{files}"
