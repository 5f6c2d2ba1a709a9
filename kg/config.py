"""What a repository wants of `kg validate`: `clausegraph.toml`, or `[tool.clausegraph]` in `pyproject.toml`.

::

    paths     = ["contracts"]     files and folders to validate, from the configuration's own folder
    shapes    = ["shapes"]        folders of shapes to lay over the built-in ones
    fail-on   = "warning"         violation, warning, info or never
    select    = ["PC", "LI001"]   codes, or what they begin with; no others are looked at
    ignore    = ["AS002"]         codes, or what they begin with, that are not looked at
    baseline  = "baseline.json"   findings that are known
    format    = "text"            of the report
    lang      = "sv"              en, sv or da
    [severity]
    LI001     = "violation"       violation, warning or info, by code
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

from kg.errors import InputError, SourceError
from kg.findings import Language, Severity
from kg.report import Format
from kg.report.look import WEIGHTS, Threshold
from kg.sources.text import decode

NAME = "clausegraph.toml"
_PROJECT = "pyproject.toml"
_TOML = "TOML, see https://toml.io"
_ASSIGNED = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration; None and nothing where it is silent.

    Args:
        file: where it stands; None where there is none.
        paths: what to validate, from the working directory.
        shapes: what to lay over the built-in shapes, from the working directory.
        fail_on: from which severity on findings fail.
        select: the codes that are looked at.
        ignore: the codes that are not.
        severity: what findings weigh, by code.
        baseline: the findings that are known, from the working directory.
        format: of the report.
        lang: of the report.
        lines: on which line each key stands, such as `fail-on` and `severity.LI001`.
    """

    file: Path | None = None
    paths: tuple[Path, ...] = ()
    shapes: tuple[Path, ...] = ()
    fail_on: Threshold | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    baseline: Path | None = None
    format: Format | None = None
    lang: Language | None = None
    lines: Mapping[str, int] = field(default_factory=dict)

    def wrong(self, key: str, message: str, expected: str | None) -> InputError:
        """An error about the value of a key, with its place."""
        path = None if self.file is None else self.file.as_posix()
        return InputError(message, path=path, line=self.lines.get(key), expected=expected)


def find(start: Path) -> Config:
    """The nearest configuration in a folder or above it, not above the repository that the folder is in.

    Raises:
        InputError: a file is no TOML, has an unknown key or a value that cannot be, or there are two in one folder.
    """
    for folder in (start, *start.parents):
        own, project = folder / NAME, folder / _PROJECT
        table = _table(project) if project.is_file() else None
        if own.is_file():
            if table is not None:
                raise InputError(
                    f"a second configuration beside {NAME}",
                    path=_said(project),
                    line=_lines(decode(project.read_bytes(), _said(project))).get("tool.clausegraph"),
                    expected="all of it in one of the two",
                )
            return read(own)
        if table is not None:
            return read(project)
        if (folder / ".git").exists():
            break
    return Config()


def read(path: Path) -> Config:
    """Reads one configuration.

    Raises:
        InputError: as for `find`.
    """
    table, prefix = (_load(path), "") if path.name != _PROJECT else (_table(path) or {}, "tool.clausegraph.")
    text = decode(path.read_bytes(), _said(path))
    lines = {key.removeprefix(prefix): line for key, line in _lines(text).items() if key.startswith(prefix)}
    config = Config(file=Path(_said(path)), lines=lines)
    for key in table:
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1, cutoff=0.5)
            expected = f"did you mean {near[0]}?" if near else f"known: {', '.join(_KEYS)}"
            raise config.wrong(key, f"there is no setting {key!r}", expected)
    values = {key.replace("-", "_"): _KEYS[key](config, key, value) for key, value in table.items()}
    return Config(config.file, lines=lines, **values)


def _said(path: Path) -> str:
    """A path as it is seen from the working directory."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:  # on another drive
        return path.as_posix()


def _load(path: Path) -> dict[str, Any]:
    said = _said(path)
    try:
        text = decode(path.read_bytes(), said)
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", path=said) from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, _, place = str(error).removesuffix(")").rpartition(" (at ")
        numbers = [int(number) for number in re.findall("[0-9]+", place)]  # none at the end of the document
        line, column = numbers or (text.count("\n") + 1, None)
        raise SourceError(f"no TOML: {message}", path=said, line=line, column=column, expected=_TOML) from None
    except RecursionError:
        raise SourceError("no TOML: it is nested too deep", path=said, expected=_TOML) from None


def _table(path: Path) -> dict[str, Any] | None:
    """What `pyproject.toml` says of clausegraph; None where it says nothing."""
    tool = _load(path).get("tool")
    table = tool.get("clausegraph") if isinstance(tool, dict) else None
    if table is None or isinstance(table, dict):
        return table
    raise InputError("tool.clausegraph is no table", path=_said(path), expected="[tool.clausegraph], and keys below it")


def _lines(text: str) -> dict[str, int]:
    """On which line each key and table stands; a search that needs not understand values, since it is for messages."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _key(header[1])
            found.setdefault(table, number)
        elif assigned := _ASSIGNED.match(line):
            found.setdefault(".".join(filter(None, (table, _key(assigned[1])))), number)
    return found


def _key(written: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in written.split("."))


def _path(config: Config, key: str, value: Any) -> Path:
    if not isinstance(value, str) or not value:
        raise config.wrong(key, f"{key} is no path", f'a path in quotes, such as {key} = "…"')
    return Path(_said((config.file or Path()).parent / value))


def _paths(config: Config, key: str, value: Any) -> tuple[Path, ...]:
    return tuple(_path(config, key, one) for one in _list(config, key, value))


def _codes(config: Config, key: str, value: Any) -> tuple[str, ...]:
    found = _list(config, key, value)
    if not all(isinstance(one, str) and one for one in found):
        raise config.wrong(key, f"{key} holds what is no code", f'{key} = ["PC", "LI001"]')
    return tuple(found)


def _list(config: Config, key: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise config.wrong(key, f"{key} is no list", f'a list in brackets, such as {key} = ["…"]')
    return value


def _choice(choices: tuple[str, ...]) -> Callable[[Config, str, Any], Any]:
    def read(config: Config, key: str, value: Any) -> Any:
        if value not in choices:
            raise config.wrong(key, f"{key} is {value!r}", f"one of {', '.join(choices)}")
        return value

    return read


def _severities(config: Config, key: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise config.wrong(key, f"{key} is no table", f'[{key}], and below it lines such as LI001 = "warning"')
    one = _choice(get_args(Severity))
    return {
        code: one(config, f"{key}.{code}" if f"{key}.{code}" in config.lines else key, said)
        for code, said in value.items()
    }


_KEYS: Mapping[str, Callable[[Config, str, Any], Any]] = MappingProxyType(
    {
        "paths": _paths,
        "shapes": _paths,
        "fail-on": _choice(tuple(WEIGHTS)),
        "select": _codes,
        "ignore": _codes,
        "severity": _severities,
        "baseline": _path,
        "format": _choice(get_args(Format)),
        "lang": _choice(get_args(Language)),
    }
)
