"""What can be found: every thing of the graph that has a name, with all that is said of it in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal as Choice
from typing import get_args

from pyoxigraph import Literal

from kg.findings import Language, Text
from kg.iris import CG, ID, PREFIXES, compact, slug
from kg.store.base import Store, Term

Kind = Choice[
    "vendor",
    "party",
    "service",
    "contract",
    "version",
    "clause",
    "purpose",
    "data-type",
    "processing",
    "provision",
    "guidance",
    "observation",
    "conclusion",
    "document",
    "finding",
    "shape",
    "term",
    "other",
]

KINDS: tuple[Kind, ...] = get_args(Kind)
LANGUAGES: tuple[Language, ...] = ("en", "sv", "da")

_SH, _OWL = PREFIXES["sh"], PREFIXES["owl"]
_KINDS: MappingProxyType[str, Kind] = MappingProxyType(
    {
        f"{CG}Vendor": "vendor",
        f"{CG}Party": "party",
        f"{CG}Service": "service",
        f"{CG}Contract": "contract",
        f"{CG}ContractVersion": "version",
        f"{CG}Clause": "clause",
        f"{CG}Purpose": "purpose",
        f"{CG}DataType": "data-type",
        f"{CG}Processing": "processing",
        f"{CG}Provision": "provision",
        f"{CG}LegalSource": "provision",
        f"{CG}GuidanceParagraph": "guidance",
        f"{CG}Guidance": "guidance",
        f"{CG}Observation": "observation",
        f"{CG}Conclusion": "conclusion",
        f"{CG}Document": "document",
        f"{_SH}ValidationResult": "finding",
        f"{_SH}NodeShape": "shape",
        f"{_SH}PropertyShape": "shape",
        f"{_OWL}Class": "term",
        f"{_OWL}ObjectProperty": "term",
        f"{_OWL}DatatypeProperty": "term",
        f"{_OWL}AnnotationProperty": "term",
        f"{_OWL}NamedIndividual": "term",
    }
)
"""The kind of the members of each class; the first class of a thing in this order counts."""

_LABEL, _NAME, _TITLE = PREFIXES["rdfs"] + "label", f"{_SH}name", PREFIXES["dcterms"] + "title"
_NAMES = (_NAME, _LABEL, _TITLE)
"""What a thing is called; the first that it has is its label."""

_OWN = (f"{CG}number", f"{CG}reference", PREFIXES["dcterms"] + "identifier")
_CODE = f"{CG}code"
_TYPES = f"""
SELECT ?thing ?value WHERE {{
    VALUES ?value {{ {" ".join(f"<{kind}>" for kind in _KINDS)} }} ?thing a ?value FILTER ( ISIRI(?thing) )
}}
"""
_WORDS = f"""
SELECT ?thing ?property ?value WHERE {{
    ?thing ?property ?value
    FILTER ( ISIRI(?thing) && ISLITERAL(?value) && ( LANG(?value) != "" || ?property IN (
        {", ".join(f"<{name}>" for name in (*_NAMES, *_OWN, _CODE))}
    ) ) )
}}
"""
_RESULTS = """
SELECT ?thing ?code ?shape ?focus WHERE {
    GRAPH graph:report { ?thing a sh:ValidationResult ; sh:sourceShape ?shape ; sh:focusNode ?focus ; cg:code ?code }
    FILTER ( ISIRI(?thing) )
}
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing as it is found.

    Args:
        iri: what it is.
        kind: what kind of thing.
        names: what it is called, in each language; the label first.
        texts: what else is said of it, in each language.
        exact: what names it and nothing else, in lower case.
        codes: what it shares with others, in lower case: the code of the shape that a finding breaks.
        words: all that it is called and that is said of it, whatever the language.
    """

    iri: str
    kind: Kind
    names: Mapping[Language, tuple[str, ...]]
    texts: Mapping[Language, tuple[str, ...]]
    exact: tuple[str, ...]
    codes: tuple[str, ...]
    words: tuple[str, ...]


def entries(store: Store) -> Iterator[Entry]:
    """Everything with a name, and every finding, sorted by IRI.

    Raises:
        StoreError: the store could not answer.
    """
    kinds, order = dict[str, Kind](), list(_KINDS)
    typed = ((row["thing"].value, row["value"].value) for row in store.select(_TYPES))
    for iri, kind in sorted(typed, key=lambda one: order.index(one[1]), reverse=True):
        kinds[iri] = _KINDS[kind]
    said: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for words in store.select(_WORDS):
        said[words["thing"].value][words["property"].value].append(words["value"])
    labels = {iri: _label(iri, properties) for iri, properties in said.items()}
    findings = {row["thing"].value: row for row in store.select(_RESULTS)}
    for iri in sorted({*said, *findings}):
        properties, label, row = said[iri], labels.get(iri), findings.get(iri)
        codes = [value.value for value in properties[_CODE]]
        if row:
            broken, focus = (labels.get(row[name].value) for name in ("shape", "focus"))
            label = _joined(" ", row["code"].value, _joined(": ", broken, focus))
        elif label and codes:
            label = _joined(" ", codes[0], label)
        if label:
            yield _entry(iri, kinds.get(iri, "other"), label, properties, codes if row else [], [] if row else codes)


def _label(iri: str, properties: Mapping[str, list[Term]]) -> Text | None:
    literals = next((properties[name] for name in _NAMES if properties.get(name)), None)
    return Text.of(literals, slug(iri)) if literals else None


def _joined(between: str, *parts: Text | str | None) -> Text:
    said = [part for part in parts if part]
    in_each = ((part if isinstance(part, str) else part.in_(lang) for part in said) for lang in LANGUAGES)
    return Text(*(between.join(one) for one in in_each))


def _entry(
    iri: str, kind: Kind, label: Text, properties: Mapping[str, list[Term]], codes: Iterable[str], own: Iterable[str]
) -> Entry:
    names = {lang: [label.in_(lang)] for lang in LANGUAGES}
    texts: dict[Language, list[str]] = {lang: [] for lang in LANGUAGES}
    words = []
    for name, values in sorted(properties.items()):
        for value in sorted(values, key=str):
            if name in (_CODE, *_OWN) or not isinstance(value, Literal):
                continue
            tag = (value.language or "").partition("-")[0]
            words.append(value.value)
            for lang in LANGUAGES:
                if tag in (lang, ""):
                    (names if name in _NAMES else texts)[lang].append(value.value)
    numbers = [value.value for name in _OWN for value in properties.get(name, ())]
    short = slug(iri)
    exact = (iri, compact(iri), *((short, short.rpartition("/")[2]) if iri.startswith(ID) else ()), *numbers, *own)
    return Entry(
        iri=iri,
        kind=kind,
        names={lang: tuple(dict.fromkeys(some)) for lang, some in names.items()},
        texts={lang: tuple(dict.fromkeys(some)) for lang, some in texts.items()},
        exact=tuple(dict.fromkeys(one.lower() for one in exact)),
        codes=tuple(one.lower() for one in codes),
        words=tuple(dict.fromkeys((*(one for some in names.values() for one in some), *words))),
    )
