"""Runs what the README shows: `rendered` gives the page as its commands print it now.

`python -m tests.readme`, or `make readme`, writes that into README.md.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "README.md"
FENCE = re.compile(
    r"^(?P<mark><!-- not run: (?P<reason>[^\n]+) -->\n)?"
    r"^```(?P<language>\w*)[^\n]*\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
COMMAND = re.compile(r"^\$ .*\n(?:> .*\n)*", re.MULTILINE)

# The README's two make targets stand for these here: the environment is made already, and the tests are running.
MAKE = 'make() { case "$1" in demo) kg demo ;; test) ;; *) echo "make: no such target here: $1" ;; esac; }\n'
# Between the outputs of two commands; the exit code lives on for `echo $?`.
PARTED = "\ncode=$?; printf '\\036'; (exit $code)\n"


def commands(body: str) -> list[str]:
    """The commands of a console block as the reader types them: `$ ` begins one, `> ` continues it."""
    return [re.sub(r"^[$>] ?", "", shown, flags=re.MULTILINE).rstrip("\n") for shown in COMMAND.findall(body)]


def rendered(page: str, folder: Path) -> str:
    """The page with the outputs that its console blocks give now, run in their order in one folder.

    Args:
        page: the Markdown text.
        folder: where the commands run; what one block writes, the next one finds.

    Raises:
        subprocess.CalledProcessError: a Python block failed.
    """

    def block(match: re.Match[str]) -> str:
        if match["mark"]:
            return match[0]
        if match["language"] == "python":
            subprocess.run([sys.executable, "-c", match["body"]], cwd=folder, env=_environment(), check=True)
        if match["language"] == "console":
            return match[0].replace(match["body"], _console(match["body"], folder))
        return match[0]

    return FENCE.sub(block, page)


def _console(body: str, folder: Path) -> str:
    script = MAKE + PARTED.join([*commands(body), ""])
    result = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    outputs = [output.rstrip("\n") for output in result.stdout.split("\x1e")[:-1]]
    return "".join(
        shown + (output and output + "\n") for shown, output in zip(COMMAND.findall(body), outputs, strict=True)
    )


def _environment() -> dict[str, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return {"PATH": path, "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8"}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8"), Path(scratch)), encoding="utf-8")
