"""What the reports for people say of a finding, in one language, each phrase on one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from kg.findings import EvidenceRef, Finding, Language, Reference, Text, Waiver
from kg.iris import slug
from kg.printable import printable
from kg.report import words


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A text of others on one line, without characters that steer a terminal or turn a text's direction."""
    return printable(" ".join(text.split()))


def title(finding: Finding, language: Language) -> str:
    """The code and the name of what was broken."""
    return plain(f"{finding.code} {finding.name.in_(language)}")


def about(finding: Finding, language: Language) -> str:
    """What was found at fault: the focus node, and the property and value where there are any."""
    focus = finding.focus_label.in_(language) if finding.focus_label else finding.focus or words.NO_NAME.in_(language)
    if finding.value is None or finding.value == finding.focus:
        return plain(focus)
    value = finding.value_label.in_(language) if finding.value_label else finding.value
    return plain(f"{focus}; {finding.path_label.in_(language)}: {value}" if finding.path_label else f"{focus}; {value}")


def sentence(finding: Finding, language: Language) -> str:
    """What was found at fault, and what to do about it."""
    return f"{about(finding, language)} – {plain(finding.message.in_(language))}"


def parties(finding: Finding, language: Language) -> tuple[Text, str] | None:
    """Whose contract it is about: the version with its vendor, else the vendor, else the customer."""
    vendors = labels(finding.vendors, language)
    versions = labels((one for one in finding.versions if one.iri != finding.focus), language)
    if versions:
        return words.CONTRACT, f"{versions} ({vendors})" if vendors else versions
    if vendors:
        return words.VENDOR, vendors
    customers = labels(finding.customers, language)
    return (words.CUSTOMER, customers) if customers else None


def labels(things: Iterable[Reference], language: Language) -> str:
    """What some things are called."""
    return plain("; ".join(one.label.in_(language) for one in things))


def observed(finding: Finding, language: Language) -> list[str]:
    """What named bodies observed, with the names that the data give the observations."""
    return [plain(f"{one.label.in_(language)} ({slug(one.iri)})") for one in finding.observations]


def accepted(waiver: Waiver, language: Language) -> str:
    """Why findings are waived, who accepted them, and until when."""
    return plain(words.accepted(waiver, language))


def documents(evidence: Iterable[EvidenceRef], language: Language) -> Iterator[str]:
    """One line for each document behind a finding, with its sections."""
    for document, passages in groupby(evidence, lambda one: one.document):
        sections = list(dict.fromkeys(one.section for one in passages if one.section))
        if sections:
            sections[0] = _section(sections[0], language)
        if said := ", ".join(filter(None, (document and document.label.in_(language), "; ".join(sections)))):
            yield plain(said)


def passage(evidence: EvidenceRef, language: Language) -> str:
    """One passage: its document, its section and its characters, as far as they are known."""
    parts = [evidence.document.label.in_(language)] if evidence.document else []
    if evidence.section:
        parts.append(_section(evidence.section, language))
    if evidence.start is not None and evidence.end is not None:
        parts.append(f"{words.CHARACTERS.in_(language)} {evidence.start}–{evidence.end}")
    return plain(", ".join(parts))


def _section(section: str, language: Language) -> str:
    return f"{words.SECTION.in_(language)} {section}" if section[0].isdigit() else section
