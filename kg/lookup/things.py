"""What all look-ups have in common: a thing, the passages behind it, and fields that say where they are read from.

A field without a value is *not documented*: no document at hand says that it is so, and none says that it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, ClassVar, Literal, TypeVar, get_type_hints

from pyoxigraph import Literal as Words
from pyoxigraph import NamedNode

from kg.findings import EvidenceRef, Reference, Text
from kg.findings.facts import Facts, one
from kg.iris import CG, expand, slug
from kg.shacl.names import RDF_TYPE, RDFS, sh
from kg.store.base import Store, Term

Role = Literal["controller", "processor"]
References = tuple[Reference, ...]

_ROLES: tuple[tuple[Role, str], ...] = (("controller", "ProcessingByController"), ("processor", "ProcessingOnBehalf"))
_T = TypeVar("_T", bound="Thing")
_LABEL, _NAME = NamedNode(RDFS + "label"), sh("name")

# The things, what they point to by any property (cg:nothing is none), and the documents of the passages among that;
# then what each of these says.
_AROUND = """
CONSTRUCT {{ ?node ?property ?value }} WHERE {{
    {{ SELECT DISTINCT ?node WHERE {{ {things} ?thing (!rdf:nil)?/cg:document? ?node }} }}
    ?node ?property ?value
    FILTER (
        STRSTARTS(STR(?property), STR(cg:))
        || ?property IN ( rdf:type, rdfs:label, dcterms:title, dcterms:source )
        || ?property IN ( sh:name, sh:description, sh:message, sh:severity )
    )
}}
"""


@dataclass(frozen=True, slots=True)
class Thing:
    """Anything that can be looked up.

    Args:
        iri: what it is.
        type: the first of OF_CLASS that it is a member of, without its prefix; None where there is none.
        label: what it is called.
        evidence: the passages that say what is said of it.
    """

    OF_CLASS: ClassVar[tuple[str, ...]] = ()
    """Classes whose members are such things: of our own ontology, or as `prefix:name`."""

    iri: str
    type: str | None
    label: Text
    evidence: tuple[EvidenceRef, ...]

    @property
    def not_documented(self) -> tuple[str, ...]:
        """The names of the fields that no document at hand fills."""
        readings = self.readings().items()
        return tuple(name for name, reading in readings if reading.documented and getattr(self, name) in ((), None))

    @classmethod
    @cache
    def readings(cls) -> Mapping[str, Reading]:
        """The fields that say how they are read."""
        notes = {
            name: getattr(hint, "__metadata__", ()) for name, hint in get_type_hints(cls, include_extras=True).items()
        }
        return {name: note for name, told in notes.items() for note in told if isinstance(note, Reading)}


@dataclass(frozen=True, slots=True)
class Reading:
    """Says of a field, as an annotation of its type, how it is read.

    Args:
        read: gives the value of the field for a node.
        documented: whether the field counts as *not documented* where it is empty.
        path: of our own properties, see `Around.follow`, for a field that holds what stands at its end.
    """

    read: Callable[[Around, Term], object]
    documented: bool = True
    path: str | None = None


class Around(Facts):
    """Some things of a store, with all that they point to, fetched by one query.

    Args:
        store: what to read.
        things: a SPARQL group that gives ?thing.
        bindings: of variables in it.

    Raises:
        StoreError: the store could not answer.
    """

    def __init__(self, store: Store, things: str, **bindings: NamedNode) -> None:
        super().__init__(store.construct(_AROUND.format(things=things), bindings=bindings))

    def read(self, kind: type[_T], thing: Reference, **more: Any) -> _T:
        """One thing, with every field that says where it is read from."""
        node = NamedNode(thing.iri)
        said = {name: reading.read(self, node) for name, reading in kind.readings().items()}
        of_class = next((name.rpartition(":")[2] for name in kind.OF_CLASS if self.is_a(node, name)), None)
        return kind(iri=thing.iri, type=of_class, label=thing.label, evidence=self.evidence([node]), **said, **more)

    def read_all(self, kind: type[_T], nodes: Iterable[Term]) -> tuple[_T, ...]:
        """Each thing once, sorted by IRI."""
        return tuple(self.read(kind, thing) for thing in self.references(nodes))

    def references(self, nodes: Iterable[Term]) -> References:
        """As for findings, but a shape that has no label is called by its name."""
        return tuple(self._called(one) for one in super().references(nodes))

    def _called(self, one: Reference) -> Reference:
        node = NamedNode(one.iri)
        names = self.graph.objects(node, _NAME)
        if not names or self.graph.objects(node, _LABEL):
            return one
        return replace(one, label=Text.of(names, slug(one.iri)))

    def instances(self, name: str) -> list[Term]:
        """The members of one of our own classes, or of `prefix:name`."""
        return [node for node, kind in self.graph.pairs(RDF_TYPE) if kind == _class(name)]

    def is_a(self, node: Term, name: str) -> bool:
        """Whether a node is a member of one of our own classes, or of `prefix:name`."""
        return _class(name) in self.graph.objects(node, RDF_TYPE)

    def is_true(self, node: Term, name: str) -> bool | None:
        """What a property that is true or false says; None where it says nothing."""
        said = one(self.graph, node, name)
        return None if said is None else said == "true"

    def follow(self, node: Term, path: str) -> list[Term]:
        """Where a path of our own properties leads: names joined by `/`, with `^` before one that is read backwards."""
        nodes = [node]
        for step in path.split("/"):
            if step.startswith("^"):
                nodes = [near for one in nodes for near in self._backwards.get((step[1:], one), ())]
            else:
                nodes = [near for one in nodes for near in self.linked(one, step)]
        return nodes

    def text(self, node: Term, name: NamedNode) -> Text | None:
        """What a property says in words, in each language."""
        words = [term for term in self.graph.objects(node, name) if isinstance(term, Words)]
        return Text.of(words) if words else None

    @cached_property
    def _backwards(self) -> Mapping[tuple[str, Term], list[Term]]:
        found: dict[tuple[str, Term], list[Term]] = {}
        for node in self.graph.subjects():
            for predicate in self.graph.predicates(node):
                for value in self.graph.objects(node, predicate):
                    found.setdefault((predicate.value.removeprefix(CG), value), []).append(node)
        return found


@cache
def _class(name: str) -> NamedNode:
    return NamedNode(expand(name) or CG + name)


def along(path: str, *, documented: bool = True, of: str | None = None) -> Reading:
    """References at the end of a path, see `Around.follow`; of one of our own classes alone, where that is named."""

    def read(around: Around, node: Term) -> References:
        return around.references(one for one in around.follow(node, path) if of is None or around.is_a(one, of))

    return Reading(read, documented, path)


def roles(path: str) -> Reading:
    """The roles of a vendor in the processings at the end of a path (GDPR Articles 4(8) and 28(10))."""

    def read(around: Around, node: Term) -> tuple[Role, ...]:
        processings = around.follow(node, path) if path else [node]
        return tuple(role for role, kind in _ROLES if any(around.is_a(one, kind) for one in processings))

    return Reading(read)


def value(name: str, *, documented: bool = True) -> Reading:
    """The characters of a property."""
    return Reading(lambda around, node: one(around.graph, node, name), documented)


def flag(name: str, *, documented: bool = True) -> Reading:
    """A property that is true or false."""
    return Reading(lambda around, node: around.is_true(node, name), documented)


def member(name: str) -> Reading:
    """True for a member of one of our own classes, and not documented for anything else."""
    return Reading(lambda around, node: around.is_a(node, name) or None)


def words(iri: str, *, documented: bool = True) -> Reading:
    """What a property says in words."""
    return Reading(lambda around, node: around.text(node, NamedNode(iri)), documented)
