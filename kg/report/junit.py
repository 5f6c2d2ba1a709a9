"""The report for test dashboards: JUnit XML, one suite for a file, one case for a finding.

The names of cases hold no line numbers, so that a dashboard knows a finding again after its line has moved. They are
distinct, since GitLab shows only the first of two cases with the same name. Class names have dots for slashes, since
Jenkins makes packages of them; and there are no attributes but those of its schema, since it rejects others.

https://github.com/jenkinsci/xunit-plugin (junit-10.xsd)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from xml.etree import ElementTree

from kg.findings import Finding
from kg.report import words
from kg.report.look import Look
from kg.report.phrases import about, accepted, plain, title
from kg.report.places import by_file
from kg.report.text import paragraph

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(findings: Sequence[Finding], look: Look) -> str:
    """The report as XML 1.0; what is waived is skipped, and what is below the threshold or known from a baseline
    passes, and says in its output what was found.

    Where nothing was found there is one case that passes: dashboards take a report without any for a broken run.
    """
    counts = _counts(findings, look)
    root = _element("testsuites", name="clausegraph", **counts)
    for file, found in by_file(findings).items():
        root.append(_suite(file, found, look))
    if not findings:
        suite = _element("testsuite", name="clausegraph", skipped="0", **counts)
        suite.append(_element("testcase", classname="clausegraph", name=words.NONE.in_(look.language), time="0"))
        root.append(suite)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _suite(file: str, found: Sequence[Finding], look: Look) -> ElementTree.Element:
    named = {"name": file, "file": file} if file else {"name": words.NO_FILE.in_(look.language)}
    waived = sum(one.waived is not None for one in found)
    suite = _element("testsuite", **named, skipped=str(waived), **_counts(found, look))
    classname = _class(file) if file else "clausegraph"
    for one, name in zip(found, _names(found, look), strict=True):
        case = _element("testcase", classname=classname, name=name, time="0")
        case.append(_outcome(one, look))
        suite.append(case)
    return suite


def _outcome(finding: Finding, look: Look) -> ElementTree.Element:
    if finding.waived:
        told = _element("skipped", message=accepted(finding.waived, look.language))
    elif look.fails(finding):
        told = _element("failure", message=plain(finding.message.in_(look.language)), type=finding.severity)
    else:
        told = _element("system-out")
    told.text = _xml("\n".join(paragraph(finding, Look(look.language))))
    return told


def _names(findings: Sequence[Finding], look: Look) -> list[str]:
    """What the cases of a file are called: by what was found where, and by fingerprint if that is not enough."""
    names = [f"{title(one, look.language)}: {about(one, look.language)}" for one in findings]
    taken = Counter(names)
    return [
        f"{name} ({one.fingerprint})" if taken[name] > 1 else name for name, one in zip(names, findings, strict=True)
    ]


def _counts(findings: Sequence[Finding], look: Look) -> dict[str, str]:
    failures = sum(map(look.fails, findings))
    return {"tests": str(len(findings) or 1), "failures": str(failures), "errors": "0", "time": "0"}


def _element(tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.Element(tag, {name: _xml(value) for name, value in attributes.items()})


def _xml(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def _class(file: str) -> str:
    return file.strip("/").replace(".", "-").replace("/", ".")
