"""What a store says of the things that findings point to, fetched with one query for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pyoxigraph import BlankNode, NamedNode, Triple

from kg.findings.model import EvidenceRef, Reference, Text
from kg.iris import CG, slug
from kg.shacl.graph import ReadGraph, Subject
from kg.shacl.names import RDF_TYPE, RDFS, sh
from kg.store.base import Term

_PARTIES = ("hasVendor", "hasCustomer", "carriedOutBy", "determinedBy", "putTo", "offeredBy")
_LINKS = ("statedIn", "underVersion", "hasService", "respondsTo", "enforces", "follows", *_PARTIES)
_VALUES = ("topic", "number", "partOf", "about", "evidence", "document", "section", "start", "end", "spanSha256")
_LABEL = NamedNode(RDFS + "label")

# Two steps from a result: to what its focus node, value and shape point to, and from there to the evidence.
FACTS = f"""
CONSTRUCT {{ ?node ?property ?fact }} WHERE {{
  {{
    SELECT DISTINCT ?node WHERE {{
      {{
        SELECT DISTINCT ?start WHERE {{
          {{ GRAPH graph:report {{ ?result sh:focusNode|sh:resultPath|sh:value|sh:sourceShape ?start }} }}
          UNION {{ GRAPH graph:shapes {{ ?start sh:property ?part }} }}
        }}
      }}
      ?start ({"|".join(f"cg:{name}" for name in _LINKS)}|cg:respondsTo?/^cg:about)?/(cg:evidence/cg:document?)? ?node
    }}
  }}
  VALUES ?property {{
    rdf:type rdfs:label sh:name sh:description sh:property {" ".join(f"cg:{name}" for name in (*_LINKS, *_VALUES))}
  }}
  ?node ?property ?fact
}}
"""


def one(graph: ReadGraph, node: Term, name: str) -> str | None:
    """The first value of one of our own properties, as a string."""
    return next((value.value for value in graph.objects(node, _cg(name))), None)


def number(graph: ReadGraph, node: Term, name: str) -> int | None:
    """The first value of one of our own properties, where it is a whole number."""
    value = one(graph, node, name)
    return int(value) if value is not None and value.isdecimal() else None


class Facts:
    """What the store says of the things that findings point to.

    Args:
        triples: the answer to the query FACTS.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.graph = ReadGraph(triples)
        self._references: dict[NamedNode, Reference] = {}
        self._about: dict[Term, list[Term]] = {}
        self._wholes = {part: whole for whole, part in self.graph.pairs(sh("property"))}
        for observation, thing in self.graph.pairs(_cg("about")):
            if self._is_a(observation, "Observation"):
                self._about.setdefault(thing, []).append(observation)

    def label(self, node: Term | None, *properties: NamedNode) -> Text | None:
        """What an IRI is called; None for anything else."""
        if not isinstance(node, NamedNode):
            return None
        names = (self.graph.objects(node, name) for name in (*properties, _LABEL))
        return Text.of(next(filter(None, names), ()), slug(node.value))

    def rule(self, shape: Subject) -> Subject:
        """The shape that speaks for a shape: itself, else the nearest with a name that it is a property shape of."""
        seen: set[Subject] = set()
        while isinstance(shape, BlankNode) and shape in self._wholes and shape not in seen:
            seen.add(shape)
            shape = self._wholes[shape]
        return shape

    def references(self, nodes: Iterable[Term]) -> tuple[Reference, ...]:
        """The IRIs among the nodes, each once, sorted, with Article 5 before Article 12."""
        named = sorted({node for node in nodes if isinstance(node, NamedNode)}, key=natural)
        for node in named:
            if node not in self._references:
                self._references[node] = Reference(
                    node.value,
                    Text.of(self.graph.objects(node, _LABEL), slug(node.value)),
                    one(self.graph, node, "number"),
                    tuple(sorted(whole.value for whole in self.graph.objects(node, _cg("partOf")))),
                )
        return tuple(self._references[node] for node in named)

    def linked(self, node: Term, *properties: str, itself: str | None = None) -> list[Term]:
        """What a node points to by any of the properties, and the node itself where it is of that class."""
        own = [node] if itself and self._is_a(node, itself) else []
        return own + [thing for name in properties for thing in self.graph.objects(node, _cg(name))]

    def parties(self, focus: Term, kind: str) -> list[Term]:
        """The vendors or customers that a focus node has to do with; those of the request, for a response."""
        nodes = [focus, *self.linked(focus, "respondsTo")]
        parties = [party for node in nodes for party in self.linked(node, *_PARTIES, itself=kind)]
        return [party for party in parties if self._is_a(party, kind)]

    def observations(self, nodes: Iterable[Term]) -> tuple[Reference, ...]:
        """What was observed of any of the nodes; whole contract versions aside, which every observation is about."""
        things = [node for node in nodes if not self._is_a(node, "ContractVersion")]
        return self.references(observation for node in things for observation in self._about.get(node, ()))

    def evidence(self, nodes: Iterable[Term]) -> tuple[EvidenceRef, ...]:
        """The passages behind the nodes, each once, in the order of the documents."""
        passages = {passage for node in nodes for passage in self.graph.objects(node, _cg("evidence"))}
        return tuple(sorted((self._passage(passage) for passage in passages), key=_evidence_order))

    def _passage(self, node: Term) -> EvidenceRef:
        documents = self.references(self.graph.objects(node, _cg("document")))
        return EvidenceRef(
            node.value if isinstance(node, NamedNode) else None,
            documents[0] if documents else None,
            one(self.graph, node, "section"),
            number(self.graph, node, "start"),
            number(self.graph, node, "end"),
            one(self.graph, node, "spanSha256"),
        )

    def _is_a(self, node: Term, kind: str) -> bool:
        return _cg(kind) in self.graph.objects(node, RDF_TYPE)


def _cg(name: str) -> NamedNode:
    return NamedNode(CG + name)


def natural(node: NamedNode) -> tuple[str | int, ...]:
    """Sorts Article 5 before Article 12."""
    return tuple(int(part) if part.isdecimal() else part for part in re.split(r"([0-9]+)", node.value))


def _evidence_order(passage: EvidenceRef) -> tuple[object, ...]:
    document = passage.document.iri if passage.document else ""
    return (document, passage.start or 0, passage.end or 0, passage.section or "", passage.iri or "")
