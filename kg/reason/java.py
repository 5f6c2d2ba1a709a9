"""Finds Java and runs the HermiT that Owlready2 brings along, within a time limit."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import EnvironmentFault

_REMEDY = (
    "install a Java runtime, on Debian and Ubuntu the package default-jre-headless, or do without `kg reason`: "
    "building, validating and querying need no Java"
)
_SHORT_RUN = ("-XX:+IgnoreUnrecognizedVMOptions", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""For runs of a few seconds, better compilation costs more than it gains: these halve the time."""

_UTF8 = ("-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8")
"""Else the locale decides; Java 18 and older go by the first, newer ones by the others."""

_NO_RUNTIME = ("Unable to locate a Java Runtime", "UnsupportedClassVersionError", "No Java runtime present")
_NO_MEMORY = ("java.lang.OutOfMemoryError", "Could not reserve enough space")


@dataclass(frozen=True, slots=True)
class Output:
    """What HermiT answered: its exit code and what it wrote."""

    code: int
    out: str
    err: str


def find() -> str:
    """The path of Java: the one that Owlready2 was set to, else that of JAVA_HOME, else the first on the PATH.

    Raises:
        EnvironmentFault: there is none.
    """
    import owlready2

    home = os.environ.get("JAVA_HOME")
    own = str(owlready2.JAVA_EXE)
    for name in (own if own != "java" else "", str(Path(home) / "bin" / "java") if home else "", "java"):
        if name and (found := shutil.which(name)):
            return found
    raise EnvironmentFault("HermiT needs a Java runtime (version 8 or newer), and there is none", expected=_REMEDY)


def hermit(arguments: Sequence[str], files: Sequence[Path], *, seconds: float) -> Output:
    """Runs HermiT's command line on N-Triples files, as Owlready2 does; ends it when the time is up.

    Raises:
        EnvironmentFault: there is no Java that can run it, or the time or the memory do not suffice.
    """
    import owlready2

    folder = Path(owlready2.__file__).parent / "hermit"
    command = [
        find(),
        *_SHORT_RUN,
        *_UTF8,
        f"-Xmx{owlready2.JAVA_MEMORY}M",
        "-cp",
        os.pathsep.join((str(folder), str(folder / "HermiT.jar"))),
        "org.semanticweb.HermiT.cli.CommandLine",
        *arguments,
        "--ignoreUnsupportedDatatypes",
        *(file.resolve().as_uri() for file in files),
    ]
    output = _run(command, seconds)
    said = output.out + output.err
    if any(sign in said for sign in _NO_RUNTIME):
        raise EnvironmentFault("HermiT needs a Java runtime (version 8 or newer)", expected=_REMEDY)
    if any(sign in said for sign in _NO_MEMORY):
        raise EnvironmentFault(
            f"HermiT ran out of the {owlready2.JAVA_MEMORY} MB of memory that it may use",
            expected="check fewer files at a time",
        )
    return output


def _run(command: Sequence[str], seconds: float) -> Output:
    # A session of its own, so that a wrapper script around Java is ended together with what it has started.
    with subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise EnvironmentFault(
                f"HermiT was not done after {seconds:g} seconds",
                expected="check fewer files at a time, or allow it more time",
            ) from None
        finally:
            if process.poll() is None:
                _end(process)
    return Output(process.returncode, out, err)


def _end(process: subprocess.Popen[str]) -> None:
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
