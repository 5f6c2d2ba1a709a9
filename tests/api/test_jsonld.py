"""Every JSON answer is JSON-LD, and says nothing as RDF that the graph does not say."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from fastapi.testclient import TestClient
from pydantic import BaseModel

from api import models
from api.jsonld import PATH, context, ground
from kg.iris import CG, ID, ONTOLOGY_GRAPH, PREFIXES
from kg.snapshot import Snapshot
from kg.store import EmbeddedStore
from tests.api.examples import REQUESTS, VERSION

XSD = PREFIXES["xsd"]
EMPTY = {"get_health", "get_ready", "list_questions", "list_graphs"}
"""Answers that say nothing of the graph."""

MORE = [
    f"/v1/contracts/{VERSION}?lang=sv",
    "/v1/contracts/microsoft/dpa-2023-01-01?lang=da",
    "/v1/contracts/google/education-2024-01-30?lang=sv",
    "/v1/vendors?lang=sv",
    "/v1/purposes?lang=da",
    "/v1/clauses",
    "/v1/processings",
    "/v1/data-types?lang=sv",
    "/v1/provisions/gdpr?lang=sv",
    "/v1/provisions/se/osl",
    "/v1/provisions",
    "/v1/guidance?lang=da",
    "/v1/observations?lang=sv",
    "/v1/shapes",
    "/v1/findings?lang=sv&limit=1000",
    "/v1/findings?fields=id,evidence,vendors",
    "/v1/contracts?fields=versions",
    "/v1/questions/purposes-by-role?lang=sv",
    "/v1/resource?iri=cg:Purpose",
    "/v1/resource?iri=cgs:LI001&lang=sv",
    "/v1/resource?iri=http://data.europa.eu/eli/reg/2016/679/art_28/oj",
    "/v1/graphs/ontology",
]


def expand(body: dict[str, Any], served: dict[str, Any]) -> list[ox.Triple]:
    """The triples of an answer, as a JSON-LD processor reads it that has fetched the context."""
    given = body.get("@context")
    contexts = [served["@context"] if one == PATH else one for one in (given if isinstance(given, list) else [given])]
    text = json.dumps({**body, "@context": contexts if given else {}})
    dataset = rdflib.Dataset()
    dataset.parse(data=text, format="json-ld", base="http://testserver/v1/answer")
    graphs = {graph for *_, graph in dataset.quads()}
    assert graphs <= {dataset.default_graph.identifier}, "an answer names no graphs"
    return [ox.Triple(term(s), term(p), term(o)) for s, p, o, _ in dataset.quads()]


def term(node: Any) -> Any:
    if isinstance(node, rdflib.URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return ox.BlankNode(str(node))
    if node.language:
        return ox.Literal(str(node), language=node.language)
    return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype or rdflib.XSD.string)))


def unknown(triples: list[ox.Triple], snapshot: Snapshot) -> list[ox.Triple]:
    """The triples that the graph does not hold; one with a blank node needs a counterpart there."""

    def holds(triple: ox.Triple) -> bool:
        names = zip(("s", "p", "o"), triple, strict=True)
        return snapshot.store.ask(
            "ASK { ?s ?p ?o }", bindings={name: one for name, one in names if not isinstance(one, ox.BlankNode)}
        )

    return [triple for triple in triples if not holds(triple)]


@pytest.fixture(scope="module")
def served(client: TestClient) -> dict[str, Any]:
    answer = client.get(PATH)
    assert answer.headers["content-type"] == "application/ld+json"
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize(
    ("operation", "path"),
    [(name, path) for name, paths in REQUESTS.items() for path in paths] + [("", p) for p in MORE],
)
def test_every_triple_of_every_answer_is_in_the_graph(
    client: TestClient, snapshot: Snapshot, served: dict[str, Any], operation: str, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    triples = expand(answer.json(), served)
    assert unknown(triples, snapshot) == []
    if operation != "search_things":  # what is found may be called otherwise than its label
        assert bool(triples) == (operation not in EMPTY), path
    # All that answers tell of has a name in the built-in knowledge, but parts of the ontology and of shapes.
    nameless = [one for one in triples if isinstance(one.subject, ox.BlankNode)]
    assert path.startswith("/v1/resource") or not nameless, nameless


def test_an_answer_says_what_it_shows(client: TestClient, snapshot: Snapshot, served: dict[str, Any]) -> None:
    path = f"/v1/purposes/{VERSION}/billing"
    purpose = client.get(f"{path}?lang=sv").json()
    said = expand(purpose, served)
    it = ox.NamedNode(purpose["id"])
    label, kind, under, lacks = (
        ox.NamedNode(PREFIXES[prefix] + name)
        for prefix, name in (("rdfs", "label"), ("rdf", "type"), ("cg", "underVersion"), ("cg", "lacks"))
    )
    assert ox.Triple(it, label, ox.Literal("fakturering och kontohantering", language="sv")) in said
    assert ox.Triple(it, kind, ox.NamedNode(f"{CG}Purpose")) in said
    assert ox.Triple(it, under, ox.NamedNode(f"{ID}contract/{VERSION}")) in said
    assert ox.Triple(it, lacks, ox.NamedNode(f"{CG}DataTypesUsed")) in said
    version = client.get(f"/v1/contracts/{VERSION}").json()
    assert ox.Triple(it, under, ox.NamedNode(version["id"])) in expand(version, served)


def test_all_statements_of_a_resource_are_in_its_answer(
    client: TestClient, snapshot: Snapshot, served: dict[str, Any]
) -> None:
    iri = f"{ID}purpose/{VERSION}/billing"
    said = set(expand(client.get("/v1/resource", params={"iri": iri, "limit": 1000}).json(), served))
    whole = snapshot.store.construct(
        "CONSTRUCT { ?it ?p ?o . ?s ?q ?it } WHERE { { ?it ?p ?o } UNION { ?s ?q ?it } }",
        bindings={"it": ox.NamedNode(iri)},
    )
    assert {one for one in whole if not isinstance(one.subject, ox.BlankNode)} <= said


def test_words_in_another_language_say_so(served: dict[str, Any]) -> None:
    store = EmbeddedStore()
    it, there = (ox.NamedNode(f"https://example.org/{name}") for name in ("it", "there"))
    label = ox.NamedNode(PREFIXES["rdfs"] + "label")
    store.add(
        "https://example.org/graph",
        [
            ox.Triple(it, label, ox.Literal("Acme")),
            ox.Triple(it, ox.NamedNode(f"{CG}hasVendor"), there),
            ox.Triple(it, ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(f"{CG}Contract")),
            ox.Triple(there, label, ox.Literal("där", language="sv")),
        ],
    )
    body = {
        "id": it.value,
        "type": "Contract",
        "label": "Acme",
        "vendors": [{"id": there.value, "label": "där"}, {"id": "https://example.org/none", "label": "none"}],
    }
    said = set(expand(ground(body, store, "sv"), served))
    assert {one for one in said if one.predicate == label} == {
        ox.Triple(it, label, ox.Literal("Acme")),
        ox.Triple(there, label, ox.Literal("där", language="sv")),
    }


def test_what_the_graph_does_not_know_says_nothing(served: dict[str, Any]) -> None:
    finding = {"id": f"{ID}finding/0", "type": "Finding", "severity": "warning", "code": "WV001"}
    assert expand(ground({"items": [dict(finding)], "total": 1}, EmbeddedStore(), "en"), served) == []
    assert expand(ground(finding, EmbeddedStore(), "en"), served) == []


def test_every_key_of_every_answer_is_in_the_context() -> None:
    """Nothing is left to chance: a key means something, or it is null and so is about the answer."""
    opaque = {"Counts", "Location", "Problem", "Place", "Health", "Ready", "Row", "Cell", "Column", "Parameter"}
    opaque |= {"Question", "Questions", "NodeValue", "LiteralValue"}
    known = {
        *context(),
        *(key for one in context().values() if isinstance(one, dict) for key in one.get("@context", ())),
    }
    for model in everything(BaseModel):
        if model.__module__.rpartition(".")[2] not in (
            *("base", "contracts", "stated", "provisions", "guidance", "findings", "resource"),
        ):
            continue
        if model.__name__ in opaque or "[" in model.__name__:
            continue
        for name in model.model_fields:
            assert name in known, f"{model.__name__}.{name}"


def everything(kind: type[BaseModel]) -> list[type[BaseModel]]:
    return [
        one
        for sub in kind.__subclasses__()
        for one in (sub, *everything(sub))
        if one.__module__.startswith(models.__name__)
    ]


def test_terms_of_the_context_are_of_the_ontology(snapshot: Snapshot) -> None:
    declared = "ASK { GRAPH ?ontology { ?it a ?kind } }"
    used = {value for value in iris(dict(context())) if value.startswith("cg:")}
    assert len(used) > 60
    for name in sorted(used):
        bound = {"it": ox.NamedNode(CG + name.removeprefix("cg:")), "ontology": ox.NamedNode(ONTOLOGY_GRAPH)}
        assert snapshot.store.ask(declared, bindings=bound), name


def iris(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set().union(*(iris(one) for one in value.values()))
    return {value} if isinstance(value, str) else set()


@pytest.mark.parametrize(
    ("key", "name", "shown", "stated"),
    [
        ("valid_from", "cg:validFrom", "2024-01-01", ox.Literal("2024-01-01")),
        ("valid_from", "cg:validFrom", "2024-01-01", ox.Literal("2024-01-01", datatype=ox.NamedNode(XSD + "date"))),
        ("value", "sh:value", "https://example.org/v", ox.NamedNode("https://example.org/v")),
        ("value", "sh:value", "https://example.org/v", ox.Literal("https://example.org/v")),
        ("value", "sh:value", "ett", ox.Literal("ett", language="sv")),
        ("value", "sh:value", "5", ox.Literal(5)),
        ("exhaustive", "cg:exhaustive", True, ox.Literal(True)),
        ("start", "cg:start", 12, ox.Literal(12)),
        ("number", "cg:number", "28", ox.Literal(28)),
        ("label", "sh:name", "en form", ox.Literal("en form", language="sv")),
        ("message", "sh:message", "do it", ox.Literal("do it", language="en")),
    ],
)
def test_values_are_those_of_the_graph_whatever_their_type(
    served: dict[str, Any], key: str, name: str, shown: Any, stated: ox.Literal
) -> None:
    it = ox.NamedNode("https://example.org/it")
    prefix, _, local = name.partition(":")
    fact = ox.Triple(it, ox.NamedNode(PREFIXES[prefix] + local), stated)
    store = EmbeddedStore()
    store.add("https://example.org/graph", [fact])
    assert expand(ground({"id": it.value, key: shown}, store, "sv"), served) == [fact]
    assert expand(ground({"id": it.value, key: shown}, EmbeddedStore(), "sv"), served) == []
