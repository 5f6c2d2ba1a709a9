"""The kinds of thing a parameter takes, and how what a person types becomes the IRI of one.

A person may type the slug (`microsoft/dpa-2020-12-09`), a prefixed name, a whole IRI, what the thing is called
(`Region Stockholm`), and for provisions of the GDPR the way that lawyers cite them, in English, Swedish or Danish:
`6(1)(f)`, `Article 28(3)`, `art. 28.3 h`, `artikel 28, stk. 3, litra h`, `recital 39`, `skäl 39`, `betragtning 39`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from kg.errors import ParameterError
from kg.iris import CG, GDPR, ID, expand
from kg.store.base import Store

KINDS = MappingProxyType(
    {
        "vendor": ("party", ("Vendor",)),
        "customer": ("party", ("Customer",)),
        "version": ("contract", ("ContractVersion",)),
        "provision": ("law", ("Provision", "LegalSource")),
        "paragraph": ("guidance", ("GuidanceParagraph",)),
        "document": ("document", ("Document",)),
        "thing": ("", ()),
    }
)
"""Each kind with the `id/<kind>/` that its slugs stand behind, and the classes its things belong to."""

_LONGEST = 200
_LAW = "gdpr|dataskyddsförordningen|databeskyttelsesforordningen"
_SOURCE = re.compile(rf"^(?:{_LAW})\b[\s,:]+|[\s,]*\b(?:(?:i|of the|af)\s+)?(?:{_LAW})$")
_RECITAL = re.compile(r"(?:recital|skäl|betragtning|rct_?)\s*\(?(\d+)\)?")
_ARTICLE = re.compile(r"(?:article|artikel|art\b\.?)?\s*(\d+)(.*)")
# What stands between the parts of a citation: dots, commas and brackets, and what the three languages call the parts.
_BETWEEN = r"(?:[\s.,()]|\b(?:paragraph|para|par|point|led|punkt|stk|stykke|litra|nr|nummer)\b)"
_PART = re.compile(rf"(?:{_BETWEEN}+|(?<=\d))(\d+|[a-z]\b)")
_END = re.compile(rf"{_BETWEEN}*")


def resolve(store: Store, kind: str, text: str, *, parameter: str | None = None) -> NamedNode:
    """The thing of a kind that a text names.

    Args:
        store: what holds the things.
        kind: one of KINDS.
        text: what was typed.
        parameter: for which, where it is not called as the kind.

    Raises:
        ParameterError: the text is no name, or names nothing of that kind; the error names the nearest.
    """
    folder, classes = KINDS[kind]
    text = text.strip()
    for thing in filter(None, map(_named, _readings(kind, folder, text))):
        if not classes and store.ask(_KNOWN, bindings={"thing": thing}):
            return thing
        for name in classes:
            if store.ask(_OF_CLASS, bindings={"thing": thing, "class": NamedNode(CG + name)}):
                return thing
    called = _called(store, classes, text)
    if len(called) == 1:
        return called.pop()
    raise ParameterError(
        f"there is no {kind} {text!r}", expected=_remedy(store, kind, text), parameter=parameter or kind
    )


_KNOWN = "ASK { ?thing ?property ?value }"
_OF_CLASS = "ASK { ?thing a ?class }"
_CALLED = """
SELECT DISTINCT ?thing WHERE {
    ?thing a ?class ; rdfs:label ?label FILTER ( ISIRI(?thing) && LCASE(STR(?label)) = ?text )
}
"""
_ALL = "SELECT DISTINCT ?thing WHERE { ?thing a ?class FILTER ( ISIRI(?thing) ) }"


def provision(text: str) -> str | None:
    """The IRI of the provision of the GDPR that a text cites; None where it cites none in a form that is known.

    Definitions are points of Article 4 itself, as in `4(7)`, `artikel 4.7` and `artikel 4, nr. 7`.
    """
    text = text.strip().lower()
    if not 0 < len(text) <= _LONGEST:
        return None
    cited = _SOURCE.sub("", text)
    if cited in ("gdpr", ""):
        return f"{GDPR}oj"
    if cited.startswith("gdpr/"):
        return f"{GDPR}{cited.removeprefix('gdpr/').strip('/').removesuffix('/oj')}/oj"
    if recital := _RECITAL.fullmatch(cited):
        return f"{GDPR}rct_{recital[1]}/oj"
    article = _ARTICLE.fullmatch(cited)
    if article is None:
        return None
    below, end = [f"art_{article[1]}"], article.start(2)
    while part := _PART.match(cited, end):
        point = part[1].isalpha() or below == ["art_4"]
        below.append(f"{'pnt' if point else 'par'}_{part[1]}")
        end = part.end()
    return GDPR + "/".join([*below, "oj"]) if _END.fullmatch(cited, end) else None


def _named(iri: str) -> NamedNode | None:
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def _readings(kind: str, folder: str, text: str) -> Iterator[str]:
    yield f"{ID}{folder}/{text}" if folder else ID + text
    if expanded := expand(text):
        yield expanded
    if kind in ("provision", "thing") and (cited := provision(text)):
        yield cited


def _called(store: Store, classes: tuple[str, ...], text: str) -> set[NamedNode]:
    """The things of these classes that are called that, in whichever language."""
    rows = [
        row
        for name in classes
        for row in store.select(_CALLED, bindings={"class": NamedNode(CG + name), "text": Literal(text.lower())})
    ]
    return {thing for row in rows if isinstance(thing := row["thing"], NamedNode)}


def known(store: Store, kind: str) -> list[str]:
    """What can be typed for the things of a kind, sorted; nothing for a kind that takes anything."""
    folder, classes = KINDS[kind]
    rows = [row for name in classes for row in store.select(_ALL, bindings={"class": NamedNode(CG + name)})]
    return sorted({_typed(row["thing"].value, folder) for row in rows})


def _remedy(store: Store, kind: str, text: str) -> str:
    if not KINDS[kind][1]:
        return "an IRI, or a slug such as purpose/microsoft/dpa-2020-12-09/billing"
    names = known(store, kind)
    cited = provision(text) if kind == "provision" else None
    meant = _typed(cited, "") if cited else text.lower()
    near = [name for name in names if meant and name.startswith(meant)]
    near += difflib.get_close_matches(meant, names, n=1, cutoff=0.4)
    if near:
        return f"did you mean {near[0]}?"
    return f"known: {', '.join(names[:6])}{' …' if len(names) > 6 else ''}" if names else f"the graph holds no {kind}"


def _typed(iri: str, folder: str) -> str:
    if iri.startswith(GDPR):
        return f"gdpr/{iri.removeprefix(GDPR).removesuffix('oj')}".rstrip("/")
    return iri.removeprefix(f"{ID}{folder}/")
