"""Random shapes and data for the differential tests: small, dense, and odd on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.shacl.names import RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE, RDFS_CLASS, RDFS_SUBCLASS, XSD, sh

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal


def ex(name: str) -> NamedNode:
    return NamedNode("http://example.org/" + name)


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


IRIS = [ex(name) for name in "abcde"]
BLANKS = [BlankNode(f"b{number}") for number in range(3)]
PROPERTIES = [ex(name) for name in "pqr"]
CLASSES = [ex(name) for name in ("A", "B", "C")]
LITERALS = [
    Literal(""),
    Literal("a"),
    Literal("abc"),
    Literal("a b"),
    Literal("5"),
    Literal("hej", language="sv"),
    Literal("hello", language="en"),
    Literal("colour", language="en-gb"),
    Literal("color", language="en-us"),
    Literal("a", language="en"),
    typed("1", "integer"),
    typed("5", "integer"),
    typed("aldi", "integer"),
    typed("5.5", "decimal"),
    typed("5", "double"),
    typed("true", "boolean"),
    typed("maybe", "boolean"),
    typed("2020-01-01", "date"),
    typed("2021-06-30", "date"),
    typed("2020-02-30", "date"),
    typed("2020-01-01T00:00:00", "dateTime"),
    typed("2020-01-01T00:00:00Z", "dateTime"),
    typed("x", "anyURI"),
    Literal("odd", datatype=ex("datatype")),
]
FAMILIES = [
    [typed(text, "integer") for text in ("-1", "0", "1", "5")]
    + [typed("5.5", "decimal"), typed("0.5", "decimal"), typed("5", "double"), typed("-INF", "double")],
    [typed(text, "date") for text in ("2019-12-31", "2020-01-01", "2020-02-29", "2021-06-30")],
    [typed(text, "dateTime") for text in ("2019-12-31T23:59:59", "2020-01-01T00:00:00", "2020-01-01T00:00:00.5")],
    [Literal(text) for text in ("", "a", "abc", "a b", "5", "å")],
    [typed("true", "boolean"), typed("false", "boolean")],
]
"""Literals that SPARQL can compare with each other; pySHACL compares those of different families too, wrongly."""
FALSY = [Literal(""), typed("0", "integer"), typed("false", "boolean")]
FALSY += [typed("aldi", "integer"), typed("maybe", "boolean"), typed("2020-02-30", "date")]
DATATYPES = [XSD + name for name in ("string", "integer", "decimal", "double", "boolean", "date", "dateTime", "anyURI")]
DATATYPES += ["http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", ex("datatype").value]
KINDS = ("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
PATTERNS = ("^a", "b", "^[a-z]+$", "^$", "A", r"\d", "e.*o", "a b")
SEVERITIES = ("Violation", "Warning", "Info")


QUERIES = [
    "SELECT $this ?value WHERE { $this ex:p ?value . FILTER(isLiteral(?value)) }",
    "SELECT $this WHERE { FILTER NOT EXISTS { $this ex:q ?x } }",
    "SELECT $this WHERE { $this ex:q ?x } GROUP BY $this HAVING (COUNT(DISTINCT ?x) > 1)",
    "SELECT $this ?path ?value WHERE { $this ?path ?value . FILTER(?path != ex:p) }",
    "SELECT $this WHERE { { FILTER(isIRI($this)) } UNION { $this ex:r ?x } }",
    "SELECT $this ?value WHERE { OPTIONAL { $this ex:r ?value } FILTER(!BOUND(?value) || isIRI(?value)) }",
    "SELECT $this ?that WHERE { BIND(STR($this) AS ?that) FILTER(STRLEN(?that) > 3) }",
    "SELECT $this ?value WHERE { { SELECT $this ?value WHERE { $this ex:p/ex:q ?value } } }",
    "SELECT DISTINCT $this ?value WHERE { $this (ex:p|ex:q)+ ?value . ?value ex:r ?other . FILTER(?other != $this) }",
]
PATH_QUERY = "SELECT $this ?value WHERE { $this $PATH ?value . FILTER NOT EXISTS { ?value ex:p ?x } }"


def component() -> list[Triple]:
    """Two constraint components: one with an ASK validator, one with SELECT validators and an optional parameter."""
    short, marked, one = ex("Short"), ex("Marked"), BlankNode("c1")
    declare, by, unless = BlankNode("c3"), BlankNode("c4"), BlankNode("c5")
    ask, node, path = ex("short"), BlankNode("c6"), BlankNode("c7")
    select = "SELECT $this WHERE { $this %s ?found . FILTER(?found = $mark && !BOUND($but)) }"
    return [
        Triple(ex("prefixes"), sh("declare"), declare),
        Triple(declare, sh("prefix"), Literal("ex")),
        Triple(declare, sh("namespace"), typed("http://example.org/", "anyURI")),
        Triple(short, RDF_TYPE, sh("ConstraintComponent")),
        Triple(short, sh("parameter"), one),
        Triple(one, sh("path"), ex("limit")),
        Triple(short, sh("validator"), ask),
        Triple(ask, RDF_TYPE, sh("SPARQLAskValidator")),
        Triple(ask, sh("ask"), Literal("ASK { FILTER(isBlank($value) || STRLEN(STR($value)) < $limit) }")),
        Triple(marked, RDF_TYPE, sh("ConstraintComponent")),
        Triple(marked, sh("parameter"), by),
        Triple(by, sh("path"), ex("mark")),
        Triple(marked, sh("parameter"), unless),
        Triple(unless, sh("path"), ex("but")),
        Triple(unless, sh("optional"), Literal(value=True)),
        Triple(marked, sh("nodeValidator"), node),
        Triple(node, RDF_TYPE, sh("SPARQLSelectValidator")),
        Triple(node, sh("prefixes"), ex("prefixes")),
        Triple(node, sh("select"), Literal(select % "ex:q")),
        Triple(marked, sh("propertyValidator"), path),
        Triple(path, RDF_TYPE, sh("SPARQLSelectValidator")),
        Triple(path, sh("select"), Literal(select % "$PATH")),
    ]


class Case:
    """Data in two graphs, and one shape with a target.

    Args:
        random: decides everything.

    Attributes:
        compared: whether the shapes compare values, all of which SPARQL can then compare.
        written: whether the shapes have queries of their author. Then the data knows every focus node, since Oxigraph
            finds no empty path from one that it does not know, and no literal is false in Python, since pySHACL does
            not bind such a one.
        graphs: the triples of the data graphs.
        shapes: the shapes graph.
    """

    def __init__(self, random: Random) -> None:
        self.compared = random.random() < 0.4
        self.written = random.random() < 0.3
        literals = random.choice(FAMILIES) if self.compared else LITERALS
        if self.written:
            literals = [one for one in literals if one not in FALSY]
        nodes: list[list[Term]] = [[], []] if random.random() < 0.5 and self.compared else [[*IRIS], [*BLANKS]]
        self.graphs = data(random, [*nodes, [*literals]])
        if self.written:
            known: list[Term] = [*IRIS, *literals, ex("absent")]
            self.graphs[0] += [Triple(ex("f"), ex("z"), one) for one in known]
        only_literals = not nodes[0]
        shapes = Shapes(random, literals, compared=self.compared, written=self.written, only_literals=only_literals)
        self.shapes = shapes.triples


def data(random: Random, values: list[list[Term]]) -> list[list[Triple]]:
    """The triples of two graphs, which may share some."""
    nodes: list[Node] = [*IRIS, *BLANKS]
    values = [*(kind for kind in values if kind), values[-1]]
    graphs: list[list[Triple]] = [[], []]
    for _ in range(random.randint(1, 18)):
        subject = random.choice(nodes)
        if random.random() < 0.3:
            triple = Triple(subject, RDF_TYPE, random.choice(CLASSES))
        else:
            value = random.choice(random.choice(values))
            triple = Triple(subject, random.choice(PROPERTIES), value)
        for graph in random.choice([[0], [1], [0, 1]]):
            graphs[graph].append(triple)
    for _ in range(random.randint(0, 2)):
        graphs[0].append(Triple(random.choice(CLASSES), RDFS_SUBCLASS, random.choice(CLASSES)))
    return graphs


class Shapes:
    """One shape with a target, and what it refers to."""

    def __init__(
        self, random: Random, literals: list[Literal], *, compared: bool, written: bool, only_literals: bool
    ) -> None:
        self.random = random
        self.literals = literals
        self.compared = compared
        self.written = written
        self.only_literals = only_literals
        self.triples: list[Triple] = []
        self.finished: list[tuple[Node, bool]] = []
        self.blanks = 0
        self.node = ex("Shape")
        self.shape(self.node, 3, path=random.random() < 0.4)
        self.target()
        if written:
            self.triples += component()

    def fresh(self) -> BlankNode:
        self.blanks += 1
        return BlankNode(f"s{self.blanks}")

    def say(self, node: Node, name: str, value: Term) -> None:
        self.triples.append(Triple(node, sh(name), value))

    def list(self, members: list[Term]) -> Node:
        head: Node = RDF_NIL
        for member in reversed(members):
            cell = self.fresh()
            self.triples += [Triple(cell, RDF_FIRST, member), Triple(cell, RDF_REST, head)]
            head = cell
        return head

    def target(self) -> None:
        random = self.random
        nodes: list[Term] = [*IRIS, *IRIS, *IRIS, ex("absent"), *self.literals]
        for _ in range(random.choice([1, 1, 2])):
            kind = random.choice(["targetNode", "targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf", ""])
            if kind == "targetNode":
                for _ in range(3):
                    self.say(self.node, kind, random.choice(nodes))
            elif kind == "targetClass":
                self.say(self.node, kind, random.choice(CLASSES))
            elif kind:
                self.say(self.node, kind, random.choice(PROPERTIES))
            elif self.node not in CLASSES:
                self.rename(random.choice(CLASSES))
                self.triples.append(Triple(self.node, RDF_TYPE, RDFS_CLASS))

    def rename(self, node: NamedNode) -> None:
        self.triples = [
            Triple(node if triple.subject == self.node else triple.subject, triple.predicate, triple.object)
            for triple in self.triples
        ]
        self.node = node

    def path(self, depth: int = 2, *, inverse: bool = False) -> Node:
        """A path; within an inverse one there is no sequence, since pySHACL walks that in the wrong order."""
        random = self.random
        if depth == 0 or random.random() < 0.6:
            return random.choice(PROPERTIES)
        kinds = ["inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath", "alternativePath", "sequence"]
        kind = random.choice(kinds[: 5 if inverse else 6])
        inverse = inverse or kind == "inversePath"
        if kind == "sequence":
            return self.list([self.path(depth - 1) for _ in range(random.choice([2, 2, 3]))])
        node = self.fresh()
        if kind == "alternativePath":
            self.say(node, kind, self.list([self.path(depth - 1, inverse=inverse) for _ in range(2)]))
        else:
            self.say(node, kind, self.path(depth - 1, inverse=inverse))
        return node

    def shape(self, node: Node, depth: int, *, path: bool) -> None:
        random = self.random
        self.triples.append(Triple(node, RDF_TYPE, sh("PropertyShape" if path else "NodeShape")))
        if path:
            self.say(node, "path", self.path())
        if random.random() < 0.05:
            self.say(node, "deactivated", Literal(value=True))
        if random.random() < 0.2:
            self.say(node, "severity", sh(random.choice(SEVERITIES)))
        choices = list(self.constraints(node, depth, path=path))
        for constrain in random.sample(choices, random.choice([1, 1, 2, 3])):
            constrain()

    def other(self, depth: int, *, path: bool | None = None) -> Node:
        """A shape to refer to: a new one, or now and then one that is there already."""
        path = self.random.random() < 0.4 if path is None else path
        known = [node for node, with_path in self.finished if with_path == path]
        if known and self.random.random() < 0.2:
            return self.random.choice(known)
        node = self.fresh()
        self.shape(node, depth, path=path)
        self.finished.append((node, path))
        return node

    def constraints(self, node: Node, depth: int, *, path: bool) -> Iterator[Callable[[], None]]:
        random = self.random

        def say(name: str, choose: Callable[[], Term]) -> Callable[[], None]:
            return lambda: self.say(node, name, choose())

        def number(most: int) -> Callable[[], Term]:
            return lambda: typed(str(random.randint(0, most)), "integer")

        def terms(options: list[Term]) -> Callable[[], Term]:
            return lambda: self.list(random.sample(options, random.randint(0, 4)))

        every: list[Term] = [*IRIS, *self.literals]
        yield say("class", lambda: random.choice(CLASSES))
        yield say("datatype", lambda: NamedNode(random.choice(DATATYPES)))
        yield say("nodeKind", lambda: sh(random.choice(KINDS)))
        for name in ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive") if self.compared else ():
            yield say(name, lambda: random.choice(self.literals))
        yield say("minLength", lambda: typed(str(random.randint(1, 3)), "integer"))
        yield say("maxLength", number(3))
        yield lambda: self.pattern(node)
        yield say("languageIn", terms([Literal("en"), Literal("sv"), Literal("en-GB"), Literal("de")]))
        yield say("equals", lambda: random.choice(PROPERTIES))
        yield say("disjoint", lambda: random.choice(PROPERTIES))
        yield say("hasValue", lambda: random.choice(every))
        yield say("in", terms(every))
        yield lambda: self.closed(node)
        if depth:
            yield say("not", lambda: self.other(depth - 1))
            yield say("node", lambda: self.other(depth - 1, path=False))
            for _ in range(2):
                yield say("property", lambda: self.other(depth - 1, path=True))
            for name in ("and", "or", "xone"):
                yield say(name, lambda: self.list([self.other(depth - 1) for _ in range(random.randint(1, 3))]))
        if self.written:
            limits = [typed("2", "integer"), typed("20", "integer")]
            yield lambda: self.sparql(node, path=path)
            yield lambda: self.triples.append(Triple(node, ex("limit"), random.choice(limits)))
            yield lambda: self.mark(node)
        if path:
            yield say("minCount", number(3))
            yield say("maxCount", number(5))
            yield say("uniqueLang", lambda: Literal(value=True))
            for name in ("lessThan", "lessThanOrEquals") if self.only_literals else ():
                yield say(name, lambda: random.choice(PROPERTIES))
            if depth:
                yield lambda: self.qualified(node, depth)

    def pattern(self, node: Node) -> None:
        self.say(node, "pattern", Literal(self.random.choice(PATTERNS)))
        if self.random.random() < 0.3:
            self.say(node, "flags", Literal("i"))

    def closed(self, node: Node) -> None:
        self.say(node, "closed", Literal(value=True))
        self.say(node, "ignoredProperties", self.list([RDF_TYPE, self.random.choice(PROPERTIES)]))

    def qualified(self, node: Node, depth: int) -> None:
        self.say(node, "qualifiedValueShape", self.other(depth - 1))
        which = self.random.choice([["Min"], ["Max"], ["Min", "Max"]])
        for name in which:
            self.say(node, f"qualified{name}Count", typed(str(self.random.randint(0, 5)), "integer"))
        if self.random.random() < 0.5:
            self.say(node, "qualifiedValueShapesDisjoint", Literal(value=True))

    def sparql(self, node: Node, *, path: bool) -> None:
        constraint = self.fresh()
        self.say(node, "sparql", constraint)
        self.say(constraint, "prefixes", ex("prefixes"))
        self.say(constraint, "select", Literal(self.random.choice([*QUERIES, *([PATH_QUERY] * 3 if path else ())])))

    def mark(self, node: Node) -> None:
        options: list[Term] = [*IRIS, *self.literals]
        self.triples.append(Triple(node, ex("mark"), self.random.choice(options)))
        if self.random.random() < 0.3:
            self.triples.append(Triple(node, ex("but"), ex("a")))
