"""The description logic check: consistency, unsatisfiable classes and the inferred hierarchy, by HermiT in Owlready2.

HermiT decides OWL 2 DL under the Direct Semantics (https://www.w3.org/TR/owl2-direct-semantics/); it is the judge of
what the rules of `kg.reason.materialise` conclude. It passes over datatypes that OWL 2 does not have, such as xsd:date.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from kg.errors import InputError, InternalError
from kg.iris import compact
from kg.reason import java
from kg.reason.axioms import axioms
from kg.reason.explain import Cause, cause
from kg.reason.expressions import OWL, RDFS, TYPE, Named
from kg.reason.signature import declarations
from kg.reason.statements import Axiom, SubClass
from kg.reason.taxonomy import Taxonomy

SECONDS = 300.0
"""How long one run of HermiT may take, unless the caller says otherwise."""

_ONTOLOGY = "urn:clausegraph:checked"
_WITNESS = NamedNode("urn:clausegraph:witness")
_ISA = NamedNode(TYPE)
_HEADER = NamedNode(OWL + "Ontology")
_CLASS = NamedNode(OWL + "Class")
_DECLARATIONS = frozenset(
    {_CLASS, NamedNode(RDFS + "Datatype")}
    | {
        NamedNode(OWL + name)
        for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty", "NamedIndividual")
    }
)
_PYTHON = "http://www.lesfleursdunormal.fr/"
"""Owlready2's own vocabulary, by which data could have it import any Python module."""

_FAILURE = re.compile(r'^Exception in thread "main" ([\w.$]+)(?:: (.*?))?(?=^\s+at |\Z)', re.MULTILINE | re.DOTALL)
_REFUSALS = ("IllegalArgumentException", "MalformedLiteralException", "UnsupportedFacetException")
_UNREAD = "It all went pear-shaped"  # what HermiT says, with exit code 0, of a file that it cannot read
_IRI = re.compile(r"<([^<>\s]+)>")


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
        explanations: why; of classes under another unsatisfiable one only the topmost has its own.
        hierarchy: each class with its direct superclasses; one of them stands for those that are equivalent.
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

    Args:
        ontology: the axioms, with the declarations and annotations around them.
        facts: statements on individuals.
        individuals: also find the types and values of the named individuals.
        seconds: how long one run may take; the search for the axioms behind a contradiction takes several.

    Raises:
        InputError: a statement is not OWL 2 DL; the message has HermiT's words.
        EnvironmentFault: there is no Java, or the time or memory did not suffice.
        InternalError: Owlready2 or HermiT did not take what it was given.
    """
    java.find()
    schema, extra = _without_headers(ontology), _without_headers(facts)
    given = tuple(dict.fromkeys((*schema, *extra)))
    stated = tuple(axioms(given))
    implied = tuple(declarations(given, (axiom.statement for axiom in stated)))
    judge = _Judge(seconds, tuple(dict.fromkeys((*implied, *_declared(given)))))
    everything, flags = (*given, *implied), ("-c", "-O", "-D", "-I", "-Y") if individuals else ("-c",)
    if extra and not individuals:
        # To place the classes takes HermiT several times as long where it has to mind every fact.
        if judge.contradictory(everything):
            return judge.inconsistent(stated)
        everything = (*schema, *implied, *(t for axiom in stated if not _is_fact(axiom) for t in axiom.triples))
    output = judge.ask(flags, everything)
    if _contradicts(output):
        return judge.inconsistent(stated)
    found = Taxonomy().read(output.out)
    return DLReport(
        consistent=True,
        unsatisfiable=found.unsatisfiable,
        explanations=tuple(judge.explain(name, stated) for name in _topmost(found.unsatisfiable, stated)),
        hierarchy=found.hierarchy(_named(_classes(everything))),
        equivalent=found.equivalent,
        inferred=frozenset(found.facts(given)) - set(given) if individuals else frozenset(),
    )


class _Judge:
    """Asks HermiT again and again whether parts of the axioms contradict themselves."""

    def __init__(self, folder: Path, seconds: float, declared: tuple[Triple, ...]) -> None:
        self.folder = folder
        self._seconds = seconds
        self._declared = declared
        self._assumed: tuple[Triple, ...] = ()

    def explain(self, name: str, stated: Sequence[Axiom]) -> Explanation:
        """Why a class can have no member: what contradicts that it has one."""
        self._assumed = (Triple(_WITNESS, _ISA, NamedNode(name)),)
        return Explanation(name, cause(stated, self.clash, [name]))

    def clash(self, sets: Sequence[Sequence[Axiom]]) -> int | None:
        """The place of the first set that contradicts itself.

        One start of Java judges them in turn, and HermiT gives up at the first contradiction; since each set is
        within the next, that loses nothing.
        """
        files = []
        for place, members in enumerate(sets):
            file = self.folder / f"{place}.nt"
            _write((*self._declared, *self._assumed, *(triple for axiom in members for triple in axiom.triples)), file)
            files.append(file)
        output = java.hermit(["-k"], files, seconds=self._seconds)
        return output.out.count(" is satisfiable.") if _contradicts(output) else None


def _without_headers(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    triples = tuple(triples)
    headers = {triple.subject for triple in triples if triple.predicate == _ISA and triple.object == _HEADER}
    imports = NamedNode(OWL + "imports")
    return tuple(
        triple
        for triple in triples
        if triple.subject not in headers
        and triple.predicate != imports
        and not triple.predicate.value.startswith(_PYTHON)
    )


def _declared(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    """The declarations among the triples, which every part of the axioms needs."""
    return tuple(triple for triple in triples if triple.predicate == _ISA and triple.object in _DECLARATIONS)


def _write(triples: Iterable[Triple], file: Path) -> None:
    serialize(triples, str(file), format=RdfFormat.N_TRIPLES)


def _load(triples: Sequence[Triple], file: Path) -> None:
    """Has Owlready2 load the triples, makes sure that it took them, and has it write them for HermiT."""
    import owlready2

    source = io.BytesIO()
    serialize(triples, source, format=RdfFormat.N_TRIPLES)
    source.seek(0)
    world = owlready2.World()
    try:
        world.get_ontology(_ONTOLOGY + "#").load(fileobj=source)
        loaded = sum(1 for _ in world.classes())
        world.save(str(file), format="ntriples")
    except owlready2.OwlReadyError as error:
        raise InternalError(f"Owlready2 does not load the ontology: {error}") from error
    finally:
        world.close()
    wanted = {
        triple.subject
        for triple in triples
        if triple.predicate == _ISA and triple.object == _CLASS and isinstance(triple.subject, NamedNode)
    }
    if loaded < len(wanted):
        raise InternalError(f"Owlready2 took in {loaded} of {len(wanted)} classes")


def _contradicts(output: java.Output) -> bool:
    """Whether HermiT ended since something contradicts itself.

    Raises:
        InputError: it ended since something is not OWL 2 DL.
        InternalError: it ended for another reason.
    """
    failure = _FAILURE.search(output.err)
    if failure is None:
        if output.code == 0 and not output.err.startswith(_UNREAD):
            return False
        raise InternalError(f"HermiT did not answer: {output.err.strip().partition(chr(10))[0]}")
    kind = failure[1].rpartition(".")[2]
    words = _IRI.sub(lambda match: compact(match[1]), " ".join((failure[2] or kind).split()))
    if kind == "InconsistentOntologyException":
        return True
    if kind in _REFUSALS:
        raise InputError(
            f"not OWL 2 DL, says HermiT: {words}",
            expected="what section 11.2 of the OWL 2 structural specification allows",
        )
    raise InternalError(f"HermiT failed: {words}")


def _topmost(unsatisfiable: Iterable[str], stated: Iterable[Axiom]) -> tuple[str, ...]:
    """The classes that are not just told to be below another one of them."""
    classes = set(unsatisfiable)
    below = {
        axiom.statement.sub.iri
        for axiom in stated
        if isinstance(axiom.statement, SubClass)
        and isinstance(axiom.statement.sub, Named)
        and isinstance(axiom.statement.sup, Named)
        and axiom.statement.sup.iri in classes
    }
    return tuple(sorted(classes - below)) or tuple(sorted(classes))
