"""What columns are called, and the other words around an answer, in three languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from types import MappingProxyType

from kg.findings import EvidenceRef, Language, Reference, Text

NOT_DOCUMENTED = Text("not documented", "inte dokumenterat", "ikke dokumenteret")
NO_NAME = Text("a node without a name", "en nod utan namn", "en node uden navn")
EVIDENCE = Text("evidence", "belägg", "belæg")
SECTION = Text("section", "avsnitt", "afsnit")
TRUTH = MappingProxyType({"true": Text("yes", "ja", "ja"), "false": Text("no", "nej", "nej")})
NO_ROWS = Text(
    "Nothing in the documents at hand fits the question. That is neither a yes nor a no: where they are silent, what "
    "is asked for may be there or not.",
    "Inget i de tillgängliga dokumenten svarar mot frågan. Det är varken ett ja eller ett nej: där de tiger kan det "
    "som efterfrågas finnas eller inte.",
    "Intet i de foreliggende dokumenter svarer til spørgsmålet. Det er hverken et ja eller et nej: hvor de er tavse, "
    "kan det, der spørges om, være der eller ej.",
)
_ROW, _ROWS = Text("row", "rad", "række"), Text("rows", "rader", "rækker")

COLUMNS = MappingProxyType(
    {
        "about": Text("about", "avser", "angår"),
        "accordingTo": Text("according to", "enligt", "ifølge"),
        "answeredIn": Text("answered in", "besvarad på", "besvaret på"),
        "appliesTo": Text("applies to", "gäller för", "gælder for"),
        "arises": Text("arises by", "uppkommer genom", "opstår ved"),
        "askedIn": Text("asked in", "ställd på", "stillet på"),
        "assumedBasis": Text("assumed basis", "antagen grund", "antaget grundlag"),
        "basis": Text("legal basis", "rättslig grund", "retsgrundlag"),
        "boundary": Text("boundary documented", "dokumenterad gräns", "dokumenteret grænse"),
        "by": Text("by", "av", "af"),
        "byWhom": Text("by whom", "av vem", "af hvem"),
        "category": Text("category", "kategori", "kategori"),
        "certification": Text("certified to", "uppfyller standard", "opfylder standard"),
        "citedFor": Text("cited for", "åberopas för", "påberåbes for"),
        "clause": Text("clause", "villkor", "vilkår"),
        "code": Text("code", "kod", "kode"),
        "conclusion": Text("conclusion", "slutsats", "konklusion"),
        "condition": Text("condition", "villkor", "betingelse"),
        "controller": Text("controller", "ansvarig", "dataansvarlig"),
        "covers": Text("record covers", "avvägningen omfattar", "afvejningen omfatter"),
        "customer": Text("customer", "kund", "kunde"),
        "dataType": Text("data type", "datatyp", "datatype"),
        "determinedBy": Text("determined by", "bestäms av", "fastlægges af"),
        "discrepancy": Text("discrepancy", "motsägelse", "uoverensstemmelse"),
        "disregards": Text(
            "data states not considered", "datatillstånd som inte beaktas", "datatilstande der ikke tages hensyn til"
        ),
        "document": Text("document", "dokument", "dokument"),
        "earlier": Text("in the first", "i den första", "i den første"),
        "end": Text("end", "slut", "slut"),
        "exclusion": Text("ruled out", "uteslutet", "udelukket"),
        "followed": Text("followed", "följs", "fulgt"),
        "guidance": Text("guidance", "vägledning", "vejledning"),
        "how": Text("how protected", "hur skyddat", "hvordan beskyttet"),
        "inContract": Text("in the contract", "i avtalet", "i aftalen"),
        "interprets": Text("interprets", "tolkar", "fortolker"),
        "kind": Text("kind", "slag", "slags"),
        "from": Text("from", "från", "fra"),
        "impossibleOn": Text("impossible on", "omöjligt om", "umulig om"),
        "later": Text("in the second", "i den andra", "i den anden"),
        "law": Text("law", "lag", "lov"),
        "list": Text("list", "förteckning", "liste"),
        "listedUnder": Text("listed under", "underordnat", "anført under"),
        "measure": Text("measures", "åtgärder", "foranstaltninger"),
        "missing": Text("lacking", "saknas", "mangler"),
        "names": Text("names", "anger", "nævner"),
        "observation": Text("observation", "observation", "observation"),
        "outcome": Text("outcome", "utfall", "udfald"),
        "paragraph": Text("paragraph", "punkt", "punkt"),
        "part": Text("rests on", "vilar på", "hviler på"),
        "possibleOn": Text("possible on", "möjligt om", "mulig om"),
        "provision": Text("provision", "bestämmelse", "bestemmelse"),
        "purpose": Text("purpose", "ändamål", "formål"),
        "putOn": Text("put on", "ställd den", "fremsat den"),
        "question": Text("question", "fråga", "spørgsmål"),
        "recognises": Text("data states considered", "datatillstånd som beaktas", "datatilstande der tages hensyn til"),
        "record": Text("balancing record", "intresseavvägning", "interesseafvejning"),
        "request": Text("request", "begäran", "anmodning"),
        "response": Text("answer", "svar", "svar"),
        "risk": Text("risk", "risk", "risiko"),
        "role": Text("role", "roll", "rolle"),
        "says": Text("in short", "i korthet", "kort sagt"),
        "section": Text("section", "avsnitt", "afsnit"),
        "sentTo": Text("sent to", "hänvisad till", "henvist til"),
        "severity": Text("severity", "allvar", "alvor"),
        "sha256": Text("SHA-256", "SHA-256", "SHA-256"),
        "silentOn": Text("not documented", "inte dokumenterat", "ikke dokumenteret"),
        "start": Text("start", "början", "start"),
        "state": Text("state", "läge", "tilstand"),
        "task": Text("task", "uppgift", "opgave"),
        "thing": Text("what", "vad", "hvad"),
        "to": Text("to", "till", "til"),
        "unless": Text("unless", "utom", "medmindre"),
        "useStatus": Text("use", "användning", "anvendelse"),
        "value": Text("namely", "nämligen", "nemlig"),
        "vendor": Text("vendor", "leverantör", "leverandør"),
        "version": Text("contract", "avtal", "aftale"),
        "which": Text("which data", "vilka uppgifter", "hvilke oplysninger"),
        "why": Text("why", "varför", "hvorfor"),
    }
)
"""The heading of each column, and the name of each parameter, of any question."""


def title(name: str, language: Language) -> str:
    """What a column or a parameter is called."""
    return COLUMNS[name].in_(language)


def counted(rows: int, language: Language) -> str:
    """How many rows there are."""
    return f"{rows:,} {(_ROW if rows == 1 else _ROWS).in_(language)}"


def documents(evidence: Iterable[EvidenceRef]) -> list[Reference]:
    """The documents that passages stand in, each once, sorted."""
    return sorted({one.document for one in evidence if one.document}, key=lambda document: document.iri)


def cited(documents: Sequence[Reference], language: Language) -> list[tuple[str, str]]:
    """A line for each document, with the number that `places` gives it."""
    marks = ["" if len(documents) == 1 else f"[{number}] " for number in range(1, len(documents) + 1)]
    return [
        (EVIDENCE.in_(language), mark + document.label.in_(language))
        for mark, document in zip(marks, documents, strict=True)
    ]


def places(evidence: Iterable[EvidenceRef], among: Sequence[Reference]) -> str:
    """The sections of passages, behind the number of the document where there are several."""
    parts = []
    for document, sections in _sections(evidence):
        mark = f"[{among.index(document) + 1}] " if document and len(among) > 1 else ""
        parts.append(mark + "; ".join(sections))
    return " ".join(parts)


def passages(evidence: Iterable[EvidenceRef], language: Language) -> Iterator[str]:
    """Each document with the sections of its passages."""
    for document, sections in _sections(evidence):
        label = document.label.in_(language) if document else ""
        yield ": ".join(filter(None, (label, "; ".join(sections))))


def _sections(evidence: Iterable[EvidenceRef]) -> Iterator[tuple[Reference | None, list[str]]]:
    for document, some in groupby(evidence, lambda one: one.document):
        yield document, list(dict.fromkeys(one.section for one in some if one.section))
