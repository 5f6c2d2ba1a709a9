"""Findings: the results of a validation, joined with the facts and the law that they speak of.

The command line, the REST service and every report take them from here, so that all tell the same.
"""

from kg.findings.model import EvidenceRef, Finding, Language, Reference, Severity, State, Summary, Text, Waiver
from kg.findings.read import findings, order
from kg.findings.select import select, summary

__all__ = [
    "EvidenceRef",
    "Finding",
    "Language",
    "Reference",
    "Severity",
    "State",
    "Summary",
    "Text",
    "Waiver",
    "findings",
    "order",
    "select",
    "summary",
]
