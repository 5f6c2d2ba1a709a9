"""Evidence: whether the passages that facts come from still stand where the facts say.

A locator is a `cg:Evidence` with a document, offsets and the SHA-256 of its span. Offsets count the Unicode characters
of the file as decoded from UTF-8, line ends as they are, and the end is exclusive; the hash is over the span in UTF-8.
So each can be checked again without a copy of the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from kg.errors import KGError, NotFound, ParameterError, SourceError
from kg.store.base import Row, Store, Term

_LOCATORS = """
SELECT DISTINCT ?evidence ?document ?start ?end ?span ?file ?hash {
  ?evidence a cg:Evidence .
  OPTIONAL { ?evidence cg:start ?start }
  OPTIONAL { ?evidence cg:end ?end }
  OPTIONAL { ?evidence cg:spanSha256 ?span }
  OPTIONAL {
    ?evidence cg:document ?document .
    OPTIONAL { ?document cg:fileName ?file }
    OPTIONAL { ?document cg:fileSha256 ?hash }
  }
}"""


_NEEDED = {
    "document": "cg:document",
    "file": "its document's cg:fileName",
    "start": "cg:start",
    "end": "cg:end",
    "span": "cg:spanSha256",
}
_REMEDY = "read the document again; `kg evidence locate` finds the offsets of a passage"


@dataclass(frozen=True, slots=True)
class Broken:
    """A locator that no longer matches, or a document that is not what it was.

    Args:
        subject: the evidence, or the document.
        message: what is wrong.
        expected: the remedy.
        moved_to: where the same words stand now, if they do.
    """

    subject: Term
    message: str
    expected: str
    moved_to: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found.

    Args:
        broken: what does not match, sorted.
        passages: how many locators have offsets; these were checked.
        intact: how many of them match.
        sections: how many locators name a section only; there is nothing to check them against.
    """

    broken: tuple[Broken, ...]
    passages: int
    intact: int
    sections: int


def check(store: Store, sources: Path) -> Checked:
    """Reads the documents again and compares each passage with its hash.

    Args:
        store: where the evidence is.
        sources: the folder that holds the documents.

    Raises:
        SourceError: there is no such folder.
    """
    if not sources.is_dir():
        raise SourceError(
            "no such folder", path=sources.as_posix(), expected="the folder that holds the source documents"
        )
    files = _Files(sources)
    broken: set[Broken] = set()
    passages: set[Term] = set()
    sections: set[Term] = set()
    for row in store.select(_LOCATORS):
        if row.keys() & {"start", "end", "span"}:
            passages.add(row["evidence"])
            broken.update(_check(row, files))
        else:
            sections.add(row["evidence"])
    ordered = sorted(broken, key=lambda one: (str(one.subject), one.message))
    intact = passages - {one.subject for one in ordered}
    return Checked(tuple(ordered), len(passages), len(intact), len(sections))


class _Files:
    """The documents of a folder, each read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._read: dict[str, _File | KGError] = {}

    def get(self, name: str) -> _File:
        """A document by its file name.

        Raises:
            SourceError: it leads out of the folder, is missing, or is not UTF-8.
        """
        if name not in self._read:
            try:
                self._read[name] = self._open(name)
            except SourceError as error:
                self._read[name] = error
        found = self._read[name]
        if isinstance(found, KGError):
            raise found
        return found

    def _open(self, name: str) -> _File:
        try:
            path = (self._folder / name).resolve()
        except (OSError, RuntimeError, ValueError):
            path = self._folder
        if not path.is_relative_to(self._folder) or path == self._folder:
            raise SourceError(f"{name!r} leads out of the folder", expected="a file name without ..")
        return _File(path)


class _File:
    """A document's characters, and the hash of its bytes."""

    def __init__(self, path: Path) -> None:
        self.text, self.sha256 = read(path)
        self._shifts: dict[int, None] = {}

    def find(self, length: int, span: str, near: int) -> int | None:
        """Where a passage of that length and hash stands, nearest to `near`."""
        for start in (near, *(near + shift for shift in self._shifts)):
            if 0 <= start <= len(self.text) - length and hash_of(self.text[start : start + length]) == span:
                return start
        last = len(self.text) - length + 1
        starts = [start for start in range(last) if hash_of(self.text[start : start + length]) == span]
        if not starts:
            return None
        nearest = min(starts, key=lambda start: abs(start - near))
        self._shifts[nearest - near] = None  # what moved one passage has likely moved others as far
        return nearest


def _check(row: Row, files: _Files) -> Iterator[Broken]:
    evidence = row["evidence"]
    if lacking := ", ".join(what for name, what in _NEEDED.items() if name not in row):
        yield Broken(evidence, f"the passage cannot be checked without {lacking}", "add it, or leave the offsets out")
        return
    try:
        file = files.get(row["file"].value)
    except SourceError as error:
        yield Broken(evidence, f"the document cannot be read: {error.message}", error.expected or _REMEDY)
        return
    if "hash" in row and row["hash"].value != file.sha256:
        message = f"the file is not the one that was read: its SHA-256 is {file.sha256}"
        yield Broken(row["document"], message, "see whether the facts still hold, then change cg:fileSha256")
    try:
        start, end = int(row["start"].value), int(row["end"].value)
    except ValueError:
        start = end = -1
    if not 0 <= start < end:
        said = f"{row['start'].value} to {row['end'].value}"
        yield Broken(evidence, f"{said} is no passage", "count characters from 0, with cg:end behind the last one")
        return
    found = file.find(end - start, row["span"].value, start)
    if found is None:
        length = len(file.text)
        beyond = f"the document has {length} characters, and the passage ends at {end}"
        changed = f"other words stand at {start} to {end} now, and those that were read stand nowhere"
        yield Broken(evidence, beyond if end > length else changed, _REMEDY)
    elif found != start:
        now = (found, found + end - start)
        remedy = f"change cg:start to {now[0]} and cg:end to {now[1]}"
        yield Broken(evidence, f"the passage has moved to {now[0]} to {now[1]}", remedy, now)


def read(path: Path) -> tuple[str, str]:
    """A document's characters, as offsets count them, and the SHA-256 of its bytes.

    Raises:
        SourceError: it cannot be read, or is not UTF-8.
    """
    try:
        data = path.read_bytes()
        return data.decode("utf-8"), sha256(data).hexdigest()
    except OSError as error:
        message, remedy = f"{path.name}: {error.strerror}", "the file that the facts were taken from"
    except UnicodeDecodeError as error:
        message, remedy = f"{path.name}: byte {error.start} is not UTF-8", "the file as it was when it was read"
    raise SourceError(message, path=path.as_posix(), expected=remedy)


def hash_of(span: str) -> str:
    """The SHA-256 of a passage's characters in UTF-8."""
    return sha256(span.encode()).hexdigest()


def locate(text: str, first: str, last: str | None = None) -> tuple[int, int]:
    """The offsets of the passage that begins with some words and ends with others.

    White space is any run of it, so words that a line break parts are found.

    Args:
        text: the document's characters.
        first: how the passage begins; all of it where `last` is not given.
        last: how it ends, the nearest that follows.

    Returns:
        Its start, and its end, exclusive.

    Raises:
        NotFound: the words do not occur.
        ParameterError: `first` occurs several times, or no words are given.
    """
    begins = list(_words(first).finditer(text))
    if not begins:
        raise NotFound(
            f"{first!r} does not occur", expected="give them as the document has them; only white space may differ"
        )
    if len(begins) > 1:
        places = ", ".join(f"{match.start()}-{match.end()}" for match in begins)
        raise ParameterError(f"{first!r} occurs {len(begins)} times: {places}", expected="give more of its words")
    [begin] = begins
    if last is None:
        return begin.span()
    ends = (match.end() for match in _words(last).finditer(text, begin.start()))
    end = next((end for end in ends if end >= begin.end()), None)
    if end is None:
        raise NotFound(
            f"{last!r} does not follow {first!r}", expected="give them as the document has them, after the first"
        )
    return begin.start(), end


def _words(said: str) -> re.Pattern[str]:
    words = said.split()
    if not words:
        raise ParameterError("no words to look for", expected="give the words that the passage begins with")
    return re.compile(r"\s+".join(map(re.escape, words)))
