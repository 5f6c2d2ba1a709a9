"""pySHACL behind the same function: the reference that the compiled engine is compared with.

It only ever sees rdflib memory graphs. On an Oxigraph-backed graph it is slower by orders of magnitude and its
conformance falls.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import ShapeError
from kg.shacl.graph import ReadGraph, Subject
from kg.shacl.names import SH, sh
from kg.shacl.paths import read_path
from kg.shacl.patience import SECONDS, TooLong, patience
from kg.shacl.read import loops, read_shapes
from kg.shacl.report import Report, Result, report_of
from kg.shacl.sparql.prefixes import KNOWN, imported
from kg.store.base import Term

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node


class _Terms:
    """Both ways between the terms of pyoxigraph and of rdflib; a term comes back as it went in."""

    def __init__(self) -> None:
        import rdflib

        self._rdflib = rdflib
        self._there: dict[Term, Node] = {}
        self._back: dict[Node, Term] = {}

    def there(self, term: Term) -> Node:
        """The rdflib term, with the lexical form as it is."""
        node = self._there.get(term)
        if node is None:
            if isinstance(term, NamedNode):
                node = self._rdflib.URIRef(term.value)
            elif isinstance(term, BlankNode):
                node = self._rdflib.BNode(term.value)
            elif term.language is not None:
                node = self._rdflib.Literal(term.value, lang=term.language)
            elif term.datatype.value == "http://www.w3.org/2001/XMLSchema#string":
                node = self._rdflib.Literal(term.value)
            else:
                node = self._rdflib.Literal(
                    term.value, datatype=self._rdflib.URIRef(term.datatype.value), normalize=False
                )
            self._there[term] = node
            self._back.setdefault(node, term)
        return node

    def back(self, node: Node) -> Term:
        """The pyoxigraph term; the very one that went in, where one did."""
        known = self._back.get(node)
        if known is not None:
            return known
        if isinstance(node, self._rdflib.URIRef):
            return NamedNode(str(node))
        if isinstance(node, self._rdflib.BNode):
            return BlankNode(str(node))
        literal = cast("Any", node)
        if literal.language is not None:
            return Literal(str(node), language=literal.language)
        return Literal(str(node), datatype=None if literal.datatype is None else NamedNode(str(literal.datatype)))

    def graph(self, triples: Iterable[Triple]) -> Graph:
        """A memory graph of the triples."""
        graph = self._rdflib.Graph(bind_namespaces="none")
        for triple in triples:
            if not isinstance(triple.subject, Triple) and not isinstance(triple.object, Triple):
                graph.add((self.there(triple.subject), self.there(triple.predicate), self.there(triple.object)))
        return graph


def validate(data: Iterable[Triple], shapes: tuple[Triple, ...]) -> Report:
    """Validates with pySHACL.

    Args:
        data: the data graph.
        shapes: the shapes graph.

    Raises:
        ShapeError: pySHACL refused the shapes, or reported a failure in the place of a report.
    """
    from pyparsing import ParseBaseException
    from pyshacl import validate as pyshacl_validate
    from pyshacl.constraints.sparql.sparql_based_constraint_components import SPARQLConstraintComponentValidator
    from pyshacl.errors import ReportableRuntimeError, ShapeRecursionWarning

    terms, read = _Terms(), ReadGraph(shapes)
    known = read_shapes(read, compilable=False)
    # It remembers validators by the id of a graph, which the next graph may get.
    SPARQLConstraintComponentValidator.validator_cache.clear()
    quiet = logging.getLogger("rdflib.term")
    level = quiet.level
    quiet.setLevel(logging.CRITICAL)  # ill-formed literals are what validation is for
    try:
        graph = terms.graph([*shapes, *_declarations(read)])
        for prefix, namespace in KNOWN.items():
            graph.bind(prefix, namespace)
        with warnings.catch_warnings(), patience():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", ShapeRecursionWarning)
            _, found, _ = pyshacl_validate(
                terms.graph(data),
                shacl_graph=graph,
                inference="none",
                advanced=False,
                meta_shacl=False,
                do_owl_imports=False,
                inplace=True,
            )
    except ReportableRuntimeError as error:
        raise ShapeError(f"pySHACL refuses the shapes: {error.args[0]}") from error
    except ParseBaseException as error:
        raise ShapeError(f"pySHACL made a query that does not parse: {error}") from error
    except NotImplementedError as error:
        raise ShapeError(f"pySHACL cannot do this: {error}") from error
    except (RecursionError, ShapeRecursionWarning) as error:
        loop = next(loops(known), ())
        name = loop[0] if loop else "a shape"
        raise ShapeError(f"pySHACL went round in a circle: {name} refers to itself", about=loop[:1]) from error
    except TooLong as error:
        owner = next((node for node, text in read.pairs(sh("pattern")) if text == Literal(error.pattern)), None)
        raise ShapeError(
            f"the pattern {error.pattern!r} takes more than {SECONDS:g} seconds for a text of {error.length:,} "
            "characters",
            expected="the engine sparql, whose patterns never backtrack; or one without a repetition in a repetition",
            about=() if owner is None else (owner, sh("pattern")),
        ) from error
    finally:
        quiet.setLevel(level)
    if isinstance(found, BaseException):
        raise ShapeError(f"pySHACL failed: {found}")
    return _report(cast("Graph", found), terms, read)


def _report(found: Graph, terms: _Terms, shapes: ReadGraph) -> Report:
    import rdflib

    names = rdflib.Namespace(SH)
    results = []
    for node in found.objects(None, names.result):
        one = {
            str(predicate).removeprefix(SH): terms.back(value)
            for predicate, value in found.predicate_objects(node)
            if predicate != names.resultMessage
        }
        texts = {terms.back(text) for text in found.objects(node, names.resultMessage)}
        own = {text for text in shapes.objects(one["sourceShape"], sh("message")) if isinstance(text, Literal)}
        # Of the messages of a shape with sh:sparql it gives any one, and drops its language.
        if {text.value for text in texts} & {text.value for text in own}:
            texts = {*own}
        results.append(
            Result(
                focus=one["focusNode"],
                path=read_path(shapes, one["resultPath"]) if "resultPath" in one else None,
                value=one.get("value"),
                shape=cast("Subject", one["sourceShape"]),
                component=cast("NamedNode", one["sourceConstraintComponent"]),
                severity=cast("NamedNode", one["resultSeverity"]),
                messages=tuple(sorted((text for text in texts if isinstance(text, Literal)), key=str)),
                constraint=one.get("sourceConstraint"),
            )
        )
    return report_of(results)


def _declarations(shapes: ReadGraph) -> Iterator[Triple]:
    """The prefixes that come by owl:imports (SHACL 5.2.1), said once more where pySHACL looks for them."""
    for node in {node for _, node in shapes.pairs(sh("prefixes"))}:
        for group in imported(shapes, node):
            for declaration in shapes.objects(group, sh("declare")):
                if isinstance(node, Subject):
                    yield Triple(node, sh("declare"), declaration)
