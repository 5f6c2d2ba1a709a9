"""Lists of things of one kind, that read only what is asked of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar, overload

from pyoxigraph import NamedNode

from kg.errors import NotFound
from kg.findings import Reference
from kg.findings.facts import natural
from kg.iris import CG, expand
from kg.lookup.names import nearest, node_of
from kg.lookup.things import Around, Thing
from kg.questions.kinds import resolve
from kg.store.base import Store

T = TypeVar("T", bound=Thing)

_BATCH = 500
_ALL = """
SELECT DISTINCT ?it WHERE {{ VALUES ?class {{ {classes} }} ?it a ?class . {groups} FILTER ( ISIRI(?it) ) }}
"""


class Listing(Sequence[T]):
    """Things of a kind, in order; each slice is read from the store when it is asked for."""

    def __init__(self, kind: Kind[T], store: Store, nodes: Sequence[NamedNode]) -> None:
        self._kind, self._store, self.nodes = kind, store, nodes

    def __len__(self) -> int:
        return len(self.nodes)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        if isinstance(index, slice):
            return self._kind.read(self._store, self.nodes[index])
        return self._kind.read(self._store, [self.nodes[index]])[0]

    def __iter__(self) -> Iterator[T]:
        return iter(self[:])


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """A kind of thing that can be looked up.

    Args:
        name: what errors call it.
        folder: what our own IRIs of the kind begin with.
        model: what is read of each.
        around: a SPARQL group that leads from ?it to each ?thing that its fields are read from, itself among them.
        filters: by the names of parameters: the kind of thing that is given (see `kg.questions.kinds`), and a SPARQL
            group that keeps each ?it that fits the variable of that name.
        only: a SPARQL group that each ?it must fit, besides being of one of the classes of the model.
        make: reads one, where there is more to it than its fields say.
    """

    name: str
    folder: str
    model: type[T]
    around: str = "BIND ( ?it AS ?thing )"
    filters: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    only: str = ""
    make: Callable[[Around, Reference], T] | None = None

    def all(self, store: Store, *groups: str, **given: str | None) -> Listing[T]:
        """Those that fit all that is given, in the order of their IRIs.

        Args:
            store: what to look in.
            groups: further SPARQL groups that each ?it must fit.
            given: what was typed for each filter; None for nothing.

        Raises:
            ParameterError: a name names nothing; the error names the nearest.
        """
        typed = {name: text for name, text in given.items() if text is not None}
        bindings = {name: resolve(store, self.filters[name][0], text, parameter=name) for name, text in typed.items()}
        kept = " ".join((self.only, *groups, *(self.filters[name][1] for name in typed)))
        query = _ALL.format(classes=" ".join(f"<{_class(name)}>" for name in self.model.OF_CLASS), groups=kept)
        found = (row["it"] for row in store.select(query, bindings=bindings))
        return Listing(self, store, sorted((one for one in found if isinstance(one, NamedNode)), key=natural))

    def read(self, store: Store, nodes: Sequence[NamedNode]) -> tuple[T, ...]:
        """Some of them, in the order of their IRIs."""
        return tuple(one for start in range(0, len(nodes), _BATCH) for one in self._some(store, nodes[start:][:_BATCH]))

    def one(self, store: Store, name: str) -> T | None:
        """One of them; None where there is none of that name.

        Args:
            store: what to look in.
            name: what stands behind the folder in its IRI, or the IRI.
        """
        node = node_of(self.folder, name)
        if node is None:
            return None
        return next((one for one in self._some(store, [node]) if one.type), None)

    def strict(self, store: Store, name: str) -> T:
        """Like `one`, but raises NotFound with the nearest name where there is none."""
        found = self.one(store, name)
        if found is None:
            known = [node.value.removeprefix(self.folder) for node in self.all(store).nodes]
            raise NotFound(f"there is no {self.name} {name!r}", expected=nearest(name, known))
        return found

    def _some(self, store: Store, nodes: Sequence[NamedNode]) -> tuple[T, ...]:
        if not nodes:
            return ()
        around = Around(store, f"VALUES ?it {{ {' '.join(map(str, nodes))} }} {self.around}")
        make = self.make or (lambda around, reference: around.read(self.model, reference))
        return tuple(make(around, one) for one in around.references(nodes))


def _class(name: str) -> str:
    return expand(name) or CG + name
