"""Where a finding stands, and where the law can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.findings import Reference, Text
from kg.report.places import by_file, link, relative, uri
from tests.report.samples import found


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("records/a.ttl", "records/a.ttl"),
        ("./records/../records//a.ttl", "records/a.ttl"),
        ("../other/a.ttl", "../other/a.ttl"),
        ("/other/a.ttl", "/other/a.ttl"),
    ],
)
def test_a_path_as_the_repository_calls_it(here: Path, path: str, expected: str) -> None:
    assert relative(path) == expected
    assert relative(str(here / "records" / "a.ttl")) == "records/a.ttl"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a b/ö.ttl", "a%20b/%C3%B6.ttl"),
        ("a:b.ttl", "a%3Ab.ttl"),
        ("50%.ttl", "50%25.ttl"),
        ("/other/a b.ttl", "file:///other/a%20b.ttl"),
        ("a\udcff.ttl", "a%FF.ttl"),
    ],
)
def test_a_path_as_a_uri(here: Path, path: str, expected: str) -> None:
    assert uri(path) == expected


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        ("http://data.europa.eu/eli/reg/2016/679/art_28/par_3/pnt_a/oj",) * 2,
        ("http://data.europa.eu/eli/reg/2016/679/rct_39/oj", "http://data.europa.eu/eli/reg/2016/679/oj"),
        ("https://example.org/law#1",) * 2,
        ("https://w3id.org/clausegraph/id/law/osl/21/7", None),
        ("javascript:alert(1)", None),
        ("urn:x", None),
    ],
)
def test_where_the_law_can_be_read(iri: str, expected: str | None) -> None:
    assert link(Reference(iri, Text("", "", ""))) == expected


def test_the_findings_of_each_file(here: Path) -> None:
    files = by_file(found())
    assert {name: len(some) for name, some in files.items()} == {"acme/2020.ttl": 2, "acme/answers.ttl": 1, "": 1}
    assert [one for some in files.values() for one in some] == list(found())
