"""Puts triples before HermiT, through Owlready2, and makes out what its answer means."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kg.errors import InputError, InternalError
from kg.iris import compact
from kg.reason import java
from kg.reason.expressions import OWL, TYPE
from kg.reason.statements import Axiom

CLASS = NamedNode(OWL + "Class")
ISA = NamedNode(TYPE)

_BASE = "urn:clausegraph:checked#"
_FAILURE = re.compile(r'^Exception in thread "main" ([\w.$]+)(?:: (.*?))?(?=^\s+at |\Z)', re.MULTILINE | re.DOTALL)
_REFUSALS = ("IllegalArgumentException", "MalformedLiteralException", "UnsupportedFacetException")
_UNREAD = "It all went pear-shaped"  # what HermiT says, with exit code 0, of a file that it cannot read
_IDENTITY = re.compile(r"@[0-9a-f]+\b")  # Java's, of an object; another one in every run
_IRI = re.compile(r"<([^<>\s]+)>")


class Judge:
    """Asks HermiT about sets of triples.

    Args:
        declared: declarations that every set is to be read with.
        seconds: how long one run may take.

    Raises (every method):
        InputError: something is not OWL 2 DL; the message has HermiT's words.
        EnvironmentFault: there is no Java, or the time or memory did not suffice.
        InternalError: Owlready2 or HermiT did not take what it was given.
    """

    def __init__(self, declared: tuple[Triple, ...], seconds: float) -> None:
        self._declared = declared
        self._seconds = seconds

    def ask(self, flags: Sequence[str], triples: Iterable[Triple]) -> str | None:
        """What HermiT prints; None where the triples contradict each other."""
        with tempfile.TemporaryDirectory(prefix="kg-reason-") as folder:
            file = Path(folder) / "all.nt"
            _load((*self._declared, *triples), file)
            output = java.hermit(flags, [file], seconds=self._seconds)
        return None if _contradicts(output) else output.out

    def clash(self, sets: Sequence[Sequence[Axiom]], assumed: Sequence[Triple] = ()) -> int | None:
        """The place of the first set that contradicts itself; each set must be within the next.

        One start of Java judges them in turn. It ends with the first that contradicts itself: those that follow do too.
        """
        with tempfile.TemporaryDirectory(prefix="kg-reason-") as folder:
            files = [Path(folder) / f"{place}.nt" for place in range(len(sets))]
            for file, members in zip(files, sets, strict=True):
                triples = (triple for axiom in members for triple in axiom.triples)
                serialize((*self._declared, *assumed, *triples), str(file), format=RdfFormat.N_TRIPLES)
            output = java.hermit(["-k"], files, seconds=self._seconds)
        return output.out.count(" is satisfiable.") if _contradicts(output) else None


def _load(triples: Sequence[Triple], file: Path) -> None:
    """Has Owlready2 load the triples, makes sure that it took them, and has it write them for HermiT."""
    import owlready2

    written = io.BytesIO()
    serialize(triples, written, format=RdfFormat.N_TRIPLES)
    written.seek(0)
    world = owlready2.World()
    try:
        world.get_ontology(_BASE).load(fileobj=written, format="ntriples")
        loaded = {entity.iri for entity in world.classes()}
        world.save(str(file), format="ntriples")
    except owlready2.OwlReadyError as error:
        _check_numbers(triples)
        raise InternalError(f"Owlready2 does not load the ontology: {error}") from error
    finally:
        world.close()
    lost = classes(triples) - loaded
    if lost:
        raise InternalError(f"Owlready2 did not take in {len(lost)} classes, {compact(min(lost))} among them")


def _check_numbers(triples: Iterable[Triple]) -> None:
    """Finds the literal that is no number although its datatype says so: Owlready2 does not say which it was."""
    from owlready2.driver import FLOAT_DATATYPES, INT_DATATYPES

    for triple in triples:
        if not isinstance(triple.object, Literal):
            continue
        name = triple.object.datatype.value
        try:
            int(triple.object.value if name in INT_DATATYPES else 0)
            float(triple.object.value if name in FLOAT_DATATYPES else 0)
        except ValueError:
            owner, role = compact(getattr(triple.subject, "value", "")), compact(triple.predicate.value)
            raise InputError(
                f"{owner}, {role}: {triple.object.value!r} is not of the type {compact(name)}",
                expected="a value of that type, or another type",
            ) from None


def classes(triples: Iterable[Triple]) -> frozenset[str]:
    """The named classes that are declared."""
    return frozenset(
        triple.subject.value
        for triple in triples
        if triple.predicate == ISA and triple.object == CLASS and isinstance(triple.subject, NamedNode)
    )


def _contradicts(output: java.Output) -> bool:
    """Whether HermiT ended since something contradicts itself."""
    failure = _FAILURE.search(output.err)
    if failure is None:
        if output.code == 0 and _UNREAD not in output.err:
            return False
        said = output.err.strip().partition("\n")[0] or f"exit code {output.code}"
        raise InternalError(f"HermiT did not answer: {said}")
    kind = failure[1].rpartition(".")[2]
    if kind == "InconsistentOntologyException":
        return True
    words = " ".join(_IDENTITY.sub("", _IRI.sub(lambda match: compact(match[1]), failure[2] or kind)).split())
    if kind in _REFUSALS:
        raise InputError(
            f"not OWL 2 DL, says HermiT: {words}",
            expected="what section 11.2 of the OWL 2 structural specification allows",
        )
    raise InternalError(f"HermiT failed: {words}")
