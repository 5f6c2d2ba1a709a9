"""Prefix declarations for SPARQL queries (SHACL 5.2.1): sh:prefixes, sh:declare, owl:imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.shacl.graph import ReadGraph, Subject
from kg.shacl.names import OWL, RDF, RDFS, SH, XSD, sh
from kg.store.base import Term

if TYPE_CHECKING:
    from kg.shacl.read import Reader

_IMPORTS = NamedNode(OWL + "imports")
KNOWN = {"owl": OWL, "rdf": RDF, "rdfs": RDFS, "sh": SH, "xsd": XSD}


def declared(reader: Reader, node: Subject) -> dict[str, str]:
    """The prefixes that the query of a node may use; nothing is fetched for owl:imports.

    The five prefixes of the vocabularies that SHACL itself is written with need no declaration.
    """
    found: dict[str, str] = {}
    for group in sorted(imported(reader.graph, *reader.graph.objects(node, sh("prefixes"))), key=str):
        for declaration in reader.graph.objects(group, sh("declare")):
            if isinstance(declaration, Literal):
                reader.problem(node, sh("declare"), f"{declaration} is a literal")
                continue
            prefix = reader.literal(declaration, sh("prefix"))
            namespace = reader.literal(declaration, sh("namespace"))
            if prefix is None or namespace is None:
                reader.problem(node, sh("declare"), "a declaration needs sh:prefix and sh:namespace")
            elif found.setdefault(prefix.value, namespace.value) != namespace.value:
                reader.problem(node, sh("declare"), f"the prefix {prefix.value!r} stands for two namespaces")
    return KNOWN | found


def imported(graph: ReadGraph, *nodes: Term) -> set[Term]:
    """The nodes, and what they import by owl:imports, as far as the shapes graph itself holds it."""
    seen: set[Term] = set()
    todo = list(nodes)
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo += graph.objects(node, _IMPORTS)
    return seen
