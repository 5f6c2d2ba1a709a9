"""What all commands have in common: help, errors, exit codes, and streams that go away."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import kg as library
from kg import cli, errors, snapshot
from kg.cli import terminal
from tests.cli.conftest import Run

COMMANDS = (
    *("init", "build", "validate", "query", "ask", "search", "explain"),
    *("diff", "compare", "reason", "evidence", "serve", "restore", "backup", "keys", "demo"),
)
KG = (sys.executable, "-c", "from kg.cli import main; main()")


def test_help_gives_each_command_one_whole_line(kg: Run) -> None:
    ran = kg("--help")
    assert (ran.code, ran.err) == (0, "")
    listed = re.findall(r"^  (\w+) +(\S.*)$", ran.out.partition("Commands:")[2], re.MULTILINE)
    assert sorted(name for name, _ in listed) == sorted(COMMANDS)
    assert [said for _, said in listed if said.endswith("...")] == []
    assert max(map(len, ran.out.splitlines())) <= 80


@pytest.mark.parametrize("command", [*COMMANDS, "evidence check"])
def test_every_command_explains_itself(kg: Run, command: str) -> None:
    ran = kg(*command.split(), "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: kg {command}")
    assert "Args:" not in ran.out
    for block in re.split(r"\n(?=  \S)", ran.out.partition("Options:")[2]):
        assert not block.startswith("  -") or len(block.split()) > 2, block


def test_version(kg: Run) -> None:
    assert kg("--version") == (0, f"kg {library.__version__}\n", "")


def test_no_command_is_a_mistake_that_help_answers(kg: Run) -> None:
    ran = kg()
    assert (ran.code, ran.out) == (2, "")
    assert "Commands:" in ran.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nope"], "no such command 'nope'"),
        (["biuld"], "no such command 'biuld'"),
        (["validate", "--nope"], "no such option: --nope"),
        (["validate", "--format", "pdf"], "invalid value for '--format': 'pdf' is not one of 'text', 'json', 'turtle'"),
        (["validate", "--format"], "option '--format' requires an argument"),
        (["query", "a", "b"], "got unexpected extra argument"),
        (["serve", "--port", "99999"], "invalid value for '--port'"),
        (["validate", "--lang", "no"], "invalid value for '--lang': 'no' is not one of 'en', 'sv', 'da'"),
    ],
)
def test_a_wrong_call_is_told_in_one_line_and_a_hint(kg: Run, arguments: list[str], message: str) -> None:
    ran = kg(*arguments)
    assert (ran.code, ran.out) == (2, "")
    error, hint = ran.err.splitlines()
    assert error.startswith(f"error: {message}")
    assert re.fullmatch(r"  hint: `kg[ \w]* --help` says what can be given", hint)


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (errors.SourceError("bad", path="a\x1b.ttl", line=3, column=5), 2, "error: a\ufffd.ttl:3:5: bad\n"),
        (
            errors.TermError("odd", path="a.ttl", expected="an even\x07 one"),
            2,
            "error: a.ttl: odd\n  hint: an even\ufffd one\n",
        ),
        (errors.EnvironmentFault("no Java"), 2, "error: no Java\n"),
        (errors.StoreError("gone"), 3, "error: gone\n"),
        (errors.InternalError("oh"), 3, "error: oh\n"),
    ],
)
def test_errors_say_place_message_and_remedy(
    kg: Run, monkeypatch: pytest.MonkeyPatch, error: errors.KGError, code: int, told: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(snapshot, "inputs", fail)
    assert kg("validate") == (code, "", told)


def test_an_interrupt_is_one_line(kg: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(snapshot, "inputs", interrupted)
    assert kg("validate") == (130, "", "interrupted\n")


def test_what_is_unexpected_is_not_caught_on_the_way(kg: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "inputs", lambda *_, **__: dict[str, str]()["nothing"])
    with pytest.raises(KeyError):
        kg("validate")


@pytest.mark.parametrize("traceback", ["", "1"])
def test_our_own_fault_is_one_line_and_exit_code_3(traceback: str) -> None:
    code = "from kg import cli, snapshot; snapshot.inputs = lambda *_, **__: {}['nothing']; cli.main()"
    ran = subprocess.run(
        [sys.executable, "-c", code, "validate"],
        env={**os.environ, "KG_TRACEBACK": traceback},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (3, "")
    *before, error, hint = ran.stderr.splitlines()
    assert error == "error: KeyError: 'nothing'"
    assert "KG_TRACEBACK=1" in hint
    assert bool(before) == bool(traceback)


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [(KeyboardInterrupt(), 130, "interrupted\n"), (ValueError("a\nb"), 3, "error: ValueError: a b\n")],
)
def test_the_last_resort(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, code: int, told: str
) -> None:
    monkeypatch.delenv("KG_TRACEBACK", raising=False)
    with pytest.raises(SystemExit) as ended:
        cli._unexpected(type(error), error, None)
    assert ended.value.code == code
    assert capsys.readouterr().err.partition("  hint")[0] == told


def test_ctrl_c_ends_a_query_that_the_engine_is_busy_with(published: Path) -> None:
    heavy = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER ( ?a != ?i ) }"
    code = (
        "import threading, os, signal; from kg import cli; from kg.store import EmbeddedStore;"
        "run = EmbeddedStore.query;"
        "later = lambda: threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start();"
        "EmbeddedStore.query = lambda *a, **k: later() or run(*a, **k);"
        "signal.signal(signal.SIGINT, signal.default_int_handler);"
        "cli.main()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "query", "-e", heavy],
        cwd=published,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, "", "interrupted\n")


def test_a_reader_who_leaves_early_is_no_error(published: Path) -> None:
    with subprocess.Popen(
        [*KG, "validate", "--fail-on", "never"], cwd=published, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert (process.stderr.read(), process.wait()) == (b"", 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="NO /dev/full HERE to stand for a full disk")
def test_a_full_disk_is_an_error(published: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run([*KG, "--version"], stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    assert (ran.returncode, ran.stderr) == (2, "error: the result cannot be written: No space left on device\n")


def test_closed_streams_are_no_error() -> None:
    ran = subprocess.run(["sh", "-c", '"$@" >&- 2>&-', "sh", *KG, "--version"], check=False)
    assert ran.returncode == 0


def test_output_is_utf_8_whatever_the_locale(published: Path) -> None:
    ran = subprocess.run(
        [*KG, "validate", "--lang", "sv", "--fail-on", "never"],
        cwd=published,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert "överträdelse".encode() in ran.stdout


def test_starting_imports_no_rich() -> None:
    code = "import atexit, sys; atexit.register(lambda: print('rich' in sys.modules)); from kg.cli import main; main()"
    ran = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, encoding="utf-8", check=False)
    assert ran.stdout.splitlines()[-1:] == ["False"], ran.stderr


def test_main_ends_with_the_exit_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["kg", "nope"])
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert "nope" in capsys.readouterr().err


def test_main_does_not_wait_for_a_busy_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(cli, "run", lambda arguments: 130)
    monkeypatch.setattr(os, "_exit", ended.append)
    with pytest.raises(SystemExit):
        cli.main()
    assert ended == [130]


class Terminal:
    """A stream that says it is a terminal."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.said.append(text)

    def flush(self) -> None:
        pass


class Failing(Terminal):
    """A stream that cannot be written to, over a file that tells what becomes of it."""

    def __init__(self, error: OSError, file: int) -> None:
        super().__init__()
        self.error, self.file = error, file

    def write(self, text: str) -> None:
        raise self.error

    def fileno(self) -> int:
        return self.file


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_broken_pipe_is_quiet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stream: str) -> None:
    file = os.open(tmp_path / "file", os.O_WRONLY | os.O_CREAT)
    monkeypatch.setattr(sys, stream, Failing(BrokenPipeError(), file))
    (terminal.put if stream == "stdout" else terminal.note)("words")
    os.write(file, b"what the interpreter still has to write")
    os.close(file)
    assert (tmp_path / "file").read_bytes() == b""


def test_a_result_that_cannot_be_written_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = os.open(tmp_path / "file", os.O_WRONLY | os.O_CREAT)
    monkeypatch.setattr(sys, "stdout", Failing(OSError(28, "No space left on device"), file))
    with pytest.raises(errors.EnvironmentFault, match="the result cannot be written: No space left on device"):
        terminal.put("words")
    os.close(file)


def test_a_stream_that_is_closed_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    terminal.put("words")
    terminal.note("words")
    terminal.progress()("words")
    assert (terminal.width(), terminal.colour()) == (80, False)


def test_progress_shows_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.progress()("reads")
    assert capsys.readouterr() == ("", "")
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    step = terminal.progress()
    step("reads")
    step("")
    assert shown.said == ["\r\x1b[Kreads …", "\r\x1b[K"]


def test_width_and_colour_follow_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    assert (terminal.width(), terminal.colour()) == (80, False)
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert (terminal.width(), terminal.colour()) == (100, True)
    monkeypatch.setenv("COLUMNS", "500")
    assert terminal.width() == 120
    monkeypatch.setenv("COLUMNS", "10")
    assert terminal.width() == 40
    monkeypatch.setenv("NO_COLOR", "1")
    assert not terminal.colour()
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not terminal.colour()
