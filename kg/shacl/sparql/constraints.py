"""SPARQL-based constraints (SHACL 5), and what they share with SELECT-based validators (SHACL 6.2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.shacl.components.base import Constraint, Context, Finder
from kg.shacl.conditions import Condition, exists, opposite
from kg.shacl.graph import Subject
from kg.shacl.names import RDF_LANG_STRING, XSD_STRING, sh
from kg.shacl.paths import Path
from kg.shacl.sparql.outline import OutlineError, outline
from kg.shacl.sparql.prebinding import Author
from kg.shacl.sparql.prefixes import declared
from kg.store.base import Row, Term

if TYPE_CHECKING:
    from kg.shacl.compile import Scope
    from kg.shacl.read import Reader
    from kg.shacl.shapes import Shape

_PLACE = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True, slots=True, eq=False)
class Select(Constraint):
    """A SELECT query whose solutions are violations (5.3.2, 6.2.2).

    Args:
        component: sh:SPARQLConstraintComponent, or the author's own.
        author: the query.
        templates: its messages, with `{?name}` for what a solution binds (5.2.1).
        source: the value of sh:sparql; None for a validator of a component.
    """

    component: NamedNode
    author: Author
    templates: tuple[Literal, ...]
    source: Term | None

    def holds(self, focus: str, shape: Shape, scope: Scope) -> Condition:
        """The query has no solution for the focus node."""
        return opposite(exists(self.author.pattern({"this": focus}, scope.fresh()[1:])))

    def violations(self, context: Context, shape: Shape, scope: Scope) -> Iterator[Finder]:
        """One violation for each solution."""
        yield Finder(
            "",
            Context(context.pattern, "?this", context.before, context.above),
            shape,
            self,
            value="?value",
            path="?path",
            select=self.author.select(context.focus, context.before, context.pattern),
            limit=self.author.outline.number("LIMIT"),
        )

    @property
    def heavy(self) -> bool:
        """An engine may not know what binds the variables of the author's query."""
        return True

    def describe(self) -> str:
        """What is wrong."""
        return "The query of the constraint has a solution."

    def messages(self, row: Row) -> tuple[Literal, ...]:
        """The solution's own message, or those of the constraint with the solution's values filled in (5.3.2)."""
        own = row.get("message")
        if isinstance(own, Literal):
            return (own,)
        return filled(self.templates, {**self.author.constants, **row})


def filled(templates: tuple[Literal, ...], values: Mapping[str, Term]) -> tuple[Literal, ...]:
    """Messages with `{?name}` and `{$name}` replaced by values; a name without a value stays as it is (5.2.1)."""

    def value(match: re.Match[str]) -> str:
        found = values.get(match[1])
        return match[0] if found is None else str(found) if isinstance(found, BlankNode) else found.value

    return tuple(
        Literal(text) if template.language is None else Literal(text, language=template.language)
        for template in templates
        for text in (_PLACE.sub(value, template.value),)
    )


def query_of(
    reader: Reader,
    node: Subject,
    path: Path | None,
    form: str,
    constants: Mapping[str, NamedNode | Literal],
    possible: frozenset[str],
) -> Author | None:
    """The query of a constraint or validator, checked; None where it is ill-formed, which the reader then knows.

    Args:
        reader: of the shapes graph.
        node: has the sh:select or sh:ask.
        path: of the shape that it is for.
        form: `SELECT` or `ASK`.
        constants: what is bound besides $this and $value.
        possible: the variables that may be pre-bound.
    """
    parameter = sh(form.lower())
    text = reader.string(node, parameter)
    if text is None:
        reader.problem(node, parameter, "is missing")
        return None
    try:
        author = Author(outline(text, form, declared(reader, node), possible), constants, path)
        author.pattern({"this": "?this", "value": "?value"}, "")
        if form == "SELECT":
            author.select("?focus", (), "?focus ?p ?o")
    except OutlineError as error:
        reader.problem(node, parameter, str(error))
        return None
    if "shapesGraph" in author.outline.variables and "shapesGraph" not in constants:
        reader.limit(node, parameter, "$shapesGraph is out of reach: the shapes graph is none of the data graphs")
    return author


def messages_of(reader: Reader, node: Subject) -> tuple[Literal, ...]:
    """The values of sh:message, sorted."""
    found = reader.graph.objects(node, sh("message"))
    for message in found:
        if not isinstance(message, Literal) or message.datatype not in (XSD_STRING, RDF_LANG_STRING):
            reader.problem(node, sh("message"), f"{message} is not a string")
    return tuple(message for message in found if isinstance(message, Literal))


def read(reader: Reader, node: Subject, path: Path | None) -> Iterator[Select]:
    """The SPARQL-based constraints that a shape declares."""
    for source in reader.shapes(node, sh("sparql")):
        if reader.flag(source, sh("deactivated")):
            continue
        constants = reader.context(node)
        author = query_of(reader, source, path, "SELECT", constants, frozenset(("this", "shapesGraph", "currentShape")))
        if author is not None:
            yield Select(sh("SPARQLConstraintComponent"), author, messages_of(reader, source), source)
