"""The report for test dashboards: JUnit XML, one suite for a file, one case for a finding.

The names of cases hold no line numbers, so that a dashboard knows a finding again after its line has moved. They are
distinct, since GitLab shows only the first of two cases with the same name. Class names have dots for slashes, since
Jenkins makes packages of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath
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
    root = _element("testsuites", name="clausegraph", **_counts(findings, look))
    for file, found in by_file(findings).items():
        suite = _element("testsuite", name=file or words.NO_FILE.in_(look.language), **_counts(found, look))
        suite.extend(_case(one, name, file, look) for one, name in zip(found, _names(found, look), strict=True))
        root.append(suite)
    if not findings:
        suite = _element("testsuite", name="clausegraph", **_counts(findings, look))
        suite.append(_element("testcase", classname="clausegraph", name=words.NONE.in_(look.language), time="0"))
        root.append(suite)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _case(finding: Finding, name: str, file: str, look: Look) -> ElementTree.Element:
    place = {"classname": _class(file), "file": file} if file else {"classname": "clausegraph"}
    case = _element("testcase", name=name, time="0", **place)
    if finding.waived:
        told = _element("skipped", message=accepted(finding.waived, look.language))
    elif look.fails(finding):
        told = _element("failure", message=plain(finding.message.in_(look.language)), type=finding.severity)
    else:
        told = _element("system-out")
    told.text = _xml("\n".join(paragraph(finding, Look(look.language))))
    case.append(told)
    return case


def _names(findings: Sequence[Finding], look: Look) -> list[str]:
    """What the cases of a file are called: by what was found where, and by fingerprint if that is not enough."""
    names = [f"{title(one, look.language)}: {about(one, look.language)}" for one in findings]
    taken = Counter(names)
    return [
        f"{name} ({one.fingerprint})" if taken[name] > 1 else name for name, one in zip(names, findings, strict=True)
    ]


def _counts(findings: Sequence[Finding], look: Look) -> dict[str, str]:
    failures, waived = sum(map(look.fails, findings)), sum(one.waived is not None for one in findings)
    counts = {"tests": len(findings) or 1, "failures": failures, "errors": 0, "skipped": waived, "time": 0}
    return {name: str(number) for name, number in counts.items()}


def _element(tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.Element(tag, {name: _xml(value) for name, value in attributes.items()})


def _xml(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def _class(file: str) -> str:
    return PurePosixPath(file).with_suffix("").as_posix().strip("/").replace("/", ".")
