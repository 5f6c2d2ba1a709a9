from __future__ import annotations

import pytest

from kg import lookup
from kg.errors import NotFound
from kg.findings import findings, select
from kg.iris import GDPR, ID
from kg.lookup.provisions import iri_of, path_of
from kg.questions import ask
from kg.snapshot import Snapshot

GROUPS = ("shapes", "guidance", "observations", "conclusions", "views", "requests", "assistance")

PATHS = [
    (f"{GDPR}oj", "gdpr"),
    (f"{GDPR}art_6/par_1/pnt_f/oj", "gdpr/art_6/par_1/pnt_f"),
    (f"{GDPR}rct_39/oj", "gdpr/rct_39"),
    ("http://data.europa.eu/eli/dir/1995/46/oj", "eli/dir/1995/46"),
    (f"{ID}law/se/osl/chap_21/sec_7", "se/osl/chap_21/sec_7"),
]


@pytest.mark.parametrize(("iri", "path"), PATHS)
def test_paths_and_iris_are_two_ways_to_say_the_same(iri: str, path: str) -> None:
    assert path_of(iri) == path
    assert iri_of(path) == iri
    assert iri_of(iri) == iri


def test_nothing_but_law_has_a_path() -> None:
    assert path_of(f"{ID}party/microsoft") is None
    assert path_of(f"{GDPR}art_6") is None


def test_every_provision_can_be_looked_up_by_its_path(snapshot: Snapshot) -> None:
    listed = lookup.provisions(snapshot.store)
    assert len(listed) > 50
    for one in listed:
        path = path_of(one.iri)
        assert path is not None
        assert iri_of(path) == one.iri


def test_point_has_parents_from_the_nearest_on(snapshot: Snapshot) -> None:
    point = lookup.provision_strict(snapshot.store, "gdpr/art_6/par_1/pnt_f", ())
    assert (point.number, point.path) == ("6(1)(f)", "gdpr/art_6/par_1/pnt_f")
    assert point.title
    assert point.summary
    assert [one.number for one in point.parents] == ["6(1)", "6", None]
    assert point.children == ()


def test_article_has_its_own_paragraphs_but_not_their_points(snapshot: Snapshot) -> None:
    article = lookup.provision_strict(snapshot.store, "gdpr/art_28", ())
    assert [one.number for one in article.children] == ["28(1)", "28(2)", "28(3)", "28(4)", "28(10)"]
    paragraph = lookup.provision_strict(snapshot.store, "gdpr/art_28/par_3", ())
    assert {one.number for one in paragraph.children} >= {"28(3)(a)", "28(3)(h)"}


@pytest.mark.parametrize("path", ["gdpr/art_6/par_1/pnt_f", "gdpr/art_28", "gdpr/art_5", "se/osl/chap_21/sec_7"])
def test_what_rests_on_it_agrees_with_the_stored_question(snapshot: Snapshot, path: str) -> None:
    found = lookup.provision_strict(snapshot.store, path, ())
    rests = {one.iri for group in GROUPS for one in getattr(found, group)}
    answer = ask(snapshot.store, "rests-on", {"provision": found.iri})
    things = [column.name for column in answer.columns].index("thing")
    assert rests == {value.iri for row in answer.rows for value in row.cells[things]}
    assert rests


def test_what_rests_on_a_part_says_on_which(snapshot: Snapshot) -> None:
    article = lookup.provision_strict(snapshot.store, "gdpr/art_6", ())
    shape = next(one for one in article.shapes if one.code == "LI001")
    assert [one.number for one in shape.on] == ["6(1)(f)"]
    assert shape.label.en == "Legitimate interest without a balancing record"


def test_findings_are_those_of_its_shapes(snapshot: Snapshot) -> None:
    everything = findings(snapshot.store)
    article = lookup.provision_strict(snapshot.store, "gdpr/art_28", everything)
    assert article.findings == select(everything, provision=article.iri)
    assert {one.code for one in article.findings} <= {one.code for one in article.shapes}
    assert article.findings


def test_whole_regulation_is_a_provision_without_parents(snapshot: Snapshot) -> None:
    regulation = lookup.provision_strict(snapshot.store, "gdpr", ())
    assert regulation.parents == ()
    assert f"{GDPR}art_28/oj" in {one.iri for one in regulation.children}


def test_summary_that_was_not_verified_says_so(snapshot: Snapshot) -> None:
    section = lookup.provision_strict(snapshot.store, "se/osl/chap_21/sec_7", ())
    assert [one.label.en for one in section.verification] == ["not verified against the original"]
    assert section.known_through


@pytest.mark.parametrize("path", ["gdpr/art_6/par_1/pnt_z", "a b>", "", f"{ID}party/microsoft"])
def test_unknown_provision(snapshot: Snapshot, path: str) -> None:
    assert lookup.provision(snapshot.store, path, ()) is None
    with pytest.raises(NotFound, match="there is no provision"):
        lookup.provision_strict(snapshot.store, path, ())


def test_unknown_provision_comes_with_the_nearest(snapshot: Snapshot) -> None:
    with pytest.raises(NotFound) as caught:
        lookup.provision_strict(snapshot.store, "gdpr/art_6/par_1/pnt_ff", ())
    assert caught.value.expected == "did you mean gdpr/art_6/par_1/pnt_f?"
