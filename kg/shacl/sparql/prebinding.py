"""Pre-bound variables (SHACL 5.3.1, 6.2.2, appendix A), joined into a query for all focus nodes at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.shacl.paths import Path, sparql
from kg.shacl.sparql.outline import Outline, OutlineError


@dataclass(frozen=True, slots=True)
class Author:
    """A query of the shapes' author, with the constants that are bound in it.

    Args:
        outline: the query.
        constants: the values of parameters, $currentShape and $shapesGraph.
        path: what $PATH stands for; None on a node shape.
    """

    outline: Outline
    constants: Mapping[str, NamedNode | Literal]
    path: Path | None

    def pattern(self, names: Mapping[str, str], prefix: str) -> str:
        """The query as the pattern of an EXISTS, whose outside binds the variables of `names`.

        Args:
            names: the variables outside, with `?`, for the pre-bound ones in the query.
            prefix: what the names of all other variables are to begin with.
        """
        found = self.outline
        edits = self._edits(names, prefix, "")
        if found.choices and found.words.keys() & {"GROUP", "HAVING"}:
            ends = [found.words[word] for word in ("LIMIT", "ORDER") if word in found.words]
            return self._render(0, min(ends, default=len(found.tokens)), edits)
        return self._constants(found.variables, prefix) + self._render(found.groups[0].start + 1, found.end, edits)

    def select(self, focus: str, before: tuple[str, ...], pattern: str) -> str:
        """The query as it is, for all focus nodes of a pattern, without its LIMIT.

        Args:
            focus: the variable of the pattern that holds the focus node.
            before: further variables of the pattern, each of whose values has solutions of its own.
            pattern: binds the focus nodes.
        """
        found = self.outline
        joined = " ".join(before)
        nodes = f" {{ SELECT DISTINCT ({focus} AS ?this) WHERE {{ {pattern} }} }} "
        edits = self._edits({}, "", nodes)
        top = f" {{ SELECT DISTINCT {joined} ({focus} AS ?this) WHERE {{ {pattern} }} }} "
        edits[found.groups[0].start] = "{" + top + self._constants(found.variables)
        if before:
            clause = found.choices[0].start
            skip = found.tokens[clause + 1].text.upper() in ("DISTINCT", "REDUCED")
            if not found.choices[0].star:
                edits[clause + skip] = f"{found.tokens[clause + skip].text} {joined} "
            if "GROUP" in found.words:
                edits[found.words["GROUP"] + 1] = f"BY {joined} "
        if "LIMIT" in found.words:
            edits[found.words["LIMIT"]] = edits[found.words["LIMIT"] + 1] = ""
        return self._render(0, len(found.tokens), edits)

    def _edits(self, names: Mapping[str, str], prefix: str, nodes: str) -> dict[int, str]:
        """What each token is replaced by, with the constants and the focus nodes joined in where they are asked for."""
        edits: dict[int, str] = {}
        for position, token in enumerate(self.outline.tokens):
            if token.kind != "var":
                continue
            name = token.text[1:]
            if name == "PATH":
                if self.path is None:
                    raise OutlineError("$PATH stands for nothing on a node shape")
                edits[position] = f" {sparql(self.path)} "
            else:
                edits[position] = names.get(name, f"?{prefix}{name}")
        for number, group in enumerate(self.outline.groups):
            asked = group.asked - group.bound
            inside = self._constants(asked if number else self.outline.variables, prefix)
            if "this" in asked and number and not group.within and nodes:
                if group.graph:
                    raise OutlineError("$this stands in an expression of a GRAPH without a triple that binds it")
                inside = nodes + inside
            edits[group.start] = "{" if group.query else "{" + inside
        return edits

    def _constants(self, asked: set[str], prefix: str = "") -> str:
        return "".join(
            f" VALUES ?{prefix}{name} {{ {term} }} " for name, term in sorted(self.constants.items()) if name in asked
        )

    def _render(self, start: int, stop: int, edits: Mapping[int, str]) -> str:
        found = self.outline
        if start >= stop:
            return ""
        pieces: list[str] = []
        end = found.tokens[start].start
        for position in range(start, stop):
            token = found.tokens[position]
            pieces += [found.text[end : token.start], edits.get(position, token.text)]
            end = token.start + len(token.text)
        rest = found.text[end : found.tokens[stop].start] if stop < len(found.tokens) else "\n"
        return "".join(pieces) + rest
