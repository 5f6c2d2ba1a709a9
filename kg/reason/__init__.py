"""What follows from the ontology and the facts: rules inside the store, and a description logic reasoner as judge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.iris import INFERRED_GRAPH, ONTOLOGY_GRAPH
from kg.reason.axioms import axioms
from kg.reason.fixpoint import saturate
from kg.reason.rules import compile_axiom
from kg.reason.schema import hierarchy
from kg.reason.statements import Axiom
from kg.store.base import Store

_HIERARCHIES = ("CONSTRUCT WHERE { ?c rdfs:subClassOf ?d }", "CONSTRUCT WHERE { ?p rdfs:subPropertyOf ?q }")


@dataclass(frozen=True, slots=True)
class Uncovered:
    """An axiom that is not, or not wholly, expressed in rules, and why."""

    axiom: Axiom
    reason: str


def materialise(store: Store, *, ontology_graph: str = ONTOLOGY_GRAPH, inferred_graph: str = INFERRED_GRAPH) -> int:
    """Fills one graph with all that follows from the union of all graphs and is asserted in none of them.

    Follows OWL 2 RL, except that owl:sameAs is neither concluded nor used, and that owl:Thing, the types of literals
    and what holds of everything are left out; and that literals count as the same only where they are the same term.
    What was in the graph before is dropped. Blank nodes must keep their identity from one query to the next, as they
    do in an embedded store.

    Returns:
        How many triples followed.

    Raises:
        InputError: a statement of the ontology graph is not OWL.
        StoreError: the store refused.
    """
    if inferred_graph in store.graphs():
        store.drop(inferred_graph)
    before = _size(store)
    statements = [axiom.statement for axiom in _ontology(store, ontology_graph)]
    rules = [rule for statement in statements for rule in compile_axiom(statement).rules]
    asserted = {triple for query in _HIERARCHIES for triple in store.construct(query)}
    closed = [triple for triple in hierarchy(statements) if triple not in asserted]
    store.add(inferred_graph, closed)
    saturate(store, rules, inferred_graph)
    return _size(store) - before


def uncovered(store: Store, *, ontology_graph: str = ONTOLOGY_GRAPH) -> tuple[Uncovered, ...]:
    """The axioms of which `materialise` leaves something out, and why; and every owl:sameAs, wherever it stands.

    Disjointness, denials and ranges of data are not among them: they only test, and the reasoner tests them.

    Raises:
        InputError: a statement of the ontology graph is not OWL.
    """
    same = axioms(sorted(store.construct("CONSTRUCT WHERE { ?one owl:sameAs ?other }"), key=str))
    return gaps((*_ontology(store, ontology_graph), *same))


def gaps(stated: Iterable[Axiom]) -> tuple[Uncovered, ...]:
    """Of some axioms those that the rules do not express, or not wholly."""
    return tuple(
        Uncovered(axiom, reason) for axiom in dict.fromkeys(stated) for reason in compile_axiom(axiom.statement).gaps
    )


def _size(store: Store) -> int:
    return int(store.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows[0]["n"].value)


def _ontology(store: Store, graph: str) -> tuple[Axiom, ...]:
    return tuple(axioms(sorted(store.construct("CONSTRUCT WHERE { ?s ?p ?o }", graphs=[graph]), key=str)))
