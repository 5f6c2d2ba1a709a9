"""The kinds of thing a parameter takes, and how what a person types becomes the IRI of one.

A person may type the slug (`microsoft/dpa-2020-12-09`), a prefixed name, a whole IRI, and for provisions the way that
lawyers cite them (`6(1)(f)`, `recital 39`, `gdpr/art_6/par_1/pnt_f`).
"""

from __future__ import annotations

import difflib
import re
from types import MappingProxyType

from pyoxigraph import NamedNode

from kg.errors import ParameterError
from kg.iris import CG, GDPR, ID, expand
from kg.store.base import Store

KINDS = MappingProxyType(
    {
        "vendor": ("party", "Vendor"),
        "customer": ("party", "Customer"),
        "version": ("contract", "ContractVersion"),
        "provision": ("law", "Provision"),
        "paragraph": ("guidance", "GuidanceParagraph"),
        "document": ("document", "Document"),
        "thing": ("", ""),
    }
)
"""Each kind with the `id/<kind>/` that its slugs stand behind, and the class its things belong to."""

_CITED = re.compile(r"(?:art(?:icle|ikel|\.)?\s*)?(?P<article>\d+)(?P<rest>(?:\s*\(\w+\))*)", re.IGNORECASE)
_RECITAL = re.compile(r"(?:recital|skäl|betragtning|rct_?)\s*(?P<number>\d+)", re.IGNORECASE)


def resolve(store: Store, kind: str, text: str) -> NamedNode:
    """The thing of a kind that a text names.

    Raises:
        ParameterError: the text is no name, or names nothing of that kind; the error names the nearest.
    """
    folder, of_class = KINDS[kind]
    candidates = [iri for iri in _readings(kind, folder, text.strip()) if _is_iri(iri)]
    for iri in candidates:
        if store.ask(_KNOWN if kind == "thing" else _OF_CLASS, bindings=_bound(iri, of_class)):
            return NamedNode(iri)
    raise ParameterError(f"there is no {kind} {text!r}", expected=_remedy(store, kind, folder, of_class, text))


_KNOWN = "ASK { ?thing ?property ?value }"
_OF_CLASS = "ASK { ?thing a ?class }"


def _bound(iri: str, of_class: str) -> dict[str, NamedNode]:
    thing = {"thing": NamedNode(iri)}
    return thing | {"class": NamedNode(CG + of_class)} if of_class else thing


def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def _readings(kind: str, folder: str, text: str) -> list[str]:
    readings = [f"{ID}{folder}/{text}" if folder else ID + text]
    expanded = expand(text)
    if expanded:
        readings.append(expanded)
    if kind in ("provision", "thing"):
        readings += _provisions(text)
    return readings


def _provisions(text: str) -> list[str]:
    recital = _RECITAL.fullmatch(text)
    if recital:
        return [f"{GDPR}rct_{recital['number']}/oj"]
    if text.startswith("gdpr/"):
        return [f"{GDPR}{text.removeprefix('gdpr/').strip('/')}/oj"]
    cited = _CITED.fullmatch(text)
    if not cited:
        return []
    parts = re.findall(r"\((\w+)\)", cited["rest"])
    below = [("pnt" if part.isalpha() or (cited["article"] == "4") else "par") + f"_{part}" for part in parts]
    return [GDPR + "/".join([f"art_{cited['article']}", *below, "oj"])]


def _remedy(store: Store, kind: str, folder: str, of_class: str, text: str) -> str:
    if not of_class:
        return "give an IRI or a slug such as purpose/microsoft/dpa-2020-12-09/billing"
    known = store.select(
        "SELECT DISTINCT ?thing WHERE { ?thing a ?class }", bindings={"class": NamedNode(CG + of_class)}
    )
    names = sorted(row["thing"].value.removeprefix(f"{ID}{folder}/") for row in known)
    near = difflib.get_close_matches(text, names, n=1, cutoff=0.4)
    if near:
        return f"did you mean {near[0]}?"
    return f"known: {', '.join(names[:6])}{' …' if len(names) > 6 else ''}" if names else f"the graph holds no {kind}"
