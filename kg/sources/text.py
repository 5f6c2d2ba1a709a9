"""A source file's characters, and the way from an offset among them to a line and column."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import chain

from kg.errors import SourceError

BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file; `line` and `column` count from 1, `column` in characters."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Places:
    """Turns offsets in a text into lines and columns; a line ends at LF, CR LF or CR, as the parsers count."""

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._starts = tuple(chain((0,), (end.end() for end in _LINE_END.finditer(text))))

    def at(self, offset: int) -> Location:
        """The location of the character at `offset`."""
        line = bisect_right(self._starts, offset)
        return Location(self._path, line, offset - self._starts[line - 1] + 1)


def decode(data: bytes, path: str) -> str:
    """The characters of a UTF-8 file, without the byte order mark if it has one.

    Raises:
        SourceError: the bytes are not UTF-8, or hold a NUL; with the line and column of the first bad byte.
    """
    body = data.removeprefix(BOM)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        good = body[: error.start].decode("utf-8")
        byte = body[error.start]
        message = f"not UTF-8: byte 0x{byte:02x}"
        if body.startswith(_UTF16):
            message += ", the mark of a UTF-16 file"
    else:
        if "\0" not in text:
            return text
        good = text[: text.index("\0")]
        message = "a NUL byte: this is no text, or it is UTF-16"
    place = Places(path, good).at(len(good))
    raise SourceError(
        message, path=path, line=place.line, column=place.column, expected="save the file again in the encoding UTF-8"
    )
