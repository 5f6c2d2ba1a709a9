"""The lines of the log."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from api import logs
from api.logs import Lines, configure, request_id, slow_query


def record(message: str, **more: object) -> logging.LogRecord:
    made = logging.LogRecord("clausegraph.x", logging.WARNING, "", 1, message, (), None)
    made.__dict__.update(more)
    made.created, made.msecs = 1_700_000_000.25, 250.0
    return made


def test_a_line_of_json() -> None:
    token = request_id.set("abc")
    line = Lines(as_json=True).format(record("two\nlines å", fields={"n": 1, "text": 'a "b"\n'}))
    request_id.reset(token)
    assert "\n" not in line
    assert json.loads(line) == {
        "time": "2023-11-14T22:13:20.250Z",
        "level": "warning",
        "logger": "clausegraph.x",
        "message": "two\nlines å",
        "request": "abc",
        "n": 1,
        "text": 'a "b"\n',
    }


def test_a_line_for_people() -> None:
    line = Lines(as_json=False).format(record("request", fields={"status": 200, "caller": None}))
    assert line == "2023-11-14T22:13:20.250Z warning request status=200 caller=None"


@pytest.mark.parametrize("as_json", [True, False])
def test_errors_have_their_traceback(as_json: bool) -> None:
    try:
        raise ZeroDivisionError("why")
    except ZeroDivisionError:
        line = Lines(as_json=as_json).format(record("failed", exc_info=sys.exc_info()))
    assert "ZeroDivisionError: why" in (json.loads(line)["trace"] if as_json else line)


def test_a_slow_query_is_cut(caplog: pytest.LogCaptureFixture) -> None:
    slow_query("x" * 100_000, 1.5)
    fields = caplog.records[-1].__dict__["fields"]
    assert fields["ms"] == 1500
    assert len(fields["query"]) < 3000
    assert len(fields["sha256"]) == 64


def test_everything_goes_to_standard_error(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    level = root.level
    configure()
    try:
        logging.getLogger("anything").info("heard")
        logging.getLogger("uvicorn.error").info("not heard")
    finally:
        root.setLevel(level)
        for name in ("uvicorn.error", "asyncio"):
            logging.getLogger(name).setLevel(logging.NOTSET)
    out, err = capsys.readouterr()
    assert out == ""
    assert [json.loads(line)["message"] for line in err.splitlines()] == ["heard"]
    assert logs.request_id.get() == ""
