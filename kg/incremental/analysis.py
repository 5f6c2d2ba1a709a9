"""What the rules, the shapes and the questions about findings need, for all data at once.

A rule is asked of the subject of its head: whatever is needed to conclude something about a node is needed where the
node is described. Rules that say what a thing is because something points to it, such as the range of a property,
would then make each thing depend on all that points to it. So they are asked of the node that points, and what they
conclude of others is handed over as a fact. What is handed over must never lead to more that is handed over: then it
does not matter in which order files are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.incremental.patterns import Changing, Group, NotUnderstood, Pattern, Values, names, read
from kg.incremental.reach import ANY, Needs
from kg.reason.rules import Rule
from kg.shacl.components.base import Check, Finder
from kg.shacl.names import RDF_TYPE

_TYPE = str(RDF_TYPE)


@dataclass(frozen=True, slots=True)
class Given:
    """A rule whose conclusions are handed over: the query gives `?giver` and `?thing`, which is of the class."""

    query: str
    of: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is needed beside the descriptions of the nodes that are reached.

    Args:
        backwards: the properties, as `<IRI>`, that are walked from object to subject; `*` for all.
        anywhere: the properties, or classes as `a <IRI>`, of which all triples are needed; `*` for all.
        given: the rules whose conclusions are handed over.
        names: the IRIs that are written in queries.
        changing: whether some answer is another one each time, so that none may be kept.
    """

    backwards: frozenset[str]
    anywhere: frozenset[str]
    given: tuple[Given, ...] = ()
    names: frozenset[str] = frozenset()
    changing: bool = False


def analyse(rules: Sequence[Rule], steps: Iterable[Finder | Check], questions: Iterable[str]) -> Analysis:
    """Reads rules, compiled shapes and questions.

    Args:
        rules: what is inferred by.
        steps: the queries that find results; what they find about a focus node is kept with that node's file.
        questions: what is asked about the nodes of the report.
    """
    needs = Needs()
    asked = [(question, "") for question in questions]
    try:
        for finder in _finders(steps):
            if finder.limit is not None:
                raise NotUnderstood("LIMIT takes some of the solutions, and nothing says which")
            asked.append((finder.query, finder.context.focus))
        # What has least to choose from comes first: the others may then choose what is needed anyhow.
        for query, root in sorted(asked, key=lambda one: len(one[0])):
            needs.select(read(query), {root})
    except NotUnderstood as error:
        return Analysis(frozenset(), frozenset((ANY,)), changing=isinstance(error, Changing))
    given = tuple(_given(rules, needs))
    written = frozenset(name for query, _ in asked for name in names(query))
    return Analysis(frozenset(needs.backwards), frozenset(needs.anywhere), given, written)


def _finders(steps: Iterable[Finder | Check]) -> Iterator[Finder]:
    for step in steps:
        if isinstance(step, Check):
            yield from _finders(step.finders)
        else:
            yield step


def _given(rules: Sequence[Rule], needs: Needs) -> Iterator[Given]:
    """Notes what the rules need, and finds those whose conclusions are handed over."""
    given = [rule for rule in rules if rule.head.predicate == _TYPE and rule.head.subject.startswith("?")]
    shrinks = True
    while shrinks:
        _follow([rule for rule in rules if rule not in given], rules, needs)
        dear = [rule for rule in given if _costs(rule, rule.head.subject, needs) and _giver(rule, needs)]
        reached = _consequences(dear, rules)
        left = [rule for rule in dear if reached.isdisjoint(rule.needs)]
        shrinks = left != given
        given = left
    for rule in given:
        where = f"{' '.join(map(str, rule.body.atoms))} {_choices(rule)}"
        columns = f"({_giver(rule, needs)} AS ?giver) ({rule.head.subject} AS ?thing)"
        yield Given(f"SELECT DISTINCT {columns} WHERE {{ {where} }}", rule.head.value)


def _follow(asked: Sequence[Rule], rules: Sequence[Rule], needs: Needs) -> None:
    """Notes what is needed by some rules, each asked of its subject, and to walk over what any rule concludes."""
    size = (-1, -1)
    while size != (size := (len(needs.backwards), len(needs.anywhere))):
        for rule in asked:
            needs.group(_body(rule), {rule.head.subject}, frozenset())
        for rule in rules:
            if not needs.backwards.isdisjoint((rule.head.predicate, ANY)):
                needs.group(_body(rule), {rule.head.value}, frozenset())
            if not needs.anywhere.isdisjoint((rule.head.key, rule.head.predicate, ANY)):
                needs.group(_body(rule), (), frozenset())


def _consequences(given: Sequence[Rule], rules: Sequence[Rule]) -> set[str]:
    """The keys of what is handed over, and of all that may follow from it."""
    keys = {rule.head.key for rule in given}
    while more := {rule.head.key for rule in rules if not keys.isdisjoint(rule.needs)} - keys:
        keys |= more
    return keys


def _giver(rule: Rule, needs: Needs) -> str | None:
    """A variable of which the rule can be asked without needing more."""
    ends = dict.fromkeys(end for atom in rule.body.atoms for end in (atom.subject, atom.value) if end.startswith("?"))
    return next((end for end in ends if end != rule.head.subject and not _costs(rule, end, needs)), None)


def _costs(rule: Rule, root: str, needs: Needs) -> bool:
    trial = Needs(set(needs.backwards), set(needs.anywhere))
    trial.group(_body(rule), {root}, frozenset())
    return trial != needs


def _body(rule: Rule) -> Group:
    patterns = (Pattern(atom.subject, NamedNode(atom.predicate[1:-1]), atom.value) for atom in rule.body.atoms)
    return Group((*patterns, *(Values((name,)) for name, _ in rule.body.choices)))


def _choices(rule: Rule) -> str:
    return " ".join(f"VALUES {name} {{ {' '.join(terms)} }}" for name, terms in rule.body.choices)
