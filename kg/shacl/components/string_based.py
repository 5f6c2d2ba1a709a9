"""String-based constraint components (SHACL 4.4): length, pattern, languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import Literal

from kg.shacl.components.base import Constraint, Context, Finder, ValueConstraint, leads, values
from kg.shacl.conditions import Condition, atom, every, opposite, some, sure
from kg.shacl.graph import Subject
from kg.shacl.names import sh
from kg.shacl.paths import Path

if TYPE_CHECKING:
    from kg.shacl.compile import Scope
    from kg.shacl.read import Reader
    from kg.shacl.shapes import Shape


@dataclass(frozen=True, slots=True)
class MinLength(ValueConstraint):
    """sh:minLength (4.4.1): of an IRI's or literal's characters; a blank node has no length and never conforms."""

    component = sh("MinLengthConstraintComponent")
    length: int

    def test(self, value: str, focus: str, scope: Scope) -> Condition:
        """The value's string is long enough."""
        return every([atom(f"!isBlank({value})"), sure(f"STRLEN(STR({value})) >= {self.length}")])

    def describe(self) -> str:
        """What is wrong."""
        return f"The value is shorter than {self.length} characters."


@dataclass(frozen=True, slots=True)
class MaxLength(ValueConstraint):
    """sh:maxLength (4.4.2); a blank node never conforms."""

    component = sh("MaxLengthConstraintComponent")
    length: int

    def test(self, value: str, focus: str, scope: Scope) -> Condition:
        """The value's string is short enough."""
        return every([atom(f"!isBlank({value})"), sure(f"STRLEN(STR({value})) <= {self.length}")])

    def describe(self) -> str:
        """What is wrong."""
        return f"The value is longer than {self.length} characters."


@dataclass(frozen=True, slots=True)
class Pattern(ValueConstraint):
    """sh:pattern with sh:flags (4.4.3): the regular expressions of SPARQL; a blank node never conforms."""

    component = sh("PatternConstraintComponent")
    pattern: str
    flags: str

    def test(self, value: str, focus: str, scope: Scope) -> Condition:
        """The value's string matches somewhere."""
        flags = f", {Literal(self.flags)}" if self.flags else ""
        return every([atom(f"!isBlank({value})"), sure(f"REGEX(STR({value}), {Literal(self.pattern)}{flags})")])

    def describe(self) -> str:
        """What is wrong."""
        return f"The value does not match the pattern {self.pattern}."


@dataclass(frozen=True, slots=True)
class LanguageIn(ValueConstraint):
    """sh:languageIn (4.4.4): a literal with a language tag that one of the basic language ranges covers."""

    component = sh("LanguageInConstraintComponent")
    ranges: tuple[str, ...]

    def test(self, value: str, focus: str, scope: Scope) -> Condition:
        """The value's language tag matches a range."""
        tag = f"LANG({value})"
        return every(
            [atom(f"isLiteral({value})"), some(sure(f"langMatches({tag}, {Literal(one)})") for one in self.ranges)]
        )

    def describe(self) -> str:
        """What is wrong."""
        return f"The value is not a literal in one of the languages {', '.join(self.ranges)}."


@dataclass(frozen=True, slots=True)
class UniqueLang(Constraint):
    """sh:uniqueLang (4.4.5): no two value nodes share a language tag."""

    component = sh("UniqueLangConstraintComponent")
    path: Path

    def holds(self, focus: str, shape: Shape, scope: Scope) -> Condition:
        """No value node shares its tag with another."""
        value = scope.fresh()
        return opposite(leads(focus, self.path, value, scope, self._shared(focus, value, scope)))

    def violations(self, context: Context, shape: Shape, scope: Scope) -> Iterator[Finder]:
        """One violation for each tag that is used more than once."""
        tag = scope.fresh()
        for pattern, value in values(context, self.path, scope):
            shared = self._shared(context.focus, value, scope)
            where = f"{pattern} BIND(LCASE(LANG({value})) AS {tag}) FILTER({shared.text})"
            yield Finder(where, context, shape, self, apart=(tag,))

    def _shared(self, focus: str, value: str, scope: Scope) -> Condition:
        other = scope.fresh()
        same = f"!sameTerm({value}, {other}) && isLiteral({other}) && LCASE(LANG({value})) = LCASE(LANG({other}))"
        return every([sure(f'LANG({value}) != ""'), leads(focus, self.path, other, scope, atom(same))])

    def describe(self) -> str:
        """What is wrong."""
        return "Two values have the same language tag."


def read(reader: Reader, node: Subject, path: Path | None) -> Iterator[Constraint]:
    """The constraints of this section that a shape declares."""
    least, most = reader.count(node, sh("minLength")), reader.count(node, sh("maxLength"))
    if least is not None:
        yield MinLength(least)
    if most is not None:
        yield MaxLength(most)
    pattern, flags = reader.string(node, sh("pattern")), reader.string(node, sh("flags"))
    if pattern is not None:
        if not _regular(pattern, flags or ""):
            reader.problem(
                node,
                sh("pattern"),
                f"{pattern!r} with the flags {flags or ''!r} is no regular expression of SPARQL 1.1 "
                "(XPath has no look-around and no back-references), or one that grows too big",
            )
        yield Pattern(pattern, flags or "")
    languages = reader.members(node, sh("languageIn"))
    if languages is not None:
        ranges = [one.value for one in languages if isinstance(one, Literal) and one.language is None]
        if len(ranges) != len(languages):
            reader.problem(node, sh("languageIn"), "the members of the list must be strings")
        yield LanguageIn(tuple(ranges))
    if reader.flag(node, sh("uniqueLang")):
        if path is None:
            reader.problem(node, sh("uniqueLang"), "a node shape cannot have it; only a property shape can")
        else:
            yield UniqueLang(path)


def _regular(pattern: str, flags: str) -> bool:
    query = f'SELECT (REGEX(?text, {Literal(pattern)}, {Literal(flags)}) AS ?ok) WHERE {{ BIND("" AS ?text) }}'
    try:
        found = pyoxigraph.Store().query(query)
    except (SyntaxError, ValueError, RuntimeError):
        return False
    return isinstance(found, pyoxigraph.QuerySolutions) and all(row["ok"] is not None for row in found)
