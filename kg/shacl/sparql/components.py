"""SPARQL-based constraint components (SHACL 6): declared in the shapes graph, used like those of Core."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.shacl.components.base import Constraint, ValueConstraint
from kg.shacl.conditions import Condition, exists
from kg.shacl.graph import ReadGraph, Subject
from kg.shacl.names import RDF_TYPE, RDFS_SUBCLASS, sh
from kg.shacl.paths import Path
from kg.shacl.sparql.constraints import Select, filled, messages_of, query_of
from kg.shacl.sparql.prebinding import Author
from kg.store.base import Row

if TYPE_CHECKING:
    from kg.shacl.compile import Scope
    from kg.shacl.read import Reader

_LOCAL = re.compile(r"[^\W\d][\w.\-]*\Z")
_RESERVED = frozenset(("this", "shapesGraph", "currentShape", "path", "PATH", "value"))


@dataclass(frozen=True, slots=True, eq=False)
class Ask(ValueConstraint):
    """An ASK query that is true for each value node that conforms (6.2.1)."""

    component: NamedNode
    author: Author
    templates: tuple[Literal, ...]

    def test(self, value: str, focus: str, scope: Scope) -> Condition:
        """The query is true."""
        return exists(self.author.pattern({"this": focus, "value": value}, scope.fresh()[1:]))

    @property
    def heavy(self) -> bool:
        """An engine may not know what binds the variables of the author's query."""
        return True

    def describe(self) -> str:
        """What is wrong."""
        return f"The value does not satisfy {self.component}."

    def messages(self, row: Row) -> tuple[Literal, ...]:
        """The validator's messages with the parameters filled in."""
        return filled(self.templates, {**self.author.constants, **row})


@dataclass(frozen=True, slots=True)
class Component:
    """A declared component (6.1): its parameters by name, each with its property and whether it may be left out."""

    node: NamedNode
    parameters: tuple[tuple[str, NamedNode, bool], ...]


def declared_components(reader: Reader) -> tuple[Component, ...]:
    """The constraint components that a shapes graph declares (6.1), sorted."""
    found = []
    for node in sorted(_instances(reader.graph, sh("ConstraintComponent")), key=str):
        parameters = []
        for parameter in reader.shapes(node, sh("parameter")):
            path = reader.iri(parameter, sh("path"))
            name = None if path is None else _LOCAL.search(path.value)
            if path is None or name is None or name[0] in _RESERVED:
                reader.problem(node, sh("parameter"), f"{path or 'nothing'} cannot be a parameter's sh:path")
            else:
                parameters.append((name[0], path, reader.flag(parameter, sh("optional"))))
        if not any(not optional for _, _, optional in parameters):
            if node.value.startswith(sh("").value):
                continue  # the components of Core, described in SHACL's own vocabulary
            reader.problem(node, sh("parameter"), "a constraint component needs a parameter that is not optional")
        if isinstance(node, NamedNode):
            found.append(Component(node, tuple(sorted(parameters, key=lambda one: one[0]))))
    return tuple(found)


def _instances(graph: ReadGraph, kind: NamedNode) -> set[Subject]:
    classes: set[Subject] = {kind}
    todo: list[Subject] = [kind]
    while todo:
        above = todo.pop()
        below = {one for one, other in graph.pairs(RDFS_SUBCLASS) if other == above} - classes
        classes |= below
        todo += below
    return {node for node, type_ in graph.pairs(RDF_TYPE) if type_ in classes}


def read(reader: Reader, node: Subject, path: Path | None) -> Iterator[Constraint]:
    """The constraints of declared components that a shape has the parameters of."""
    for component in reader.components:
        given = [(name, reader.graph.objects(node, of), optional) for name, of, optional in component.parameters]
        if any(not found and not optional for _, found, optional in given):
            continue
        if len(component.parameters) > 1 and any(len(found) > 1 for _, found, _ in given):
            reader.problem(node, component.node, "a parameter has more than one value, and the component has several")
            continue
        validator, form = _validator(reader, component.node, path)
        if validator is None:
            continue
        present = [(name, found) for name, found, _ in given if found]
        for combination in product(*(found for _, found in present)):
            constants = dict(reader.context(node))
            for (name, _), term in zip(present, combination, strict=True):
                if isinstance(term, BlankNode):
                    reader.limit(node, component.node, f"${name} is a blank node, which no query can name")
                else:
                    constants[name] = term
            yield from _constraint(reader, component, validator, form, path, constants)


def _constraint(
    reader: Reader,
    component: Component,
    validator: Subject,
    form: str,
    path: Path | None,
    constants: Mapping[str, NamedNode | Literal],
) -> Iterator[Constraint]:
    names = {name for name, _, _ in component.parameters} | {"this", "shapesGraph", "currentShape"}
    absent = {name for name, _, optional in component.parameters if optional and name not in constants}
    possible = frozenset(names | ({"value"} if form == "ASK" else set())) - absent
    author = query_of(reader, validator, path, form, constants, possible)
    if author is None:
        return
    messages = messages_of(reader, validator) or messages_of(reader, component.node)
    if form == "ASK":
        yield Ask(component.node, author, messages)
    else:
        yield Select(component.node, author, messages, None)


def _validator(reader: Reader, component: NamedNode, path: Path | None) -> tuple[Subject | None, str]:
    """The validator for a kind of shape (6.2): the special one where there is one, else the general one."""
    special = reader.shapes(component, sh("nodeValidator" if path is None else "propertyValidator"))
    for found, form in ((special, "SELECT"), (reader.shapes(component, sh("validator")), "ASK")):
        for validator in found:
            if reader.graph.objects(validator, sh(form.lower())):
                return validator, form
            reader.problem(component, sh("validator"), f"{validator} has no sh:{form.lower()}")
    return None, ""
