"""What the rules, the shapes and the questions about findings need, for all data at once.

A rule is asked of the subject of its head: whatever is needed to conclude something about a node is needed where the
node is described. Rules that say what a thing is because something points to it, such as the range of a property,
would then make each thing depend on all that points to it. So they are asked of the node that points, and what they
conclude of others is handed over as a fact. What is handed over must never lead to more that is handed over: then it
does not matter in which order files are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import NamedNode

from kg.incremental.model import ANY, Analysis, Given
from kg.incremental.patterns import Changing, Group, NotUnderstood, Pattern, Values
from kg.incremental.reach import Needs
from kg.incremental.reading import names, read
from kg.reason.rules import Rule
from kg.shacl.components.base import Check, Finder
from kg.shacl.names import RDF_TYPE

_TYPE = str(RDF_TYPE)


def analyse(rules: Sequence[Rule], steps: Iterable[Finder | Check], questions: Iterable[tuple[str, str]]) -> Analysis:
    """Reads rules, compiled shapes and questions.

    Args:
        rules: what is inferred by.
        steps: the queries that find results; what they find about a focus node is kept with that node's file.
        questions: what is asked besides, each with the variable of the node that it is asked of, if there is one.
    """
    needs = Needs()
    asked = list(questions)
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
    given = tuple(_given(rules, needs))  # adds to the needs
    return Analysis(frozenset(needs.backwards), frozenset(needs.anywhere), given)


def written(steps: Iterable[Finder | Check], questions: Iterable[tuple[str, str]]) -> set[str]:
    """The IRIs that are written in queries."""
    queries = (*(finder.query for finder in _finders(steps)), *(question for question, _ in questions))
    return {name for query in queries for name in names(query)}


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
        values = (f"VALUES {name} {{ {' '.join(terms)} }}" for name, terms in rule.body.choices)
        where = " ".join((*map(str, rule.body.atoms), *values))
        yield Given(where, _giver(rule, needs) or "", rule.head.subject, rule.head.value[1:-1])


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
