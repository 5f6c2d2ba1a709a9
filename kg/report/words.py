"""The words of the reports for people, in three languages."""

from __future__ import annotations

from kg.findings import Finding, Language, Severity, State, Summary, Text, Waiver

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
WAIVED = Text("waived", "undantag", "undtaget")
KNOWN = Text("known", "känd", "kendt")
FIELDS = (ABOUT, CONTRACT, VENDOR, CUSTOMER, STATE, LAW, GUIDANCE, CLAUSE, EVIDENCE, OBSERVED, WAIVED)
UNTIL = Text("until", "till och med", "til og med")
TO_DO = Text("what to do", "att göra", "at gøre")
SERVICE = Text("service", "tjänst", "tjeneste")
SEVERITY = Text("severity", "allvarlighetsgrad", "alvorlighed")
CODE = Text("code", "kod", "kode")
NAME = Text("name", "namn", "navn")
LINE = Text("line", "rad", "linje")
SECTION = Text("section", "avsnitt", "afsnit")
CHARACTERS = Text("characters", "tecken", "tegn")
NO_EVIDENCE = Text("no evidence recorded", "inget belägg angivet", "intet belæg angivet")
NO_NAME = Text("a node without a name", "en nod utan namn", "en node uden navn")
NO_FILE = Text("in no file", "inte i någon fil", "ikke i nogen fil")

SEVERITIES: dict[Severity, Text] = {
    "violation": Text("violation", "överträdelse", "overtrædelse"),
    "warning": Text("warning", "varning", "advarsel"),
    "info": Text("info", "upplysning", "oplysning"),
}
STATES: dict[State, Text] = {
    "stated otherwise": Text("stated otherwise", "anges vara annorlunda", "angivet anderledes"),
    "not documented": Text("not documented", "inte dokumenterat", "ikke dokumenteret"),
}

TITLE = Text("Report of findings", "Rapport över iakttagelser", "Rapport om fund")
NONE = Text("no findings", "inga iakttagelser", "ingen fund")
FINDINGS = Text("findings", "iakttagelser", "fund")
SKIP = Text("Skip to the findings", "Hoppa till iakttagelserna", "Gå til fundene")
READING = Text("How to read the findings", "Så läses iakttagelserna", "Sådan læses fundene")
BY_CONTRACT = Text(
    "Contents by vendor and contract", "Innehåll efter leverantör och avtal", "Indhold efter leverandør og aftale"
)
BY_LAW = Text("Index of law", "Lagregister", "Lovregister")
NO_VENDOR = Text("Without a vendor", "Utan leverantör", "Uden leverandør")
NO_VERSION = Text(
    "Not tied to a contract version",
    "Utan koppling till en avtalsversion",
    "Uden tilknytning til en aftaleversion",
)
NO_LAW = Text("Without a provision", "Utan bestämmelse", "Uden bestemmelse")
MADE_WITH = Text(
    "Made with clausegraph {}. Not legal advice.",
    "Framställd med clausegraph {}. Utgör inte juridisk rådgivning.",
    "Udarbejdet med clausegraph {}. Udgør ikke juridisk rådgivning.",
)

SEVERITY_MEANINGS: dict[Severity, Text] = {
    "violation": Text("must be put right", "måste rättas till", "skal bringes i orden"),
    "warning": Text(
        "should be put right or explained", "bör rättas till eller förklaras", "bør bringes i orden eller forklares"
    ),
    "info": Text("worth looking into", "värt att undersöka", "værd at undersøge"),
}
STATE_MEANINGS: dict[State, Text] = {
    "stated otherwise": Text(
        "a document says something that the rule does not allow",
        "ett dokument säger något som regeln inte tillåter",
        "et dokument siger noget, som reglen ikke tillader",
    ),
    "not documented": Text(
        "no document at hand says anything about it, which is neither a yes nor a no",
        "inget tillgängligt dokument säger något om saken, vilket varken är ett ja eller ett nej",
        "intet foreliggende dokument siger noget om det, hvilket hverken er et ja eller et nej",
    ),
}

OVER_RUN = Text(
    "A SARIF run holds at most {} results. The least severe are left out: {}.",
    "En SARIF-körning rymmer högst {} resultat. De lindrigaste är utelämnade: {}.",
    "En SARIF-kørsel rummer højst {} resultater. De mindst alvorlige er udeladt: {}.",
)
OVER_STEP = Text(
    "GitHub shows at most {} annotations of each level for a step. Not shown: {}.",
    "GitHub visar högst {} annoteringar av varje nivå för ett steg. Visas inte: {}.",
    "GitHub viser højst {} annoteringer af hvert niveau for et trin. Vises ikke: {}.",
)
OVER_SUMMARY = Text(
    "A job summary holds at most 1 MiB. Left out: {}.",
    "En jobbsammanfattning rymmer högst 1 MiB. Utelämnat: {}.",
    "En jobopsummering rummer højst 1 MiB. Udeladt: {}.",
)

_COUNTED: dict[str, tuple[Text, Text]] = {
    "findings": (Text("finding", "iakttagelse", "fund"), Text("findings", "iakttagelser", "fund")),
    "violation": (
        Text("violation", "överträdelse", "overtrædelse"),
        Text("violations", "överträdelser", "overtrædelser"),
    ),
    "warning": (Text("warning", "varning", "advarsel"), Text("warnings", "varningar", "advarsler")),
    "info": (Text("note", "upplysning", "oplysning"), Text("notes", "upplysningar", "oplysninger")),
    "files": (Text("file", "fil", "fil"), Text("files", "filer", "filer")),
    "waived": (Text("waived", "undantagen", "undtaget"), Text("waived", "undantagna", "undtaget")),
    "known": (
        Text("known before", "känd sedan förut", "kendt i forvejen"),
        Text("known before", "kända sedan förut", "kendt i forvejen"),
    ),
}
_IN = Text("in", "i", "i")


def counted(number: int, what: str, language: Language) -> str:
    """A number and the noun that goes with it."""
    singular, plural = _COUNTED[what]
    return f"{number:,} {(singular if number == 1 else plural).in_(language)}"


def weight(finding: Finding, language: Language) -> str:
    """The severity of a finding, and behind it in brackets why it does not count, where it does not."""
    said = SEVERITIES[finding.severity].in_(language)
    why = WAIVED if finding.waived else KNOWN if finding.known else None
    return f"{said} ({why.in_(language)})" if why else said


def accepted(waiver: Waiver, language: Language) -> str:
    """Why findings are waived, who accepted them, and until when."""
    return f"{waiver.reason.in_(language)} ({waiver.accepted_by}, {UNTIL.in_(language)} {waiver.until.isoformat()})"


def total(counts: Summary, language: Language) -> str:
    """One line: how many findings, by severity, and in how many files; then how many there are that do not count."""
    files = f" {_IN.in_(language)} {counted(counts.files, 'files', language)}" if counts.files else ""
    standing = (
        f"{counted(counts.findings, 'findings', language)}: {by_severity(counts, language)}{files}"
        if counts.findings
        else NONE.in_(language)
    )
    others = {"waived": counts.waived, "known": counts.known}
    return "; ".join((standing, *(counted(number, what, language) for what, number in others.items() if number)))


def by_severity(counts: Summary, language: Language) -> str:
    """How many findings of each severity there are, those that there are none of left out."""
    numbers = {"violation": counts.violation, "warning": counts.warning, "info": counts.info}
    return ", ".join(counted(number, what, language) for what, number in numbers.items() if number)


def brief(counts: Summary, language: Language) -> str:
    """How many findings of each severity there are, and how many are waived."""
    waived = counted(counts.waived, "waived", language) if counts.waived else ""
    return "; ".join(filter(None, (by_severity(counts, language), waived)))


def capital(text: str) -> str:
    """A text that begins a line or a heading."""
    return text[:1].upper() + text[1:]
