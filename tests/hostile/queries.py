"""Queries that would bring a server down, or keep it busy for ever."""

from __future__ import annotations

from collections.abc import Iterator

PAIR = "?a ?b ?c . ?d ?e ?f"
TRIPLE = f"{PAIR} . ?g ?h ?i"
ANY = "(!cg:nothing)"
"""A path of one step, whatever the property."""


def _doubled(times: int, function: str = "CONCAT(?x{0}, ?x{0})") -> str:
    """Assignments of which each holds twice as much as the one before."""
    binds = (f"BIND({function.format(number)} AS ?x{number + 1})" for number in range(times))
    return "BIND('xxxxxxxx' AS ?x0) " + " ".join(binds)


def _values(rows: int, *names: str) -> str:
    row = " ".join(str(number) for number in range(rows))
    return " ".join(f"VALUES ?{name} {{ {row} }}" for name in names)


def _nested(before: str, within: str, after: str, depth: int) -> str:
    close = {"(": ")", "{": "}", "[": "]"}
    ends = [close[sign] for sign in before + within * depth if sign in close]
    return before + within * depth + after + "".join(reversed(ends))


ENDLESS = {
    "cross join": f"SELECT (COUNT(*) AS ?n) {{ {TRIPLE} }}",
    "cross join of five": f"SELECT (COUNT(*) AS ?n) {{ {TRIPLE} . ?j ?k ?l . ?m ?n ?o }}",
    "cross join of graphs": f"SELECT (COUNT(*) AS ?n) {{ GRAPH ?x {{ {PAIR} }} GRAPH ?y {{ ?g ?h ?i }} }}",
    "cross join of sub-selects": "SELECT (COUNT(*) AS ?n) { { SELECT ?a { ?a ?b ?c } } { SELECT ?d { ?d ?e ?f } } "
    "{ SELECT ?g { ?g ?h ?i } } }",
    "cross join with a filter that nothing passes": f"SELECT * {{ {TRIPLE} FILTER(?a = ?d && ?d = ?g && ?a != ?g) }}",
    "cross join of values": f"SELECT (COUNT(*) AS ?n) {{ {_values(100, 'a', 'b', 'c', 'd', 'e', 'f')} }}",
    "join on the object": "SELECT (COUNT(*) AS ?n) { ?a ?b ?x . ?d ?e ?x . ?g ?h ?x . ?j ?k ?x . ?m ?o ?x }",
    "join on the property": "SELECT (COUNT(*) AS ?n) { ?a ?x ?c . ?d ?x ?f . ?g ?x ?i . ?j ?x ?l }",
    "far offset": f"SELECT * {{ {TRIPLE} }} OFFSET 9999999999999 LIMIT 1",
    "distinct": f"SELECT DISTINCT ?a ?d ?g {{ {TRIPLE} }} OFFSET 99999999999",
    "reduced": f"SELECT REDUCED ?a ?d ?g {{ {TRIPLE} }} OFFSET 99999999999",
    "order": f"SELECT * {{ {PAIR} }} ORDER BY ?c DESC(?f) LIMIT 1",
    "order by chance": f"SELECT * {{ {PAIR} }} ORDER BY RAND() LIMIT 1",
    "order by a hash": f"SELECT * {{ {PAIR} }} ORDER BY SHA512(CONCAT(STR(?c), STR(?f))) LIMIT 1",
    "group": f"SELECT ?c ?f (COUNT(*) AS ?n) {{ {PAIR} }} GROUP BY ?c ?f HAVING(COUNT(*) > 1e9)",
    "group by an expression": f"SELECT ?x {{ {PAIR} }} GROUP BY (CONCAT(STR(?c), STR(?f)) AS ?x) "
    "HAVING(COUNT(*) > 1e9)",
    "group concat": f"SELECT (STRLEN(GROUP_CONCAT(CONCAT(STR(?c), STR(?f)))) AS ?n) {{ {PAIR} }}",
    "count distinct": f"SELECT (COUNT(DISTINCT CONCAT(STR(?a), STR(?c), STR(?f))) AS ?n) {{ {PAIR} }}",
    "greatest": f"SELECT (MAX(CONCAT(STR(?a), STR(?d), STR(?g))) AS ?n) {{ {TRIPLE} }}",
    "average": f"SELECT (AVG(STRLEN(STR(?c)) + STRLEN(STR(?f)) * STRLEN(STR(?i))) AS ?n) {{ {TRIPLE} }}",
    "path of anything": f"SELECT (COUNT(*) AS ?n) {{ ?x {ANY}* ?y . ?y {ANY}* ?z . ?z {ANY}* ?w }}",
    "path of alternatives": "SELECT (COUNT(*) AS ?n) { ?x (rdf:type|rdfs:label|!rdf:type)* ?y . ?y (a|!a)* ?z . "
    "?z (a|!a)* ?w }",
    "path there and back": f"SELECT (COUNT(*) AS ?n) {{ ?x ({ANY}|^{ANY})* ?y }}",
    "path of stars": f"SELECT (COUNT(*) AS ?n) {{ ?x ((({ANY}|^{ANY})*)*)* ?y }}",
    "path of pairs": f"SELECT (COUNT(*) AS ?n) {{ ?x ({ANY}/^{ANY})+ ?y }}",
    "path of steps": "SELECT (COUNT(*) AS ?n) { ?x " + "/".join([ANY, f"^{ANY}"] * 8) + " ?y }",
    "path of options": "SELECT (COUNT(*) AS ?n) { ?x " + "/".join([f"({ANY}|^{ANY})?"] * 12) + " ?y }",
    "union upon union": "SELECT (COUNT(*) AS ?n) { "
    + "{ ?a ?b ?c } UNION { ?c ?b ?a } " * 2
    + " ".join(f"{{ {{ ?x{number} ?y{number} ?z }} UNION {{ ?z ?y{number} ?x{number} }} }}" for number in range(8))
    + " }",
    "optional": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c OPTIONAL { ?d ?e ?f } OPTIONAL { ?g ?h ?i } }",
    "minus": f"SELECT * {{ {PAIR} MINUS {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} }} LIMIT 1",
    "not exists": f"SELECT * {{ {PAIR} FILTER NOT EXISTS {{ ?g ?h ?i . ?j ?k ?l FILTER(?i = ?l && ?i = ?c) }} }}",
    "exists in exists": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c FILTER EXISTS { ?d ?e ?f FILTER(?d != ?a) "
    "FILTER NOT EXISTS { ?g ?h ?i FILTER(?g != ?d) FILTER NOT EXISTS { ?j ?k ?l FILTER(?j = ?g && ?l = ?c) } } } }",
    "sub-select in sub-select": "SELECT (COUNT(*) AS ?n) { "
    + "{ SELECT ?a ?b { ?a ?p ?b . ?b2 ?q ?c . " * 6
    + "?x ?y ?z"
    + " } }" * 6
    + " }",
    "regular expression on everything": f"SELECT * {{ {PAIR} FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "
    "'^(([a-z])+.)+[A-Z]([a-z])+\u0000$')) }",
    "regular expression of many states": f"SELECT * {{ {PAIR} FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "
    "'(a?){200}(x+x+)+y(.*a){20}\u0000')) }",
    "regular expression made of data": f"SELECT * {{ {PAIR} FILTER(REGEX(STR(?c), "
    "CONCAT('^(', STR(?f), '|.*)*\u0000$'))) }",
    "hashes of everything": f"SELECT * {{ {PAIR} FILTER(SHA512(CONCAT(STR(?a), STR(?f))) = 'x') }}",
    "lower case of everything": f"SELECT * {{ {TRIPLE} FILTER(CONTAINS(LCASE(STR(?c)), UCASE(STR(?i)))) "
    "FILTER(?a = ?i) }",
    "not in": f"SELECT * {{ {PAIR} FILTER(STR(?c) IN (" + ", ".join(f"'{number}'" for number in range(5_000)) + ")) }",
    "construct": f"CONSTRUCT {{ cg:a cg:b cg:c }} {{ {TRIPLE} }}",
    "describe": f"DESCRIBE ?a {{ {TRIPLE} }} OFFSET 9999999999999",
    "ask": f"ASK {{ {TRIPLE} FILTER(CONCAT(STR(?a), STR(?d)) = STR(?i)) }}",
    "random numbers": f"SELECT * {{ {TRIPLE} FILTER(RAND() + STRLEN(STR(?c)) + STRLEN(STR(?i)) < 0) }}",
    "ids": f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {PAIR} BIND(STRUUID() AS ?x) }}",
}
"""These end when their time is over, or when they have taken too much memory."""

BOMBS = {
    "concat": f"SELECT (STRLEN(?x40) AS ?n) {{ {_doubled(40)} }}",
    "replace": "SELECT (STRLEN(?x30) AS ?n) { " + _doubled(30, "REPLACE(?x{0}, '.', '$0$0$0$0')") + " }",
    "replace of parts": "SELECT (STRLEN(?x30) AS ?n) { " + _doubled(30, "REPLACE(?x{0}, '(x+)', '$1xx$1$1')") + " }",
    "encode for uri": "SELECT (STRLEN(?x30) AS ?n) { "
    + _doubled(30, "ENCODE_FOR_URI(CONCAT(?x{0}, '%', ?x{0}))")
    + " }",
    "concat in the answer": f"SELECT ?x27 {{ {_doubled(27)} }}",
    "concat in construct": f"CONSTRUCT {{ cg:a cg:b ?x27 }} {{ {_doubled(27)} }}",
}
"""Each makes a string that no machine has room for."""

LARGE = {
    "all pairs": f"SELECT * {{ {PAIR} }}",
    "all pairs in few letters": f"SELECT (1 AS ?x) {{ {PAIR} }}",
    "everything": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
    "everything described": "DESCRIBE * { ?s ?p ?o }",
    "new nodes": f"CONSTRUCT {{ [] cg:a [ cg:b () ] }} {{ {PAIR} }}",
    "many columns": "SELECT " + " ".join(f"('{number}' AS ?x{number})" for number in range(300)) + " { ?s ?p ?o }",
}
"""The answer is larger than any that is given out."""

REFUSED = {
    "parentheses": _nested("ASK { FILTER", "(", "1", 5_000),
    "braces": _nested("ASK ", "{", "", 5_000),
    "brackets": _nested("ASK { ?s ?p ", "[ ?p ", "1", 5_000),
    "collections": _nested("ASK { ?s ?p ", "(", "1", 5_000),
    "functions": _nested("ASK { FILTER(", "STR(", "1", 5_000),
    "optionals": _nested("ASK { ", "OPTIONAL { ", "?s ?p ?o", 5_000),
    "exists": _nested("ASK { ", "FILTER EXISTS { ", "?s ?p ?o", 3_000),
    "minus": _nested("ASK { ", "?s ?p ?o MINUS { ", "?s ?p ?o", 3_000),
    "graphs": _nested("ASK { ", "GRAPH ?g { ", "?s ?p ?o", 3_000),
    "unions": "ASK { {} " + "UNION {} " * 9_000 + "}",
    "sub-selects": _nested("ASK { ", "{ SELECT * { ", "?s ?p ?o", 3_000),
    "path groups": "ASK { ?s " + "(" * 5_000 + "cg:a" + ")" * 5_000 + " ?o }",
    "negations": "ASK { FILTER(" + "!" * 50_000 + "true) }",
    "sums": "ASK { FILTER(1" + "+1" * 40_000 + " > 0) }",
    "steps of a path": "ASK { ?s a" + "/a" * 40_000 + " ?o }",
    "assignments": "ASK { " + " ".join(f"BIND(1 AS ?a{number})" for number in range(4_000)) + " }",
    "prefixes": "".join(f"PREFIX p{number}: <urn:> " for number in range(4_000)) + "ASK { ?s",
    "quoted triples": _nested("ASK { ?s ?p ", "<<( ?s ?p ", "1", 2_000),
    "string without end": "ASK { ?s ?p '" + "x" * 50_000,
    "comment without end": "ASK { ?s ?p ?o " + "# " * 40_000,
    "number without end": "ASK { FILTER(" + "9" * 90_000 + "LIMIT",
    "limit without end": "SELECT * { ?s ?p ?o } LIMIT " + "9" * 1_000,
    "null byte": "ASK { ?s ?p ?o }\0",
    "bom": "\ufeffASK {}",
    "escape that is no character": "ASK { ?s ?p '\\uD800' }",
    "service": "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "service in silence": "SELECT * { ?s ?p ?o . SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "service by data": "SELECT * { ?s ?p ?o . SERVICE ?s { ?a ?b ?c } }",
    "from outside": "SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }",
    "from a file": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "from named outside": "SELECT * FROM NAMED <http://127.0.0.1:1/> { GRAPH ?g { ?s ?p ?o } }",
    "load": "LOAD <http://127.0.0.1:1/>",
    "update behind a query": "ASK {} ; CLEAR ALL",
    "function from outside": "SELECT (<http://127.0.0.1:1/>(1) AS ?x) {}",
}
"""What is never run, and is said to be so at once."""

LONG = {
    "values": f"ASK {{ {_values(200_000, 'a')} }}",
    "in": f"ASK {{ FILTER(1 IN ({', '.join(map(str, range(200_000)))})) }}",
    "variables": f"SELECT {' '.join(f'?x{number}' for number in range(100_000))} {{}}",
    "ten million bytes": "ASK {}".ljust(10_000_000),
}
"""Longer than any query that is read."""


def every() -> Iterator[tuple[str, str]]:
    """All of them by their name, the long-lasting ones first."""
    for kind, queries in (
        ("endless", ENDLESS),
        ("bomb", BOMBS),
        ("large", LARGE),
        ("refused", REFUSED),
        ("long", LONG),
    ):
        for name, query in queries.items():
            yield f"{kind}: {name}", query
