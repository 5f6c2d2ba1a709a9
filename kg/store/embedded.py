"""The embedded store: Oxigraph in memory or in a folder."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Triple

from kg.errors import QueryError, StoreError
from kg.iris import PREFIXES
from kg.store.base import Solutions, Term
from kg.store.exists import nested
from kg.store.forms import Prepared, QueryForms, drop_update, graph_name, insert_update, solutions
from kg.store.tokens import Token, place, tokens

_POSITION = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_CHARACTERS = re.compile(r"\[(?:'(?:\\.|[^'\\])[^']*'|[\s.|=_^])*\]")
_CHOICE = re.compile(r"\"(?:\\.|[^\"\\])*\"|(?<!<)[A-Za-z][^,\"\[\]]*")
_SENTENCES = {"IRI parsing failed": "an IRI that is not whole, or not valid"}


class EmbeddedStore(QueryForms):
    """A dataset in Oxigraph. It fulfils `kg.store.Store`.

    The default graph holds each triple of the named graphs once: a triple that two graphs state counts once in a
    query without a dataset, as SPARQL 1.1 section 13 has it. With several graphs in `graphs` or FROM, pyoxigraph
    counts such a triple once for each graph.

    Args:
        path: the folder; in memory without one.
        read_only: open an existing folder that nobody writes to, and never change it.
        named: the only graphs to be kept by name; None for all. What is added to another is in the default graph
            alone, and so takes half the time and memory; then nothing can be dropped.

    Raises:
        StoreError: the folder cannot be opened, or another process writes to it.
    """

    def __init__(
        self, path: Path | None = None, *, read_only: bool = False, named: Collection[str] | None = None
    ) -> None:
        self._read_only = read_only
        self._named = named
        with _mapped():
            if path is None:
                self._store = pyoxigraph.Store()
            elif read_only:
                self._store = pyoxigraph.Store.read_only(str(path))
            else:
                self._store = pyoxigraph.Store(str(path))

    def query(
        self, query: str, *, bindings: Mapping[str, Term] | None = None, graphs: Iterable[str] | None = None
    ) -> Solutions | bool | tuple[Triple, ...]:
        """Any query form; the type of the answer says which one it was."""
        with self.results(query, bindings=bindings, graphs=graphs) as result:
            if isinstance(result, QuerySolutions):
                return solutions(result)
            if isinstance(result, QueryBoolean):
                return bool(result)
            return tuple(dict.fromkeys(result))

    @contextmanager
    def results(
        self,
        query: str,
        *,
        bindings: Mapping[str, Term] | None = None,
        graphs: Iterable[str] | None = None,
        base: str | None = None,
    ) -> Iterator[QuerySolutions | QueryBoolean | QueryTriples]:
        """What `query` gathers, bit by bit as Oxigraph finds it; it is read inside the block, and raises the same.

        Args:
            query: any query form.
            bindings: terms for variables.
            graphs: the only graphs to be asked.
            base: what relative IRIs in the query are relative to; without one they are refused.
        """
        prepared = self.prepare(query, bindings, graphs)
        with _mapped(prepared.text, exact=not bindings):
            yield self._run(prepared, base)

    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the named graphs, sorted."""
        with _mapped():
            return tuple(sorted(graph.value for graph in self._store.named_graphs()))

    def add(self, graph: str, triples: Iterable[Triple]) -> None:
        """Adds triples to a named graph."""
        self._check_writable()
        targets = self._targets(graph)
        with _mapped():
            self._store.bulk_extend(
                Quad(subject, predicate, value, target) for subject, predicate, value in triples for target in targets
            )

    def load(self, graph: str, text: bytes, form: RdfFormat) -> None:
        """Adds what a text without blank nodes states to a named graph: `add`, without a Python object for each term.

        Args:
            graph: the IRI of the graph.
            text: in UTF-8.
            form: Turtle or N-Triples.

        Raises:
            StoreError: the text is not of that form; nothing was added.
        """
        self._check_writable()
        try:
            for target in self._targets(graph):
                self._store.load(text, form, to_graph=target)
        except (SyntaxError, MemoryError) as error:
            raise StoreError(f"not valid {form.name}: {error}") from error

    def insert(self, graph: str, template: str, where: str) -> None:
        """Adds what a CONSTRUCT of this template and this pattern gives to a named graph."""
        self._check_writable()
        with _mapped():
            self._store.update(insert_update(graph if self._keeps(graph) else None, template, where))

    def drop(self, graph: str) -> None:
        """Removes a named graph; no error where there is none."""
        self._check_writable()
        if self._named is not None:
            raise StoreError("nothing can be dropped from a store that does not keep every graph by name")
        with _mapped():
            self._store.update(drop_update(graph))

    def freeze(self) -> None:
        """Makes the store read-only from here on."""
        self._read_only = True

    def save(self, path: Path) -> None:
        """Writes a copy of the whole store into a new folder, ready to be opened read-only."""
        with _mapped():
            copy = pyoxigraph.Store(str(path))
            copy.bulk_extend(self._store)
            copy.flush()

    def _run(self, prepared: Prepared, base: str | None) -> QuerySolutions | QueryBoolean | QueryTriples:
        run = partial(
            self._store.query,
            base_iri=base,
            prefixes=dict(PREFIXES),
            default_graph=None if prepared.default_graphs is None else list(prepared.default_graphs),
            named_graphs=None if prepared.named_graphs is None else list(prepared.named_graphs),
        )
        try:
            return run(nested(prepared.text))
        except SyntaxError:
            return run(prepared.text)  # says where the fault is in the query as it was written

    def _keeps(self, graph: str) -> bool:
        return self._named is None or graph in self._named

    def _targets(self, graph: str) -> tuple[NamedNode | DefaultGraph, ...]:
        return (graph_name(graph), DefaultGraph()) if self._keeps(graph) else (DefaultGraph(),)

    def _check_writable(self) -> None:
        if self._read_only:
            raise StoreError("the store is read-only")


@contextmanager
def _mapped(query: str = "", *, exact: bool = True) -> Iterator[None]:
    """Turns what pyoxigraph raises into errors of clausegraph."""
    try:
        yield
    except SyntaxError as error:
        raise _query_error(query, str(error), exact) from error
    except (OSError, RuntimeError, ValueError) as error:
        text = str(error)
        if "custom function" in text:
            raise QueryError(text[0].lower() + text[1:], expected="a function of SPARQL 1.1") from error
        raise StoreError(f"the store refused: {text.partition(chr(10))[0]}") from error


def _query_error(query: str, text: str, exact: bool) -> QueryError:
    expected: str | None
    unknown = _undeclared(query)
    match = _POSITION.fullmatch(text)
    if unknown is not None:
        line, column = place(query, unknown.start)
        message, expected = f"the prefix of {unknown.text} is not declared", "PREFIX, or one of " + ", ".join(PREFIXES)
    elif match is not None:
        line, column = int(match[1]), int(match[2])
        choices = [choice.strip() for choice in _CHOICE.findall(_CHARACTERS.sub("", match[3]))]
        sentence = next((choice for choice in choices if " " in choice), None)
        message = (
            _SENTENCES.get(sentence, sentence) if sentence else "the query does not parse" + _near(query, line, column)
        )
        expected = "what may stand here: " + ", ".join(choices[:8]) if choices and not sentence else None
    else:
        return QueryError(text)
    return QueryError(message, line=line, column=column if exact else None, expected=expected)


def _undeclared(query: str) -> Token | None:
    """The first prefixed name whose prefix nothing declares."""
    found = tokens(query)
    declared = {name.text[:-1] for word, name in pairwise(found) if word.text.upper() == "PREFIX"} | PREFIXES.keys()
    names = (token for token in found if token.kind == "name")
    return next((name for name in names if name.text.partition(":")[0] not in declared), None)


def _near(query: str, line: int, column: int) -> str:
    """The word that begins before the place where the parser gave up, and what follows it."""
    offset = sum(len(text) + 1 for text in query.split("\n")[: line - 1]) + column - 1
    words = [token.text for token in tokens(query) if token.start <= offset]
    return f" near {' '.join(words[-2:])!r}" if words else ""
