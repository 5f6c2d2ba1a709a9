from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, parse
from typer.main import get_command

from kg.cli.evidence import app
from kg.errors import NotFound, ParameterError, SourceError
from kg.evidence import Broken, Checked, check, hash_of, locate, read
from kg.iris import ID, PREFIXES
from kg.store import EmbeddedStore

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

TEXT = "Inledning – åäö 😀.\r\nThe region asks\n   for the record.\nNothing came. The end.\n"
HEAD = "".join(f"@prefix {prefix}: <{base}> .\n" for prefix, base in PREFIXES.items())


def graph(turtle: str) -> EmbeddedStore:
    store = EmbeddedStore()
    store.add("https://example.org/g", [quad.triple for quad in parse(HEAD + turtle, RdfFormat.TURTLE)])
    return store


def document(file: str = "a.txt", text: str = TEXT) -> str:
    return (
        f'<{ID}document/a> a cg:Document ; cg:fileName "{file}" ; cg:fileSha256 "{sha256(text.encode()).hexdigest()}" .'
    )


def passage(words: str, *, name: str = "one", text: str = TEXT) -> str:
    start = text.index(words)
    return (
        f'<{ID}evidence/{name}> a cg:Evidence ; cg:document <{ID}document/a> ; cg:section "1" ; '
        f'cg:start {start} ; cg:end {start + len(words)} ; cg:spanSha256 "{hash_of(words)}" .'
    )


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "a.txt").write_bytes(TEXT.encode())
    (tmp_path / "secret.txt").write_bytes(TEXT.encode())
    return folder


def only(checked: Checked) -> Broken:
    [broken] = checked.broken
    return broken


def test_passages_that_stand_where_they_stood(sources: Path) -> None:
    store = graph(
        document()
        + passage("The region asks\n   for the record.")
        + passage("😀.\r\nThe", name="two")
        + f'<{ID}evidence/three> a cg:Evidence ; cg:document <{ID}document/a> ; cg:section "2" .'
        + f"<{ID}evidence/four> a cg:Evidence ."
    )
    assert check(store, sources) == Checked((), passages=2, intact=2, sections=2)


def test_offsets_count_characters_and_line_ends_as_they_are(sources: Path) -> None:
    assert read(sources / "a.txt") == (TEXT, sha256(TEXT.encode()).hexdigest())
    (sources / "bom.txt").write_bytes(b"\xef\xbb\xbfx")
    assert read(sources / "bom.txt")[0] == "\ufeffx"


def test_a_changed_file_is_said_once_and_each_passage_on_its_own(sources: Path) -> None:
    moved = "Preface. " + TEXT.replace("Nothing came", "Something came")
    (sources / "a.txt").write_bytes(moved.encode())
    store = graph(
        document()
        + passage("Inledning", name="a")
        + passage("The region asks", name="b")
        + passage("Nothing came.", name="c")
        + passage("The end.", name="d")
    )
    found = check(store, sources)
    assert (found.passages, found.intact, found.sections) == (4, 0, 0)
    told = {broken.subject.value.removeprefix(ID): broken for broken in found.broken}
    assert told.keys() == {"document/a", "evidence/a", "evidence/b", "evidence/c", "evidence/d"}
    assert sha256(moved.encode()).hexdigest() in told["document/a"].message
    assert told["evidence/a"].moved_to == (9, 18)
    assert told["evidence/d"].moved_to == (moved.index("The end."), moved.index("The end.") + 8)
    start = moved.index("The region asks")
    assert told["evidence/b"].message == f"the passage has moved to {start} to {start + 15}"
    assert told["evidence/b"].expected == f"change cg:start to {start} and cg:end to {start + 15}"
    assert told["evidence/c"].moved_to is None
    assert "nowhere" in told["evidence/c"].message


def test_of_several_places_the_nearest_is_said(sources: Path) -> None:
    (sources / "a.txt").write_bytes(b"ab__ab_______ab")
    store = graph(f"{document()} {passage('ab', text='.......ab')}")
    told = {broken.subject.value: broken.moved_to for broken in check(store, sources).broken}
    assert told[f"{ID}evidence/one"] == (4, 6)


@pytest.mark.parametrize(
    ("facts", "said", "remedy"),
    [
        (f"cg:start 3 ; cg:end 4000 ; cg:spanSha256 '{'0' * 64}'", "ends at 4000", "read the document again"),
        (f"cg:start -3 ; cg:end 4 ; cg:spanSha256 '{'0' * 64}'", "-3 to 4 is no passage", "from 0"),
        (f"cg:start 4 ; cg:end 4 ; cg:spanSha256 '{'0' * 64}'", "4 to 4 is no passage", "from 0"),
        (f"cg:start 'x' ; cg:end 4 ; cg:spanSha256 '{'0' * 64}'", "x to 4 is no passage", "from 0"),
        (f"cg:start 4 ; cg:spanSha256 '{'0' * 64}'", "without cg:end", "add it"),
        ("cg:start 4 ; cg:end 8", "without cg:spanSha256", "add it"),
        (
            f"cg:start 4 ; cg:end 8 ; cg:spanSha256 '{'0' * 64}'",
            "other words stand at 4 to 8",
            "read the document again",
        ),
    ],
)
def test_a_locator_that_is_wrong_in_itself(sources: Path, facts: str, said: str, remedy: str) -> None:
    store = graph(document() + f"<{ID}evidence/x> a cg:Evidence ; cg:document <{ID}document/a> ; {facts} .")
    broken = only(check(store, sources))
    assert broken.subject == NamedNode(f"{ID}evidence/x")
    assert said in broken.message
    assert remedy in broken.expected


def test_a_locator_of_nothing(sources: Path) -> None:
    store = graph("[] a cg:Evidence ; cg:start 1 .")
    assert (
        "without cg:document, its document's cg:fileName, cg:end, cg:spanSha256" in only(check(store, sources)).message
    )


@pytest.mark.parametrize("name", ["../secret.txt", "a/../../secret.txt", "", ".", "link.txt", "a\\u0000b"])
def test_a_file_name_that_leads_out_of_the_folder_is_refused(sources: Path, name: str) -> None:
    (sources / "link.txt").symlink_to("../secret.txt")
    broken = only(check(graph(document(name) + passage("The end.")), sources))
    assert "leads out of the folder" in broken.message


def test_an_absolute_file_name_is_refused(sources: Path) -> None:
    broken = only(check(graph(document((sources.parent / "secret.txt").as_posix()) + passage("The end.")), sources))
    assert "leads out of the folder" in broken.message


def test_a_document_that_cannot_be_read_breaks_each_of_its_passages(sources: Path) -> None:
    (sources / "latin.txt").write_bytes("å".encode("latin-1"))
    (sources / "folder.txt").mkdir()
    for name, said in {
        "gone.txt": "No such file",
        "latin.txt": "byte 0 is not UTF-8",
        "folder.txt": "directory",
    }.items():
        found = check(graph(document(name) + passage("The end.") + passage("Nothing", name="two")), sources)
        assert [broken.subject.value for broken in found.broken] == [f"{ID}evidence/one", f"{ID}evidence/two"]
        assert all(name in broken.message and said in broken.message for broken in found.broken)
        assert str(sources) not in found.broken[0].message


def test_a_document_in_a_folder_below(sources: Path) -> None:
    (sources / "below").mkdir()
    (sources / "below" / "b.txt").write_bytes(TEXT.encode())
    assert check(graph(document("below/b.txt") + passage("The end.")), sources).broken == ()


def test_the_folder_must_be_there(sources: Path) -> None:
    for path in (sources / "nowhere", sources / "a.txt"):
        with pytest.raises(SourceError, match="no such folder"):
            check(graph(""), path)


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("The region asks for", None, "The region asks\n   for"),
        ("The region", "record.", "The region asks\n   for the record."),
        ("The  region\tasks for the", "for the record.", "The region asks\n   for the record."),
        ("Nothing came.", "came.", "Nothing came."),
        ("Inledning", "The", "Inledning – åäö 😀.\r\nThe"),
        ("😀. The region", None, "😀.\r\nThe region"),
        (" The end. ", None, "The end."),
    ],
)
def test_a_passage_is_located_by_its_words(first: str, last: str | None, found: str) -> None:
    start, end = locate(TEXT, first, last)
    assert TEXT[start:end] == found


def test_words_that_do_not_say_which_passage() -> None:
    with pytest.raises(NotFound, match="'the region' does not occur"):
        locate(TEXT, "the region")
    with pytest.raises(NotFound, match="'Inledning' does not follow 'The region'"):
        locate(TEXT, "The region", "Inledning")
    with pytest.raises(ParameterError, match="'The' occurs 2 times: 20-23, 69-72"):
        locate(TEXT, "The", "end.")
    for nothing in ("", " \n"):
        with pytest.raises(ParameterError, match="no words"):
            locate(TEXT, nothing)
        with pytest.raises(ParameterError, match="no words"):
            locate(TEXT, "The region", nothing)


@given(st.text(alphabet="ab .*\n\t", min_size=1), st.text(alphabet="ab .*\n\t", min_size=1))
def test_what_is_located_says_the_words(text: str, words: str) -> None:
    spaced = re.sub(r"\s+", " ", text)
    wanted = " ".join(words.split())
    times = len(re.findall(re.escape(wanted), spaced)) if wanted else 0
    try:
        start, end = locate(text, words)
    except NotFound:
        assert not times
    except ParameterError:
        assert times != 1
    else:
        assert text[start:end].split() == words.split()


@pytest.mark.shared
def test_the_built_in_evidence_is_intact(shared: Path, snapshot: Snapshot) -> None:
    found = check(snapshot.store, shared / "sources" / "seeds")
    assert found.broken == ()
    assert found.passages == found.intact > 100


def kg_evidence(*words: str) -> int:
    code = get_command(app).main(list(words), standalone_mode=False)
    assert isinstance(code, int)
    return code


def test_the_command_checks(sources: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    contracts = sources.parent / "contracts"
    contracts.mkdir()
    facts = HEAD + document() + "\n\n" + passage("The region asks") + "\n" + passage("The end.", name="two") + "\n"
    (contracts / "a.ttl").write_text(facts, encoding="utf-8")
    monkeypatch.chdir(sources.parent)
    (sources / "a.txt").write_bytes(("x" + TEXT).encode())
    assert kg_evidence("check", "--sources", "sources", "contracts") == 1
    rows = capsys.readouterr().out.splitlines()
    line = len(HEAD.splitlines()) + 3
    ours = [row for row in rows if row.startswith("contracts/a.ttl")]
    assert [row.partition(" ")[0] for row in ours] == [
        f"contracts/a.ttl:{line - 2}:1:",
        f"contracts/a.ttl:{line}:1:",
        f"contracts/a.ttl:{line + 1}:1:",
    ]
    assert "id:evidence/one: the passage has moved to 21 to 36 (change cg:start to 21 and cg:end to 36)" in ours[1]
    assert rows[-1].endswith(" more name a section only")


def test_the_command_says_that_all_is_well(
    sources: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Made:
        def __init__(self) -> None:
            self.store = graph(document() + passage("The end."))
            self.sources = ()

    monkeypatch.setattr("kg.snapshot.current", lambda paths: Made())
    assert kg_evidence("check", "--sources", str(sources)) == 0
    assert capsys.readouterr().out == "1 of 1 passages are intact; 0 more name a section only\n"
    with pytest.raises(SourceError, match="no such folder"):
        kg_evidence("check", "--sources", str(sources / "nowhere"))


def test_the_command_prints_what_has_no_place(
    sources: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Made:
        def __init__(self) -> None:
            self.store = graph(document("\\u001b[31m") + passage("The end."))
            self.sources = ()

    monkeypatch.setattr("kg.snapshot.current", lambda paths: Made())
    assert kg_evidence("check", "--sources", str(sources)) == 1
    out = capsys.readouterr().out
    assert out.startswith("id:evidence/one: the document cannot be read")
    assert "\x1b" not in out


def test_the_command_locates(sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(sources / "a.txt")
    start = TEXT.index("The region")
    end = TEXT.index("record.") + 7
    span = hash_of(TEXT[start:end])
    assert kg_evidence("locate", file, "The region", "record.") == 0
    assert capsys.readouterr().out == f'    cg:end {end} ;\n    cg:spanSha256 "{span}" ;\n    cg:start {start} ;\n'
    with pytest.raises(NotFound):
        kg_evidence("locate", file, "nothing of it")
    with pytest.raises(SourceError, match="No such file"):
        kg_evidence("locate", file + "x", "x")
