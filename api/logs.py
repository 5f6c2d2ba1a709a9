"""The log of the service: one line for each thing that happened, to standard error.

For a person at a terminal it is text, for everything else JSON. No line holds a query string, a header or a secret;
the text of a slow query is the one thing of a client's own words that is written down.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from contextvars import ContextVar
from hashlib import sha256

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that is being answered; every line about it carries it."""

_LONGEST_QUERY = 2000

_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
_log = logging.getLogger("clausegraph.query")


def configure() -> None:
    """Sends the log of this process to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines(as_json=not sys.stderr.isatty()))
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    # Nothing of this is written, and finding it out takes longer than writing a line.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # as docs.python.org/3/howto/logging.html#optimization has it
    for noisy in ("uvicorn.error", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def slow_query(text: str, seconds: float) -> None:
    """Writes down a query that took long: its hash, by which it is found again, and how it begins."""
    begins = text if len(text) <= _LONGEST_QUERY else f"{text[:_LONGEST_QUERY]}…"
    fields = {"ms": round(seconds * 1000, 1), "sha256": sha256(text.encode()).hexdigest(), "query": begins}
    _log.warning("slow query", extra={"fields": fields})


class Lines(logging.Formatter):
    """One line for each record: when, how grave, who says so, what, and the fields that it was given.

    Args:
        as_json: as an object; else as text for people.
    """

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """The line of one record; an error's traceback is one of its fields."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        said = {
            "time": f"{moment}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **({"request": request} if (request := request_id.get()) else {}),
            **getattr(record, "fields", {}),
        }
        trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        if self._json:
            return _encode(said | ({"trace": trace} if trace else {}))
        head = " ".join(str(said.pop(name)) for name in ("time", "level", "message"))
        rest = (f"{name}={value}" for name, value in said.items() if name != "logger")
        return "\n".join(filter(None, (" ".join((head, *rest)), trace.rstrip())))
