"""EXISTS, rewritten for Oxigraph: the same solutions, pattern by pattern."""

from __future__ import annotations

import os
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.store import EmbeddedStore
from kg.store.exists import nested
from kg.store.tokens import tokens
from tests.store.queries import Queries

NODES = [f":n{number}" for number in range(4)]
VARIABLES = ["?a", "?b", "?c", "$d"]
PATHS = [*(":p", ":q", "a", "^:p", ":p?", ":q*", ":p|^:q", ":p/:q", "(:p/^:q)+", "!:p", "^:p/:q?/:p"), "?b"]
VALUES = [*NODES, *VARIABLES, '"x"', '"x"@en', '"1"^^:p', "1", "-1.5", "true"]

patterns = st.builds(
    lambda subject, path, values, more: f"{subject} {path} {', '.join(values)}{more}",
    st.sampled_from(VARIABLES + NODES),
    st.sampled_from(PATHS),
    st.lists(st.sampled_from(VALUES), min_size=1, max_size=2),
    st.sampled_from(["", "", " ;", " ; :q ?a", " ;; a ?c ;"]),
)
conditions = st.sampled_from(["(?a = ?b)", "(BOUND(?c) || ?a != :n1)", "isIRI(?b)", "(?d IN (:n0, 1))"])


def groups(filters: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Groups of patterns and filters, and some that have more than that."""
    parts = st.lists(st.one_of(patterns.map(lambda text: f"{text} ."), filters), min_size=1, max_size=4).map(" ".join)
    odd = st.sampled_from(["{} OPTIONAL {{ ?a :q ?c }}", "{{ {} }} UNION {{ ?b :p ?c }}", "{} BIND(?a AS ?e)"])
    return st.one_of(parts, parts, st.builds(str.format, odd, parts))


def filters_of(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    exists = st.builds("{} {{ {} }}".format, st.sampled_from(["EXISTS", "NOT EXISTS", "not exists"]), groups(inner))
    either = st.builds("({} || {})".format, exists, st.one_of(exists, conditions))
    return st.builds("FILTER {}".format, st.one_of(exists, exists, either, conditions))


filters = st.recursive(st.builds("FILTER {}".format, conditions), filters_of, max_leaves=6)
triples = st.lists(
    st.builds(
        "{} {} {} .".format,
        st.sampled_from(NODES),
        st.sampled_from([":p", ":q", "a"]),
        st.sampled_from([*NODES, *(value for value in VALUES if value[0] not in "?$:")]),
    ),
    max_size=14,
).map(" ".join)


@settings(max_examples=400)
@given(triples, st.lists(st.one_of(patterns.map("{} .".format), filters), min_size=1, max_size=4).map(" ".join))
def test_the_solutions_stay_the_same(data: str, group: str) -> None:
    store = ox.Store()
    store.load(f"@prefix : <urn:> . {data}".encode(), ox.RdfFormat.TURTLE)
    query = f"PREFIX : <urn:> SELECT * {{ ?a :p|:q|a ?b . {group} }}"
    assert answers(store, nested(query)) == answers(store, query)


def answers(store: ox.Store, query: str) -> list[str]:
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    names = sorted(variable.value for variable in found.variables)
    return sorted(" ".join(str(row[name]) for name in names) for row in found)


CASES = max(2_500, int(os.environ.get("CLAUSEGRAPH_FUZZ", "0")))


def test_the_solutions_of_any_query_stay_the_same() -> None:
    rewritten = solved = 0
    for seed in range(CASES):
        queries = Queries(Random(seed))  # noqa: S311
        store = ox.Store()
        store.load(queries.data().encode(), ox.RdfFormat.TRIG)
        query = f"PREFIX : <urn:> {queries.query()}"
        if squeezed(query) == " ".join(query.split()):
            continue
        try:
            found = answers(store, query)
        except SyntaxError:  # what is made at random may be wrong
            continue
        assert answers(store, nested(query)) == found, f"seed {seed}: {query}"
        rewritten += 1
        solved += bool(found)
    assert rewritten > CASES / 2
    assert solved > CASES / 4


SIGNS = [".", ";", ",", "{", "}", "(", ")", "^", "/", "*", "!", "|", "-"]
WORDS = [*SIGNS, "FILTER", "EXISTS", "NOT", "?a", ":p", "a", "1", "true", "'x'", "@en", "OPTIONAL", "IF", "BIND"]


def test_what_does_not_parse_does_not_parse_rewritten() -> None:
    """Else a query with a fault would be answered, as another one."""
    store, wrong = ox.Store(), 0
    for seed in range(1_000):
        random = Random(seed)  # noqa: S311
        words = [token.text for token in tokens(f"PREFIX : <urn:> {Queries(random).query()}")]
        at = random.randrange(3, len(words))
        words[at : at + random.randint(0, 1)] = random.choice([[], [words[at], words[at]], [random.choice(WORDS)]])
        query = " ".join(words)
        if nested(query) != query and not parses(store, query):
            wrong += 1
            assert not parses(store, nested(query)), f"seed {seed}: {query}"
    assert wrong > 200


def parses(store: ox.Store, query: str) -> bool:
    try:
        store.query(query)
    except SyntaxError:
        return False
    except RuntimeError:  # it parses, and calls a function that there is not
        return True
    return True


@pytest.mark.parametrize("inside", ["?x :p ?y ?z :q ?w", "?x :p ?y .. ?z :q ?w", ". ?x :p ?y . ?z :q ?w"])
def test_a_missing_or_needless_dot_stays_a_fault(inside: str) -> None:
    with pytest.raises(QueryError):
        EmbeddedStore().query(f"PREFIX : <urn:> ASK {{ ?a :p ?b FILTER EXISTS {{ {inside} }} }}")


def squeezed(query: str) -> str:
    return " ".join(nested(query).split())


def test_each_pattern_gets_an_exists_of_its_own() -> None:
    assert squeezed("ASK { ?x :p ?y FILTER NOT EXISTS { ?z a :C ; :p/:q ?y, 'a'@en . FILTER(?z != ?y) } }") == (
        "ASK { ?x :p ?y FILTER NOT EXISTS { ?exists0 :q ?y . FILTER EXISTS { ?z :p ?exists0 . FILTER EXISTS { ?z a :C ."
        " FILTER EXISTS { ?z :p ?exists1 . FILTER EXISTS { ?exists1 :q 'a'@en . FILTER (?z != ?y) } } } } } }"
    )


def test_what_is_bound_most_comes_first() -> None:
    assert squeezed("ASK { ?x :p ?y FILTER EXISTS { ?z a :C . ?y ^:q ?z . ?x :r ?z } }") == (
        "ASK { ?x :p ?y FILTER EXISTS { ?x :r ?z . FILTER EXISTS { ?y ^:q ?z . FILTER EXISTS { ?z a :C . } } } }"
    )


def test_filters_with_exists_are_asked_in_turn() -> None:
    assert squeezed(
        "ASK { ?x :p ?y FILTER NOT EXISTS { ?x :q ?z . ?z :r ?y } FILTER(?x > 1) FILTER EXISTS { ?x :q ?a } }"
    ) == (
        "ASK { ?x :p ?y FILTER (?x > 1) FILTER IF(EXISTS { ?x :q ?a } , "
        "NOT EXISTS { ?x :q ?z . FILTER EXISTS { ?z :r ?y . } } , false) }"
    )


@pytest.mark.parametrize(
    "inside",
    [
        "?x :p ?y . OPTIONAL { ?y :q ?z }",
        "{ ?x :p ?y } UNION { ?y :p ?x }",
        "?x :p ?y . VALUES ?y { 1 2 }",
        "?x :p ?y . BIND(1 AS ?z)",
        "GRAPH ?g { ?x :p ?y . ?y :q ?z }",
        "SELECT ?x { ?x :p ?y . ?y :q ?z }",
        "?x :p [] . ?x :q ?y",
        "?x :p _:b . _:b :q ?y",
        "?x :p (1 2) . ?x :q ?y",
        "<< ?x :p ?y >> :q ?z . ?z :p ?x",
        "?x :p ?y MINUS { ?x :q ?y }",
        "?x :p ?y",
        "",
        " . ".join(f"?x :p ?y{number}" for number in range(17)),
    ],
)
def test_other_groups_stay_as_they_are(inside: str) -> None:
    query = f"ASK {{ ?x :p ?y FILTER EXISTS {{ {inside} }} }}"
    assert squeezed(query) == " ".join(query.split())


@pytest.mark.parametrize(
    "text", ["ASK { ?x :p ?y }", "ASK { ?x :p 'NOT EXISTS { ?x :p ?y . ?y :q ?z }' }", "ASK { FILTER EXISTS", "EXISTS"]
)
def test_a_query_without_exists_stays_as_it_is(text: str) -> None:
    assert squeezed(text) == text


def test_no_query_gets_too_deep_for_the_engine() -> None:
    query = f"ASK {{ ?x :p ?y {'FILTER EXISTS { ?x :p ?y ; :q ?z ; :r ?a . ' * 60} {'}' * 60} }}"
    assert squeezed(query) == " ".join(query.split())


def test_comments_and_names_stand_in_nobody_s_way() -> None:
    query = "ASK { ?exists0 :p ?y # FILTER EXISTS {\n FILTER EXISTS { ?y :p/:q ?z # and\n ; :r ?exists0 } }"
    assert squeezed(query) == (
        "ASK { ?exists0 :p ?y FILTER EXISTS { ?y :r ?exists0 . "
        "FILTER EXISTS { ?y :p ?exists1 . FILTER EXISTS { ?exists1 :q ?z . } } } }"
    )


def test_a_fault_is_found_where_it_was_written() -> None:
    with pytest.raises(QueryError) as caught:
        EmbeddedStore().query("ASK {\n  FILTER EXISTS { ?x <urn:p> ?y . ?y <urn:q> ?x }\n  ?x ?y\n}")
    assert (caught.value.line, caught.value.column) == (4, 2)
