"""Random queries with EXISTS in every place that SPARQL 1.1 has for it, and small datasets to ask them of."""

from __future__ import annotations

from random import Random

NODES = (":n0", ":n1", ":n2", ":n3")
TERMS = (*NODES, ":p", ":nowhere", '"x"', '"x"@en', "1", "true")
VARIABLES = ("?a", "?b", "?c", "$d", "?e")
PATHS = (":p", ":p", ":q", ":q", "a", "^:p", ":p/:q", "^:p/:q", "!:p", ":p|:q", ":p|^:q", "(:p/^:q)+", "^(:p/:q)")
NULLABLE = (":p*", ":q?", ":p?/:q*", "^:p/:q*", "(:p|:q)*", "a/:p*")
DEPTH = 3


class Queries:
    """Makes data and queries.

    Args:
        random: decides everything.
    """

    def __init__(self, random: Random) -> None:
        self._random = random

    def data(self) -> str:
        """A dataset in TriG: what the default graph holds, and two named graphs."""
        graphs = (" ".join(self._triple() for _ in range(self._random.randint(2, 14))) for _ in range(3))
        default, one, two = graphs
        return f"@prefix : <urn:> . {default} :g1 {{ {one} }} :g2 {{ {two} }}"

    def query(self) -> str:
        """A SELECT; its EXISTS stand in filters, in BIND, in HAVING and in what is selected."""
        first = self._random.choice(("?a :p|:q|a ?b .", "?a :p|:q ?b .", "?a ?b ?c .", self._pattern()))
        rest = self._group(DEPTH) if self._random.random() < 0.3 else f"FILTER {self._exists(DEPTH)}"
        group = f"{first} {rest}"
        match self._random.randrange(8):
            case 0:
                return f"SELECT ?a (COUNT(*) AS ?n) {{ {group} }} GROUP BY ?a HAVING ({self._exists(DEPTH - 1)})"
            case 1:
                return f"SELECT ?a (({self._exists(DEPTH - 1)}) AS ?found) {{ {group} }}"
            case 2:
                return f"SELECT DISTINCT ?a ?b {{ {group} }} ORDER BY ({self._exists(DEPTH - 1)})"
            case _:
                return f"SELECT * {{ {group} }}"

    def _triple(self) -> str:
        random = self._random
        return f"{random.choice(NODES)} {random.choice((':p', ':q', 'a'))} {random.choice((*TERMS, *NODES))} ."

    def _term(self) -> str:
        return self._random.choice(VARIABLES if self._random.random() < 0.75 else TERMS)

    def _path(self) -> str:
        chance = self._random.random()
        if chance < 0.06:
            return self._random.choice(VARIABLES)
        return self._random.choice(NULLABLE if chance < 0.25 else PATHS)

    def _pattern(self) -> str:
        random = self._random
        subject = random.choice(VARIABLES if random.random() < 0.85 else NODES)
        text = f"{subject} {self._path()} {self._term()}"
        if random.random() < 0.15:
            text += f", {self._term()}"
        if random.random() < 0.15:
            text += f" ; {self._path()} {self._term()}"
        return f"{text}{random.choice(('', '', ' ;'))} ."

    def _exists(self, depth: int) -> str:
        word = self._random.choice(("EXISTS", "NOT EXISTS", "not exists"))
        return f"{word} {{ {self._group(depth - 1)} }}"

    def _condition(self, depth: int) -> str:
        random = self._random
        left, right = random.choice(VARIABLES), self._term()
        match random.randrange(9 if depth > 0 else 5):
            case 0:
                return f"({left} = {right})"
            case 1:
                return f"(!BOUND({left}) || {left} != {right})"
            case 2:
                return f"isIRI({left})"
            case 3:
                return f"({left} IN ({right}, :n1))"
            case 4:
                return f"(IF({left} = {right}, BOUND({left}), {left} > 0))"
            case 5:
                return f"({self._exists(depth)} {random.choice(('||', '&&'))} {self._condition(depth - 1)})"
            case _:
                return self._exists(depth)

    def _group(self, depth: int) -> str:
        """What stands between two braces: mostly patterns and filters."""
        random = self._random
        parts = [self._pattern() for _ in range(random.choice((0, 1, 1, 2, 2, 3)))]
        parts += [f"FILTER {self._condition(depth)}" for _ in range(random.choice((0, 1, 1, 2)))]
        if random.random() < 0.4:
            parts.append(self._odd(depth - 1))
        random.shuffle(parts)
        return " ".join(parts)

    def _odd(self, depth: int) -> str:
        random = self._random
        if depth < 0:
            return ""
        inner = self._group(depth)
        match random.randrange(9):
            case 0:
                return f"OPTIONAL {{ {inner} }}"
            case 1:
                return f"{{ {inner} }} UNION {{ {self._group(depth)} }}"
            case 2:
                return f"MINUS {{ {inner} }}"
            case 3:
                return f"GRAPH {random.choice(('?g', '?a', ':g1'))} {{ {inner} }}"
            case 4:
                return f"{{ SELECT ?a ?c {{ {inner} }} }}"
            case 5:
                return f"{{ SELECT ?a (COUNT(?b) AS ?e) {{ {inner} }} GROUP BY ?a }}"
            case 6:
                one, other = random.choices(TERMS, k=2)
                return f"VALUES ({random.choice(VARIABLES)}) {{ ({one}) (UNDEF) ({other}) }}"
            case 7:
                return f"BIND({random.choice((*TERMS, *VARIABLES))} AS ?new{random.randrange(10**6)})"
            case _:
                return random.choice((f"{{ {inner} }}", "?a :p [ :q ?b ] .", "_:z :p ?a . ?b :q _:z ."))
