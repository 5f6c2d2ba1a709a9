"""Any SPARQL 1.1 engine as a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import cast

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryBoolean, QueryResultsFormat, RdfFormat, Triple

from kg.errors import EngineFault, StoreError
from kg.iris import GRAPH, PREFIXES
from kg.store import describe, templates
from kg.store import space as spaces
from kg.store.base import Row, Solutions, Term
from kg.store.dataset import with_dataset
from kg.store.embedded import EmbeddedStore
from kg.store.forms import Prepared, QueryForms, graph_name, solutions
from kg.store.service import Answer, Service
from kg.store.space import STANDS_FOR, Space
from kg.store.tokens import tokens

PIECE = 100_000
"""How many bytes of triples one update brings at most; the next triple is in the next."""

TRIPLES = 1_000
"""How many triples one update brings at most: Virtuoso's parser gives up at some ten thousand, each counted twice."""

CAP = 1_000
"""Engines that cut answers short do so at a multiple of this."""

_NO_GRAPH = GRAPH + "none"
"""Stands for an empty dataset, which the protocol cannot ask for; no graph has this name."""

_VIRTUOSO_ASK = "__ASK_RETVAL"
_TOGETHER = 200
_DIGITS = 6
_LIMITS = "an engine whose limits on rows and time are as high as the data need"
_ROWS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"


class CutShort(EngineFault):
    """An engine gave a part of an answer, for it gives no more rows or takes no more time."""


class RemoteStore(QueryForms):
    """A dataset in a SPARQL 1.1 engine. It fulfils `kg.store.Store`.

    With a space, the dataset is what lies under that name in the engine, and nothing else that the engine holds.
    Without one, it is all that the engine takes for its dataset, and can only be read.

    What an engine cuts short is an error, never an answer.

    Args:
        service: where the engine is called, or only its URL.
        space: the base of the IRIs of the dataset's graphs.

    Raises:
        ParameterError: the URL is not an HTTP one.
    """

    def __init__(self, service: Service | str, *, space: str | None = None) -> None:
        self.service = Service(service) if isinstance(service, str) else service
        self.space = None if space is None else Space(space)

    def query(
        self,
        query: str,
        *,
        bindings: Mapping[str, Term] | None = None,
        graphs: Iterable[str] | None = None,
        parsed: bool = False,
    ) -> Solutions | bool | tuple[Triple, ...]:
        """Any query form; the type of the answer says which one it was. `parsed` where it is known to parse."""
        given = None if graphs is None else tuple(graphs)
        prepared = self.prepare(query, bindings, given)
        if not parsed:
            # An empty store says the same of a query that does not parse as every other store.
            EmbeddedStore().query(with_dataset(prepared.text, (), ()))
        if prepared.form == "DESCRIBE" and self.space is not None:
            return self._described(prepared)
        return self._asked(prepared.text, prepared)

    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the named graphs, sorted."""
        if self.space is None:
            text = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
        else:
            text = (
                f"SELECT ?g {{ GRAPH {self.space.names} {{ ?in {STANDS_FOR} ?g }} "
                "FILTER EXISTS { GRAPH ?in { ?s ?p ?o } } }"
            )
        rows = self._rows(text, self._sent(text, "SELECT"))
        return tuple(sorted(row["g"].value for row in rows if isinstance(row["g"], NamedNode)))

    def add(self, graph: str, triples: Iterable[Triple]) -> None:
        """Adds triples to a named graph, in several updates where there are many; one that fails undoes no other."""
        space, name = self._writable(), graph_name(graph)
        inner = space.graph(graph)
        for piece in _pieces(_canonical(triples)):
            self.service.update(
                f"INSERT DATA {{ GRAPH {space.all} {{\n{piece}}} GRAPH {inner} {{\n{piece}}} "
                f"GRAPH {space.names} {{ {inner} {STANDS_FOR} {name} }} }}"
            )

    def load(self, graph: str, text: bytes, form: RdfFormat) -> None:
        """Adds what a text without blank nodes states to a named graph.

        Args:
            graph: the IRI of the graph.
            text: in UTF-8.
            form: Turtle or N-Triples.

        Raises:
            StoreError: the text is not of that form; nothing was added.
        """
        try:
            self.add(graph, (quad.triple for quad in pyoxigraph.parse(text, form)))
        except SyntaxError as error:
            raise StoreError(f"not valid {form.name}: {error}") from error

    def insert(self, graph: str, template: str, where: str) -> None:
        """Adds what a CONSTRUCT of this template and this pattern gives to a named graph."""
        space, name = self._writable(), graph_name(graph)
        inner = space.graph(graph)
        asked = space.placed(f"ASK {{ {where} }}", None, None)
        if not self._truth(self._sent(asked, "ASK")):
            return  # an update that changes nothing takes an engine as long as any other
        pattern = asked.removeprefix("ASK ")
        self.service.update(
            f"INSERT {{ GRAPH {space.all} {{ {template} }} GRAPH {inner} {{ {template} }} "
            f"GRAPH {space.names} {{ {inner} {STANDS_FOR} {name} }} }} WHERE {pattern}"
        )

    def drop(self, graph: str) -> None:
        """Removes a named graph; no error where there is none."""
        space, name = self._writable(), graph_name(graph)
        inner = space.graph(graph)
        self.service.update(
            f"DELETE {{ GRAPH {space.all} {{ ?s ?p ?o }} }} WHERE {{ GRAPH {inner} {{ ?s ?p ?o }} "
            f"FILTER NOT EXISTS {{ GRAPH {space.names} {{ ?other {STANDS_FOR} ?name }} "
            f"GRAPH ?other {{ ?s ?p ?o }} FILTER(?other != {inner}) }} }}"
        )
        self.service.update(f"DROP SILENT GRAPH {inner}")
        self.service.update(f"DELETE DATA {{ GRAPH {space.names} {{ {inner} {STANDS_FOR} {name} }} }}")

    def clear(self) -> None:
        """Removes the whole space, whatever of it is there."""
        space = self._writable()
        for graph in (*map(space.graph, self._names()), space.all, space.names):
            self.service.update(f"DROP SILENT GRAPH {graph}")

    def copy(self) -> EmbeddedStore:
        """Everything that the space holds, in memory; for an engine that cannot be asked.

        What an engine does not give in one answer is asked for in parts.
        """
        held = EmbeddedStore()
        for graph in self.graphs():
            held.add(graph, self._parts(self._writable().graph(graph), ""))
        held.freeze()
        return held

    def _parts(self, graph: NamedNode, digits: str) -> Iterator[Triple]:
        """The triples of a graph in the engine whose hash begins with these digits."""
        some = f' FILTER(STRSTARTS(MD5(CONCAT(STR(?s), STR(?o))), "{digits}"))' if digits else ""
        text = f"SELECT ?s ?p ?o {{ GRAPH {graph} {{ ?s ?p ?o }}{some} }}"
        try:
            rows = self._rows(text, self._sent(text, "SELECT"))
        except CutShort:
            if len(digits) > _DIGITS:
                raise
            for digit in "0123456789abcdef":
                yield from self._parts(graph, digits + digit)
            return
        for row in rows:
            yield Triple(row["s"], row["p"], row["o"])  # type: ignore[arg-type]

    def _names(self) -> tuple[str, ...]:
        space = self._writable()
        text = f"SELECT ?g {{ GRAPH {space.names} {{ ?in {STANDS_FOR} ?g }} }}"
        return tuple(sorted(row["g"].value for row in self._rows(text, self._sent(text, "SELECT"))))

    def _writable(self) -> Space:
        if self.space is None:
            raise StoreError(f"{self.service.url} is open for reading only", expected="a space to write to")
        return self.space

    def _asked(self, text: str, prepared: Prepared) -> Solutions | bool | tuple[Triple, ...]:
        if prepared.form == "CONSTRUCT":
            parts = templates.parts(text)
            rows = cast(Solutions, self._asked(parts.select, replace(prepared, form="SELECT")))
            return tuple(dict.fromkeys(parts.triples(rows)))
        sent, graphs = self._located(text, prepared)
        if prepared.form == "DESCRIBE":
            return self._triples(self._sent(sent, "DESCRIBE", graphs))
        answer = self._sent(sent, prepared.form, graphs)
        return self._truth(answer) if prepared.form == "ASK" else self._rows(sent, answer, graphs)

    def _located(self, text: str, prepared: Prepared) -> tuple[str, list[tuple[str, str]]]:
        """The query as the engine is to see it, and the dataset that goes along."""
        default, named = _iris(prepared.default_graphs), _iris(prepared.named_graphs)
        if self.space is None:
            sent = text if default is None else with_dataset(text, (), ())
            return _declared(sent), _dataset(default, named)
        sent = _declared(self.space.placed(text, default, named))
        if default is None or len(default) == 1:
            return sent, []
        # A name of a graph stands for no graph: a dataset without any cannot be asked for.
        inner = [tuple(self.space.graph(name).value for name in given or ()) for given in (default, named)]
        return sent, _dataset(*(given or (self.space.nothing.value,) for given in inner))

    def _sent(self, text: str, form: str, graphs: Iterable[tuple[str, str]] = ()) -> Answer:
        accept = _TRIPLES if form == "DESCRIBE" else _ROWS
        answer = self.service.query(text, form, accept, graphs)
        if answer.media_type not in (accept, "application/json", "text/plain", "text/ntriples"):
            said = answer.media_type or "something without a media type"
            raise EngineFault(f"{self.service.url} answered what is not a result: {said}", expected=accept)
        for header in ("x-sparql-maxrows", "x-sql-state"):
            if header in answer.headers:
                raise CutShort(f"{self.service.url} cut its answer short", expected=_LIMITS)
        return answer

    def _triples(self, answer: Answer) -> tuple[Triple, ...]:
        try:
            read = pyoxigraph.parse(answer.body, RdfFormat.N_TRIPLES)
            return tuple(dict.fromkeys(spaces.triple_inward(quad.triple) for quad in read))
        except (SyntaxError, ValueError, OSError) as error:
            raise self._garbage(error) from error

    def _truth(self, answer: Answer) -> bool:
        result = self._parsed(answer)
        if isinstance(result, QueryBoolean):
            return bool(result)
        found = solutions(result)
        if found.variables != (_VIRTUOSO_ASK,):
            raise self._garbage(ValueError("neither true nor false"))
        return any(row[_VIRTUOSO_ASK].value == "1" for row in found)

    def _rows(self, text: str, answer: Answer, graphs: Iterable[tuple[str, str]] = ()) -> Solutions:
        result = self._parsed(answer)
        if isinstance(result, QueryBoolean):
            raise self._garbage(ValueError("no rows"))
        try:
            found = solutions(result)
        except (SyntaxError, ValueError, OSError) as error:
            raise self._garbage(error) from error
        if found.rows and not len(found) % CAP:
            self._check_whole(text, len(found), graphs)
        names = [name for name in found.variables if not name.startswith(spaces.INNER)]
        return Solutions(names, [_row(row, names) for row in found])

    def _check_whole(self, text: str, had: int, graphs: Iterable[tuple[str, str]]) -> None:
        """Asks the engine how many rows there are, where it may have kept some to itself without a word."""
        prologue, query = _split(text)
        counting = f"{prologue} SELECT (COUNT(*) AS ?n) {{ {{ {query} }} }}"
        row = self._parsed(self._sent(counting, "SELECT", graphs))
        counted = 0 if isinstance(row, QueryBoolean) else int(solutions(row).rows[0]["n"].value)
        if counted != had:
            raise CutShort(f"{self.service.url} gave {had:,} of {counted:,} rows", expected=_LIMITS)

    def _parsed(self, answer: Answer) -> pyoxigraph.QuerySolutions | QueryBoolean:
        try:
            result = pyoxigraph.parse_query_results(answer.body, QueryResultsFormat.JSON)
        except (SyntaxError, ValueError, OSError) as error:
            raise self._garbage(error) from error
        return result

    def _garbage(self, error: Exception) -> EngineFault:
        words = " ".join(str(error).split())
        return EngineFault(f"{self.service.url} answered what is not a result: {words[:300]}")

    def _described(self, prepared: Prepared) -> tuple[Triple, ...]:
        """What the embedded store says of things: all that they are the subject of, and so on through blank nodes.

        SPARQL 1.1 leaves that to the engine (section 16.4), and each does it in its own way.
        """
        select, values = describe.parts(prepared.text)
        found: dict[Term, None] = {}
        for text, store in ((select, self), (values, EmbeddedStore())):
            if text is None:
                continue
            asked = replace(prepared, text=text, form="SELECT")
            rows = store._asked(text, asked) if isinstance(store, RemoteStore) else store.select(text)
            found |= {term: None for row in cast(Solutions, rows) for term in row.values()}
        told: dict[Triple, None] = {}
        waiting = [term for term in found if not isinstance(term, Literal)]
        while waiting:
            some, waiting = waiting[:_TOGETHER], waiting[_TOGETHER:]
            names = " ".join(str(spaces.outward(term)) for term in some)
            text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {names} }} ?s ?p ?o }}"
            triples = cast("tuple[Triple, ...]", self._asked(text, replace(prepared, text=text, form="CONSTRUCT")))
            told |= dict.fromkeys(triples)
            fresh = [one.object for one in triples if isinstance(one.object, BlankNode) and one.object not in found]
            found |= dict.fromkeys(fresh)
            waiting += dict.fromkeys(fresh)
        return tuple(told)


def _iris(graphs: tuple[NamedNode, ...] | None) -> tuple[str, ...] | None:
    return None if graphs is None else tuple(graph.value for graph in graphs)


def _dataset(default: tuple[str, ...] | None, named: tuple[str, ...] | None) -> list[tuple[str, str]]:
    """The parameters of the protocol that name a dataset; one without graphs cannot be asked for but by a name."""
    parameters = (("default-graph-uri", default), ("named-graph-uri", named))
    return [(name, graph) for name, graphs in parameters if graphs is not None for graph in graphs or (_NO_GRAPH,)]


def _declared(text: str) -> str:
    """The query with the prefixes that it uses."""
    used = {token.text.partition(":")[0] for token in tokens(text) if token.kind == "name"}
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in sorted(used & PREFIXES.keys())) + text


def _row(row: Row, names: Iterable[str]) -> Row:
    return {name: spaces.inward(row[name]) for name in names if name in row}


def _split(text: str) -> tuple[str, str]:
    """The prologue of a SELECT, and the rest of it."""
    start = next(token.start for token in tokens(text) if token.kind == "word" and token.text.upper() == "SELECT")
    return text[:start], text[start:]


def _canonical(triples: Iterable[Triple]) -> Iterator[Triple]:
    """The triples, each once, with numbers and dates written as an embedded store writes them."""
    held = pyoxigraph.Store()
    held.bulk_extend(Quad(*triple) for triple in triples)
    return (quad.triple for quad in held)


def _pieces(triples: Iterable[Triple]) -> Iterator[str]:
    """The triples as lines, in pieces of a bounded size."""
    lines: list[str] = []
    size = 0
    for triple in triples:
        line = f"{spaces.triple_outward(triple)} .\n"
        length = len(line.encode())
        if lines and (size + length > PIECE or len(lines) == TRIPLES):
            yield "".join(lines)
            lines, size = [], 0
        lines.append(line)
        size += length
    if lines:
        yield "".join(lines)
