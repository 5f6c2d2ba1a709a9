"""The SHACL engines that are measured: where each comes from, how it is installed, what it is called with.

Whatever is installed goes into a folder of its own in `bench/`, pinned: packages of PyPI by version and hash
(`requirements-<engine>.txt`), those of Maven Central by version (`pom.xml`) and the checksums that lie beside them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BENCH = Path(__file__).resolve().parent


class CannotInstall(Exception):
    """An engine cannot be had; says why."""


@dataclass(frozen=True, slots=True)
class Engine(ABC):
    """A SHACL engine.

    Args:
        name: what it is called on the command line.
        title: what it is called in the table.
    """

    name: str
    title: str

    @abstractmethod
    def install(self) -> None:
        """Installs it, where it is not yet.

        Raises:
            CannotInstall: it cannot be had.
        """

    @abstractmethod
    def command(self, data: Path, shapes: Path, report: Path) -> Sequence[str]:
        """What validates data in N-Triples with shapes in Turtle and writes a report in Turtle.

        Where the program writes to standard output, that is the report.
        """


@dataclass(frozen=True, slots=True)
class Package(Engine):
    """An engine of PyPI; one that clausegraph itself needs runs with the interpreter that runs this."""

    own: bool = False

    def install(self) -> None:
        """See `Engine`."""
        if self.own:
            return
        wanted = BENCH / f"requirements-{self.name}.txt"
        done = self._home / "installed"
        if done.exists() and done.read_text(encoding="utf-8") == wanted.read_text(encoding="utf-8"):
            return
        shutil.rmtree(self._home, ignore_errors=True)
        venv.create(self._home, with_pip=True)
        pip = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--require-hashes", "--no-deps")
        _run([self._python, *pip, "--only-binary", ":all:", "-r", str(wanted)])
        done.write_text(wanted.read_text(encoding="utf-8"), encoding="utf-8")

    def command(self, data: Path, shapes: Path, report: Path) -> Sequence[str]:
        """See `Engine`."""
        program = BENCH / "peers" / f"with_{self.name}.py"
        return [self._python, str(program), str(data), str(shapes), str(report)]

    @property
    def _home(self) -> Path:
        return BENCH / f".venv-{self.name}"

    @property
    def _python(self) -> str:
        return sys.executable if self.own else str(self._home / "bin" / "python")


@dataclass(frozen=True, slots=True)
class Jars(Engine):
    """An engine of Maven Central.

    Args:
        main: the class that is run.
        options: what comes before the names of the files of shapes and data.
    """

    main: str
    options: tuple[str, ...]
    data_option: str
    shapes_option: str

    def install(self) -> None:
        """See `Engine`."""
        done, wanted = self._home / "installed", (BENCH / "pom.xml").read_text(encoding="utf-8")
        if done.exists() and done.read_text(encoding="utf-8") == wanted:
            return
        for program in ("java", "mvn"):
            if shutil.which(program) is None:
                raise CannotInstall(f"{program} is not there")
        shutil.rmtree(self._home, ignore_errors=True)
        goal = ("dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={self._home}")
        _run(["mvn", "-q", "-B", "-C", "-f", str(BENCH / "pom.xml"), "-P", self.name, *goal])
        done.write_text(wanted, encoding="utf-8")

    def command(self, data: Path, shapes: Path, report: Path) -> Sequence[str]:
        """See `Engine`."""
        files = (self.data_option, str(data), self.shapes_option, str(shapes))
        return ["java", "-cp", f"{self._home}/*", self.main, *self.options, *files]

    @property
    def _home(self) -> Path:
        return BENCH / f".jars-{self.name}"


ENGINES: tuple[Engine, ...] = (
    Package("pyshacl", "pySHACL 0.40.1", own=True),
    Package("pyrudof", "pyrudof 0.3.35"),
    Package("pyshifty", "pyshifty 0.5.1"),
    Jars("jena", "Jena SHACL 5.6.0", "shacl.shacl", ("validate",), "--data", "--shapes"),
    Jars("topbraid", "TopBraid 1.4.4", "org.topbraid.shacl.tools.Validate", (), "-datafile", "-shapesfile"),
)
"""The others, in the order of the table."""


def _run(command: Sequence[str]) -> None:
    try:
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", b"") or str(error).encode()
        raise CannotInstall((said.decode(errors="replace").strip().splitlines() or ["?"])[-1]) from error
