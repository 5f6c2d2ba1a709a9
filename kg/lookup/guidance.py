"""Guidance down to its paragraphs, what was observed, and the shapes that follow from both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pyoxigraph import NamedNode

from kg.findings import Severity, State, Text
from kg.findings.model import SEVERITIES, STATES
from kg.iris import CG, CGS, ID, PREFIXES
from kg.lookup.listing import Kind
from kg.lookup.things import Around, Reading, References, Thing, along, value, words
from kg.shacl.names import sh
from kg.store.base import Term


@dataclass(frozen=True, slots=True)
class Guidance(Thing):
    """A document of a body that guides, or a paragraph of one.

    Args:
        title: of the document.
        number: of the paragraph in its document.
        reference: how its author refers to the document.
        issued_by: the body.
        part_of: the document that the paragraph stands in.
        paragraphs: of the document, as far as the graph knows them.
        cited_for: what the paragraph is cited for, in our words.
        summary: what the document is, in our words.
        interprets: the provisions that it says how to read.
        too_broad: purpose categories that it names as too broad.
        verification: whether our words were checked against the original.
        known_through: the documents through which it is known, where it was not read itself.
        shapes: that follow it.
        resting: observations, conclusions and requests that invoke it.
    """

    OF_CLASS = ("GuidanceParagraph", "Guidance")

    title: Annotated[Text | None, words(PREFIXES["dcterms"] + "title", documented=False)]
    number: Annotated[str | None, value("number", documented=False)]
    reference: Annotated[str | None, value("reference", documented=False)]
    issued_by: Annotated[References, along("issuedBy")]
    part_of: Annotated[References, along("partOf", documented=False)]
    paragraphs: Annotated[References, along("^partOf", documented=False)]
    cited_for: Annotated[Text | None, words(f"{CG}citedFor", documented=False)]
    summary: Annotated[Text | None, words(f"{CG}summary", documented=False)]
    interprets: Annotated[References, along("interprets", documented=False)]
    too_broad: Annotated[References, along("namesAsTooBroad", documented=False)]
    verification: Annotated[References, along("verification", documented=False)]
    known_through: Annotated[References, along("knownThrough", documented=False)]
    shapes: Annotated[References, along("^follows", documented=False)]
    resting: Annotated[References, along("^restsOn", documented=False)]


@dataclass(frozen=True, slots=True)
class Observation(Thing):
    """What a named body found in a service or contract.

    Args:
        summary: what it found, in our words.
        made_by: the body.
        about: what it concerns.
        rests_on: provisions and guidance that it invokes.
        risks: that the body sees.
    """

    OF_CLASS = ("Observation",)

    summary: Annotated[Text | None, words(f"{CG}summary", documented=False)]
    made_by: Annotated[References, along("madeBy")]
    about: Annotated[References, along("about")]
    rests_on: Annotated[References, along("restsOn", documented=False)]
    risks: Annotated[References, along("sees", documented=False)]


def _severity(around: Around, node: Term) -> Severity | None:
    said = around.graph.objects(node, sh("severity"))
    return next((name for name, concept in SEVERITIES.items() if concept in said), None)


def _state(around: Around, node: Term) -> State | None:
    said = around.graph.objects(node, NamedNode(f"{CG}finds"))
    return next((name for name, concept in STATES.items() if concept in said), None)


@dataclass(frozen=True, slots=True)
class Shape(Thing):
    """A rule that the graph is validated against.

    Args:
        code: short and stable.
        topic: of law.
        severity: what a breach weighs; None where the shape does not say, which SHACL reads as a violation (2.1.4).
        state: what a breach says: that a document says otherwise, or that none says it.
        description: what it asks for.
        message: what to do about a breach.
        enforces: the provisions.
        follows: the guidance paragraphs.
    """

    OF_CLASS = ("sh:NodeShape", "sh:PropertyShape")

    code: Annotated[str | None, value("code", documented=False)]
    topic: Annotated[str | None, value("topic", documented=False)]
    severity: Annotated[Severity | None, Reading(_severity, documented=False)]
    state: Annotated[State | None, Reading(_state, documented=False)]
    description: Annotated[Text | None, words(PREFIXES["sh"] + "description", documented=False)]
    message: Annotated[Text | None, words(PREFIXES["sh"] + "message", documented=False)]
    enforces: Annotated[References, along("enforces", documented=False)]
    follows: Annotated[References, along("follows", documented=False)]


GUIDANCE = Kind(
    "guidance",
    f"{ID}guidance/",
    Guidance,
    "?thing ( cg:partOf | cg:follows | cg:restsOn )? ?it .",
    {"provision": ("provision", "?it cg:interprets/cg:partOf? ?provision .")},
)
OBSERVATIONS = Kind(
    "observation",
    f"{ID}observation/",
    Observation,
    filters={
        "vendor": ("vendor", "?it cg:about/( cg:hasVendor | cg:putTo )? ?vendor ."),
        "version": ("version", "?it cg:about/cg:underVersion? ?version ."),
        "provision": ("provision", "?it cg:restsOn/cg:partOf? ?provision ."),
    },
)
SHAPES = Kind(
    "shape",
    CGS,
    Shape,
    filters={"provision": ("provision", "?it cg:enforces/cg:partOf? ?provision .")},
    only="?it cg:code ?code .",
)

guidances, guidance, guidance_strict = GUIDANCE.all, GUIDANCE.one, GUIDANCE.strict
observations, observation, observation_strict = OBSERVATIONS.all, OBSERVATIONS.one, OBSERVATIONS.strict
shapes, shape, shape_strict = SHAPES.all, SHAPES.one, SHAPES.strict
