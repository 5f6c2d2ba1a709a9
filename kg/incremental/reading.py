"""Reads the triple patterns of a SPARQL SELECT.

What this module does not know is never guessed: `NotUnderstood` makes the analysis assume the worst.

https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from pyoxigraph import NamedNode

from kg.errors import QueryError
from kg.incremental.patterns import (
    Changing,
    Element,
    Group,
    NotUnderstood,
    Optional,
    Pattern,
    Select,
    Union,
    Values,
)
from kg.iris import PREFIXES, REPORT_GRAPH, SHAPES_GRAPH
from kg.shacl.names import RDF_TYPE, XSD
from kg.shacl.paths import Alternative, Inverse, OneOrMore, Path, Sequence, ZeroOrMore, ZeroOrOne
from kg.store.tokens import Token, tokens

_KNOWN = frozenset(
    (
        *("ABS", "AS", "ASC", "BOUND", "CEIL", "COALESCE", "CONCAT", "CONTAINS", "COUNT", "DATATYPE", "DAY", "DESC"),
        *("DISTINCT", "ENCODE_FOR_URI", "FALSE", "FLOOR", "HOURS", "IF", "IN", "ISBLANK", "ISIRI", "ISLITERAL"),
        *("ISNUMERIC", "ISURI", "LANG", "LANGMATCHES", "LCASE", "MD5", "MINUTES", "MONTH", "NOT", "REGEX", "REPLACE"),
        *("ROUND", "SAMETERM", "SECONDS", "SHA1", "SHA256", "SHA384", "SHA512", "STR", "STRAFTER", "STRBEFORE"),
        *("STRDT", "STRENDS", "STRLANG", "STRLEN", "STRSTARTS", "SUBSTR", "TIMEZONE", "TRUE", "TZ", "UCASE", "YEAR"),
    )
)
"""What may stand in an expression: each gives the same for the same solutions, in whatever order these come, and no IRI
that was not there before."""

_CHANGING = frozenset(("BNODE", "NOW", "RAND", "STRUUID", "UUID"))
_MODIFIERS: dict[str, type[ZeroOrMore | OneOrMore | ZeroOrOne]] = {"*": ZeroOrMore, "+": OneOrMore, "?": ZeroOrOne}


def read(query: str) -> Select:
    """The patterns of a SELECT, or of the WHERE of a CONSTRUCT.

    Raises:
        Changing: the answer is another one each time.
        NotUnderstood: there is something in it that is not known here.
    """
    try:
        found = tokens(query)
    except QueryError as error:
        raise NotUnderstood(str(error)) from error
    reader = _Reader(found)
    try:
        return reader.query()
    except (IndexError, ValueError) as error:
        raise NotUnderstood("the query ends too early, or has an IRI that is none") from error


def names(query: str) -> set[str]:
    """The IRIs that are written in a query, with whatever its own PREFIX clauses and those of clausegraph stand for."""
    found = tokens(query)
    prefixes = PREFIXES | {
        name.text[:-1]: iri.text[1:-1]
        for word, name, iri in zip(found, found[1:], found[2:], strict=False)
        if word.text.upper() == "PREFIX"
    }
    iris = {token.text[1:-1] for token in found if token.kind == "iri"}
    pairs = (token.text.partition(":") for token in found if token.kind == "name")
    return iris | {prefixes.get(prefix, "") + local for prefix, _, local in pairs}


class _Reader:
    """Reads from left to right; each method begins at `at` and leaves it behind what it has read."""

    def __init__(self, found: tuple[Token, ...]) -> None:
        self._tokens = found
        self._at = 0
        self._prefixes = dict(PREFIXES)
        self._fresh = count()

    def query(self) -> Select:
        while self._word() == "PREFIX":
            name, iri = self._tokens[self._at + 1 : self._at + 3]
            self._prefixes[name.text[:-1]] = iri.text[1:-1]
            self._at += 3
        if self._word() == "CONSTRUCT":
            self._at += 1
            if self._text() == "{":
                self._skip()
            self._take_word("WHERE")
            select = Select(self._group(), None, None)
        else:
            select = self._select()
        if self._at < len(self._tokens):
            raise NotUnderstood(f"{self._text()} behind the query")
        return select

    def _text(self) -> str:
        return self._tokens[self._at].text if self._at < len(self._tokens) else ""

    def _kind(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else ""

    def _word(self) -> str:
        return self._text().upper() if self._kind() == "word" else ""

    def _next(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, text: str) -> bool:
        if self._text() != text or self._kind() != "sign":
            return False
        self._at += 1
        return True

    def _take_word(self, *words: str) -> bool:
        if self._word() not in words:
            return False
        self._at += 1
        return True

    def _need(self, text: str) -> None:
        if not self._take(text):
            raise NotUnderstood(f"{self._text()!r} in the place of {text!r}")

    def _skip(self) -> None:
        """Passes over a bracket and all that is in it."""
        depth = 0
        while True:
            text = self._next().text
            depth += (text in "({[") - (text in ")}]")
            if not depth:
                return

    def _select(self) -> Select:
        if not self._take_word("SELECT"):
            raise NotUnderstood(f"{self._text()!r} in the place of SELECT")
        self._take_word("DISTINCT")
        columns: dict[str, str | None] | None = {}
        counts = False
        if self._take("*"):
            columns = None
        while columns is not None and self._text() != "{" and self._word() != "WHERE":
            if self._kind() == "var":
                name = _variable(self._next())
                columns[name] = name
                continue
            start = self._at + 1
            self._plain()
            inside = self._tokens[start : self._at - 1]
            alone = len(inside) == 3 and inside[0].kind == "var"
            counts = counts or any(token.text.upper() == "COUNT" for token in inside)
            columns[_variable(inside[-1])] = _variable(inside[0]) if alone else None
        self._take_word("WHERE")
        group = self._group()
        keys: tuple[str, ...] | None = () if counts else None
        while word := self._word():
            self._at += 1
            if word in ("GROUP", "ORDER") and self._take_word("BY"):
                start = self._at
                while self._kind() == "var" or self._text() == "(" or self._word() in ("ASC", "DESC"):
                    if self._kind() == "var":
                        self._next()
                    else:
                        self._plain()
                if word == "GROUP":
                    keys = tuple(_variable(token) for token in self._tokens[start : self._at] if token.kind == "var")
                    if len(keys) < self._at - start:
                        raise NotUnderstood("GROUP BY an expression")
            elif word == "HAVING":
                keys = keys or ()
                while self._text() == "(":
                    self._plain()
            else:
                raise NotUnderstood(word)
        return Select(group, columns, keys)

    def _group(self) -> Group:
        self._need("{")
        if self._word() == "SELECT":
            inner = self._select()
            self._need("}")
            return Group((inner,))
        elements: list[Element] = []
        exists: list[Group] = []
        while not self._take("}"):
            word = self._word()
            if self._take("."):
                continue
            if self._text() == "{":
                groups = [self._group()]
                while self._take_word("UNION"):
                    groups.append(self._group())
                elements.append(Union(tuple(groups)))
            elif self._take_word("FILTER"):
                exists += self._expression()
            elif self._take_word("OPTIONAL"):
                elements.append(Optional(self._group()))
            elif self._take_word("BIND"):
                start = self._at + 1
                self._plain()
                elements += _bound(self._tokens[start : self._at - 1])
            elif self._take_word("VALUES"):
                elements.append(self._values())
            elif self._take_word("GRAPH"):
                elements.append(self._apart())
            elif word and word not in ("TRUE", "FALSE"):
                raise NotUnderstood(word)
            else:
                elements += self._triples()
        return Group(tuple(elements), tuple(exists))

    def _values(self) -> Values:
        names = []
        if self._take("("):
            while self._kind() == "var":
                names.append(_variable(self._next()))
            self._need(")")
        else:
            names.append(_variable(self._next()))
        start = self._at
        self._skip()
        if any(token.text.upper() == "UNDEF" for token in self._tokens[start : self._at]):
            raise NotUnderstood("UNDEF")
        return Values(tuple(names))

    def _apart(self) -> Values:
        """What a query takes from the report or the shapes: its variables stand for what these name."""
        if self._kind() not in ("iri", "name") or self._iri(self._next()).value not in (REPORT_GRAPH, SHAPES_GRAPH):
            raise NotUnderstood("GRAPH")
        start = self._at
        self._skip()
        return Values(tuple(f"?{token.text[1:]}" for token in self._tokens[start : self._at] if token.kind == "var"))

    def _plain(self) -> None:
        """An expression outside of a FILTER, where an EXISTS would see other variables."""
        if self._expression():
            raise NotUnderstood("EXISTS outside of a FILTER")

    def _expression(self) -> list[Group]:
        """The groups of every EXISTS in one expression."""
        exists: list[Group] = []
        depth = 0
        while True:
            token = self._next()
            word = token.text.upper()
            if token.kind == "word" and word == "EXISTS":
                exists.append(self._group())
            elif token.kind == "word":
                if word in _CHANGING:
                    raise Changing(word)
                if word not in _KNOWN:
                    raise NotUnderstood(word)
            elif token.kind in ("iri", "name"):
                if self._text() == "(" and not self._iri(token).value.startswith(XSD):
                    raise NotUnderstood(token.text)
            elif token.text in "{}" and token.kind == "sign":
                raise NotUnderstood(token.text)
            elif token.kind == "sign":
                depth += (token.text in "([") - (token.text in ")]")
            ended = token.text == ")" or word == "EXISTS"  # the "(" that may follow begins something else
            if not depth and word != "NOT" and (ended or self._text() != "("):
                return exists

    def _triples(self) -> Iterator[Pattern]:
        """A subject with all that is said of it."""
        found: list[Pattern] = []
        opened = self._text() == "["
        subject = self._node(found)
        if not (opened and self._text() in (".", "}")):
            self._properties(subject, found)
        return iter(found)

    def _properties(self, subject: str, found: list[Pattern]) -> None:
        while True:
            if self._kind() == "var":
                self._next()
                path = None
            else:
                path = self._path()
            while True:
                found.append(Pattern(subject, path, self._node(found)))
                if not self._take(","):
                    break
            if not self._take(";"):
                return
            while self._take(";"):
                pass
            if self._text() in (".", "}", "]"):
                return

    def _node(self, found: list[Pattern]) -> str:
        """A subject or object; what stands in its own brackets goes to `found`."""
        if self._take("["):
            name = f"?[{next(self._fresh)}"
            if not self._take("]"):
                self._properties(name, found)
                self._need("]")
            return name
        sign = self._next().text if self._text() in ("+", "-") else ""
        token = self._next()
        if token.kind == "var":
            return _variable(token)
        if token.kind == "node":
            return f"?{token.text}"
        if token.kind in ("iri", "name"):
            return str(self._iri(token))
        if token.kind == "string":
            if self._kind() == "lang":
                return token.text + self._next().text
            if self._take("^"):
                self._need("^")
                return f"{token.text}^^{self._iri(self._next())}"
            return token.text
        if token.kind == "number" or token.text.lower() in ("true", "false"):
            return sign + token.text
        raise NotUnderstood(token.text)

    def _iri(self, token: Token) -> NamedNode:
        if token.kind == "iri":
            return NamedNode(token.text[1:-1])
        prefix, colon, local = token.text.partition(":")
        if not colon or prefix not in self._prefixes or "\\" in local:
            raise NotUnderstood(token.text)
        return NamedNode(self._prefixes[prefix] + local)

    def _path(self) -> Path | None:
        options = [self._sequence()]
        while self._take("|"):
            options.append(self._sequence())
        known = tuple(option for option in options if option is not None)
        if len(known) < len(options):
            return None
        return known[0] if len(known) == 1 else Alternative(known)

    def _sequence(self) -> Path | None:
        steps = [self._step()]
        while self._take("/"):
            steps.append(self._step())
        known = tuple(step for step in steps if step is not None)
        if steps == [None]:
            return None
        if len(known) < len(steps):
            raise NotUnderstood("a negated property set in a longer path")
        return known[0] if len(known) == 1 else Sequence(known)

    def _step(self) -> Path | None:
        backwards = self._take("^")
        path: Path | None
        if self._take("("):
            path = self._path()
            self._need(")")
        elif self._take("!"):
            start = self._at
            if self._text() == "(":
                self._skip()
            else:
                self._at += 1 + (self._text() == "^")
            if backwards or any(token.text == "^" for token in self._tokens[start : self._at]):
                raise NotUnderstood("a negated property that is walked backwards")
            return None
        elif self._kind() == "word" and self._text() == "a":
            self._next()
            path = RDF_TYPE
        else:
            path = self._iri(self._next())
        while self._text() in _MODIFIERS and self._kind() == "sign":
            modifier = _MODIFIERS[self._next().text]
            if path is None:
                raise NotUnderstood("a negated property set in a longer path")
            path = modifier(path)
        if backwards and path is None:
            raise NotUnderstood("a negated property that is walked backwards")
        return Inverse(path) if backwards and path is not None else path


def _variable(token: Token) -> str:
    if token.kind != "var":
        raise NotUnderstood(token.text)
    return f"?{token.text[1:]}"


def _bound(inside: tuple[Token, ...]) -> Iterator[Values]:
    """What the inside of a BIND says of its variable; nothing where the value is computed."""
    name = _variable(inside[-1])
    first = inside[0]
    if len(inside) == 3 and first.kind == "var":
        yield Values((name,), _variable(first))
    elif len(inside) == 3 and first.kind in ("iri", "name"):
        yield Values((name,))
