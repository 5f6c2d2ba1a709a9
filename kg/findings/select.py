"""Which of some findings are asked for, and how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from kg.findings.model import Finding, Summary
from kg.iris import expand, slug


def select(
    found: Iterable[Finding],
    *,
    vendor: str | None = None,
    version: str | None = None,
    code: str | None = None,
    severity: str | None = None,
    topic: str | None = None,
    state: str | None = None,
    provision: str | None = None,
) -> tuple[Finding, ...]:
    """The findings that fit all that is given, in the order they came.

    Args:
        found: any findings.
        vendor: an IRI, or what stands behind `id/party/` in one.
        version: an IRI, or what stands behind `id/contract/` in one.
        code: the code of a shape.
        severity: `violation`, `warning` or `info`.
        topic: the topic of a shape.
        state: `stated otherwise` or `not documented`.
        provision: an IRI or `prefix:name`; what is part of the provision fits, too.
    """
    return tuple(
        finding
        for finding in found
        if code in (None, finding.code)
        and severity in (None, finding.severity)
        and topic in (None, finding.topic)
        and state in (None, finding.state)
        and (vendor is None or any(_is(vendor, one.iri) for one in finding.vendors))
        and (version is None or any(_is(version, one.iri) for one in finding.versions))
        and (
            provision is None
            or any(_is(provision, iri) for one in finding.provisions for iri in (one.iri, *one.part_of))
        )
    )


def summary(found: Collection[Finding]) -> Summary:
    """The counts of some findings; one that is both waived and known counts as waived."""
    standing = [finding for finding in found if finding.stands]
    severities = Counter(finding.severity for finding in standing)
    states = Counter(finding.state for finding in standing)
    waived = sum(finding.waived is not None for finding in found)
    return Summary(
        len(standing),
        severities["violation"],
        severities["warning"],
        severities["info"],
        states["stated otherwise"],
        states["not documented"],
        len({finding.location.path for finding in standing if finding.location}),
        waived,
        len(found) - len(standing) - waived,
    )


def _is(name: str, iri: str) -> bool:
    return iri == (expand(name) or name) or slug(iri) == name
