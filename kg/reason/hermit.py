"""The description logic check: consistency, unsatisfiable classes and the inferred hierarchy, by HermiT in Owlready2.

HermiT decides OWL 2 DL under the Direct Semantics (https://www.w3.org/TR/owl2-direct-semantics/); it is the judge of
what the rules of `kg.reason.materialise` conclude. It passes over datatypes that OWL 2 does not have, such as xsd:date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from pyoxigraph import NamedNode, Triple

from kg.reason import java
from kg.reason.axioms import axioms
from kg.reason.explain import Cause, cause
from kg.reason.expressions import OWL, RDFS, Named
from kg.reason.judge import CLASS, ISA, Judge, classes
from kg.reason.signature import declarations
from kg.reason.statements import Axiom, ClassFact, Denial, Different, PropertyFact, Same, SubClass
from kg.reason.taxonomy import Taxonomy

SECONDS = 300.0
"""How long one run of HermiT may take, unless the caller says otherwise."""

_WITNESS = NamedNode("urn:clausegraph:witness")
_FACTS = ClassFact | PropertyFact | Denial | Same | Different
_KINDS = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty", "NamedIndividual")
_DECLARATIONS = frozenset({CLASS, NamedNode(RDFS + "Datatype"), *(NamedNode(OWL + kind) for kind in _KINDS)})
_OWLREADY = "http://www.lesfleursdunormal.fr/"
"""Owlready2's own vocabulary, by which data could have it import any Python module."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a class can have no member or, without one, why everything together contradicts itself."""

    of: str | None
    cause: Cause


@dataclass(frozen=True, slots=True)
class DLReport:
    """What HermiT found; classes are IRIs, and everything is sorted.

    Args:
        consistent: whether ontology and facts can all be true.
        unsatisfiable: the classes that can have no member.
        explanations: why; of classes told to be below another unsatisfiable one only the topmost have their own.
        hierarchy: each class with its direct superclasses, owl:Thing at the top; the first name of equivalent classes.
        equivalent: the groups of classes that mean the same.
        inferred: what holds of the named individuals and was not given, where it was asked for.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    hierarchy: tuple[tuple[str, str], ...] = ()
    equivalent: tuple[tuple[str, ...], ...] = ()
    inferred: frozenset[Triple] = frozenset()


def check(
    ontology: Iterable[Triple],
    facts: Iterable[Triple] = (),
    *,
    individuals: bool = False,
    seconds: float = SECONDS,
) -> DLReport:
    """Lets HermiT judge an ontology together with facts. Nothing is fetched: owl:imports are left out.

    The same triples in the same order give the same report. Facts are minded for consistency; the classes are placed
    by the axioms alone, which is many times faster, unless `individuals` are asked for.

    Args:
        ontology: the axioms, with the declarations and annotations around them.
        facts: statements on individuals, and axioms of a user's own.
        individuals: also find the types and values of the named individuals; values that are literals as far as the
            hierarchy of properties implies them.
        seconds: how long one run may take; the search for the axioms behind a contradiction takes several.

    Raises:
        InputError: a statement is not OWL 2 DL; the message has HermiT's words.
        EnvironmentFault: there is no Java, or the time or memory did not suffice.
        InternalError: Owlready2 or HermiT did not take what it was given.
    """
    java.find()
    schema, extra = _usable(ontology), _usable(facts)
    given = tuple(dict.fromkeys((*schema, *extra)))
    stated = tuple(axioms(given))
    declared = tuple(dict.fromkeys((*_declared(given), *declarations(given, (each.statement for each in stated)))))
    judge = Judge(declared, seconds)
    if individuals:
        answer = judge.ask(("-c", "-O", "-D", "-I", "-Y"), given)
    elif extra and judge.ask(("-k",), given) is None:
        answer = None
    else:
        own = (triple for each in stated if not isinstance(each.statement, _FACTS) for triple in each.triples)
        answer = judge.ask(("-c",), dict.fromkeys((*schema, *own)))
    if answer is None:
        return DLReport(consistent=False, explanations=(Explanation(None, cause(stated, judge.clash)),))
    found = Taxonomy().read(answer)
    return DLReport(
        consistent=True,
        unsatisfiable=found.unsatisfiable,
        explanations=tuple(_why_empty(name, stated, judge) for name in _topmost(found.unsatisfiable, stated)),
        hierarchy=found.hierarchy(classes(declared)),
        equivalent=found.equivalent,
        inferred=frozenset(found.facts(given)) - frozenset(given) if individuals else frozenset(),
    )


def _why_empty(name: str, stated: tuple[Axiom, ...], judge: Judge) -> Explanation:
    """Why a class can have no member: what contradicts that it has one."""
    member = Triple(_WITNESS, ISA, NamedNode(name))
    return Explanation(name, cause(stated, partial(judge.clash, assumed=[member]), [name]))


def _topmost(unsatisfiable: Iterable[str], stated: Iterable[Axiom]) -> tuple[str, ...]:
    """The classes that are not just told to be below another one of them."""
    empty = set(unsatisfiable)
    below = set()
    for axiom in stated:
        match axiom.statement:
            case SubClass(Named(sub), Named(sup)) if sup in empty:
                below.add(sub)
    return tuple(sorted(empty - below or empty))


def _usable(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    """The triples without the headers of ontologies, imports, and what would steer Owlready2."""
    triples = tuple(triples)
    header, imports = NamedNode(OWL + "Ontology"), NamedNode(OWL + "imports")
    headers = {triple.subject for triple in triples if triple.predicate == ISA and triple.object == header}
    return tuple(
        triple
        for triple in triples
        if triple.subject not in headers
        and triple.predicate != imports
        and not triple.predicate.value.startswith(_OWLREADY)
    )


def _declared(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    return tuple(triple for triple in triples if triple.predicate == ISA and triple.object in _DECLARATIONS)
