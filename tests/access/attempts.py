"""Ways to reach a graph that is hidden: through every clause of SPARQL, and through every route."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any
from urllib.parse import quote

from kg.iris import ID
from tests.access.world import HIDDEN_GRAPH, SECRET, VISIBLE_GRAPH, Attempt

_HIDDEN = f"<{HIDDEN_GRAPH}>"
_NAMED = {
    "HIDDEN": HIDDEN_GRAPH,
    "VISIBLE": VISIBLE_GRAPH,
    "VERSION": f"{ID}contract/{SECRET}/dpa-2026",
    "ESCAPED": HIDDEN_GRAPH.replace("hidden", r"hi\u0064den"),
    "SPELT-OUT": "".join(rf"\U{ord(character):08X}" for character in HIDDEN_GRAPH),
    "SECRET": SECRET,
}
"""What stands for what below."""

_QUERIES = (
    # patterns, and what surrounds them
    "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p STR(?o)",
    "SELECT * { <VERSION> ?p ?o }",
    "SELECT * { ?s ?p <VERSION> }",
    "SELECT ?v ?c { ?c cg:hasVendor ?v } ORDER BY ?v ?c",
    "SELECT ?o { ?s rdfs:label ?o FILTER CONTAINS(?o, 'q7xse') } ORDER BY STR(?o)",
    "SELECT ?o { ?s rdfs:label ?o FILTER REGEX(?o, '^z.7x', 'i') } ORDER BY STR(?o)",
    "SELECT ?s { ?s a cg:ContractVersion OPTIONAL { ?c cg:versionOf ?x ; rdfs:label ?l } } ORDER BY ?s ?l",
    "SELECT ?l { { ?s a cg:Purpose } UNION { ?s a cg:Observation } ?s rdfs:label ?l } ORDER BY ?l",
    "SELECT ?s ?l { ?s a cg:Observation FILTER ISBLANK(?s) ?s rdfs:label ?l }",
    # graphs
    "SELECT * { GRAPH <HIDDEN> { ?s ?p ?o } }",
    "SELECT * { GRAPH <ESCAPED> { ?s ?p ?o } }",
    "SELECT * { GRAPH <SPELT-OUT> { ?s ?p ?o } }",
    "SELECT * { GRAPH graph:vendors\\/hidden { ?s ?p ?o } }",
    "BASE <https://w3id.org/clausegraph/graph/vendors/visible> SELECT * { GRAPH <hidden> { ?s ?p ?o } }",
    "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g",
    "SELECT DISTINCT ?g { GRAPH ?g { } } ORDER BY ?g",
    "SELECT * { VALUES ?g { <HIDDEN> } GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } VALUES ?g { <HIDDEN> } }",
    "SELECT * { BIND(<HIDDEN> AS ?g) GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { BIND(IRI(CONCAT(STR(graph:), 'vendors/hid', 'den')) AS ?g) GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } FILTER(?g = <HIDDEN>) }",
    "SELECT * { GRAPH <VISIBLE> { ?s ?p ?x } GRAPH <HIDDEN> { ?x ?q ?o } }",
    # datasets
    "SELECT * FROM <HIDDEN> { ?s ?p ?o }",
    "SELECT * FROM <VISIBLE> FROM <HIDDEN> { ?s ?p ?o } ORDER BY ?s ?p STR(?o)",
    "SELECT * FROM NAMED <HIDDEN> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * FROM NAMED <VISIBLE> { GRAPH <HIDDEN> { ?s ?p ?o } }",
    "SELECT * FROM <ESCAPED> { ?s ?p ?o }",
    "SELECT * FROM <https://w3id.org/clausegraph/graph/vendors/hiddem> { ?s ?p ?o }",
    "SELECT * FROM <file:vendors/hidden.ttl> { ?s ?p ?o }",
    "SELECT * FROM <file:///vendors/hidden.ttl> { ?s ?p ?o }",
    # paths
    "SELECT DISTINCT ?o { ?s (rdf:type|!rdf:type) ?o } ORDER BY STR(?o)",
    "SELECT ?o { <VERSION> (rdf:type|!rdf:type)* ?o }",
    "SELECT DISTINCT ?s { ?s (cg:hasVendor|cg:versionOf|^cg:underVersion)+ ?v } ORDER BY ?s",
    "SELECT DISTINCT ?s { id:party\\/microsoft ^cg:hasVendor/^cg:versionOf? ?s } ORDER BY ?s",
    "SELECT ?s ?o { ?s !(rdf:type|rdfs:label) ?o } ORDER BY ?s STR(?o)",
    # what is and what is not
    "ASK { GRAPH <HIDDEN> { ?s ?p ?o } }",
    "ASK { <VERSION> a cg:ContractVersion }",
    "SELECT ?s { ?s a cg:Vendor FILTER EXISTS { GRAPH <HIDDEN> { ?s ?p ?o } } }",
    "SELECT ?p { ?p a cg:Purpose FILTER NOT EXISTS { ?r cg:forPurpose ?p } } ORDER BY ?p",
    "SELECT ?s { ?s a cg:Contract MINUS { GRAPH <VISIBLE> { ?s ?p ?o } } } ORDER BY ?s",
    "SELECT ?x { BIND(EXISTS { GRAPH <HIDDEN> { ?s ?p ?o } } AS ?x) }",
    "SELECT ?x { BIND(IF(EXISTS { <VERSION> ?p ?o }, 'there', 'not there') AS ?x) }",
    "SELECT ?g { VALUES ?g { <HIDDEN> <VISIBLE> } FILTER EXISTS { GRAPH ?g { ?s ?p ?o } } }",
    # counts
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY ?c",
    "SELECT (MAX(STRLEN(?l)) AS ?n) (MAX(?l) AS ?m) { ?s rdfs:label ?l }",
    "SELECT (GROUP_CONCAT(?l; separator=' ') AS ?all) { SELECT ?l { ?s rdfs:label ?l } ORDER BY ?l }",
    "SELECT ?v (COUNT(?c) AS ?n) { ?c cg:hasVendor ?v } GROUP BY ?v HAVING (COUNT(?c) > 0) ORDER BY ?v",
    "SELECT ?n { { SELECT (COUNT(*) AS ?n) { GRAPH <HIDDEN> { ?s ?p ?o } } } }",
    "SELECT ?l { { SELECT ?l { ?s rdfs:label ?l ; cg:underVersion <VERSION> } } }",
    # what was made of it
    "SELECT * { GRAPH graph:report { ?s ?p ?o } } ORDER BY ?s ?p STR(?o)",
    "SELECT ?f ?n { ?f cg:file ?n FILTER CONTAINS(?n, 'hidden') }",
    "SELECT ?c (COUNT(?f) AS ?n) { GRAPH graph:report { ?f cg:code ?c } } GROUP BY ?c ORDER BY ?c",
    "SELECT * { GRAPH graph:inferred { ?s ?p ?o } } ORDER BY ?s ?p STR(?o)",
    "SELECT * { GRAPH graph:shapes { ?s ?p ?o } } ORDER BY ?s ?p STR(?o)",
    "SELECT * { GRAPH graph:ontology { ?s ?p ?o } } ORDER BY ?s ?p STR(?o)",
    # other forms
    "DESCRIBE <VERSION>",
    "DESCRIBE id:party\\/microsoft",
    "DESCRIBE ?s { ?s a cg:Contract }",
    "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
    "CONSTRUCT WHERE { GRAPH <HIDDEN> { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } { GRAPH <HIDDEN> { ?s ?p ?o } }",
    # elsewhere
    "SELECT * { SERVICE <http://testserver/sparql> { GRAPH <HIDDEN> { ?s ?p ?o } } }",
    "SELECT * { SERVICE SILENT <http://127.0.0.1:9/sparql> { GRAPH <HIDDEN> { ?s ?p ?o } } }",
    # updates
    "INSERT { GRAPH <VISIBLE> { ?s ?p ?o } } WHERE { GRAPH <HIDDEN> { ?s ?p ?o } }",
    "COPY <HIDDEN> TO DEFAULT",
    "LOAD <file:vendors/hidden.ttl> INTO GRAPH <VISIBLE>",
    "DROP GRAPH <HIDDEN>",
    # errors that might say more than they should
    "SELECT * { GRAPH graph:vendors/hidden { ?s ?p ?o } }",
    "SELECT * { ?s SECRET:p ?o }",
    "SELECT * { GRAPH <HIDDEN> { ?s ?p",
)

QUERIES = tuple(reduce(lambda query, pair: query.replace(*pair), _NAMED.items(), query) for query in _QUERIES)

_ACCEPT = tuple(
    (("accept", media_type),)
    for media_type in (
        *("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"),
        *("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"),
        *("application/trig", "application/n-quads", "text/html", "image/png"),
    )
)
_ALL = ("query", "CONSTRUCT { ?s rdfs:label ?o } { ?s rdfs:label ?o }")
_GRAPHS = ("query", "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
_FORM = (("content-type", "application/x-www-form-urlencoded"),)
_PLAIN = (("content-type", "application/sparql-query"),)

PROTOCOL = (
    Attempt("/sparql"),
    *(Attempt("/sparql", headers=accept) for accept in _ACCEPT),
    *(Attempt("/sparql", (_ALL,), headers=accept) for accept in _ACCEPT),
    *(Attempt("/sparql", (_GRAPHS,), headers=accept) for accept in _ACCEPT),
    Attempt("/sparql", (_ALL, ("default-graph-uri", HIDDEN_GRAPH))),
    Attempt("/sparql", (_ALL, ("default-graph-uri", VISIBLE_GRAPH), ("default-graph-uri", HIDDEN_GRAPH))),
    Attempt("/sparql", (_GRAPHS, ("named-graph-uri", HIDDEN_GRAPH))),
    Attempt("/sparql", (_GRAPHS, ("named-graph-uri", f"{HIDDEN_GRAPH}s"))),
    Attempt("/sparql", (_GRAPHS, ("default-graph-uri", HIDDEN_GRAPH.removesuffix("n")))),
    Attempt("/sparql", (_GRAPHS, ("default-graph-uri", "urn:x:all"))),
    Attempt("/sparql", (("update", f"DROP GRAPH {_HIDDEN}"),)),
    Attempt("/sparql", method="POST", headers=_PLAIN, content=_GRAPHS[1]),
    Attempt("/sparql", (("default-graph-uri", HIDDEN_GRAPH),), method="POST", headers=_PLAIN, content=_GRAPHS[1]),
    Attempt("/sparql", method="POST", headers=_FORM, content=f"query={quote(_GRAPHS[1])}"),
    Attempt(
        "/sparql",
        method="POST",
        headers=_FORM,
        content=f"query={quote(_ALL[1])}&named-graph-uri={quote(HIDDEN_GRAPH)}&default-graph-uri={quote(HIDDEN_GRAPH)}",
    ),
    Attempt("/sparql", method="POST", headers=_FORM, content=f"update={quote(f'CLEAR GRAPH {_HIDDEN}')}"),
    Attempt("/sparql", method="HEAD", params=(_ALL,)),
    Attempt("/sparql", (_ALL,), headers=(("if-none-match", '"{whole}"'),)),
    Attempt("/sparql", (_ALL,), headers=(("if-none-match", '"{whole}.turtle", "{whole}.turtle.gz"'),)),
    *(Attempt("/sparql", (("query", query),)) for query in QUERIES),
)

ELSEWHERE = (
    *(Attempt(path) for path in ("/", "/docs", "/openapi.json", "/v1", "/.well-known/void", "/graphs", "/admin")),
    *(Attempt(path) for path in ("/docs/../v1/contracts", "/docs/page/..%2fkeys.json", "//v1/vendors", "/health/")),
    *(Attempt(path) for path in (f"/contract/{SECRET}/dpa", f"/{SECRET}", "/graph/vendors/hidden.ttl")),
    Attempt("/id/graph/vendors/hidden"),
    Attempt("/v1/vendors", method="OPTIONS", headers=(("origin", "https://example.org"),)),
    Attempt("/v1/vendors", method="DELETE"),
    Attempt(f"/v1/vendors/{SECRET}-vendor", method="PUT"),
)

_VENDOR, _VERSION = f"{SECRET}-vendor", f"{SECRET}/dpa-2026"
_HEARD = (
    *(_VENDOR, _VERSION, f"{SECRET}/dpa", f"{_VERSION}/security", f"{SECRET}-vendo", SECRET.removesuffix("t")),
    *(f"{ID}contract/{_VERSION}", f"{ID}purpose/{_VERSION}/security", HIDDEN_GRAPH, "vendors/hidden"),
)
"""What a caller may have heard of, or guessed, or mistyped."""

_SEEN: Mapping[str, tuple[str, ...]] = {
    "vendors": ("microsoft", "acme-vendor", f"{ID}party/acme-vendor"),
    "diff": ("acme/dpa-2026", "microsoft/dpa-2020-12-09"),
    "contracts": ("acme/dpa-2026", "microsoft/dpa-2020-12-09", "microsoft/dpa"),
    "purposes": ("acme/dpa-2026/security",),
    "data-types": ("acme/dpa-2026/mail",),
    "processings": ("acme/dpa-2026/delivering-mail",),
    "clauses": ("acme/dpa-2026/purposes",),
    "services": ("chrome",),
    "provisions": ("gdpr/art_28", "gdpr/art_28/par_3/pnt_e"),
    "guidance": ("edpb-07-2020/par-114",),
    "shapes": ("PD002",),
    "questions": ("four-questions", "purposes-by-role"),
    "report": ("html", "sarif", "json", "ttl", "md", "xml"),
    "graph": ("vendors/visible", "data/contracts/google-education"),
    "id": ("party/microsoft", "contract/acme/dpa-2026", f"contract/{_VERSION}", f"party/{_VENDOR}"),
}
"""What they may see, by a word of the path where it lies; the hidden file says more of much of it."""

_ASKED = ("microsoft", "acme/dpa-2026", f"{ID}party/microsoft", "zq7x")
"""What else parameters are filled with."""

_SHAPING = {"lang": "sv", "fields": "id,label", "limit": "2", "cursor": "{whole}.2"}
"""Parameters that say how an answer is to look, and one attempt at each."""

_TAGS = tuple(
    f'"{{whole}}{rest}"' for rest in ("", ".en", ".en.json", ".en.json.gz", ".en.ld.gz", ".json.gz", ".html.gz")
)
_CONDITION = (("if-none-match", ", ".join(_TAGS)),)

_RECORD = f"""
<{ID}contract/{SECRET}/dpa-2026> <https://w3id.org/clausegraph/ns#versionOf> <{ID}contract/{SECRET}/dpa> .
<{ID}processing/mine> a <https://w3id.org/clausegraph/ns#Processing> ;
    <https://w3id.org/clausegraph/ns#forPurpose> <{ID}purpose/{SECRET}/dpa-2026/security> .
"""

BODIES: Mapping[tuple[str, str], tuple[Attempt, ...]] = {
    ("POST", "/sparql"): PROTOCOL,
    ("POST", "/v1/validate"): tuple(
        Attempt("/v1/validate", params, "POST", (("content-type", form),), content)
        for params, form, content in (
            ((), "text/turtle", _RECORD),
            ((), "application/trig", f"<{HIDDEN_GRAPH}> {{ {_RECORD} }}"),
            ((), "application/n-quads", f"<urn:a> <urn:b> <{ID}contract/{SECRET}/dpa> <{HIDDEN_GRAPH}> .\n"),
            ((), "application/ld+json", f'{{"@id": "{ID}contract/{SECRET}/dpa", "urn:b": "c"}}'),
            ((), "text/turtle", "<urn:a> <urn:b"),
            ((("format", "html"),), "text/turtle", _RECORD),
            ((("format", "turtle"),), "text/turtle", _RECORD),
        )
    ),
}
"""Attempts at the routes that take a body; whoever adds a route adds its attempts."""


def of_route(method: str, path: str, operation: Mapping[str, Any]) -> Iterator[Attempt]:
    """The attempts at one route: everything that it takes, filled with what somebody may have heard of."""
    yield from BODIES.get((method, path), ())
    if method != "GET":
        return
    seen = next((names for word, names in _SEEN.items() if word in path), ("microsoft",))
    plain = re.sub(r"\{\w+\}", seen[0], path)
    yield Attempt(plain)
    yield Attempt(plain, headers=_CONDITION)
    yield Attempt(plain, method="HEAD")
    for name in (*_HEARD, *seen) if "{" in path else ():
        yield Attempt(re.sub(r"\{\w+\}", quote(name, safe="/"), path))
    if path.count("{") > 1:
        for pair in ((_VERSION, seen[0]), (seen[0], _VERSION), (seen[0], seen[1])):
            yield Attempt(re.sub(r"\{\w+\}", "{}", path).format(*pair))
    for parameter in operation.get("parameters", ()):
        name, schema = parameter["name"], parameter["schema"]
        if parameter["in"] != "query":
            continue
        if name in _SHAPING:
            yield Attempt(plain, ((name, _SHAPING[name]),))
            continue
        for value in (_VENDOR, _VERSION, *_HEARD[4:7], *_ASKED, *schema.get("enum", ())[:2]):
            yield Attempt(plain, ((name, value),))
        if schema.get("type") == "array":
            for other in (_VENDOR, "acme-vendor"):
                yield Attempt(plain, ((name, "microsoft"), (name, other)))
