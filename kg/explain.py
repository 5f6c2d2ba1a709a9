"""What a code stands for: its shape, the law and the guidance behind it, and what passes and what fails."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from kg import knowledge
from kg.errors import NotFound
from kg.findings import Severity, State, Text
from kg.findings.facts import natural
from kg.findings.model import SEVERITIES, STATES
from kg.iris import CG, CGS, PREFIXES
from kg.lookup.names import nearest
from kg.own_shapes import all_shapes
from kg.policy.rules import RULES, TOPIC, Rule
from kg.shacl.graph import ReadGraph, Subject
from kg.shacl.names import RDFS, sh
from kg.sources import combine, read_builtin, read_shapes
from kg.store.base import Term

_MESSAGE = sh("message")


@dataclass(frozen=True, slots=True)
class Law:
    """A provision that a shape enforces.

    Args:
        iri: its ELI, where it has one.
        label: how it is cited.
        title: what it is called.
        summary: what it says, in one sentence of our own.
    """

    iri: str
    label: Text
    title: Text | None
    summary: Text | None


@dataclass(frozen=True, slots=True)
class Guidance:
    """A guidance paragraph that a shape follows.

    Args:
        iri: what it is.
        label: how it is cited.
        cited_for: what the documents cite it for, in our own words.
        verified: whether that was checked against the original; None where nothing is said.
    """

    iri: str
    label: Text
    cited_for: Text | None
    verified: bool | None


@dataclass(frozen=True, slots=True)
class Example:
    """A record that a shape was tried on.

    Args:
        name: of its file.
        passes: whether the shape finds nothing in it.
        text: in Turtle; its first line says what it shows.
    """

    name: str
    passes: bool
    text: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a code stands for.

    Args:
        code: the short, stable code.
        shape: the IRI of the shape.
        name: what the shape is called.
        topic: its legal topic.
        severity: what a breach weighs.
        state: what its findings stand for; None where the shape leaves that to what is at fault.
        description: what the shape asks for; empty where it does not say.
        message: what to do about a finding; empty where the shape does not say.
        law: what it enforces, sorted.
        guidance: what it follows, sorted.
        examples: those that pass, then those that fail.
    """

    code: str
    shape: str
    name: Text
    topic: str
    severity: Severity
    state: State | None
    description: Text
    message: Text
    law: tuple[Law, ...]
    guidance: tuple[Guidance, ...]
    examples: tuple[Example, ...]


def explain(code: str, shapes: Sequence[Path] = ()) -> Explanation:
    """What a code stands for.

    Args:
        code: of a shape, or of a finding about waivers.
        shapes: files and folders of shapes beside the built-in ones.

    Raises:
        NotFound: nothing has that code; the error names the nearest that something has.
        InputError: a file cannot be read, or holds shapes that cannot be told apart.
    """
    if code in RULES:
        return _rule(RULES[code])
    known = [*all_shapes(combine(read_builtin("shapes"), shapes=read_shapes(shapes)))]
    known += [quad.triple for room in ("ontology", "data") for source in read_builtin(room) for quad in source.quads]
    graph = ReadGraph(known)
    coded = {value.value: shape for shape, value in graph.pairs(_cg("code"))}
    if code not in coded:
        raise NotFound(f"no shape has the code {code!r}", expected=nearest(code.upper(), sorted({*coded, *RULES})))
    return _explanation(graph, code, coded[code])


def _rule(rule: Rule) -> Explanation:
    return Explanation(
        code=rule.code,
        shape=CGS + rule.code,
        name=rule.name,
        topic=TOPIC,
        severity=rule.severity,
        state="stated otherwise",
        description=rule.description,
        message=rule.message,
        law=(),
        guidance=(),
        examples=(Example("pass.ttl", True, rule.passes), Example("fail.ttl", False, rule.fails)),
    )


def _explanation(graph: ReadGraph, code: str, shape: Subject) -> Explanation:
    severities, states = graph.objects(shape, sh("severity")), graph.objects(shape, _cg("finds"))
    messages = [
        text for part in (shape, *graph.objects(shape, sh("property"))) for text in graph.objects(part, _MESSAGE)
    ]
    return Explanation(
        code=code,
        shape=shape.value,
        name=Text.of(graph.objects(shape, sh("name")), code),
        topic=next((topic.value for topic in graph.objects(shape, _cg("topic"))), ""),
        severity=next((name for name, node in SEVERITIES.items() if node in severities), "violation"),
        state=next((name for name, node in STATES.items() if node in states), None),
        description=Text.of(graph.objects(shape, sh("description"))),
        message=Text.of(messages),
        law=tuple(_law(graph, law) for law in _named(graph.objects(shape, _cg("enforces")))),
        guidance=tuple(_guidance(graph, one) for one in _named(graph.objects(shape, _cg("follows")))),
        examples=tuple(_examples(code)),
    )


def _law(graph: ReadGraph, law: NamedNode) -> Law:
    title = _text(graph, law, NamedNode(f"{PREFIXES['dcterms']}title"))
    return Law(law.value, _label(graph, law), title, _text(graph, law, _cg("summary")))


def _guidance(graph: ReadGraph, paragraph: NamedNode) -> Guidance:
    checks = graph.objects(paragraph, _cg("verification"))
    verified = _cg("Verified") in checks if checks else None
    return Guidance(paragraph.value, _label(graph, paragraph), _text(graph, paragraph, _cg("citedFor")), verified)


def _examples(code: str) -> Iterable[Example]:
    files = knowledge.examples(code)
    for file in sorted(files, key=lambda file: (file.stem != "pass", file.name)):
        yield Example(file.name, file.stem == "pass", file.read_text(encoding="utf-8"))


def _named(terms: Iterable[Term]) -> list[NamedNode]:
    return sorted((term for term in terms if isinstance(term, NamedNode)), key=natural)


def _label(graph: ReadGraph, node: NamedNode) -> Text:
    return Text.of(graph.objects(node, NamedNode(f"{RDFS}label")), node.value)


def _text(graph: ReadGraph, node: NamedNode, name: NamedNode) -> Text | None:
    found = graph.objects(node, name)
    return Text.of(found) if found else None


def _cg(name: str) -> NamedNode:
    return NamedNode(CG + name)
