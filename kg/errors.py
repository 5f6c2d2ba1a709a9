"""Every error that clausegraph raises on purpose, and the exit code that each one means.

::

    KGError
    ├── InputError            the input or the call is wrong              exit 2
    │   ├── SourceError       a file cannot be read as what it claims to be
    │   ├── TermError         a term that the ontology does not declare
    │   ├── GraphClash        two files claim the same graph
    │   ├── ShapeError        a shape is ill-formed or cannot be compiled
    │   ├── QueryError        a query does not parse, or is refused
    │   ├── ParameterError    a question's parameter is missing or of the wrong type
    │   └── NotFound          no such question, contract, provision, finding …
    ├── EnvironmentFault      something the machine lacks (Java, disk)    exit 2
    ├── StoreError            a store refused, vanished or answered garbage exit 3
    │   └── EngineFault       the engine behind a URL did                   exit 2
    └── InternalError         our own fault                               exit 3

Nothing of rdflib, pyshacl, pyoxigraph, owlready2 or SPARQLWrapper escapes from `kg`: each is
turned into one of these where it is called.
"""

from __future__ import annotations

from collections.abc import Sequence


class KGError(Exception):
    """The root of all errors raised on purpose.

    Args:
        message: what is wrong, in one sentence, without the place.
        path: the file, as the caller named it.
        line: 1-based line in `path`.
        column: 1-based column in `path`, counted in characters.
        expected: what would have been right, or the remedy, in one sentence.
    """

    exit_code = 3

    def __init__(
        self,
        message: str,
        *,
        path: str | None = None,
        line: int | None = None,
        column: int | None = None,
        expected: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.column = column
        self.expected = expected

    @property
    def place(self) -> str:
        """`path:line:column`, as far as it is known; the empty string where nothing is."""
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)

    def __str__(self) -> str:
        head = f"{self.place}: {self.message}" if self.path else self.message
        return f"{head} ({self.expected})" if self.expected else head


class InputError(KGError):
    """The input or the call is wrong: the caller can mend it."""

    exit_code = 2


class SourceError(InputError):
    """A file cannot be read: missing, not UTF-8, not the syntax it claims, or empty."""


class TermError(InputError):
    """A file uses a term of the clausegraph namespace that the ontology does not declare."""


class GraphClash(InputError):
    """Two files claim the same named graph."""


class ShapeError(InputError):
    """A shape is ill-formed, or uses what the chosen engine cannot do.

    Args:
        message: as for every error, and so are the arguments that are not named here.
        about: the node of the shapes graph that is at fault and, where it is one of its properties, that one.
        more: further faults.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str | None = None,
        line: int | None = None,
        column: int | None = None,
        expected: str | None = None,
        about: tuple[object, ...] = (),
        more: Sequence[ShapeError] = (),
    ) -> None:
        super().__init__(message, path=path, line=line, column=column, expected=expected)
        self.about = about
        self.more = tuple(more)

    def __str__(self) -> str:
        return "\n".join((super().__str__(), *map(str, self.more)))


class QueryError(InputError):
    """A SPARQL query does not parse, or asks for what is refused (SERVICE, LOAD, FROM a URL)."""


class ParameterError(InputError):
    """A parameter is missing, unknown, or not of its declared type.

    Args:
        message: as for every error, and so is `expected`.
        parameter: its name, where it has one.
        missing: it was not given.
    """

    def __init__(
        self, message: str, *, expected: str | None = None, parameter: str | None = None, missing: bool = False
    ) -> None:
        super().__init__(message, expected=expected)
        self.parameter = parameter
        self.missing = missing


class NotFound(InputError):
    """There is no thing of that name."""


class EnvironmentFault(KGError):
    """The machine lacks something that the command needs; `expected` says how to get it."""

    exit_code = 2


class StoreError(KGError):
    """A store refused, vanished, or answered what it should not."""


class EngineFault(StoreError):
    """A SPARQL engine behind a URL cannot be reached, denies, fails, or answers what it should not."""

    exit_code = 2


class InternalError(KGError):
    """Our own fault; never the caller's."""
