"""What `kg validate` is to do: what was typed, and below it what the repository's configuration says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from kg.cli import files
from kg.config import Config, find
from kg.errors import InputError, ParameterError
from kg.findings import Language, Severity, Waiver
from kg.policy import Policy, check_codes, read_baseline, today
from kg.report import Format
from kg.report.look import Threshold


@dataclass(frozen=True, slots=True)
class Settings:
    """What a validation is to do: each value as it was typed, else as the configuration has it.

    Args:
        config: the configuration.
        paths: what to validate; what is published where it is empty.
        shapes: folders of shapes to lay over the built-in ones.
        format: of the report.
        lang: of the report.
        fail_on: from which severity on findings fail.
        select: codes, or what they begin with; all where it is empty.
        ignore: codes, or what they begin with.
        severities: what findings weigh, by code.
        baseline: the file of findings that are known.
    """

    config: Config
    paths: tuple[Path, ...]
    shapes: tuple[Path, ...]
    format: Format
    lang: Language
    fail_on: Threshold
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    severities: Mapping[str, Severity]
    baseline: Path | None

    def policy(self, known: frozenset[str], waivers: tuple[Waiver, ...]) -> Policy:
        """What to make of findings.

        Args:
            known: the codes that they can have.
            waivers: what is accepted.

        Raises:
            InputError: a code that no shape has, or a baseline that is none.
        """
        for key, given in (("select", self.select), ("ignore", self.ignore), ("severity", tuple(self.severities))):
            for code in given:
                self._check(known, key, code)
        baseline = None if self.baseline is None else read_baseline(_load(self.baseline), self.baseline.as_posix())
        return Policy(self.select, self.ignore, self.severities, waivers, baseline, today())

    def _check(self, known: frozenset[str], key: str, code: str) -> None:
        try:
            check_codes((code,), known)
        except ParameterError as error:
            config = self.config
            if code in {"select": config.select, "ignore": config.ignore, "severity": config.severity}[key]:
                line = f"{key}.{code}" if f"{key}.{code}" in config.lines else key
                raise config.wrong(line, error.message, error.expected) from None
            raise


def settings(
    *,
    paths: Sequence[Path] | None,
    shapes: Sequence[Path] | None,
    format: Format | None,  # noqa: A002
    lang: Language | None,
    fail_on: Threshold | None,
    select: Sequence[str] | None,
    ignore: Sequence[str] | None,
    severity: Sequence[str] | None,
    baseline: Path | None,
) -> Settings:
    """The settings for what was typed in the working directory; None stands for what was not.

    Raises:
        InputError: the configuration is wrong, or a severity is not written CODE=SEVERITY.
    """
    config = find(Path.cwd())
    return Settings(
        config=config,
        paths=tuple(paths or config.paths),
        shapes=tuple(shapes or config.shapes),
        format=format or config.format or "text",
        lang=lang or config.lang or "en",
        fail_on=fail_on or config.fail_on or "violation",
        select=config.select if select is None else _split(select),
        ignore=config.ignore if ignore is None else _split(ignore),
        severities={**config.severity, **dict(map(_severity, severity or ()))},
        baseline=baseline or config.baseline,
    )


def _split(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(code.strip() for codes in given for code in codes.split(",") if code.strip())


def _severity(given: str) -> tuple[str, Severity]:
    code, _, typed = given.partition("=")
    for severity in get_args(Severity):
        if code.strip() and typed.strip() == severity:
            return code.strip(), severity
    raise ParameterError(
        f"--severity {given!r}",
        expected=f"CODE=SEVERITY, with one of {', '.join(get_args(Severity))}, as in LI001=warning",
    )


def _load(path: Path) -> str:
    try:
        return files.load(path)
    except InputError as error:
        error.expected = error.expected or f"`kg validate --write-baseline {path.as_posix()}` writes it"
        raise
