"""Any SPARQL 1.1 service as a store, over HTTP through SPARQLWrapper."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, QueryBoolean, QueryResultsFormat, RdfFormat, Triple

from kg.errors import ParameterError, QueryError, StoreError
from kg.iris import GRAPH, PREFIXES
from kg.store.base import Solutions, Term
from kg.store.forms import Prepared, QueryForms, drop_update, graph_name, insert_update, solutions
from kg.store.tokens import tokens

if TYPE_CHECKING:
    from SPARQLWrapper import SPARQLWrapper

PIECE = 5_000
"""How many triples one update adds at most."""

_NO_GRAPH = GRAPH + "none"
"""Stands for an empty dataset, which the protocol cannot ask for; no graph has this name."""


class RemoteStore(QueryForms):
    """A dataset behind a SPARQL 1.1 service. It fulfils `kg.store.Store`.

    What this store adds it adds to the default graph as well, so that a query without a dataset sees all named graphs
    whatever the service takes for its default graph. A service that something else has filled must do that by itself.
    Blank nodes get new labels in the service, and those of one call of `add` travel in one update.

    Args:
        url: where the service takes queries.
        update_url: where it takes updates; without it, the store can only be read.
        user: for HTTP basic authentication.
        password: for HTTP basic authentication.
        timeout: how long one call may take, in seconds.

    Raises:
        ParameterError: a URL is not an HTTP one.
    """

    def __init__(
        self,
        url: str,
        *,
        update_url: str | None = None,
        user: str | None = None,
        password: str | None = None,
        timeout: float = 30.0,
    ) -> None:
        for given in (url, update_url or url):
            if not given.startswith(("http://", "https://")):
                raise ParameterError(f"{given!r} is not the URL of a SPARQL service", expected="http://… or https://…")
        self._url, self._update_url = url, update_url
        self._user, self._password, self._timeout = user, password, timeout

    def query(
        self, query: str, *, bindings: Mapping[str, Term] | None = None, graphs: Iterable[str] | None = None
    ) -> Solutions | bool | tuple[Triple, ...]:
        """Any query form; the type of the answer says which one it was."""
        prepared = self.prepare(query, bindings, graphs)
        body = self._call(self._query_request(prepared))
        try:
            if prepared.form in ("CONSTRUCT", "DESCRIBE"):
                parsed = pyoxigraph.parse(body, RdfFormat.N_TRIPLES)
                return tuple(dict.fromkeys(quad.triple for quad in parsed))
            result = pyoxigraph.parse_query_results(body, QueryResultsFormat.JSON)
            if isinstance(result, QueryBoolean):
                return bool(result)
            return solutions(result)
        except (SyntaxError, ValueError, OSError) as error:
            raise StoreError(f"{self._url} answered what is not a result: {_short(str(error))}") from error

    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the named graphs, sorted."""
        rows = self.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
        return tuple(sorted(row["g"].value for row in rows if isinstance(row["g"], NamedNode)))

    def add(self, graph: str, triples: Iterable[Triple]) -> None:
        """Adds triples to a named graph, in several updates where there are many; one that fails undoes no other."""
        name = graph_name(graph)
        ground: list[Triple] = []
        linked: list[Triple] = []
        for triple in triples:
            blank = isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)
            (linked if blank else ground).append(triple)
        for piece in (*_pieces(ground), linked):
            if piece:
                lines = "".join(f"{triple} .\n" for triple in piece)
                self._update(f"INSERT DATA {{\n{lines}GRAPH {name} {{\n{lines}}} }}", "INSERT")

    def insert(self, graph: str, template: str, where: str) -> None:
        """Adds what a CONSTRUCT of this template and this pattern gives to a named graph."""
        self._update(insert_update(graph, template, where), "INSERT")

    def drop(self, graph: str) -> None:
        """Removes a named graph; no error where there is none."""
        self._update(drop_update(graph), "DELETE")

    def _query_request(self, prepared: Prepared) -> SPARQLWrapper:
        from SPARQLWrapper import JSON, TURTLE

        used = {token.text.partition(":")[0] for token in tokens(prepared.text) if token.kind == "name"}
        prologue = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in sorted(used & PREFIXES.keys()))
        request = self._request(prologue + prepared.text, prepared.form)
        if prepared.form in ("CONSTRUCT", "DESCRIBE"):
            request.setReturnFormat(TURTLE)
            request.addCustomHttpHeader("Accept", "application/n-triples")
        else:
            request.setReturnFormat(JSON)
        for parameter, graphs in (
            ("default-graph-uri", prepared.default_graphs),
            ("named-graph-uri", prepared.named_graphs),
        ):
            for graph in (_NO_GRAPH,) if graphs == () else graphs or ():
                request.addParameter(parameter, graph if isinstance(graph, str) else graph.value)
        return request

    def _update(self, text: str, form: str) -> None:
        if self._update_url is None:
            raise StoreError(f"{self._url} is open for reading only", expected="an update_url")
        self._call(self._request(text, form))

    def _request(self, text: str, form: str) -> SPARQLWrapper:
        from SPARQLWrapper import POST, SPARQLWrapper

        request = SPARQLWrapper(self._url, self._update_url)
        request.setMethod(POST)
        request.setOnlyConneg(True)
        # Its own setters search the whole text for the form, and round the timeout down to whole seconds.
        request.queryString, request.queryType = text, form
        request.timeout = self._timeout
        if self._user is not None:
            request.setCredentials(self._user, self._password or "")
        return request

    def _call(self, request: SPARQLWrapper) -> bytes:
        from http.client import HTTPException
        from urllib.error import HTTPError

        from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

        deadline = time.monotonic() + self._timeout
        late = f"{self._url} did not answer within {self._timeout:g} seconds"
        try:
            with request.query().response as response:
                # The timeout of the socket starts anew with each byte that drips in.
                pieces = []
                while piece := response.read1(1 << 16):
                    pieces.append(piece)
                    if time.monotonic() > deadline:
                        raise StoreError(late)
                if response.length:
                    raise StoreError(f"{self._url} broke off in the middle of its answer")
                return b"".join(pieces)
        except QueryBadFormed as error:
            raise QueryError(f"{self._url} refused the query: {_words(error)}") from error
        except SPARQLWrapperException as error:
            raise StoreError(f"{self._url} failed: {_words(error)}") from error
        except HTTPError as error:
            raise StoreError(f"{self._url} failed: {error.code} {error.reason}") from error
        except TimeoutError as error:
            raise StoreError(late) from error
        except (OSError, HTTPException, ValueError) as error:
            if isinstance(getattr(error, "reason", None), TimeoutError):
                raise StoreError(late) from error
            raise StoreError(f"{self._url} cannot be reached: {_short(str(error))}") from error


def _pieces(triples: list[Triple]) -> Iterator[list[Triple]]:
    rest = iter(triples)
    while piece := list(islice(rest, PIECE)):
        yield piece


def _words(error: Exception) -> str:
    """What the service itself said; SPARQLWrapper hands it on as the repr of bytes, behind words of its own."""
    own, _, said = str(error).partition("Response:\n")
    return _short(ast.literal_eval(said).decode("utf-8", "replace") if said else own)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 300 else words[:299] + "…"
