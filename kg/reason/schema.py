"""The closed hierarchies of the ontology's own terms, so that a query finds every superclass in one step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from kg.iris import CG
from kg.reason.expressions import NOTHING, RDFS, THING, And, Expression, Named, Or, Property
from kg.reason.statements import DisjointUnion, EquivalentClass, EquivalentProperty, Statement, SubClass, SubProperty

_CLASSES = RDFS + "subClassOf"
_PROPERTIES = RDFS + "subPropertyOf"


def hierarchy(statements: Iterable[Statement]) -> tuple[Triple, ...]:
    """What stands above each clausegraph class and property, at any distance.

    scm-sco, scm-spo, scm-eqc1, scm-eqp1, scm-int and scm-uni of OWL 2 RL, for named terms; nothing is above itself,
    and owl:Thing is left out.
    """
    above: dict[str, dict[str, set[str]]] = {_CLASSES: defaultdict(set), _PROPERTIES: defaultdict(set)}
    for statement in statements:
        for name, sub, sup in _links(statement):
            above[name][sub].add(sup)
    return tuple(
        Triple(NamedNode(term), NamedNode(name), NamedNode(ancestor))
        for name, links in above.items()
        for term in sorted(links)
        if term.startswith(CG)
        for ancestor in sorted(_reachable(links, term) - {term})
    )


def _links(statement: Statement) -> Iterator[tuple[str, str, str]]:
    match statement:
        case SubClass(sub, sup):
            yield from _class_links(sub, sup)
        case EquivalentClass(first, second):
            yield from _class_links(first, second)
            yield from _class_links(second, first)
        case DisjointUnion(whole, parts):
            yield from _class_links(Or(parts), whole)
        case SubProperty(Property(sub, False), Property(sup, False)):
            yield _PROPERTIES, sub, sup
        case EquivalentProperty(Property(first, False), Property(second, False)):
            yield _PROPERTIES, first, second
            yield _PROPERTIES, second, first


def _class_links(sub: Expression, sup: Expression) -> Iterator[tuple[str, str, str]]:
    match sub, sup:
        case Named(low), Named(high) if low != NOTHING and high != THING:
            yield _CLASSES, low, high
        case _, And(parts):
            for part in parts:
                yield from _class_links(sub, part)
        case Or(parts), _:
            for part in parts:
                yield from _class_links(part, sup)


def _reachable(links: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for higher in links.get(waiting.pop(), ()):
            if higher not in found:
                found.add(higher)
                waiting.append(higher)
    return found
