"""Canonical Turtle: the same triples give the same text, and one changed fact changes one line.

A subject stands on its own line, sorted by IRI; below it one line for each fact, `a` first, then sorted by predicate
and object; a line with the closing dot. Blank nodes are nested where they can be; lists are in brackets.

https://www.w3.org/TR/turtle/
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from pathlib import Path

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kg.errors import EnvironmentFault, InputError
from kg.iris import PREFIXES
from kg.sources import read
from kg.sources.text import BOM, decode

_RDF, _XSD = PREFIXES["rdf"], PREFIXES["xsd"]
_TYPE, _FIRST, _REST, _NIL = (NamedNode(_RDF + name) for name in ("type", "first", "rest", "nil"))
_SHORT = {
    NamedNode(_XSD + "integer"): re.compile(r"[+-]?[0-9]+"),
    NamedNode(_XSD + "decimal"): re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    NamedNode(_XSD + "boolean"): re.compile(r"true|false"),
}
_STRING = NamedNode(_XSD + "string")
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_ESCAPED = re.compile('["\\\\\x00-\x1f\x7f\x85\u2028\u2029]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_INDENT = "    "

Node = NamedNode | BlankNode


def write(triples: Iterable[Triple], *, prefixes: Mapping[str, str] | None = None, header: str = "") -> str:
    """The triples as canonical Turtle.

    Args:
        triples: in any order; duplicates count once.
        prefixes: declared whether used or not, and before those of `kg.iris.PREFIXES`, which are where used.
        header: comment lines for the top.

    Raises:
        InputError: a triple term, or blank nodes nested some hundreds deep.
    """
    try:
        return _Writer(set(triples), prefixes or {}).document(header)
    except RecursionError:
        raise InputError("blank nodes are nested too deep to be written", expected="give inner nodes an IRI") from None


def formatted(path: Path) -> str:
    """The canonical text of a Turtle file, with its own prefixes and the comments at its very top.

    Comments elsewhere are not kept: a fact that needs an explanation gets it as `rdfs:comment`.

    Raises:
        SourceError: the file cannot be read, or is not valid Turtle.
    """
    source = read(path, name=path.name)
    triples = [quad.triple for quad in source.quads]
    text = decode(source.data, source.path)
    comments = takewhile(lambda line: line.startswith("#") or not line.strip(), text.splitlines())
    parser = parse(source.data.removeprefix(BOM), RdfFormat.TURTLE)
    deque(parser, maxlen=0)
    return write(triples, prefixes=parser.prefixes, header="\n".join(comments).strip("\n"))


def is_formatted(path: Path) -> bool:
    """Whether a Turtle file is in canonical form already.

    Raises:
        SourceError: as for `formatted`.
    """
    return path.read_bytes() == formatted(path).encode()


def format_file(path: Path) -> None:
    """Rewrites a Turtle file in canonical form; comments are kept at the very top only.

    Raises:
        SourceError: as for `formatted`; the file stays as it was.
        EnvironmentFault: the file cannot be written.
    """
    data = formatted(path).encode()
    try:
        path.write_bytes(data)
    except OSError as error:
        raise EnvironmentFault(f"cannot be written: {error.strerror}", path=path.as_posix()) from None


class _Writer:
    def __init__(self, triples: set[Triple], prefixes: Mapping[str, str]) -> None:
        self._given = prefixes
        known = {**PREFIXES, **prefixes}
        self._bases = sorted(known.items(), key=lambda item: (-len(item[1]), item[0] not in prefixes, item[0]))
        self._used: set[str] = set()
        self._load(triples)
        if self._shared:
            self._load(_canonical(triples))

    def _load(self, triples: set[Triple]) -> None:
        self._facts: dict[Node, dict[NamedNode, list[Node | Literal]]] = {}
        self._parents: dict[Node, Node] = {}
        mentions: Counter[Node] = Counter()
        for subject, predicate, value in triples:
            if isinstance(subject, Triple) or isinstance(value, Triple):
                raise InputError("a triple term cannot be written", expected="RDF 1.1")
            self._facts.setdefault(subject, {}).setdefault(predicate, []).append(value)
            if isinstance(value, BlankNode):
                mentions[value] += 1
                self._parents[value] = subject
        self._shared = {node for node, times in mentions.items() if times > 1}
        self._shared.update(self._cycles())
        shared = sorted(node.value for node in self._shared)
        self._names = {label: f"_:b{number}" for number, label in enumerate(shared)}

    def _cycles(self) -> Iterator[Node]:
        """The blank nodes that hang from themselves."""
        seen: set[Node] = set()
        for start in self._parents:
            node, path = start, []
            while node in self._parents and node not in seen and node not in self._shared:
                seen.add(node)
                path.append(node)
                node = self._parents[node]
            if node in path:
                yield from path[path.index(node) :]

    def document(self, header: str) -> str:
        blocks: list[tuple[int, str, str]] = []
        for node in self._facts:
            if isinstance(node, NamedNode):
                blocks.append((0, node.value, self._block(self._iri(node), node)))
            elif node in self._shared:
                blocks.append((1, node.value, self._block(self._names[node.value], node)))
            elif node not in self._parents:
                text = self._block("[]", node)
                blocks.append((2, text, text))
        comments = "\n".join(line if line.startswith("#") or not line else f"# {line}" for line in header.splitlines())
        declared = {prefix: PREFIXES[prefix] for prefix in self._used if prefix not in self._given} | dict(self._given)
        directives = "\n".join(f"@prefix {prefix}: <{base}> ." for prefix, base in sorted(declared.items()))
        parts = (comments, directives, *(text for _, _, text in sorted(blocks)))
        return "".join(f"{part}\n\n" for part in parts if part).removesuffix("\n")

    def _block(self, name: str, node: Node) -> str:
        return "\n".join((name, *(_INDENT + line for line in self._lines(node)), f"{_INDENT}."))

    def _lines(self, node: Node) -> list[str]:
        """One fact after another, each closed by a semicolon."""
        lines: list[str] = []
        facts = self._facts.get(node, {})
        for predicate in sorted(facts, key=lambda predicate: (predicate != _TYPE, predicate.value)):
            verb = "a" if predicate == _TYPE else self._iri(predicate)
            for first, *rest in self._sorted(facts[predicate]):
                lines += [f"{verb} {first}", *rest]
                lines[-1] += " ;"
        return lines

    def _sorted(self, values: Iterable[Node | Literal]) -> list[list[str]]:
        """The lines of each object: IRIs, then literals by language and value, then blank nodes."""
        keyed: list[tuple[int, tuple[str, ...], list[str]]] = []
        for value in values:
            lines = self._object(value)
            if isinstance(value, Literal):
                keyed.append((1, (value.language or "", value.value, value.datatype.value), lines))
            else:
                keyed.append((0, (value.value,), lines) if isinstance(value, NamedNode) else (2, tuple(lines), lines))
        return [lines for _, _, lines in sorted(keyed)]

    def _object(self, value: Node | Literal) -> list[str]:
        if isinstance(value, Literal):
            return [self._literal(value)]
        if isinstance(value, NamedNode):
            return ["()" if value == _NIL else self._iri(value)]
        if value in self._shared:
            return [self._names[value.value]]
        if (items := self._list(value)) is not None:
            texts = [self._object(item) for item in items]
            if all(len(lines) == 1 for lines in texts):
                return [f"( {' '.join(lines[0] for lines in texts)} )"]
            return ["(", *(_INDENT + line for lines in texts for line in lines), ")"]
        lines = self._lines(value)
        return ["[", *(_INDENT + line for line in lines), "]"] if lines else ["[]"]

    def _list(self, node: Node) -> list[Node | Literal] | None:
        """The members of the list that begins at a blank node; None where it is none, or not only that."""
        items: list[Node | Literal] = []
        while node != _NIL:
            facts = self._facts.get(node, {})
            if node in self._shared or facts.keys() != {_FIRST, _REST} or any(len(v) > 1 for v in facts.values()):
                return None
            [item], [rest] = facts[_FIRST], facts[_REST]
            if isinstance(rest, Literal) or (isinstance(rest, NamedNode) and rest != _NIL):
                return None
            items.append(item)
            node = rest
        return items

    def _literal(self, literal: Literal) -> str:
        short = _SHORT.get(literal.datatype)
        if short and short.fullmatch(literal.value):
            return literal.value
        text = _ESCAPED.sub(lambda match: _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}", literal.value)
        if literal.language:
            direction = f"--{literal.direction.value}" if literal.direction else ""
            return f'"{text}"@{literal.language}{direction}'
        return f'"{text}"' if literal.datatype == _STRING else f'"{text}"^^{self._iri(literal.datatype)}'

    def _iri(self, node: NamedNode) -> str:
        for prefix, base in self._bases:
            if node.value.startswith(base) and _LOCAL.fullmatch(node.value, len(base)):
                self._used.add(prefix)
                return f"{prefix}:{node.value[len(base) :]}"
        return str(node)


def _canonical(triples: Iterable[Triple]) -> set[Triple]:
    """The triples with blank node labels that depend on nothing but them (RDF Dataset Canonicalization)."""
    dataset = Dataset(Quad(*triple) for triple in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {quad.triple for quad in dataset}
