"""The command line: `kg <command>`, one file per command.

Exit codes: 0 fine; 1 findings at or above the threshold, or an ASK that is false; 2 the input or the call is wrong;
3 our own fault; 130 interrupted; 143 terminated.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Sequence
from io import TextIOWrapper
from types import TracebackType
from typing import Annotated

import typer
from typer.main import get_command

from kg.cli import (
    ask,
    backup,
    build,
    compare,
    demo,
    diff,
    evidence,
    explain,
    init,
    interrupt,
    keys,
    query,
    reason,
    search,
    serve,
    terminal,
    validate,
)
from kg.errors import InputError, InternalError, KGError

_GARBAGE = 100_000
"""How many more values than before are made until those without use are looked for; commands make many that last."""

app = typer.Typer(name="kg", add_completion=False, rich_markup_mode=None)
app.command("init", short_help="Write an example record, a configuration and a workflow.")(init.command)
app.command("build")(build.command)
app.command("validate")(validate.command)
app.command("query")(query.command)
app.command("ask", context_settings=ask.SETTINGS)(ask.command)
app.command("search", short_help="Search for things by their words.")(search.command)
app.command("explain", short_help="Explain the code of a finding.")(explain.command)
app.command("diff", short_help="Show what changed between two contract versions.")(diff.command)
app.command("compare", short_help="Put vendors side by side.")(compare.command)
app.command("reason", short_help="Check the ontology and the facts with a DL reasoner.")(reason.reason)
app.add_typer(evidence.app, name="evidence", short_help="Check the passages that facts come from.")
app.command("serve")(serve.command)
app.add_typer(keys.app, name="keys", short_help="Make, list and revoke the keys of callers.")
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("demo")(demo.command)


def _version(asked: bool) -> None:
    if asked:
        import kg

        terminal.put(f"kg {kg.__version__}\n")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _kg(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Governance of cloud contracts as a graph."""
    if context.invoked_subcommand is None:
        terminal.note(context.get_help())
        raise typer.Exit(InputError.exit_code)


def main() -> None:
    """The console script: runs the command that the process was called with, and ends with its exit code."""
    sys.excepthook = _unexpected
    gc.set_threshold(_GARBAGE)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", newline="\n")
    if sys.argv[1:2] != ["serve"]:  # which lets requests come to their end
        interrupt.hear()
    code = run(sys.argv[1:])
    if code in (interrupt.INTERRUPTED, interrupt.TERMINATED):
        # A query that still runs in the engine would keep the interpreter from ending.
        os._exit(code)
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Runs one command.

    Args:
        arguments: what was typed behind `kg`.

    Returns:
        The exit code; errors that are raised on purpose have been told of.
    """
    try:
        code = get_command(app).main(list(arguments), prog_name="kg", standalone_mode=False)
    except KGError as error:
        terminal.complain(error)
        return error.exit_code
    except interrupt.Terminated:
        code = interrupt.TERMINATED
    except typer.TyperException as error:
        terminal.complain(_usage(error))
        return InputError.exit_code
    if code in (interrupt.INTERRUPTED, interrupt.TERMINATED):
        interrupt.say(code)
    return int(code or 0)


def _usage(error: typer.TyperException) -> InputError:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "kg"
    message = error.format_message().replace("Value error, ", "").rstrip(".")
    return InputError(message[0].lower() + message[1:], expected=f"`{command} --help` says what can be given")


def _unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What becomes of an exception that nobody catches: one line, and the exit code for our own fault."""
    if isinstance(error, KeyboardInterrupt):
        interrupt.say(interrupt.INTERRUPTED)
        raise SystemExit(interrupt.INTERRUPTED)
    if os.environ.get("KG_TRACEBACK"):
        traceback.print_exception(kind, error, trace)
    said = " ".join(f"{kind.__name__}: {error}".split())
    remedy = "this is our fault: please report it, with what KG_TRACEBACK=1 adds"
    terminal.complain(InternalError(said, expected=remedy))
    raise SystemExit(InternalError.exit_code)
