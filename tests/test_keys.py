"""API keys: how they are made, kept, found and revoked."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from kg import keys
from kg.errors import EnvironmentFault, NotFound, ParameterError
from kg.iris import GRAPH
from kg.sources import read
from tests.mini import write


def test_a_key_is_shown_once_and_kept_as_a_hash(tmp_path: Path) -> None:
    secret = keys.add(tmp_path, "ci", ["vendors/acme"])
    assert re.fullmatch(r"cg_[0-9A-Za-z]{49}", secret)
    kept = (tmp_path / keys.FILE).read_text(encoding="utf-8")
    assert secret not in kept
    assert secret[3:] not in kept
    assert keys.digest(secret) in kept
    (key,) = keys.read(tmp_path)
    assert (key.name, key.scopes, key.until) == ("ci", (GRAPH + "vendors/acme",), None)
    assert keys.find([key], secret) == key


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_nobody_else_reads_the_file(tmp_path: Path) -> None:
    for name in ("one", "two"):
        keys.add(tmp_path, name)
        assert stat.S_IMODE((tmp_path / keys.FILE).stat().st_mode) == 0o600


def test_keys_differ_and_know_when_they_are_mistyped(tmp_path: Path) -> None:
    made = {keys.add(tmp_path, f"k{number}") for number in range(20)}
    assert len(made) == 20
    for secret in made:
        assert not keys.mistyped(secret)
        swapped = secret[:10] + ("a" if secret[10] != "a" else "b") + secret[11:]
        assert keys.mistyped(swapped)
        assert keys.mistyped(secret[:-1])
        assert keys.find(keys.read(tmp_path), swapped) is None


@pytest.mark.parametrize("secret", ["", "cg_", "Bearer", "ü", "\udcff", "0" * 100_000])
def test_what_is_no_key(tmp_path: Path, secret: str) -> None:
    keys.add(tmp_path, "k")
    assert keys.mistyped(secret)
    assert keys.find(keys.read(tmp_path), secret) is None


def test_revoked_means_gone(tmp_path: Path) -> None:
    first, second = keys.add(tmp_path, "first"), keys.add(tmp_path, "second")
    keys.revoke(tmp_path, "first")
    left = keys.read(tmp_path)
    assert [key.name for key in left] == ["second"]
    assert keys.find(left, first) is None
    assert keys.find(left, second) is not None
    with pytest.raises(NotFound, match="no key 'first'"):
        keys.revoke(tmp_path, "first")


def test_a_key_ends_with_its_last_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    today = keys.today()
    secret = keys.add(tmp_path, "short", until=today)
    (key,) = keys.read(tmp_path)
    assert keys.find([key], secret) == key
    monkeypatch.setattr(keys, "today", lambda: today + timedelta(days=1))
    assert key.over
    assert keys.find([key], secret) is None
    with pytest.raises(ParameterError, match="has passed"):
        keys.add(tmp_path, "late", until=today)


@pytest.mark.parametrize("name", ["", "a b", "a\nb", "x" * 65, "../a", "a/b"])
def test_names_that_are_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(ParameterError, match="cannot be the name"):
        keys.add(tmp_path, name)
    assert not (tmp_path / keys.FILE).exists()


def test_a_name_is_given_once(tmp_path: Path) -> None:
    secret = keys.add(tmp_path, "ci")
    with pytest.raises(ParameterError, match="already"):
        keys.add(tmp_path, "ci", ["*"])
    (key,) = keys.read(tmp_path)
    assert keys.find([key], secret) == key
    assert key.scopes == ()


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("*", "*"),
        ("graph:*", "*"),
        ("vendors/acme", GRAPH + "vendors/acme"),
        ("graph:vendors/acme", GRAPH + "vendors/acme"),
        ("vendors/*", GRAPH + "vendors/*"),
        (GRAPH + "vendors/acme", GRAPH + "vendors/acme"),
        ("urn:example:*", "urn:example:*"),
        ("graph:https://example.org/g", "https://example.org/g"),
        ("a\N{COMBINING RING ABOVE}", GRAPH + "å"),
    ],
)
def test_scopes_in_full(text: str, full: str) -> None:
    assert keys.scope(text) == full
    assert keys.scope(full) == full


@pytest.mark.parametrize("text", ["", "graph:", "a b", "*/a", "a*b", "**", "<urn:a>", "a\x00", "a{b}"])
def test_scopes_that_are_none(tmp_path: Path, text: str) -> None:
    with pytest.raises(ParameterError, match="names no graph"):
        keys.add(tmp_path, "k", [text])


def test_what_a_scope_opens() -> None:
    assert keys.opens(["*"], "urn:a")
    assert keys.opens(["urn:a"], "urn:a")
    assert not keys.opens(["urn:a"], "urn:ab")
    assert not keys.opens(["urn:a"], "URN:A")
    assert keys.opens(["urn:a*"], "urn:ab")
    assert not keys.opens(["urn:ab*"], "urn:a")
    assert not keys.opens([], "urn:a")


def test_a_file_is_seen_where_all_its_graphs_are(tmp_path: Path) -> None:
    trig = tmp_path / "two.trig"
    trig.write_text("<urn:g1> { <urn:a> <urn:b> <urn:c> } <urn:g2> { <urn:a> <urn:b> <urn:c> }", encoding="utf-8")
    source = read(trig, name="own/two.trig")
    own = source.graph
    assert keys.visible(source, [own, "urn:g1", "urn:g2"])
    assert keys.visible(source, [own, "urn:*"])
    for missing in ([own, "urn:g1"], [own, "urn:g2"], ["urn:*"], []):
        assert not keys.visible(source, missing)
    plain = write(tmp_path / "one.ttl", "eg:a eg:b eg:c .\n")
    assert keys.visible(read(plain, name="data/one.ttl", builtin=True), [])
    assert not keys.visible(read(plain, name="own/one.ttl"), [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        "null",
        '{"keys": null}',
        '{"keys": [1]}',
        '{"keys": [{"name": "a"}]}',
        '{"keys": [{"name": "a", "sha256": "x", "scopes": [], "made": "2020-01-01", "until": null}]}',
        f'{{"keys": [{{"name": "a", "sha256": "{"0" * 64}", "scopes": [""], "made": "2020-01-01", "until": null}}]}}',
        f'{{"keys": [{{"name": "a", "sha256": "{"0" * 64}", "scopes": [1], "made": "2020-01-01", "until": null}}]}}',
        f'{{"keys": [{{"name": "a", "sha256": "{"0" * 64}", "scopes": "*", "made": "2020-01-01", "until": null}}]}}',
        f'{{"keys": [{{"name": "a", "sha256": "{"0" * 64}", "scopes": [], "made": "soon", "until": null}}]}}',
        f'{{"keys": [{{"name": "a", "sha256": "{"0" * 64}", "scopes": [], "made": "2020-01-01", "until": 3}}]}}',
    ],
)
def test_a_damaged_file_never_counts_as_no_keys(tmp_path: Path, text: str) -> None:
    (tmp_path / keys.FILE).write_text(text, encoding="utf-8")
    for attempt in (
        lambda: keys.read(tmp_path),
        lambda: keys.add(tmp_path, "new"),
        lambda: keys.revoke(tmp_path, "a"),
    ):
        with pytest.raises(EnvironmentFault, match="damaged"):
            attempt()
    assert (tmp_path / keys.FILE).read_text(encoding="utf-8") == text


def test_a_file_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    (tmp_path / keys.FILE).mkdir()
    with pytest.raises(EnvironmentFault, match="cannot be read"):
        keys.read(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentFault, match="cannot be written"):
        keys.add(tmp_path / "file" / "home", "k")


def test_commands_at_once_lose_nothing(tmp_path: Path) -> None:
    code = """if True:
        import sys
        from pathlib import Path
        from kg import keys
        for number in range(10):
            keys.add(Path(sys.argv[1]), f"{sys.argv[2]}-{number}")
            if number % 2:
                keys.revoke(Path(sys.argv[1]), f"{sys.argv[2]}-{number}")
    """
    running = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), who]) for who in "abc"]
    assert [process.wait() for process in running] == [0, 0, 0]
    assert [key.name for key in keys.read(tmp_path)] == [f"{who}-{n}" for who in "abc" for n in range(0, 10, 2)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["keys.json", "keys.lock"]


def test_the_same_keys_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("b", "a"):
        keys.add(tmp_path, name, ["x", "a", "x"])
    text = (tmp_path / keys.FILE).read_text(encoding="utf-8")
    rows = json.loads(text)["keys"]
    assert [row["name"] for row in rows] == ["a", "b"]
    assert rows[0]["scopes"] == [GRAPH + "a", GRAPH + "x"]
    keys.add(tmp_path, "c")
    keys.revoke(tmp_path, "c")
    assert (tmp_path / keys.FILE).read_text(encoding="utf-8") == text
