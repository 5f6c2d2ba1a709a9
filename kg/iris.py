"""The IRIs of clausegraph: namespaces, prefixes, and the two ways between short and long forms.

`expand` and `compact` are lenient (None, or the input, where nothing fits); `expand_strict` raises.
"""

from __future__ import annotations

from types import MappingProxyType

from kg.errors import ParameterError

CG = "https://w3id.org/clausegraph/ns#"
CGS = "https://w3id.org/clausegraph/shapes#"
ID = "https://w3id.org/clausegraph/id/"
GRAPH = "https://w3id.org/clausegraph/graph/"
GDPR = "http://data.europa.eu/eli/reg/2016/679/"

ONTOLOGY_GRAPH = GRAPH + "ontology"
SHAPES_GRAPH = GRAPH + "shapes"
INFERRED_GRAPH = GRAPH + "inferred"
REPORT_GRAPH = GRAPH + "report"

PREFIXES = MappingProxyType(
    {
        "cg": CG,
        "cgs": CGS,
        "id": ID,
        "graph": GRAPH,
        "eu-law": GDPR,
        "dcterms": "http://purl.org/dc/terms/",
        "dpv": "https://w3id.org/dpv#",
        "eli": "http://data.europa.eu/eli/ontology#",
        "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
        "oa": "http://www.w3.org/ns/oa#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "pd": "https://w3id.org/dpv/pd#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "risk": "https://w3id.org/dpv/risk#",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)
"""Every prefix that a query may use without declaring it."""


def expand(name: str) -> str | None:
    """The IRI that `prefix:local` or `<iri>` or a bare IRI stands for; None where it is none of these."""
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    prefix, colon, local = name.partition(":")
    if not colon:
        return None
    if prefix in PREFIXES:
        return PREFIXES[prefix] + local
    return name if local.startswith("//") or prefix in ("urn", "mailto") else None


def expand_strict(name: str) -> str:
    """Like `expand`, but raises ParameterError where the name is no IRI and has no known prefix."""
    iri = expand(name)
    if iri is None:
        raise ParameterError(
            f"{name!r} is not an IRI", expected="give <http://…> or one of the prefixes " + ", ".join(sorted(PREFIXES))
        )
    return iri


def compact(iri: str) -> str:
    """The shortest `prefix:local` for an IRI, or the IRI itself where no prefix fits."""
    fits = [(len(base), prefix) for prefix, base in PREFIXES.items() if iri.startswith(base) and iri != base]
    if not fits:
        return iri
    length, prefix = max(fits)
    return f"{prefix}:{iri[length:]}"


def slug(iri: str) -> str:
    """The part of a clausegraph IRI that people type: what stands behind `id/<kind>/`, else the compact form."""
    if iri.startswith(ID):
        return iri[len(ID) :].partition("/")[2]
    return compact(iri)
