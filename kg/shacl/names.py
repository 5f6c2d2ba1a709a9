"""The terms of the SHACL and RDF vocabularies that validation reads and writes."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal, NamedNode

SH: Final = "http://www.w3.org/ns/shacl#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"


def sh(name: str) -> NamedNode:
    """The term of that local name in the SHACL vocabulary."""
    return NamedNode(SH + name)


RDF_TYPE: Final = NamedNode(RDF + "type")
RDF_FIRST: Final = NamedNode(RDF + "first")
RDF_REST: Final = NamedNode(RDF + "rest")
RDF_NIL: Final = NamedNode(RDF + "nil")
RDFS_SUBCLASS: Final = NamedNode(RDFS + "subClassOf")
RDFS_CLASS: Final = NamedNode(RDFS + "Class")
OWL_CLASS: Final = NamedNode(OWL + "Class")
TRUE: Final = Literal(value=True)
XSD_BOOLEAN: Final = NamedNode(XSD + "boolean")
XSD_INTEGER: Final = NamedNode(XSD + "integer")
XSD_STRING: Final = NamedNode(XSD + "string")
RDF_LANG_STRING: Final = NamedNode(RDF + "langString")
