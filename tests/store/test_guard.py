"""What must never run is refused, and what only looks like it is let through."""

from __future__ import annotations

import random
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import QueryError
from kg.store import EmbeddedStore, guard
from kg.store.tokens import LENGTH

SERVICE = [
    "SELECT * { SERVICE <urn:x> { ?s ?p ?o } }",
    "SELECT * { service <urn:x> { ?s ?p ?o } }",
    "SELECT*{SeRvIcE<urn:x>{?s ?p ?o}}",
    "SELECT * { SERVICE SILENT <urn:x> {} }",
    "SELECT * { SERVICE ?where { ?s ?p ?o } }",
    "SELECT * { SERVICE cg:x { ?s ?p ?o } }",
    "SELECT * { SERVICEcg:x{?s ?p ?o} }",
    "SELECT * { SERVICESILENT<urn:x>{?s ?p ?o} }",
    "SELECT * { SERVICESILENTcg:x{?s ?p ?o} }",
    "PREFIX service: <urn:> SELECT * { service:x { ?s ?p ?o } }",
    "PREFIX : <urn:> SELECT * { service:x # the prefix is not `service`\n { ?s ?p ?o } }",
    "PREFIX : <urn:> SELECT * { ?s ?p true.SERVICE:x{ ?s ?p ?o } }",
    "PREFIX : <urn:> SELECT * { ?s ?p trueSERVICE:x{ ?s ?p ?o } }",
    "PREFIX : <urn:> SELECT * { ?s ?p 1SERVICE:x{ ?s ?p ?o } }",
    "ASK { ?s ?p ?o FILTER EXISTS { SERVICE <urn:x> {} } }",
    "ASK { ?s ?p ?o FILTER NOT EXISTS { ?s ?p ?x . SERVICE <urn:x> {} } }",
    "ASK { ?s ?p ?o MINUS { SERVICE <urn:x> {} } }",
    "ASK { ?s ?p ?o OPTIONAL { SERVICE <urn:x> {} } }",
    "ASK { { ?s ?p ?o } UNION { SERVICE <urn:x> {} } }",
    "ASK { { SELECT * { SERVICE <urn:x> {} } } }",
    "ASK { GRAPH ?g { SERVICE <urn:x> {} } }",
    "SELECT (EXISTS { SERVICE <urn:x> {} } AS ?x) {}",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <urn:x> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <urn:x> { ?s ?p ?o } }",
    "ASK { ?s ?p ?o } ORDER BY (EXISTS { SERVICE <urn:x> {} })",
    "ASK { # a comment\rSERVICE <urn:x> {} }",
    "ASK { # a comment\nSERVICE#\n<urn:x>#\n{} }",
    "ASK { ?s ?p '#' . SERVICE <urn:x> {} }",
    "ASK { ?s ?p <urn:a#b> . SERVICE <urn:x> {} }",
    "ASK { ?s ?p '''it's a # ''' . SERVICE <urn:x> {} }",
    'ASK { ?s ?p "\\"" . SERVICE <urn:x> {} #" }\n}',
    "ASK { ?s cg:a\\#b ?o . SERVICE <urn:x> {} }",
    "ASK { ?s ?p cg:it\\'s . SERVICE <urn:x> {} #' }\n}",
    "ASK { ?s ?p ?o FILTER(?s<?o)SERVICE#>\n<urn:x>{} }",
    "ASK { ?s ?p ?o FILTER(?s <?o)SERVICE#>\ncg:x {} }",
    "BASE <urn:y> ASK { ?s ?p ?o FILTER(?s<?o)SERVICE#>\ncg:x {} }",
    'ASK { ?s ?p ?o FILTER(?s<?o)#>"""\nSERVICE <urn:x> {} #"""\n}',
    'ASK { VALUES ?x { """x" } SERVICE <urn:x> {} #\\q """\n}',
    'ASK { VALUES ?x { """x" } SERVICE <urn:x> {} #\\uD800 """\n}',
    "ASK { S\\u0045RVICE <urn:x> {} }",
    "ASK { ?s ?p ?o } # \\u000A SERVICE <urn:x> {}",
    'ASK { ?s ?p "\\u0022 . SERVICE <urn:x> {} #" }',
    "ASK { ?s ?p <urn:a\\u003E> . SERVICE <urn:x> {} }",
]

HARMLESS = [
    "ASK { ?service ?p ?o }",
    "ASK { $SERVICE ?p ?o }",
    'ASK { ?s ?p "SERVICE <urn:x> {}" }',
    "ASK { ?s ?p 'SERVICE <urn:x> {}' }",
    "ASK { ?s ?p '''SERVICE\n<urn:x> {}''' }",
    'ASK { ?s ?p """a "quote" and SERVICE <urn:x> {}""" }',
    'ASK { ?s ?p "a \\" SERVICE <urn:x> {}" }',
    'ASK { ?s ?p "x"@service }',
    'ASK { ?s ?p "x"^^<urn:SERVICE> }',
    "ASK { ?s <urn:SERVICE> ?o }",
    "ASK { ?s <http://example.org/service#x> ?o }",
    "ASK { ?s <http://example.org/a_(b)/service#x> ?o }",
    "ASK { ?s ?p ?o } # SERVICE <urn:x> {}",
    "# SERVICE <urn:x> {}\nASK { ?s ?p ?o }",
    "PREFIX service: <urn:s> ASK { service:x ?p ?o }",
    "PREFIX service: <urn:s> ASK { ?s service:x ?o . { ?s ?p ?o } }",
    "PREFIX service: <urn:s> ASK { GRAPH service:x { ?s ?p ?o } }",
    "PREFIX SERVICE: <urn:s> ASK { ?s a SERVICE:x . FILTER(?s != SERVICE:y) }",
    "ASK { ?s a cg:Service }",
    "ASK { ?s a cg:service { ?s ?p ?o } }",
    "ASK { ?s cg:SERVICE.x ?o }",
    "ASK { _:SERVICE ?p ?o }",
    "ASK { ?s ?p ?o FILTER(?s<?o && ?o>?s) }",
    "ASK { ?s ?p ?o FILTER(1<2&&3>2) }",
    "ASK { ?s ?p ?o FILTER(?s < ?o) } # >",
    "ASK { ?s (cg:a|^cg:b)*/!(cg:c|^cg:d) ?o }",
    'ASK { ?s ?p "caf\\u00E9" , <urn:caf\\u00e9> }',
    "ASK { ?s ?p 1 , -1 , 1.5 , .5 , 1e9 , true , 'a' , ('a''b') }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s HAVING(COUNT(*) > 1) LIMIT 10 OFFSET 5",
    "SELECT * { VALUES (?a ?b) { (UNDEF 1) (cg:x 'y') } }",
    "CONSTRUCT { [] cg:a [ cg:b ( 1 2 ) ] } WHERE { ?s ?p ?o }",
    "DESCRIBE cg:x",
    "ASK { ?s ?p cg:a..b , cg:a\\-b , cg:%41 , cg:å·b }",
]  # fmt: skip


@pytest.mark.parametrize("query", SERVICE)
def test_service_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        guard.check(query)


@pytest.mark.parametrize("query", HARMLESS)
def test_what_only_looks_like_service_runs(query: str) -> None:
    guard.check(query)
    EmbeddedStore().query(query)


def test_the_words_and_the_place() -> None:
    with pytest.raises(QueryError) as caught:
        guard.check("ASK {\n  ?s ?p ?o .\n  SERVICE <urn:x> {} }")
    assert (caught.value.line, caught.value.column) == (3, 3)
    assert str(caught.value) == "SERVICE is refused (clausegraph never calls another service; take SERVICE out)"


def test_nothing_that_the_guard_lets_through_calls_out() -> None:
    """Throws random pieces of queries together, and watches a port that every one of them would call."""
    with _Canary() as (url, calls):
        store = pyoxigraph.Store()
        node = NamedNode(url)
        store.extend([Quad(node, node, node), Quad(node, node, Literal("a"))])
        prefixes = {"": url, "ex": url, "service": url}
        bool(store.query(f"ASK {{ SERVICE <{url}> {{ ?s ?p ?o }} }}"))
        assert calls == ["/"], "the canary must sing"
        calls.clear()
        draw = random.Random(20210630)  # noqa: S311
        passed = 0
        for _ in range(6_000):
            query = _random_query(draw, url)
            try:
                guard.check(query)
                result = store.query(query, prefixes=prefixes)
                passed += 1
                if isinstance(result, pyoxigraph.QuerySolutions | pyoxigraph.QueryTriples):
                    list(result)
            except (QueryError, SyntaxError, RuntimeError):
                continue
            assert not calls, query
        assert passed > 20


def _random_query(draw: random.Random, url: str) -> str:
    pieces = r"""SERVICE service SILENT :x ex:x service:x ?s ?o { } {?s~?p~?o} ?s~?p~?o ?s~?p~?o. . ( ) [ ] < > << >>
        - · é % \ #> # FILTER( FILTER(?s<?o) FILTER(?s~<?o) FILTER(?s<?o)SERVICE#> " \""" ' ''' \" \q \u0022 \uD800
        && || ^^ @en _:b GRAPH UNION OPTIONAL{ MINUS{ EXISTS{ LATERAL{ BIND(1~AS~?z) BIND(" true 1 1. 1e1 a "a" "a"@en
        VALUES~?v{ VALUES~?v{\"""x"~} ex:a. ex:aSERVICE ex:a\# ex:a\'""".replace('\\"""', '"""').split()
    pieces.append(f"<{url}>")
    pieces = [piece.replace("~", " ") for piece in pieces] + [" "] * 6 + ["\n", "\r"]
    call = ["SERVICE", draw.choice(["", " ", "\n", "SILENT", "SILENT ", "#\n", "#>\n"])]
    call += [draw.choice([":x", "ex:x", f"<{url}>", "?s", "service:x"]), draw.choice(["", " ", "#\n"]), "{?s ?p ?o}"]
    head = draw.choice(["SELECT * {", "SELECT * {?s ?p ?o ", "ASK{", "ASK{?s ?p ?o FILTER(?s", "ASK{VALUES ?v{"])
    body = (
        draw.choices(pieces, k=draw.randint(0, 5))
        + draw.choice([call, []])
        + draw.choices(pieces, k=draw.randint(0, 3))
    )
    return head + "".join(body) + draw.choice(["}", "\n}", ")}", "\n}}", '"""\n}', " #"])


class _Canary:
    """A port that answers every call with an empty result and notes it down."""

    def __enter__(self) -> tuple[str, list[str]]:
        calls: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                calls.append(self.path)
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                body = b'{"head":{"vars":[]},"results":{"bindings":[{}]}}'
                self.send_response(200)
                self.send_header("Content-Type", "application/sparql-results+json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                self.do_POST()

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()
        return f"http://127.0.0.1:{self.server.server_address[1]}/", calls

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


UPDATES = [
    "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    "DELETE WHERE { ?s ?p ?o }",
    "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "PREFIX ex: <urn:> INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "LOAD <file:///etc/passwd>",
    "LOAD SILENT <http://127.0.0.1/> INTO GRAPH <urn:g>",
    "CLEAR ALL",
    "drop graph <urn:g>",
    "CREATE GRAPH <urn:g>",
    "COPY <urn:a> TO <urn:b>",
    "MOVE DEFAULT TO <urn:b>",
    "ADD <urn:a> TO <urn:b>",
    "BASE <urn:> CLEAR DEFAULT",
]


@pytest.mark.parametrize(
    "query", [*UPDATES, "", "  # nothing\n", "PREFIX ex:", "BASE", "{ ?s ?p ?o }", "SELECTED ?x {}"]
)
def test_only_queries_run(query: str) -> None:
    for refuse in (guard.check, guard.form, EmbeddedStore().query):
        with pytest.raises(QueryError, match="SELECT, ASK, CONSTRUCT or DESCRIBE"):
            refuse(query)


def test_an_update_behind_a_query_does_not_parse() -> None:
    store = EmbeddedStore()
    with pytest.raises(QueryError):
        store.query("ASK {} ; INSERT DATA { <urn:a> <urn:b> <urn:c> }")
    assert store.count() == 0


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("select*{}", "SELECT"),
        ("ASK{}", "ASK"),
        ("# SELECT\nCONSTRUCT WHERE {}", "CONSTRUCT"),
        ("PREFIX select: <urn:ASK> BASE <urn:x> DESCRIBE select:x", "DESCRIBE"),
    ],
)
def test_the_form(query: str, form: str) -> None:
    assert guard.form(query) == form


def test_the_dataset_is_read_off() -> None:
    checked = guard.check(
        "PREFIX g: <urn:g/> SELECT * FROM <urn:a> FROM NAMED g:b\\-c FROM graph:report { ?from ?p 'FROM' }",
    )
    assert checked.default_graphs == ("urn:a", "https://w3id.org/clausegraph/graph/report")
    assert checked.named_graphs == ("urn:g/b-c",)


@pytest.mark.parametrize(
    "clause",
    ["FROM <relative>", "FROM unknown:x", "FROM ?g", "FROM NAMED", "FROM", "FROM <urn:b>", "FROM NAMED <urn:b>",
     "FROM <urn:a> FROM <urn:b>", "FROM <URN:a>", "FROM <urn:a\\u0062>", "from named<urn:b>"],
)  # fmt: skip
def test_from_stays_within_the_dataset(clause: str) -> None:
    with pytest.raises(QueryError):
        guard.check(f"ASK {clause}", ["urn:a"])
    with pytest.raises(QueryError, match="says something else"):
        guard.check("ASK # \\u000A FROM <urn:a>\n {}", ["urn:a"])
    guard.check("ASK FROM <urn:a> FROM NAMED <urn:\\u0061> {}", ["urn:a"])


@pytest.mark.parametrize(
    ("before", "within", "after"),
    [
        ("ASK { FILTER(", "(", "1"),
        ("ASK ", "{", ""),
        ("ASK { ?s ?p ", "(", "1"),
        ("ASK { ?s ?p ", "[ cg:p ", "1"),
        ("ASK { FILTER(", "STR(", "1"),
        ("ASK { ", "FILTER EXISTS { ", "?s ?p ?o"),
        ("ASK { ", "OPTIONAL { ", "?s ?p ?o"),
        ("ASK { FILTER(1<", "(", "1>0)"),
    ],
)
def test_deep_nesting_is_refused_before_parsing(before: str, within: str, after: str) -> None:
    close = {"(": ")", "{": "}", "[": "]"}
    for depth in (65, 5_000):
        closing = "".join(close[sign] for sign in reversed(before + within * depth) if sign in close)
        with pytest.raises(QueryError, match="brackets nest deeper than 64 levels"):
            guard.check(before + within * depth + after + closing)
    closing = "".join(close[sign] for sign in reversed(before + within * 60) if sign in close)
    guard.check(before + within * 60 + after + closing)


def test_brackets_that_are_no_brackets_do_not_count() -> None:
    brackets = "(" * 100
    guard.check(f"ASK {{ ?s ?p '{brackets}' }} # {brackets}")


@pytest.mark.parametrize(
    "query",
    [
        "ASK { FILTER(1" + "+?x" * 8_000 + ") }",
        "ASK { FILTER(?x" + "||?x" * 8_000 + ") }",
        "ASK { FILTER(" + "!" * 16_000 + "?x) }",
        "ASK { ?s cg:p" + "/cg:p" * 2_000 + " ?o }",
        "ASK { {}" + "UNION{}" * 6_600 + " }",
        "ASK { " + "".join(f"BIND(1 AS ?a{n})" for n in range(4_000)) + " }",
        "ASK { " + "FILTER(?a)" * 9_900 + " }",
        "SELECT " + "".join(f"(1 AS ?a{n})" for n in range(4_000)) + "{}",
    ],
)
def test_long_chains_that_crash_the_engine_are_refused(query: str) -> None:
    with pytest.raises(QueryError, match="more than 1,000 groups and operators"):
        guard.check(query)


def test_long_lists_run() -> None:
    rows = " ".join(f"({n} <urn:{n}>)" for n in range(3_000))
    assert EmbeddedStore().ask(f"ASK {{ VALUES (?a ?b) {{ {rows} }} }}")
    assert EmbeddedStore().ask(f"ASK {{ FILTER(2999 IN ({', '.join(map(str, range(3_000)))})) }}")


def test_the_length_has_a_limit() -> None:
    guard.check("ASK {}".ljust(LENGTH))
    with pytest.raises(QueryError, match=r"the query has 100,001 characters \(at most 100,000\)"):
        guard.check("ASK {}".ljust(LENGTH + 1))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ASK { ?s ?p 'open }", "a string that does not end"),
        ("ASK { ?s ?p 'two\nlines' }", "a string that does not end"),
        ('ASK { ?s ?p """open }', "a string that does not end"),
        ("ASK { ?s ?p 'bad \\q' }", "an escape that SPARQL does not know"),
        ("ASK { ?s ?p '\\uD800' }", "stands for no character"),
        ("ASK { ?s ?p '\\U00110000' }", "stands for no character"),
        ("ASK { ?s ?p <urn:\\uDC00> }", "stands for no character"),
        ("ASK { ?s\u00a0?p ?o }", r"unexpected character '\\xa0'"),
        ("\ufeffASK {}", r"unexpected character '\\ufeff'"),
        ("ASK { ?s ?p ?o }\x00", "unexpected character"),
        ("ASK { ?s cg:a%zz ?o }", "unexpected character '%'"),
    ],
)
def test_what_is_no_token(query: str, words: str) -> None:
    with pytest.raises(QueryError, match=words) as caught:
        guard.check(query)
    assert caught.value.line == 1
    assert caught.value.column is not None
