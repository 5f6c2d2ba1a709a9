"""A second opinion on the rules, from another implementation of OWL 2 RL: `owlrl`, on many small ontologies."""

from __future__ import annotations

import owlrl  # type: ignore[import-untyped]
import rdflib
from hypothesis import Phase, given, settings
from pyoxigraph import RdfFormat, Triple, parse, serialize

from kg.reason.expressions import TYPE
from tests.reason.graphs import EX, inferred, loaded, turtle
from tests.reason.ontologies import DECLARATIONS, ontologies


def concluded(triples: list[Triple]) -> set[Triple]:
    """What `owlrl` concludes of the named individuals."""
    graph = rdflib.Graph()
    graph.parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    # Literals may be subjects here, which no file can hold.
    sound = rdflib.Graph()
    for triple in graph:
        if isinstance(triple[0], rdflib.URIRef):
            sound.add(triple)
    found = parse(sound.serialize(format="nt", encoding="utf-8"), RdfFormat.N_TRIPLES)
    return {quad.triple for quad in found if _is_fact(quad.triple)} - set(triples)


def _is_fact(triple: Triple) -> bool:
    subject, role, value = str(triple.subject), triple.predicate.value, str(triple.object)
    if "_:" in subject + value or not subject.startswith(f"<{EX}"):
        return False
    return value.startswith(f"<{EX}") if role == TYPE else role.startswith(EX)


@settings(max_examples=25, phases=[Phase.generate])
@given(ontologies)
def test_random_ontologies(text: str) -> None:
    triples = turtle(DECLARATIONS + text)
    assert {one for one in inferred(loaded(triples)) if _is_fact(one)} == concluded(triples)
