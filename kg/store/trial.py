"""Finds out whether an engine answers as SPARQL 1.1 has it, before anything is left to it.

An engine that misreads a query says nothing of it: its answer is wrong, and looks like any other. So each is given
a small dataset and queries of the kinds that validation and the stored questions are made of, and the embedded store
says what the answers are. Of the engines at hand, Virtuoso 7.2.5 fails: an EXISTS inside an EXISTS does not see the
variables around both, a path of any length needs an end that is known, and truth values that a query makes are numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import RdfFormat

from kg.errors import EngineFault, QueryError
from kg.store.base import Fillable, Solutions, Store
from kg.store.embedded import EmbeddedStore

ONE, TWO = "https://w3id.org/clausegraph/trial/1", "https://w3id.org/clausegraph/trial/2"

_DATA = b"""
@prefix e: <https://w3id.org/clausegraph/trial/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
e:Sub rdfs:subClassOf e:Middle . e:Middle rdfs:subClassOf e:Top .
e:a a e:Sub ; rdfs:label "Anna"@en, "Anne"@da ; e:knows e:b ; e:true true ; e:number 7 ; e:day "2021-06-30"^^e:odd .
e:b a e:Top ; rdfs:label "Bj\xc3\xb6rn"@sv ; e:knows e:c ; e:false false ; e:number 30 .
e:c a e:Top ; e:knows e:a, e:d ; e:part e:d .
e:d e:part e:e .
"""
_MORE = b"""
@prefix e: <https://w3id.org/clausegraph/trial/> .
e:a e:knows e:b, e:z .
"""
_PREFIX = "PREFIX e: <https://w3id.org/clausegraph/trial/> "
_QUERIES = {
    "variables of an outer group in EXISTS within EXISTS": """
        SELECT ?x { ?x a/rdfs:subClassOf* e:Top FILTER EXISTS { ?x e:knows ?y
        FILTER NOT EXISTS { ?y e:part ?z FILTER NOT EXISTS { ?x e:number ?n FILTER(?n > 10) } } } }""",
    "EXISTS in an OPTIONAL that is counted": """
        SELECT ?x { ?x a e:Top OPTIONAL { ?x e:knows ?y FILTER EXISTS { ?y a ?c
        FILTER(sameTerm(?c, e:Sub) || EXISTS { ?c rdfs:subClassOf* e:Sub }) } } }
        GROUP BY ?x HAVING(COUNT(DISTINCT ?y) < 1)""",
    "a path of any length with both ends open": "SELECT ?x ?y { ?x e:part+ ?y }",
    "a path of alternatives and inverses, of no or more steps": """
        SELECT DISTINCT ?y { { SELECT DISTINCT ?s { ?s e:number ?n } }
        ?s (e:knows|e:knows?/^e:part)?/(e:knows/e:part?)? ?y }""",
    "truth values": "SELECT ?x ?t ?u { ?x e:number ?n BIND(true AS ?t) BIND(?n > 10 AS ?u) }",
    "values of a dataset": "SELECT ?x ?v { ?x e:true|e:false|e:number|e:day|rdfs:label ?v }",
    "what has no value": """
        SELECT ?x (COALESCE(?f, false) AS ?g) (IF(BOUND(?n), ?n, ?none) AS ?m)
        { ?x e:knows ?y OPTIONAL { ?x e:false ?f } OPTIONAL { ?x e:number ?n FILTER(?n < 10) } }""",
    "VALUES with UNDEF, and a sub-select": """
        SELECT ?x ?n ?y { VALUES (?x ?n) { (e:a UNDEF) (UNDEF 30) } ?x e:number ?n { SELECT ?x (MIN(?z) AS ?y)
        { ?x e:knows ?z } GROUP BY ?x } }""",
    "MINUS and UNION": "SELECT ?x { { ?x e:knows ?y } UNION { ?x e:part ?y } MINUS { ?x e:number ?n } }",
    "functions on strings": """
        SELECT ?x (STRLEN(STR(?l)) AS ?n) (REPLACE(STR(?x), "^.*/", "") AS ?s) (LANG(?l) AS ?t)
        { ?x rdfs:label ?l FILTER(REGEX(?l, "^[AB]") && STRSTARTS(STR(?x), STR(e:)) && LCASE(STR(?l)) != "anne") }""",
    "the names of graphs": "SELECT ?g ?x ?y { GRAPH ?g { ?x e:knows ?y FILTER NOT EXISTS { ?y e:number ?n } } }",
    "each triple once": "SELECT (COUNT(*) AS ?n) { ?x e:knows ?y }",
    "nothing that is not stated": "SELECT ?x { ?x a e:Middle }",
}


def failed(store: Fillable) -> tuple[str, ...]:
    """What the engine behind a store gets wrong, in plain words; nothing where all is well.

    Args:
        store: an empty one, which is left with the trial's data in it.

    Raises:
        StoreError: it cannot be written to.
    """
    reference = EmbeddedStore()
    for each in (reference, store):
        each.load(ONE, _DATA, RdfFormat.TURTLE)
        each.load(TWO, _MORE, RdfFormat.TURTLE)
    return tuple(_wrong(reference, store))


def _wrong(reference: Store, store: Store) -> Iterator[str]:
    for name, query in _QUERIES.items():
        expected = _rows(reference.select(_PREFIX + query))
        try:
            if _rows(store.select(_PREFIX + query)) != expected:
                yield name
        except (EngineFault, QueryError):
            yield name


def _rows(found: Solutions) -> list[str]:
    return sorted(str(sorted((name, str(term)) for name, term in row.items())) for row in found)
