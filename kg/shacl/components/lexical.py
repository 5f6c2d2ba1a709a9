"""Which lexical forms a datatype has (XML Schema 1.1 part 2, section 3; RDF 1.1 Concepts, section 5), as SPARQL.

SPARQL 1.1 can cast to seven datatypes only; a pattern says the same on every engine and for all of them.
"""

from __future__ import annotations

import re

from pyoxigraph import Literal, NamedNode

from kg.shacl.conditions import Condition, atom, every, sure
from kg.shacl.names import XSD

_ZONE = r"(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_YEAR = r"-?([1-9][0-9]{3,}|0[0-9]{3})"
_LEAP = r"-?([0-9]*(0[48]|[2468][048]|[13579][26])|[0-9]*([02468][048]|[13579][26])00)"
_DAY = r"((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
_DATE = rf"({_YEAR}-{_DAY}|{_LEAP}-02-29)"
_TIME = r"(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)"
_CLOCK = r"(T([0-9]+H([0-9]+M)?([0-9]+(\.[0-9]+)?S)?|[0-9]+M([0-9]+(\.[0-9]+)?S)?|[0-9]+(\.[0-9]+)?S))"
_DECIMAL = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"
_START = r"A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
_START += r"\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
_START = re.sub(r"\\[uU]([0-9a-f]+)", lambda match: chr(int(match[1], 16)) if match[1] != "d7ff" else "\ud7ff", _START)
_REST = _START + r"\-.0-9" + "\u00b7\u0300-\u036f\u203f-\u2040"
_NCNAME = f"[{_START}][{_REST}]*"
_B64 = r"[A-Za-z0-9+/] ?"

_FORMS = {
    "boolean": r"true|false|0|1",
    "decimal": _DECIMAL,
    "double": rf"{_DECIMAL}([eE][+-]?[0-9]+)?|[+-]?INF|NaN",
    "float": rf"{_DECIMAL}([eE][+-]?[0-9]+)?|[+-]?INF|NaN",
    "date": rf"{_DATE}{_ZONE}?",
    "dateTime": rf"{_DATE}T{_TIME}{_ZONE}?",
    "dateTimeStamp": rf"{_DATE}T{_TIME}{_ZONE}",
    "time": rf"{_TIME}{_ZONE}?",
    "gYear": rf"{_YEAR}{_ZONE}?",
    "gYearMonth": rf"{_YEAR}-(0[1-9]|1[0-2]){_ZONE}?",
    "gMonth": rf"--(0[1-9]|1[0-2]){_ZONE}?",
    "gMonthDay": rf"--({_DAY}|02-29){_ZONE}?",
    "gDay": rf"---(0[1-9]|[12][0-9]|3[01]){_ZONE}?",
    "duration": rf"-?P([0-9]+Y([0-9]+M)?([0-9]+D)?{_CLOCK}?|[0-9]+M([0-9]+D)?{_CLOCK}?|[0-9]+D{_CLOCK}?|{_CLOCK})",
    "yearMonthDuration": r"-?P([0-9]+Y([0-9]+M)?|[0-9]+M)",
    "dayTimeDuration": rf"-?P([0-9]+D{_CLOCK}?|{_CLOCK})",
    "hexBinary": r"([0-9A-Fa-f]{2})*",
    "base64Binary": rf"(({_B64}){{4}})*(({_B64}){{3}}[A-Za-z0-9+/]|({_B64}){{2}}[AEIMQUYcgkosw048] ?=|"
    rf"{_B64}[AQgw] ?= ?=)?",
    "normalizedString": r"[^\t\n\r]*",
    "token": r"([^\t\n\r ]+( [^\t\n\r ]+)*)?",
    "language": r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*",
    "Name": f"[{_START}:][{_REST}:]*",
    "NCName": _NCNAME,
    "NMTOKEN": f"[{_REST}:]+",
    "QName": f"({_NCNAME}:)?{_NCNAME}",
}
_RANGES = {
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}
_FORMS |= dict.fromkeys(("integer", *_RANGES), r"[+-]?[0-9]+") | {
    "nonNegativeInteger": r"\+?[0-9]+|-0+",
    "positiveInteger": r"\+?0*[1-9][0-9]*",
    "nonPositiveInteger": r"-[0-9]+|\+?0+",
    "negativeInteger": r"-0*[1-9][0-9]*",
}


def well_formed(value: str, datatype: NamedNode) -> Condition:
    """That a literal has the datatype and a lexical form of it; any form will do for a datatype not known here.

    Args:
        value: a variable that holds a literal.
        datatype: any datatype.
    """
    name = datatype.value.removeprefix(XSD) if datatype.value.startswith(XSD) else ""
    conditions = [atom(f"DATATYPE({value}) = {datatype}")]
    if name in _FORMS:
        conditions.append(atom(f"REGEX(STR({value}), {Literal(f'^({_FORMS[name]})$')})"))
    if name in _RANGES:
        least, most = _RANGES[name]
        number = f"<{XSD}decimal>(STR({value}))"
        conditions.append(sure(f"{number} >= {least} && {number} <= {most}"))
    return every(conditions)
