"""Query results in the formats that SPARQL 1.1 defines: JSON, XML, CSV and TSV.

https://www.w3.org/TR/sparql11-results-json/, https://www.w3.org/TR/rdf-sparql-XMLres/,
https://www.w3.org/TR/sparql11-results-csv-tsv/
"""

from __future__ import annotations

import json
import re
from types import MappingProxyType
from typing import Literal as Choice

from pyoxigraph import BlankNode, NamedNode, QueryResultsFormat, parse_query_results

from kg.errors import InputError
from kg.store.base import Solutions, Term

ResultFormat = Choice["json", "csv", "tsv", "xml"]

_STRING = "http://www.w3.org/2001/XMLSchema#string"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_OTHERS = MappingProxyType(
    {"csv": QueryResultsFormat.CSV, "tsv": QueryResultsFormat.TSV, "xml": QueryResultsFormat.XML}
)


def serialise(result: Solutions | bool, format: ResultFormat) -> str:  # noqa: A002
    """The answer to a SELECT or an ASK in one of the standard formats, ending in a line break.

    CSV and TSV, which have nothing for an ASK, say `true` or `false`.

    Raises:
        InputError: a value has a character that XML cannot hold.
    """
    text = json.dumps(_document(result), ensure_ascii=False, separators=(",", ":"))
    if format == "json":
        return f"{text}\n"
    if format == "xml" and not isinstance(result, bool):
        _check_xml(result)
    # Every engine's answer comes to us as terms, so the other formats are made from the JSON.
    results = parse_query_results(text.encode(), QueryResultsFormat.JSON)
    made = (results.serialize(format=_OTHERS[format]) or b"").decode()
    return made if made.endswith("\n") else f"{made}\n"


def _document(result: Solutions | bool) -> dict[str, object]:
    if isinstance(result, bool):
        return {"head": {}, "boolean": result}
    rows = [{name: _value(row[name]) for name in result.variables if name in row} for row in result]
    return {"head": {"vars": list(result.variables)}, "results": {"bindings": rows}}


def _value(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    value = {"type": "literal", "value": term.value}
    if term.language is not None:
        return {**value, "xml:lang": term.language}
    return value if term.datatype.value == _STRING else {**value, "datatype": term.datatype.value}


def _check_xml(result: Solutions) -> None:
    for row in result:
        for name, term in row.items():
            if found := _NOT_XML.search(term.value):
                raise InputError(
                    f"a value of ?{name} has the character U+{ord(found[0]):04X}, which XML cannot hold",
                    expected="another format",
                )
